import Foundation
import Hummingbird
import Kernel

/// The guides for each role, in both languages: `/guides`, `/guides/officer`, and their pictures.
package struct GuidePages: Sendable {
    private let pages: Pages
    private let guides: [String: [Language: Prose]]
    private let pictures: [String: ByteBuffer]

    /// The guides, in the order of the list.
    package static let names = ["officer", "steward", "requester", "analyst", "secretariat"]

    /// Reads every guide once.
    ///
    /// - Parameter folder: Where they lie: `officer.ko.md`, `pictures/desk.png`.
    /// - Throws: ``BrokenResources`` where one is missing or has no title.
    package init(pages: Pages, folder: URL) throws {
        self.pages = pages
        var guides: [String: [Language: Prose]] = [:]
        for name in Self.names {
            for language in Language.allCases {
                let file = folder.appending(path: "\(name).\(language.rawValue).md")
                guard let text = try? String(contentsOf: file, encoding: .utf8) else {
                    throw BrokenResources(description: "There is no guide \(file.lastPathComponent)")
                }
                let prose = Prose(text) { Self.address($0) }
                guard prose.title != nil else {
                    throw BrokenResources(description: "The guide \(file.lastPathComponent) has no title")
                }
                guides[name, default: [:]][language] = prose
            }
        }
        self.guides = guides
        let shelf = folder.appending(path: "pictures")
        var pictures: [String: ByteBuffer] = [:]
        for file in (try? FileManager.default.contentsOfDirectory(at: shelf, includingPropertiesForKeys: nil)) ?? [] {
            guard file.pathExtension == "png", let data = try? Data(contentsOf: file) else { continue }
            pictures[file.lastPathComponent] = ByteBuffer(bytes: data)
        }
        self.pictures = pictures
        try pages.require(ListPage.self, GuidePage.self)
    }

    package func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("guides", use: list)
        router.get("guides/pictures/:name", use: picture)
        router.get("guides/:name", use: show)
    }

    /// Another guide, a picture beside it, or an address as it is.
    private static func address(_ written: String) -> String? {
        if written.hasPrefix("pictures/") { return "/guides/\(written)" }
        if let name = written.firstMatch(of: /^(\w+)\.(?:ko|en)\.md$/) { return "/guides/\(name.output.1)" }
        return Prose.safe(written)
    }

    struct ListPage: Page {
        static let template = "web/guides"
        let title: String
        let crumbs: [Crumb]
        let guides: [Link]
    }

    @Sendable private func list(_ request: Request, context: SiteContext) async throws -> Response {
        let language = context.language
        let title = pages.word("webGuides", in: language)
        let page = ListPage(
            title: title,
            crumbs: [Crumb(title)],
            guides: Self.names.compactMap { name in
                guides[name]?[language]?.title.map { Link($0, "/guides/\(name)") }
            }
        )
        return try pages.render(page, in: context)
    }

    struct GuidePage: Page {
        static let template = "web/guide"
        let title: String
        let crumbs: [Crumb]
        let blocks: [Prose.Block]
        /// The guide's sections; none in a guide of a few lines.
        let contents: [Link]
        let others: [Link]
    }

    @Sendable private func show(_ request: Request, context: SiteContext) async throws -> Response {
        let name: String = try context.requireParameter("name")
        let language = context.language
        guard let prose = guides[name]?[language], let title = prose.title else { throw HTTPError(.notFound) }
        let page = GuidePage(
            title: title,
            crumbs: [Crumb(pages.word("webGuides", in: language), "/guides"), Crumb(title)],
            blocks: prose.blocks,
            contents: prose.blocks.filter(\.isHeading).map { block in
                Link(block.spans.map(\.plain).joined(), "#\(block.anchor)")
            },
            others: Self.names.compactMap { other in
                guides[other]?[language]?.title.map { Link($0, "/guides/\(other)", isCurrent: other == name) }
            }
        )
        return try pages.render(page, in: context)
    }

    @Sendable private func picture(_ request: Request, context: SiteContext) async throws -> Response {
        guard let bytes = pictures[try context.requireParameter("name")] else { throw HTTPError(.notFound) }
        return Response(
            status: .ok,
            headers: [.contentType: "image/png", .cacheControl: "public, max-age=3600"],
            body: ResponseBody(byteBuffer: bytes)
        )
    }
}

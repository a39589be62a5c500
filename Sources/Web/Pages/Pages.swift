import Foundation
import Hummingbird
import Kernel
import Mustache

/// Every template and every word of all rooms, read once at start.
package struct Pages: Sendable {
    package let site: SiteSettings
    package let assets: Assets
    private let library: MustacheLibrary
    private let words: [Language: [String: String]]
    private let names: Set<String>

    /// Reads the rooms' templates and words, and this room's own.
    ///
    /// - Throws: ``BrokenResources`` when a template cannot be parsed, asks for a word or partial that does not
    ///   exist, or when two rooms use one name.
    package init(rooms: [RoomResources], site: SiteSettings = SiteSettings()) throws {
        let rooms = rooms.contains { $0.name == WebResources.room.name } ? rooms : [WebResources.room] + rooms
        var words: [Language: [String: String]] = [.ko: [:], .en: [:]]
        var texts: [String: String] = [:]
        for room in rooms {
            for (name, text) in try room.templates() {
                guard texts.updateValue(text, forKey: name) == nil else {
                    throw BrokenResources(description: "Two templates are called \(name)")
                }
            }
            for language in Language.allCases {
                for (key, text) in try room.words(in: language) {
                    guard words[language]?.updateValue(text, forKey: key) == nil else {
                        throw BrokenResources(description: "Two rooms have the word \(key), the second is \(room.name)")
                    }
                }
            }
        }
        library = try Self.library(texts, words: words)
        names = Set(texts.keys)
        assets = try Assets(vendor: site.vendor)
        self.words = words
        self.site = site
    }

    private static func library(
        _ texts: [String: String],
        words: [Language: [String: String]]
    ) throws -> MustacheLibrary {
        var library = MustacheLibrary()
        for (name, text) in texts {
            do {
                try library.register(text, named: name)
            } catch {
                throw BrokenResources(description: "Template \(name): \(error)")
            }
            for match in text.matches(of: /\{\{[#^\/]?\s*t\.([A-Za-z0-9]+)/) {
                for language in Language.allCases where words[language]?[String(match.output.1)] == nil {
                    throw BrokenResources(
                        description: "Template \(name) asks for \(match.output.1), missing in \(language)"
                    )
                }
            }
            for match in text.matches(of: /\{\{[><]\s*([A-Za-z0-9\/_-]+)/) where texts[String(match.output.1)] == nil {
                throw BrokenResources(description: "Template \(name) uses \(match.output.1), which does not exist")
            }
        }
        return library
    }

    /// Fails unless every one of `pages` has its template; called at start.
    package func require(_ pages: any Page.Type...) throws {
        for page in pages where !names.contains(page.template) {
            throw BrokenResources(description: "\(page) has no template \(page.template)")
        }
    }

    /// One word for code that must pick it at run time.
    package func word(_ key: String, in language: Language) -> String { words[language]?[key] ?? key }

    /// Draws `page` in the shell, in the visitor's language.
    package func render(
        _ page: some Page,
        in context: some VisitContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var response = Response(
            status: status,
            body: ResponseBody(byteBuffer: ByteBuffer(string: try html(page, for: context.visit)))
        )
        response.headers[.contentType] = "text/html; charset=utf-8"
        response.headers[.cacheControl] = "private, no-cache"
        if context.visit.flash != nil { response.setCookie(Flash.forgotten) }
        return response
    }

    /// The page as text.
    func html(_ page: some Page, for visit: Visit) throws -> String {
        let layout = LayoutValues(visit: visit, site: site, assets: assets, words: words[visit.language] ?? [:])
        let values: [String: Any] = ["t": words[visit.language] ?? [:], "page": page, "site": layout]
        guard let html = library.render(values, withTemplate: type(of: page).template) else {
            throw BrokenResources(description: "There is no template \(type(of: page).template)")
        }
        return html
    }
}

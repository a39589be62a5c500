import Foundation
import Hummingbird
import Kernel
import Mustache

/// Every template and every word of all rooms, read once at start.
package struct Pages: Sendable {
    package let site: SiteSettings
    package let assets: Assets
    /// By language: the words stand in the templates already.
    private let libraries: [Language: MustacheLibrary]
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
        var libraries: [Language: MustacheLibrary] = [:]
        for (language, words) in words { libraries[language] = try Self.library(texts, words: words, language) }
        self.libraries = libraries
        names = Set(texts.keys)
        assets = try Assets(vendor: site.vendor)
        self.words = words
        self.site = site
    }

    private static func library(
        _ texts: [String: String],
        words: [String: String],
        _ language: Language
    ) throws -> MustacheLibrary {
        var library = MustacheLibrary()
        for (name, text) in texts {
            do {
                try library.register(try spelled(text, words: words), named: name)
            } catch {
                throw BrokenResources(description: "Template \(name) in \(language.rawValue): \(error)")
            }
            for match in text.matches(of: /\{\{[><]\s*([A-Za-z0-9\/_-]+)/) where texts[String(match.output.1)] == nil {
                throw BrokenResources(description: "Template \(name) uses \(match.output.1), which does not exist")
            }
        }
        return library
    }

    /// A template with its words in it, whose other texts are put in as they are: ``Shown`` has escaped them.
    private static func spelled(_ text: String, words: [String: String]) throws -> String {
        if let raw = text.firstMatch(of: /\{\{(\{|&)[^}]*/) {
            throw BrokenResources(description: "\(raw.output.0) would put in a text without escaping it")
        }
        return try text.replacing(/\{\{\s*([A-Za-z0-9_.]+)\s*\}\}/) { match in
            guard match.output.1.hasPrefix("t.") else { return "{{{\(match.output.1)}}}" }
            guard let word = words[String(match.output.1.dropFirst(2))] else {
                throw BrokenResources(description: "asks for \(match.output.1.dropFirst(2)), which is missing")
            }
            guard !word.contains("{{") else {
                throw BrokenResources(description: "\(match.output.1.dropFirst(2)) has braces in it")
            }
            return Shown.escaped(word)
        }
    }

    /// Fails unless every one of `pages` has its template; called at start.
    package func require(_ pages: any Page.Type...) throws {
        for page in pages where !names.contains(page.template) {
            throw BrokenResources(description: "\(page) has no template \(page.template)")
        }
    }

    /// One word for code that must pick it at run time.
    package func word(_ key: String, in language: Language) -> String { words[language]?[key] ?? key }

    /// A word with what is put into it: `{name}` stands for a value.
    package func word(_ key: String, in language: Language, with values: [String: String]) -> String {
        // In one pass: braces in what somebody wrote stay what they are.
        word(key, in: language).replacing(/\{([A-Za-z]+)\}/) { values[String($0.output.1)] ?? String($0.output.0) }
    }

    /// A word about a number of things, `{count}` in it: that of `one` where there is one.
    package func word(
        _ key: String,
        one: String,
        count: Int,
        in language: Language,
        with values: [String: String] = [:]
    )
        -> String
    {
        let count = (number: count, written: Written.number(count))
        return word(
            count.number == 1 ? one : key,
            in: language,
            with: values.merging(["count": count.written]) { given, _ in given }
        )
    }

    /// Draws `page` in the shell, in the visitor's language.
    package func render(
        _ page: some Page,
        in context: some VisitContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var response = Self.response(ByteBuffer(string: try html(page, for: context.visit)))
        response.status = status
        if context.visit.flash != nil { response.setCookie(Flash.forgotten) }
        return response
    }

    private static func response(_ html: ByteBuffer) -> Response {
        var response = Response(status: .ok, body: ResponseBody(byteBuffer: html))
        response.headers[.contentType] = "text/html; charset=utf-8"
        response.headers[.cacheControl] = "private, no-cache"
        return response
    }

    /// A template of its own, without the shell: a part of a page that is sent by itself, or a sheet of paper.
    package func part(_ page: some Page, in language: Language) throws -> String {
        guard let shown = Shown.of(page),
            let html = libraries[language]?.render(shown, withTemplate: type(of: page).template)
        else { throw BrokenResources(description: "There is no template \(type(of: page).template)") }
        return html
    }

    /// The page as text.
    func html(_ page: some Page, for visit: Visit) throws -> String {
        let layout = LayoutValues(visit: visit, site: site, assets: assets, words: words[visit.language] ?? [:])
        var values: [String: Any] = [:]
        values["page"] = Shown.of(page)
        values["site"] = Shown.of(layout)
        guard let html = libraries[visit.language]?.render(values, withTemplate: type(of: page).template) else {
            throw BrokenResources(description: "There is no template \(type(of: page).template)")
        }
        return html
    }

    // MARK: - Pages that are kept

    /// Draws a page that ``DrawnPages`` may keep.
    package func draw(_ page: some Page, in context: some VisitContext) throws -> DrawnPage {
        DrawnPage(try html(page, for: context.visit))
    }

    /// Sends a page, or word that the browser has it.
    package func answer(_ request: Request, with drawn: DrawnPage) -> Response {
        var response = Self.response(drawn.html)
        if request.headers[.ifNoneMatch]?.contains(drawn.tag) == true {
            response.status = .notModified
            response.body = ResponseBody()
            response.headers[.contentType] = nil
        }
        response.headers[.eTag] = drawn.tag
        return response
    }
}

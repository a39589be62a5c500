import Foundation
import Testing

@Suite("The house rules for words on pages")
struct StringsRulesTests {
    private static let rooms = ["Web", "Catalog", "Sharing", "Analysis", "Council", "Notices", "Protocols", "App"]

    private func strings(_ room: String, _ language: String) throws -> [String: String] {
        try JSONDecoder().decode(
            [String: String].self,
            from: Data(contentsOf: Repository.root.appending(path: "Sources/\(room)/Strings/\(language).json"))
        )
    }

    @Test("Every string exists in Korean and English, and neither is empty", arguments: rooms)
    func pairs(room: String) throws {
        let ko = try strings(room, "ko")
        let en = try strings(room, "en")
        #expect(Set(ko.keys).symmetricDifference(en.keys).sorted() == [])
        #expect([ko, en].flatMap { $0.filter { $0.value.isEmpty }.keys }.sorted() == [])
    }

    @Test("English pages are in English: no Hangul but in proper names", arguments: rooms)
    func english(room: String) throws {
        let korean = try strings(room, "en").filter { $0.value.contains(/[가-힣]{2,}/) && !$0.value.contains(/마루|한국어/) }
        #expect(korean.keys.sorted() == [])
    }

    @Test("Every string a page asks for exists")
    func existence() throws {
        let known = try Set(Self.rooms.flatMap { try strings($0, "ko").keys })
        for page in try Repository.files(in: "Sources", "mustache") {
            for key in page.text.captures(of: /\{\{[#^]?t\.([A-Za-z0-9]+)\}\}/) {
                #expect(known.contains(key), "\(key) in \(page)")
            }
        }
    }

    @Test("Every string that code asks for exists, whatever it is asked through")
    func existenceInCode() throws {
        let known = try Set(Self.rooms.flatMap { try strings($0, "ko").keys })
        let rooms = Self.rooms.map { $0.lowercased() }.joined(separator: "|")
        // A literal that begins with a room's name and goes on with a capital is a string's name.
        let name = try Regex<(Substring, Substring)>("\"((?:\(rooms))[A-Z][A-Za-z0-9]*)\"")
        for source in try Repository.files(in: "Sources", "swift") {
            for match in source.text.matches(of: name)
            where !match.output.1.contains(/^(sharingRequestOn|councilActionOn|councilAction$)/) {
                // Tables are called after their noun, indexes after the table and what they are on.
                #expect(known.contains(String(match.output.1)), "\(match.output.1) in \(source)")
            }
        }
    }

    @Test("What a page or a desk says stands in its room's Strings, not in Swift", arguments: rooms)
    func place(room: String) throws {
        // Problems and titles of cases are texts in both languages where they are thrown or declared; the page of all
        // parts shows examples.
        let pages = try Repository.files(in: "Sources/\(room)", "swift").filter {
            $0.path.contains(/\/(?:\w*(?:Page|Desk)\w*|Result\w*)(?:\+\w+)?\.swift$/) && !$0.path.contains("/Design/")
                && !$0.path.hasSuffix("/APIPage.swift")
        }
        for page in pages {
            var before = ""
            for line in page.text.split(separator: "\n").map(String.init) {
                let isComment = line.trimmingCharacters(in: .whitespaces).hasPrefix("//")
                let isText = line.contains("LocalizedText(") || before.contains("LocalizedText(")
                #expect(isComment || isText || !line.contains(/"[^"]*[가-힣]/), "\(page.path): \(line)")
                before = line
            }
        }
    }

    @Test("Every string is used somewhere")
    func use() throws {
        let texts = try Repository.files(in: "Sources", "mustache", "swift", "js").map(\.text).joined(separator: "\n")
        let words = Set(texts.matches(of: /[A-Za-z][A-Za-z0-9]*/).map { String($0.output) })
        let unused = try Self.rooms.flatMap { try strings($0, "ko").keys }.filter { !words.contains($0) }
        #expect(unused.sorted() == [])
    }
}

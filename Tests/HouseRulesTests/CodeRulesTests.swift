import Foundation
import Testing

@Suite("The house rules for code")
struct CodeRulesTests {
    /// Files that are longer for a reason: one list of facts that would only be harder to read in two places.
    private static let longer: Set<String> = ["Sources/DemoData/InventedNation.swift"]

    @Test("No source is longer than 300 lines, no test than 400")
    func lengths() throws {
        let sources = try Repository.swift().filter { $0.lines.count > 301 && !Self.longer.contains($0.path) }
        let tests = try Repository.files(in: "Tests", "swift").filter { $0.lines.count > 401 }
        #expect(sources.isEmpty && tests.isEmpty, "Split \(sources + tests)")
    }

    @Test(
        "Nothing unsafe and nothing unfinished is in the sources",
        arguments: [
            "TODO", "FIXME", "XXX", "fatalError", "try!", "@unchecked Sendable", "nonisolated(unsafe)",
            "MustacheLambda",
        ]
    )
    func banned(word: String) throws {
        let offenders = try Repository.swift().filter { $0.text.contains(word) }
        #expect(offenders.isEmpty, "\(word) in \(offenders)")
    }

    @Test("Types are named by what they are: no Manager, Helper, Util, Service, Impl, Base, Info, …Data")
    func names() throws {
        let declaration = /\b(?:struct|class|enum|actor|protocol)\s+([A-Z]\w*)/
        for file in try Repository.swift() {
            for name in file.text.captures(of: declaration) {
                let words = name.matches(of: /[A-Z][a-z0-9]*/).map { String($0.output) }
                let bad = words.filter {
                    ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Impl", "Base"].contains($0)
                }
                #expect(bad.isEmpty, "\(name) in \(file)")
                #expect(!["Data", "Info"].contains(words.last ?? ""), "\(name) in \(file)")
            }
        }
    }

    @Test("Every test is marked: no function in Tests is named test…")
    func marks() throws {
        let offenders = try Repository.files(in: "Tests", "swift").filter { file in
            file.lines.contains { $0.contains(/\bfunc test[A-Z_]/) }
        }
        #expect(offenders.isEmpty, "\(offenders)")
    }

    @Test("Lifecycles are pure: they import neither the database nor the web")
    func lifecycles() throws {
        let files = try Repository.swift().filter { $0.path.hasSuffix("+Lifecycle.swift") }
        #expect(!files.isEmpty)
        for file in files {
            #expect(!file.text.contains(/^import (GRDB|Hummingbird)/.anchorsMatchLineEndings()), "\(file)")
        }
    }

    @Test("User text can only reach a page escaped: no triple braces, no ampersand tags")
    func escaping() throws {
        let offenders = try Repository.files(in: "Sources", "mustache").filter {
            $0.text.contains("{{{") || $0.text.contains("{{&")
        }
        #expect(offenders.isEmpty, "\(offenders)")
    }

    @Test("Pages fetch nothing from other servers")
    func origins() throws {
        let pages = try Repository.files(in: "Sources", "mustache", "css", "js")
        let fetching = /(?:src=|@import|url\(|<link[^>]*href=)["']?(?:https?:)?\/\/(\w+)/
        for page in pages {
            #expect(page.text.captures(of: fetching).isEmpty, "\(page)")
        }
    }
}

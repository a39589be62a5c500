import Foundation
import Testing

/// What docs/glossary.md asks for: one word for each thing, wherever people read.
@Suite("The house rules for words: one for each thing")
struct WordRulesTests {
    /// A word of the glossary, and what else it has been called.
    private struct Rule {
        let preferred: String
        let forbidden: [String]
    }

    private static let rules = [
        Rule(preferred: "공개 구분", forbidden: ["이용 방법", "이용 방식", "이용방식", "공개 방법", "공개 방식", "공개구분"]),
        // A request is withdrawn (철회) by who sent it; a grant is revoked (회수) by who gave it.
        Rule(preferred: "회수", forbidden: ["이용권한을 철회", "이용권한 철회", "이용권한을 취소", "토큰 폐기", "토큰을 폐기"]),
        Rule(preferred: "철회", forbidden: ["요청 회수", "요청을 회수"]),
        Rule(preferred: "표", forbidden: ["테이블"]),
        Rule(preferred: "열", forbidden: ["컬럼", "칼럼"]),
        Rule(preferred: "형식", forbidden: ["유형", "데이터 타입"]),
        Rule(preferred: "부책임관", forbidden: ["책임관 대리", "직무대리", "부 책임관"]),
        Rule(preferred: "행 조건", forbidden: ["필터"]),
        Rule(preferred: "이용 종료", forbidden: ["이용종료"]),
        Rule(preferred: "row filter", forbidden: ["row condition", "Row condition"]),
        Rule(preferred: "deputy", forbidden: ["vice-officer", "vice officer", "acting officer"]),
    ]

    /// Everything that people read: pages, guides, what the program says, and the documents.
    private static func texts() throws -> [Repository.File] {
        let documents = try Repository.files(in: "docs", "md") + Repository.files(in: "Sources/App/Guides", "md")
        let pages = try Repository.files(in: "Sources", "mustache")
        let strings = try Repository.files(in: "Sources", "json").filter { $0.path.contains("/Strings/") }
        // Demo data is other people's data, whatever they call things.
        let code = try Repository.swift().filter { !$0.path.hasPrefix("Sources/DemoData/") }
        return documents + pages + strings + code
    }

    @Test("Nothing that people read calls a thing by another word than the glossary's")
    func oneWord() throws {
        for text in try Self.texts() {
            for rule in Self.rules {
                for word in rule.forbidden {
                    guard let found = text.text.range(of: word) else { continue }
                    let line = text.text[..<found.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") } + 1
                    Issue.record("\(text):\(line): “\(word)”; the glossary says “\(rule.preferred)”")
                }
            }
        }
    }

    @Test("Every word that is preferred stands in the glossary, and none that is not")
    func glossary() throws {
        let glossary = try Repository.read("docs/glossary.md")
        for rule in Self.rules {
            #expect(glossary.contains(rule.preferred), "\(rule.preferred) is missing in docs/glossary.md")
            #expect(!rule.forbidden.contains { glossary.contains($0) })
        }
    }

    @Test("What a problem says to do can be done where it is read: it names no command and no option")
    func noCommands() throws {
        let places = ["Kernel", "Ledger", "Statute", "Lake", "Directory", "Web", "Catalog", "Sharing", "Analysis"]
        let command = try Regex(
            #"`|(?:^|[^A-Za-z./])maru [a-z]+|--[a-z]+|\b(dataset|request|grant|question|institution|ledger|person|token) (list|search|show|publish|submit|holders|verify|create)\b"#
        )
        for source in try Repository.swift() where places.contains(where: { source.path.hasPrefix("Sources/\($0)/") }) {
            for text in source.text.captures(of: /LocalizedText\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/)
            where !text.contains("--home") {
                // Interpolations may hold anything; words are between them.
                let words = text.replacing(/\\\((?:[^()]|\([^()]*\))*\)/, with: "")
                #expect(words.firstMatch(of: command) == nil, "\(text) in \(source)")
            }
        }
    }
}

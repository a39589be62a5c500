import Catalog
import TestSupport
import Testing

@Suite("What a desk says of numbers")
struct DeskWordsTests {
    @Test(
        "One thing is told as one, several as several, in both languages",
        arguments: [
            (1, "ko", "의심 항목 1개 확인", "기다리는 일이 1건 있습니다"),
            (1, "en", "1 finding of personal data in", "1 thing is waiting"),
            (2, "ko", "의심 항목 2개 확인", "기다리는 일이 2건 있습니다"),
            (2, "en", "2 findings of personal data in", "2 things are waiting"),
        ]
    )
    func plural(count: Int, language: String, task: String, heading: String) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        // As many datasets wait as each of them has columns of telephone numbers.
        let rows = (1...9).map { "\($0)" + String(repeating: ",010-1234-567\($0)", count: count) }
        let csv = (["번호" + (1...count).map { ",전화\($0)" }.joined()] + rows).joined(separator: "\n") + "\n"
        for number in 1...count { _ = try await nation.register(.open, title: "쉼터 \(number)", csv: csv) }
        try await PageDesk.sit(nation, as: "steward@seoul.example") { desks in
            let html = try await desks[0].get("/desk?lang=\(language)").html
            #expect(html.contains(task))
            #expect(html.contains("<h1>\(heading)</h1>"))
        }
    }
}

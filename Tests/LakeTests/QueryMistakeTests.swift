import Kernel
import Testing

@testable import Lake

@Suite("Mistakes in a person's SQL")
struct QueryMistakeTests {
    private static let from = "FROM (SELECT 1 AS 번호, '중구' AS 구) AS 쉼터"

    @Test(
        "Whoever made a mistake is told what it is, in a sentence of each language, and at which line and character",
        arguments: [
            ("SELECT 번호\nFORM 쉼터", "쉼터", 2, 6), ("SELECT 번호,\n  없는열\n\(from)", "없는열", 2, 3),
            ("SELECT *\nFROM shelter", "shelter", 2, 6), ("SELECT 번호, nofn(번호)\n\(from)", "nofn", 1, 12),
            ("SELECT '가나', sum(구)\n\(from)", "sum", 1, 14), ("SELECT 구, count(*)\n\(from)", "구", 1, 8),
            ("SELECT 'abc", "따옴표", 1, 8), ("SELECT 갑.번호\n\(from)", "갑", 1, 8),
        ]
    )
    func place(sql: String, word: String, line: Int, column: Int) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let runs = Runs(engine: workshop.engine, folder: workshop.folder)
        let found = await problem { _ = try await runs.run(sql, over: [], run: "r") }
        #expect(found?.type == "lake/query-refused")
        #expect(found?.detail?.ko.contains(word) == true, "\(found?.detail?.ko ?? "")")
        let english = found?.detail?[.en] ?? ""
        // Whole sentences, none of the engine's own.
        #expect(english.hasSuffix(".") && english.contains(/^[A-Z“]/), "\(english)")
        #expect(!english.contains(/Candidate|Error|clause|Did you mean/), "\(english)")
        let place = found?.fields.first?.place
        #expect(place?.line == line && place?.column == column, "\(String(describing: place))")
    }

    @Test("What cannot be placed is still explained, and says nothing of where files lie")
    func elsewhere() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let runs = Runs(engine: workshop.engine, folder: workshop.folder)
        let cast = await problem {
            _ = try await runs.run("SELECT CAST(a AS INT) FROM (VALUES ('가')) t(a)", over: [], run: "r")
        }
        #expect(cast?.detail?.ko.contains("‘가’ 값은 INT32 형식으로 바꿀 수 없습니다") == true)
        let file = await problem { _ = try await runs.run("FROM read_csv('/etc/passwd')", over: [], run: "r") }
        #expect(file?.detail?.ko.contains("이용권한의 표만") == true)
        #expect(file?.detail?[.en].contains("/etc/") == false)
    }
}

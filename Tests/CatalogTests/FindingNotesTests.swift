import App
import Catalog
import Directory
import Foundation
import Kernel
import Lake
import TestSupport
import Testing

@Suite("What open findings ask for")
struct FindingNotesTests {
    private static let csv = "이름,연락처,비상연락처\n가,010-1234-5678,010-2222-3333\n나,010-2345-6789,010-4444-5555\n"

    @Test("It counts the findings that are still open, follows the access, and is gone once all are answered")
    func counted() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let datasets = nation.platform.datasets
        let steward = try await nation.actor("steward@seoul.example")
        let id = try await nation.register(.open, csv: Self.csv)
        let findings = try await datasets.detail(id).findings
        #expect(findings.count > 1)
        func notes() async throws -> [String] {
            let encoded = try JSONEncoder().encode(DatasetResource(try await datasets.detail(id)))
            let json = try JSONSerialization.jsonObject(with: encoded) as? [String: Any]
            let warnings = json?["warnings"] as? [[String: String]]
            let told = try await datasets.detail(id).notes.map(\.ko)
            // The API says what the page says.
            #expect(warnings?.compactMap { $0["ko"] } == told)
            return told.filter { $0.contains("개인정보로 보이는 열") }
        }
        for (answered, finding) in findings.enumerated() {
            let told = try await notes()
            #expect(told.count == 1 && told[0].contains("\(findings.count - answered)건") && told[0].contains("공개를 보류"))
            try await datasets.answer(
                id,
                table: finding.tableName,
                column: finding.columnName,
                kind: finding.kind,
                with: .notPersonal,
                reason: "대표 전화",
                by: steward
            )
        }
        #expect(try await notes().isEmpty)
    }
}

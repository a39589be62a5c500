import App
import Catalog
import Foundation
import Kernel
import Lake
import Sharing
import TestSupport
import Testing

@Suite("Row filters, one for each table")
struct RowConditionTests {
    private func twoTables(_ nation: Nation) async throws -> Dataset.ID {
        let uploads = try [("shelters", Nation.csv), ("staff", "번호,인원\nA-01,3\nA-02,5\n")].map { name, csv in
            let file = nation.home.appending(path: "\(name).csv")
            try Data(csv.utf8).write(to: file)
            return Datasets.Upload(file: file, name: "\(name).csv", table: name)
        }
        let registration = try await nation.platform.datasets.register(
            Datasets.Draft(institution: "6110000", title: "쉼터와 인력", access: .request),
            uploads,
            by: nation.actor("steward@seoul.example")
        )
        try await nation.platform.jobs.finish(registration.job)
        return registration.dataset
    }

    @Test("Each table of a share has the rows of its own condition")
    func byTable() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(twoTables(nation))
        var terms = TermsDraft()
        try terms.setFilters(["shelters: \"야간\" = 'Y'", "staff:\"인원\" > 3"])
        let granted = try await nation.platform.requests.grant(
            request.id,
            terms,
            until: nil,
            note: nil,
            by: nation.actor("officer@seoul.example")
        )
        try await nation.platform.jobs.finish(granted.job)
        let tables = try await nation.platform.grants.bound(
            [granted.grant.id],
            by: nation.actor("analyst@mois.example")
        )
        #expect(tables.map { "\($0.name) \($0.table.rows)" } == ["shelters 2", "staff 1"])
    }

    @Test(
        "A condition that does not say its table, or names a wrong one, is refused with the reason",
        arguments: [
            (["\"인원\" > 3"], nil as [String]?, "lake/bad-terms", "shelters"),
            (["rooms: \"인원\" > 3"], nil, "lake/bad-terms", "rooms"),
            (["staff: \"야간\" = 'Y'"], nil, "lake/bad-filter", "staff"),
            (["staff: \"인원\" > 3"], ["shelters.번호"], "lake/bad-terms", "staff"),
        ]
    )
    func refused(written: [String], columns: [String]?, type: String, word: String) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(twoTables(nation))
        let officer = try await nation.actor("officer@seoul.example")
        var terms = TermsDraft(columns: columns)
        try terms.setFilters(written)
        do {
            _ = try await nation.platform.requests.grant(request.id, terms, until: nil, note: nil, by: officer)
            Issue.record("It was granted.")
        } catch let error as any PublicError {
            #expect(error.problem.type == type)
            let words = error.problem.sentence(in: .ko) + error.problem.fields.map(\.message.ko).joined()
            #expect(words.contains(word), "\(words)")
        }
    }

    @Test(
        "What is written as a condition is taken apart without guessing",
        arguments: [
            (["a > 1"], "a > 1" as String?, [:]), (["\"시각\" = '10:30'"], "\"시각\" = '10:30'", [:]),
            (["a::INTEGER > 1"], "a::INTEGER > 1", [:]), (["t: a::INTEGER > 1"], nil, ["t": "a::INTEGER > 1"]),
            ([" 쉼터 : a = ':'", "b: c"], nil, ["쉼터": "a = ':'", "b": "c"]),
        ] as [([String], String?, [String: String])]
    )
    func apart(written: [String], one: String?, byTable: [String: String]) throws {
        var terms = TermsDraft()
        try terms.setFilters(written)
        #expect(terms.filter == one)
        #expect(terms.filters == byTable)
    }

    @Test("Two conditions for one table are refused", arguments: [["a > 1", "b > 1"], ["t: a > 1", "t: b > 1"]])
    func twice(written: [String]) async {
        var terms = TermsDraft()
        #expect(await problem { try terms.setFilters(written) } == "lake/bad-terms")
    }
}

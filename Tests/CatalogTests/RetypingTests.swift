import App
import Catalog
import Foundation
import Kernel
import Lake
import TestSupport
import Testing

@Suite("A steward corrects the type of a column")
struct RetypingTests {
    private let csv = "코드,날짜,값,수\n1,20250101,1.50,03\n2,20250102,2.25,12\n,,,\n"

    private func retype(_ nation: Nation, _ dataset: Dataset.ID, _ types: [String: ChosenType]) async throws {
        let made = try await nation.platform.datasets.retype(
            dataset,
            table: "shelters",
            types,
            by: nation.actor("steward@seoul.example")
        )
        try await nation.platform.jobs.finish(made.job)
    }

    private func types(_ nation: Nation, _ dataset: Dataset.ID) async throws -> [String: String] {
        let table = try await nation.platform.datasets.detail(dataset).tables[0]
        return Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0.type) })
    }

    @Test("The kept upload is read again with the chosen types, and what was said about columns stays")
    func corrected() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request, csv: csv)
        try await nation.platform.datasets.describe(
            dataset,
            Datasets.Edit(tables: [Datasets.TableEdit("shelters", columns: [Datasets.ColumnEdit("코드", unit: "호")])]),
            by: nation.actor("steward@seoul.example")
        )
        try await retype(nation, dataset, ["코드": .integer, "날짜": .text])
        let detail = try await nation.platform.datasets.detail(dataset)
        #expect(detail.dataset.version == 2)
        #expect(detail.tables[0].rows == 3)
        let types = try await types(nation, dataset)
        #expect(types["코드"] == "BIGINT")
        #expect(types["날짜"] == "VARCHAR")
        #expect(detail.columnWords(of: "shelters")["코드"]?.unit == "호")
    }

    @Test("Where values would be lost it is refused with their number, and everything stays")
    func lossy() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request, csv: csv)
        do {
            try await retype(nation, dataset, ["수": .integer])
            Issue.record("03 became 3.")
        } catch let error as any PublicError {
            #expect(error.problem.type == "lake/values-lost")
            #expect(error.problem.sentence(in: .ko).contains("값 1개"))
        }
        let detail = try await nation.platform.datasets.detail(dataset)
        #expect(detail.dataset.version == 1)
        #expect(detail.versions.count == 1)
        // And it may be tried again with another type.
        try await retype(nation, dataset, ["값": .number])
        #expect(try await types(nation, dataset)["값"] == "DOUBLE")
    }

    @Test("The next upload keeps the chosen type while its values allow, and says where they do not")
    func carried() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request, csv: csv)
        try await retype(nation, dataset, ["코드": .integer])
        for (csv, type) in [("코드,수\n7,1\n", "BIGINT"), ("코드,수\n가-7,1\n", "VARCHAR")] {
            let file = nation.home.appending(path: "n.csv")
            try Data(csv.utf8).write(to: file)
            let next = try await nation.platform.datasets.update(
                dataset,
                [Datasets.Upload(file: file, name: "n.csv", table: "shelters")],
                by: nation.actor("steward@seoul.example")
            )
            try await nation.platform.jobs.finish(next.job)
            #expect(try await types(nation, dataset)["코드"] == type)
        }
        let notes = try await nation.platform.datasets.detail(dataset).versions[0].notes
        #expect(notes.contains { $0.ko.contains("코드") && $0.ko.contains("1개") })
    }

    @Test(
        "Dates in the ways Korean files write them become dates when all are",
        arguments: ["2025.01.02", "2025/01/02", "2025-01-02"]
    )
    func dates(text: String) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request, csv: "번호,날짜\n1,\(text)\n")
        try await retype(nation, dataset, ["날짜": .text])
        #expect(try await types(nation, dataset)["날짜"] == "VARCHAR")
        try await retype(nation, dataset, ["날짜": .date])
        #expect(try await types(nation, dataset)["날짜"] == "DATE")
    }
}

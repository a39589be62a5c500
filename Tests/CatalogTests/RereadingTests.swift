import App
import Catalog
import Foundation
import Kernel
import Lake
import TestSupport
import Testing

@Suite("A steward says how a file is laid out")
struct RereadingTests {
    private static let headless = "가,1,x\n나,2,y\n"

    private func reread(_ nation: Nation, _ dataset: Dataset.ID, _ layout: ChosenLayout) async throws {
        let made = try await nation.platform.datasets.reread(
            dataset,
            ["shelters": layout],
            by: nation.actor("steward@seoul.example")
        )
        try await nation.platform.jobs.finish(made.job)
    }

    @Test("The kept upload is read again as said, and a correction of a type leaves it so")
    func corrected() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request, csv: Self.headless)
        let datasets = nation.platform.datasets
        #expect(try await datasets.detail(dataset).tables[0].rows == 1)
        try await reread(nation, dataset, ChosenLayout(headerRow: 0))
        var table = try await datasets.detail(dataset).tables[0]
        #expect(table.rows == 2 && table.columns.map(\.name) == ["column_1", "column_2", "column_3"])
        let retyped = try await datasets.retype(
            dataset,
            table: "shelters",
            ["column_2": .text],
            by: nation.actor("steward@seoul.example")
        )
        try await nation.platform.jobs.finish(retyped.job)
        table = try await datasets.detail(dataset).tables[0]
        #expect(table.rows == 2 && table.columns[1].type == "VARCHAR")
        // Laid out otherwise there may be no such column any more: then its type is nobody's loss.
        try await reread(nation, dataset, ChosenLayout(headerRow: 1))
        table = try await datasets.detail(dataset).tables[0]
        #expect(table.rows == 1 && table.columns.map(\.name) == ["가", "1", "x"])
    }

    @Test("The next upload of a file without a header is read without one")
    func nextVersion() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request, csv: Self.headless)
        try await reread(nation, dataset, ChosenLayout(headerRow: 0))
        let file = nation.home.appending(path: "next.csv")
        try Data("다,3,z\n".utf8).write(to: file)
        let made = try await nation.platform.datasets.update(
            dataset,
            [Datasets.Upload(file: file, name: "next.csv", table: "shelters")],
            by: nation.actor("steward@seoul.example")
        )
        try await nation.platform.jobs.finish(made.job)
        #expect(try await nation.platform.datasets.detail(dataset).tables[0].rows == 1)
    }

    @Test("What cannot be read so is refused with its reason, and the version before stays")
    func refused() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request, csv: "가,나\n1,2\n")
        for wrong in [ChosenLayout(), ChosenLayout(sheet: "현황"), ChosenLayout(headerRow: -1)] {
            #expect(await problem { try await reread(nation, dataset, wrong) } == "catalog/invalid")
        }
        #expect(await problem { try await reread(nation, dataset, ChosenLayout(headerRow: 9)) } == "lake/unreadable")
        let detail = try await nation.platform.datasets.detail(dataset)
        #expect(detail.dataset.version == 1)
        #expect(detail.tables[0].columns.map(\.name) == ["가", "나"])
        let stranger = try await nation.actor("official@busan.example")
        let denied = await problem {
            _ = try await nation.platform.datasets.reread(
                dataset,
                ["shelters": ChosenLayout(headerRow: 0)],
                by: stranger
            )
        }
        #expect(denied == "directory/not-allowed")
    }
}

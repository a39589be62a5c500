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

    /// The title has a comma, and so is taken for the header of two columns; then the rows have one too many.
    private static let titled = "무더위쉼터 현황, 2026년\n기준일: 2026-11-01\n구,시설명,수용인원\n중구,주민센터,30\n종로구,경로당,20\n"

    @Test("A file that was taken back is read as its keeper says, as the dataset it was to become")
    func rejected() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (platform, file) = (nation.platform, nation.home.appending(path: "titled.csv"))
        let steward = try await nation.actor("steward@seoul.example")
        try Data(Self.titled.utf8).write(to: file)
        let sent = try await platform.datasets.register(
            Datasets.Draft(institution: "6110000", title: "쉼터", access: .request, needsReview: true),
            [Datasets.Upload(file: file, name: "쉼터.csv")],
            by: steward
        )
        #expect(await problem { try await platform.jobs.finish(sent.job) } != nil)
        #expect(await problem { _ = try await platform.datasets.find(sent.dataset) } == "catalog/no-such-dataset")
        // Neither nothing, nor by somebody else.
        let analyst = try await nation.actor("analyst@mois.example")
        let layout = [0: ChosenLayout(headerRow: 3)]
        #expect(
            await problem { _ = try await platform.datasets.rereadRejected(sent.dataset, [:], by: steward) }
                == "catalog/invalid"
        )
        #expect(
            await problem { _ = try await platform.datasets.rereadRejected(sent.dataset, layout, by: analyst) }
                == "catalog/upload-gone"
        )
        // What does not help either is taken back once more, and can be said again.
        let wrong = [0: ChosenLayout(headerRow: 900)]
        let failed = try await platform.datasets.rereadRejected(sent.dataset, wrong, by: steward)
        #expect(await problem { try await platform.jobs.finish(failed.job) } != nil)
        let made = try await platform.datasets.rereadRejected(sent.dataset, layout, by: steward)
        #expect(
            await problem { _ = try await platform.datasets.rereadRejected(sent.dataset, layout, by: steward) }
                == "catalog/upload-gone"
        )
        try await platform.jobs.finish(made.job)
        let detail = try await platform.datasets.detail(sent.dataset, for: steward)
        #expect(detail.dataset.title == "쉼터" && detail.dataset.isDraft && detail.dataset.version == 1)
        #expect(detail.tables[0].rows == 2 && detail.tables[0].columns.map(\.name) == ["구", "시설명", "수용인원"])
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

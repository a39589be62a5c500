import App
import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@Suite("Datasets of an institution that was renamed")
struct RenameTests {
    private func found(_ nation: Nation, _ words: String) async throws -> [Dataset.ID] {
        try await nation.platform.datasets.search(DatasetQuery(text: words)).hits.map(\.id)
    }

    private func rename(_ nation: Nation, to name: String) async throws {
        _ = try await nation.platform.institutions.rename(
            "6110000",
            to: LocalizedText(name, en: "Hanbit"),
            since: nation.platform.settings.clock.today,
            ground: "법률",
            by: nation.actor("secretariat@mois.example")
        )
    }

    @Test("They are found by its new name and no longer by the old one, without anybody touching them")
    func found() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let datasets = nation.platform.datasets
        let dataset = try await nation.register(.registered)
        let draft = try await nation.send(.registered, needsReview: true, by: nation.actor("steward@seoul.example"))
        try await nation.platform.jobs.finish(draft.job)
        #expect(try await found(nation, "서울특별시") == [dataset])
        try await rename(nation, to: "한빛도")
        try await datasets.followRenames()
        try await nation.platform.jobs.runAll()
        #expect(try await found(nation, "한빛도") == [dataset])
        #expect(try await found(nation, "Hanbit 쉼터") == [dataset])
        #expect(try await found(nation, "서울특별시") == [])
    }

    @Test("Each rename is followed once, by whichever process comes first, and a killed job is done again")
    func once() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (platform, datasets) = (nation.platform, nation.platform.datasets)
        let dataset = try await nation.register(.registered)
        #expect(try await datasets.followRenames() == [])
        try await rename(nation, to: "가람군")
        try await rename(nation, to: "솔뫼도")
        async let one = datasets.followRenames()
        async let other = datasets.followRenames()
        let jobs = try await one + other
        #expect(jobs.count == 2)
        #expect(try await datasets.followRenames() == [])
        // Its process was killed in the middle.
        try await platform.database.write { db in
            try db.execute(
                sql: "UPDATE job SET stage = 'running', attempts = 1, owner = 'gone/1/1' WHERE kind = 'catalog.index'"
            )
        }
        try await platform.jobs.runAll()
        for job in jobs { try await platform.jobs.finish(job) }
        #expect(try await found(nation, "솔뫼도") == [dataset])
        #expect(try await found(nation, "가람군") == [])
        let entries = try await platform.database.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM datasetSearch")
        }
        #expect(entries == 1)
    }
}

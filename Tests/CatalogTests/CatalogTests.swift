import App
import Catalog
import Directory
import Foundation
import GRDB
import Lake
import Ledger
import TestSupport
import Testing

@testable import Kernel

@Suite("The inventory")
struct CatalogTests {
    @Test("A file that is no table leaves nothing behind but its act")
    func rejected() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let got = await problem { _ = try await nation.register(.open, csv: "\0\u{1}\u{2}\0") }
        #expect(got == "lake/unreadable")
        #expect(try await nation.platform.datasets.search(DatasetQuery()).total == 0)
        let rows = try await nation.platform.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM dataset") }
        #expect(rows == 0)
        #expect(try await nation.platform.acts.list(limit: 1).first?.kind == "catalog.rejected")
    }

    @Test(
        "Killed between taking an upload back and ending its job, the next process still says why nothing was registered"
    )
    func rejectedAndKilled() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (platform, file) = (nation.platform, nation.home.appending(path: "s.csv"))
        try Data("\0\u{1}\u{2}\0".utf8).write(to: file)
        let registration = try await platform.datasets.register(
            Datasets.Draft(institution: "6110000", title: "쉼터", access: .open),
            [Datasets.Upload(file: file, name: "쉼터.csv")],
            by: nation.actor("steward@seoul.example")
        )
        // The job as a process has it that is gone by the time its handler has returned.
        let job = try await platform.database.write { db in
            try db.execute(sql: "UPDATE job SET stage = 'running', attempts = 1, owner = 'gone/1/1', heartbeat = NULL")
            return try #require(try Job.fetchOne(db, key: registration.job))
        }
        let read = try #require(platform.datasets.jobs[job.kind])
        let progress = JobQueue.Progress(job: job.id, database: platform.database)
        #expect(await problem { try await read(job, progress) } == "lake/unreadable")
        #expect(await problem { try await platform.jobs.finish(registration.job) } == "lake/unreadable")
        // What an older Maru left behind: taken back, and its job taken over.
        try await platform.database.write { try $0.execute(sql: "UPDATE job SET stage = 'waiting', failure = NULL") }
        #expect(await problem { try await platform.jobs.finish(registration.job) } == "catalog/taken-back")
    }

    @Test("An upload that no version knows is thrown away after a day, and never one that a version knows")
    func orphans() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        _ = try await nation.register(.open)
        let raw = nation.home.appending(path: "lake/raw")
        let known = try #require(try FileManager.default.contentsOfDirectory(atPath: raw.path).first)
        let old: [FileAttributeKey: Any] = [.modificationDate: Date(timeIntervalSince1970: 0)]
        for name in ["old", "young"] { try Data("1".utf8).write(to: raw.appending(path: name)) }
        try FileManager.default.setAttributes(
            [.modificationDate: Date.distantFuture],
            ofItemAtPath: raw.appending(path: "young").path
        )
        for name in ["old", known] {
            try FileManager.default.setAttributes(old, ofItemAtPath: raw.appending(path: name).path)
        }
        try await nation.platform.datasets.removeOrphans()
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: raw.path)) == ["young", known])
    }

    @Test("A new upload is the next version, with what changed in its columns")
    func versions() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.registered)
        let file = nation.home.appending(path: "next.csv")
        try Data("번호,구,수,비율\nA-01,중구,많음,0.5\n".utf8).write(to: file)
        let next = try await nation.platform.datasets.update(
            dataset,
            [Datasets.Upload(file: file, name: "next.csv", table: "shelters")],
            by: nation.actor("steward@seoul.example")
        )
        try await nation.platform.jobs.finish(next.job)
        let detail = try await nation.platform.datasets.detail(dataset)
        #expect(detail.dataset.version == 2)
        let difference = try #require(detail.versions.first?.schemaDifference)
        #expect(difference.added == ["shelters.비율"])
        #expect(difference.removed == ["shelters.야간"])
        #expect(difference.retyped == ["shelters.수: BIGINT → VARCHAR"])
        // People read the types by the names the pages call them.
        #expect(difference.sentences(in: .ko) == ["+ shelters.비율", "− shelters.야간", "shelters.수: 정수 → 글자"])
        #expect(difference.sentences(in: .en).last == "shelters.수: whole number → text")
    }

    @Test(
        "Search finds Korean with and without spaces, titles first, and any word where not all are there",
        arguments: [
            ("무더위 쉼터", "무더위쉼터 현황", false), ("쉼터", "무더위쉼터 현황", false), ("heat", "무더위쉼터 현황", false),
            ("서울특별시 도서관", "도서관 목록", false), ("쉼터 우주선", "무더위쉼터 현황", true),
        ]
    )
    func search(words: String, first: String, isLoose: Bool) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        _ = try await nation.register(.request, title: "도서관 목록")
        let file = nation.home.appending(path: "s.csv")
        try Data(Nation.csv.utf8).write(to: file)
        let registration = try await nation.platform.datasets.register(
            Datasets.Draft(institution: "6110000", title: "무더위쉼터 현황", titleEn: "Heat shelters", access: .request),
            [Datasets.Upload(file: file, name: "s.csv")],
            by: nation.actor("steward@seoul.example")
        )
        try await nation.platform.jobs.finish(registration.job)
        let found = try await nation.platform.datasets.search(DatasetQuery(text: words))
        #expect(found.hits.first?.title == first)
        #expect(found.isLoose == isLoose)
    }

    @Test(
        "Who registers for Seoul: its own officer and steward",
        arguments: [
            ("officer@seoul.example", true), ("steward@seoul.example", true), ("official@seoul.example", false),
            ("steward@busan.example", false), ("secretariat@mois.example", false),
        ]
    )
    func registering(email: String, may: Bool) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let file = nation.home.appending(path: "s.csv")
        try Data(Nation.csv.utf8).write(to: file)
        let actor = try await nation.actor(email)
        let got = await problem {
            _ = try await nation.platform.datasets.register(
                Datasets.Draft(institution: "6110000", title: "쉼터", access: .request),
                [Datasets.Upload(file: file, name: "s.csv")],
                by: actor
            )
        }
        #expect(got == (may ? nil : "directory/not-allowed"))
    }
}

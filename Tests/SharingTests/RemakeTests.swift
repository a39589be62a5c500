import App
import Catalog
import Directory
import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Ledger
import Sharing
import TestSupport
import Testing

@testable import Kernel

@Suite("A share that failed is made again")
struct RemakeTests {
    /// A grant whose share failed for a reason that is gone since.
    private func failed(_ nation: Nation) async throws -> Grant.ID {
        let (grant, _) = try await nation.platform.grants.use(
            nation.register(.registered),
            purpose: "분석",
            method: "집계",
            until: nation.platform.settings.clock.today,
            accepted: true,
            by: nation.actor("analyst@mois.example")
        )
        let why = Problem(
            "lake/engine-missing",
            LocalizedText("분석 엔진이 없었습니다.", en: "The engine was missing."),
            status: 503
        )
        let json = String(decoding: try JSONEncoder().encode(why), as: UTF8.self)
        try await nation.platform.database.write { db in
            try db.execute(
                sql: "UPDATE job SET stage = 'failed', failure = ? WHERE key = ?",
                arguments: [json, grant.id]
            )
            try db.execute(
                sql: "UPDATE \"grant\" SET stage = 'failed', endReason = ?, endedAt = createdAt WHERE id = ?",
                arguments: [why.type, grant.id]
            )
        }
        return grant.id
    }

    /// Granted under a row filter that cannot be answered, as only the rows tell.
    private func doomed(_ nation: Nation, by officer: Actor) async throws -> SharingRequests.Granted {
        let request = try await nation.request(nation.register(.request))
        return try await nation.platform.requests.grant(
            request.id,
            TermsDraft(filter: "CAST(\"번호\" AS INTEGER) > 1"),
            until: nil,
            note: nil,
            by: officer
        )
    }

    @Test("The holder makes it again from the grant's page, where the reason stands; then it is in force")
    func page() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let id = try await failed(nation)
        let platform = nation.platform
        let (steward, analyst) = (
            try await SharingPagesTests.token(nation, "steward@seoul.example"),
            try await SharingPagesTests.token(nation, "analyst@mois.example")
        )
        try await Application(router: Server(platform).router()).test(.router) { client in
            let holder = PageDesk(client: client, token: steward)
            let user = PageDesk(client: client, token: analyst)
            let seen = try await user.get("/grants/\(id)").html
            #expect(seen.contains("분석 엔진이 없었습니다.") && !seen.contains("lake/engine-missing"))
            #expect(!seen.contains("/grants/\(id)/remake"))
            #expect(try await holder.get("/grants/\(id)").html.contains("/grants/\(id)/remake"))
            #expect(try await holder.get("/grants/\(id)?lang=en").html.contains("The engine was missing."))
            #expect(try await holder.post("/grants/\(id)/remake", []).status == 303)
            // A second press changes nothing more.
            #expect(try await holder.post("/grants/\(id)/remake", []).status == 409)
            #expect(try await user.get("/grants/\(id)").html.contains("공유본을 만들고 있습니다"))
        }
        try await platform.jobs.runAll()
        let detail = try await platform.grants.detail(id, by: nation.actor("analyst@mois.example"))
        #expect(detail.grant.stage == .active && detail.failure == nil && detail.grant.endedAt == nil)
        let kinds = try await platform.acts.list(subject: "grant/\(id)").map(\.kind)
        #expect(kinds == ["sharing.shareMade", "sharing.shareRemade", "sharing.used"])
    }

    @Test("What fails once more says why anew, and may be made again once more")
    func twice() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let officer = try await nation.actor("officer@seoul.example")
        let platform = nation.platform
        let granted = try await doomed(nation, by: officer)
        let id = granted.grant.id
        for times in 1...2 {
            try await platform.jobs.runAll()
            let detail = try await platform.grants.detail(id, by: officer)
            #expect(detail.grant.stage == .failed && detail.failure?.type == "lake/bad-filter", "\(times)")
            _ = try await platform.grants.remake(id, by: officer)
        }
        let acts = try await platform.acts.list(subject: "grant/\(id)").map(\.kind)
        #expect(acts.count { $0 == "sharing.shareFailed" } == 2)
    }

    @Test("Killed between giving a share up and ending its job, the next process still says why there is none")
    func failedAndKilled() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let officer = try await nation.actor("officer@seoul.example")
        let platform = nation.platform
        let granted = try await doomed(nation, by: officer)
        // The job as a process has it that is gone by the time its handler has returned.
        let job = try await platform.database.write { db in
            let making = "kind = 'sharing.makeShare'"
            try db.execute(
                sql:
                    "UPDATE job SET stage = 'running', attempts = 1, owner = 'gone/1/1', heartbeat = NULL WHERE \(making)"
            )
            return try #require(try Job.fetchOne(db, sql: "SELECT * FROM job WHERE \(making)"))
        }
        let make = try #require(platform.grants.jobs[job.kind])
        let progress = JobQueue.Progress(job: job.id, database: platform.database)
        #expect(await problem { try await make(job, progress) } == "lake/bad-filter")
        #expect(await problem { try await platform.jobs.finish(job.id) } == "lake/bad-filter")
        // What an older Maru left behind: given up, and its job taken over.
        try await platform.database.write { try $0.execute(sql: "UPDATE job SET stage = 'waiting', failure = NULL") }
        #expect(await problem { try await platform.jobs.finish(job.id) } == "sharing/share-failed")
        #expect(try await platform.grants.detail(granted.grant.id, by: officer).grant.stage == .failed)
    }

    @Test("What was taken back leaves the disk while other shares wait to be made")
    func removedAtOnce() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let platform = nation.platform
        let dataset = try await nation.register(.registered)
        func use() async throws -> Grant.ID {
            try await platform.grants.use(
                dataset,
                purpose: "분석",
                method: "집계",
                until: platform.settings.clock.today,
                accepted: true,
                by: nation.actor("analyst@mois.example")
            ).grant.id
        }
        let id = try await use()
        try await platform.jobs.runAll()
        _ = try await use()
        _ = try await platform.grants.revoke(id, reason: "회수", by: nation.actor("officer@seoul.example"))
        // As it is while every worker that makes shares is at it.
        let others = JobQueue(
            database: platform.database,
            lanes: [JobLane(platform.grants.followUps, workers: 1)],
            clock: platform.settings.clock
        )
        try await others.runAll()
        #expect(try await platform.acts.list(subject: "grant/\(id)").first?.kind == "sharing.shareRemoved")
        let waiting = try await platform.database.read {
            try String.fetchAll($0, sql: "SELECT kind FROM job WHERE stage = 'waiting'")
        }
        #expect(waiting == ["sharing.makeShare"])
    }

    @Test("After the last day of use, or when the data was withheld since, nothing is made again")
    func tooLate() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let id = try await failed(nation)
        let officer = try await nation.actor("officer@seoul.example")
        var settings = nation.platform.settings
        settings.clock = .fixed(settings.clock.now.addingTimeInterval(2 * 86400))
        let later = try Platform(home: nation.home, settings: settings)
        #expect(await problem { _ = try await later.grants.remake(id, by: officer) } == "sharing/not-failed")
        try await nation.platform.database.write {
            try $0.execute(sql: "UPDATE dataset SET access = 'withheld', ground = '3', citation = '법'")
        }
        #expect(await problem { _ = try await nation.platform.grants.remake(id, by: officer) } == "sharing/not-at-once")
    }
}

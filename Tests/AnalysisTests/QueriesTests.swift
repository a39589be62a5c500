import Analysis
import App
import Catalog
import Foundation
import Kernel
import Ledger
import Sharing
import TestSupport
import Testing

@Suite("Questions to shares")
struct QueriesTests {
    @Test("A run is an act with its SQL, shares, engine and result; so is a refused one")
    func acts() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let id = try await nation.use()
        let analyst = try await nation.actor("analyst@mois.example")
        let answer = try await nation.platform.queries.ask("SELECT sum(\"수\") FROM shelters", grants: [id], by: analyst)
        #expect(answer.page == ["[60]"])
        let act = try #require(try await nation.platform.acts.list(limit: 1).first)
        #expect(act.kind == "analysis.ran")
        #expect(act.payload.contains(answer.run.sha256 ?? "-"))
        let refused = await problem {
            _ = try await nation.platform.queries.ask("SELECT 없음 FROM shelters", grants: [id], by: analyst)
        }
        #expect(refused == "lake/query-refused")
        #expect(try await nation.platform.acts.list(limit: 1).first?.kind == "analysis.refused")
    }

    @Test("A background run is finished by the queue, paged, and cancelled by its owner only")
    func background() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let id = try await nation.use()
        let analyst = try await nation.actor("analyst@mois.example")
        let run = try await nation.platform.queries.start("SELECT * FROM shelters", grants: [id], by: analyst)
        try await nation.platform.jobs.runAll()
        #expect(try await nation.platform.queries.find(run.id, by: analyst).stage == .done)
        #expect(
            try await nation.platform.queries.page(run.id, offset: 1, limit: 1, by: analyst) == [
                #"["A-02","중구",20,"N"]"#
            ]
        )
        let other = try await nation.actor("official@busan.example")
        #expect(
            await problem { _ = try await nation.platform.queries.cancel(run.id, by: other) } == "analysis/no-such-run"
        )
        let waiting = try await nation.platform.queries.start("SELECT 1", grants: [id], by: analyst)
        #expect(try await nation.platform.queries.cancel(waiting.id, by: analyst).stage == .cancelled)
    }

    @Test("A result cannot be read once its grant was revoked")
    func revoked() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let id = try await nation.use()
        let analyst = try await nation.actor("analyst@mois.example")
        let answer = try await nation.platform.queries.ask("SELECT 1 AS a", grants: [id], by: analyst)
        _ = try await nation.platform.grants.revoke(id, reason: "회수", by: nation.actor("officer@seoul.example"))
        let got = await problem {
            _ = try await nation.platform.queries.page(answer.run.id, offset: 0, limit: 1, by: analyst)
        }
        #expect(got == "sharing/grant-not-active")
    }
}

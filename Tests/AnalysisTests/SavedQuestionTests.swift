import Analysis
import App
import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Sharing
import TestSupport
import Testing

@Suite("Kept questions, kept results")
struct SavedQuestionTests {
    @Test("A kept question is renamed, changed and thrown away by its owner, each in one act")
    func life() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let queries = nation.platform.queries
        let analyst = try await nation.actor("analyst@mois.example")
        let grant = try await nation.use()
        let question = try await queries.save(" 합계\n보기 ", sql: "SELECT 1", grants: [grant, grant], by: analyst)
        #expect(question.title == "합계 보기")
        #expect(question.grants == [grant])
        let changed = try await queries.update(question.id, title: "수용 인원", by: analyst)
        #expect(changed.sql == "SELECT 1" && changed.updatedAt != nil)
        #expect(try await queries.update(question.id, title: "수용 인원", by: analyst).title == changed.title)
        #expect(try await queries.saved(question.id, by: analyst).title == "수용 인원")
        try await queries.remove(question.id, by: analyst)
        #expect(try await queries.saved(by: analyst).isEmpty)
        #expect(await problem { try await queries.remove(question.id, by: analyst) } == "analysis/no-such-question")
        let acts = try await nation.platform.acts.list(subject: "question/\(question.id)")
        #expect(acts.map(\.kind) == ["analysis.questionRemoved", "analysis.questionChanged", "analysis.questionSaved"])
        #expect(acts[1].payload.contains(#""fields":["title"]"#))
    }

    @Test("A question without a title, without SQL, or over another's grant is not kept")
    func refused() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let queries = nation.platform.queries
        let analyst = try await nation.actor("analyst@mois.example")
        let other = try await nation.actor("official@busan.example")
        let grant = try await nation.use()
        #expect(
            await problem { _ = try await queries.save(" ", sql: "SELECT 1", grants: [], by: analyst) }
                == "analysis/invalid"
        )
        #expect(
            await problem { _ = try await queries.save("합계", sql: " ", grants: [], by: analyst) } == "analysis/invalid"
        )
        #expect(
            await problem { _ = try await queries.save("합계", sql: "SELECT 1", grants: [grant], by: other) }
                == "sharing/not-yours"
        )
        let question = try await queries.save("합계", sql: "SELECT 1", grants: [], by: other)
        #expect(
            await problem { _ = try await queries.update(question.id, title: "남의 것", by: analyst) }
                == "analysis/no-such-question"
        )
    }

    @Test("Two grants that bring tables of one name: the answer says which is which, and each can be read")
    func oneName() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let analyst = try await nation.actor("analyst@mois.example")
        let (first, second) = try await (nation.use(), nation.use())
        let answer = try await nation.platform.queries.ask(
            "SELECT count(*) FROM shelters JOIN shelters_2 USING (\"번호\")",
            grants: [first, second, first],
            by: analyst
        )
        #expect(answer.page == ["[3]"])
        #expect(answer.tables.map(\.name) == ["shelters", "shelters_2"])
        #expect(
            try QueryResource.json(answer).contains(#"{"grant":"\#(second)","name":"shelters_2","table":"shelters"}"#)
        )
    }

    @Test("What came out of a grant is thrown away when the grant ends, and looked for once only")
    func results() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let analyst = try await nation.actor("analyst@mois.example")
        let (ending, staying) = try await (nation.use(), nation.use())
        let queries = nation.platform.queries
        let gone = try await queries.ask("SELECT 1 AS a", grants: [ending, staying], by: analyst).run.id
        let kept = try await queries.ask("SELECT 1 AS a", grants: [staying], by: analyst).run.id
        func exists(_ run: QueryRun.ID) -> Bool {
            FileManager.default.fileExists(atPath: nation.platform.lake.runs.appending(path: run.rawValue).path)
        }
        #expect(exists(gone) && exists(kept))
        _ = try await nation.platform.grants.revoke(ending, reason: "회수", by: nation.actor("officer@seoul.example"))
        try await nation.platform.tidy()
        #expect(!exists(gone) && exists(kept))
        let open = try await nation.platform.database.read { db in
            try String.fetchAll(db, sql: "SELECT id FROM queryRun WHERE sha256 IS NOT NULL AND removedAt IS NULL")
        }
        #expect(open == [kept.rawValue])
    }

    @Test("A grant is of no use to a person who no longer works where it was given to, nor are its results")
    func left() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let grant = try await nation.use()
        let before = try await nation.actor("analyst@mois.example")
        let run = try await nation.platform.queries.ask("SELECT 1 AS a", grants: [grant], by: before).run.id
        let yesterday = nation.platform.settings.clock.today.adding(days: -1)
        try await nation.platform.database.write { db in
            try db.execute(
                sql: "UPDATE appointment SET since = ?, until = ? WHERE person = ?",
                arguments: [yesterday, yesterday, before.person]
            )
        }
        _ = try await nation.platform.people.appoint(
            email: before.email,
            to: .analyst,
            at: "6260000",
            by: nation.actor("secretariat@mois.example")
        )
        let after = try await nation.actor("analyst@mois.example")
        #expect(
            await problem { _ = try await nation.platform.queries.ask("SELECT 1", grants: [grant], by: after) }
                == "sharing/left-institution"
        )
        #expect(
            await problem { _ = try await nation.platform.queries.page(run, offset: 0, limit: 1, by: after) }
                == "sharing/left-institution"
        )
    }
}

import App
import Crypto
import Directory
import Foundation
import GRDB
import Kernel
import Lake
import TestSupport
import Testing
import Web

@testable import Council

@Suite("Minutes")
struct MinutesTests {
    /// A meeting that was held: a speech, a recusal, a vote by name, a decision.
    private func held(secret: Bool = false) async throws -> Chamber {
        let chamber = try await Chamber(members: 3)
        try await chamber.begin()
        try await chamber.meetings.speak(
            chamber.items[0],
            position: .agree,
            text: "**굵게** | 표를 깨지 않습니다",
            by: chamber.members[0]
        )
        try await chamber.votes.recuse(chamber.items[0], reason: "용역 수행", by: chamber.members[2])
        let vote = try await chamber.vote(secret: secret)
        try await chamber.votes.cast(vote, .aye, by: chamber.members[0])
        try await chamber.votes.cast(vote, .no, by: chamber.members[1])
        try await chamber.votes.cast(vote, .aye, by: chamber.chair)
        try await chamber.votes.close(vote, by: chamber.secretary)
        try await chamber.decisions.decide(
            chamber.items[0],
            Decisions.Draft(
                text: "공동 활용을 늘린다",
                action: Decisions.Action(
                    text: "목록 제출",
                    owner: "6110000",
                    due: chamber.platform.settings.clock.today.adding(days: 30)
                )
            ),
            by: chamber.secretary
        )
        try await chamber.meetings.item(chamber.items[0], .finish, by: chamber.secretary)
        try await chamber.meetings.adjourn(chamber.meeting, by: chamber.secretary)
        return chamber
    }

    @Test("They write themselves from what happened, in Korean and in English")
    func draft() async throws {
        let chamber = try await held()
        defer { chamber.end() }
        let text = try await chamber.minutes.draft(chamber.meeting, by: chamber.secretary).text
        for part in [
            "제4차 회의 회의록", "의장 김", "간사 이", "재적 4석 가운데 4석이 출석하였다.", "책임관0", "접속 기록", "**회피**", "용역 수행",
            "찬성 2, 반대 1, 기권 0 (기준 3)", "표결할 수 있는 자리 3석", "**가결**", "- 반대: 1번시", "-4-01**: 공동 활용을 늘린다",
            "A-", "서울특별시", "## 다음 회의로 이월", "기타", "\\*\\*굵게\\*\\* \\| 표를", "\\<b\\>", "정부세종청사 \\| 회의실",
        ] { #expect(text.contains(part), "\(part) in \(text)") }
        let english = try await chamber.minutes.account(of: chamber.meeting, in: .en, by: chamber.secretary)
        for part in [
            "minutes of meeting 4", "4 of 4 entitled seats attended", "Ayes 2, noes 1", "**Carried**", "Carried over",
        ] {
            #expect(english.contains(part), "\(part) in \(english)")
        }
    }

    @Test("Of a secret vote they tell the counts and nobody's choice")
    func secret() async throws {
        let chamber = try await held(secret: true)
        defer { chamber.end() }
        let text = try await chamber.minutes.draft(chamber.meeting, by: chamber.secretary).text
        #expect(text.contains("찬성 2, 반대 1"))
        #expect(!text.contains("- 반대: "))
    }

    @Test("Two people editing: the second is told, loses nothing, and can put both together")
    func conflict() async throws {
        let chamber = try await held()
        defer { chamber.end() }
        let minutes = chamber.minutes
        let draft = try await minutes.draft(chamber.meeting, by: chamber.secretary)
        let first = try await minutes.edit(chamber.meeting, draft.text + "\n첫째", base: 1, by: chamber.secretary)
        #expect(first.revision == 2)
        await #expect(throws: MinutesConflict(base: 1, latest: first)) {
            try await minutes.edit(chamber.meeting, draft.text + "\n둘째", base: 1, by: chamber.chair)
        }
        try await minutes.edit(chamber.meeting, first.text + "\n둘째", base: 2, by: chamber.chair)
        let read = try await minutes.read(chamber.meeting, by: chamber.members[0])
        #expect(read.revisions.map(\.revision) == [1, 2, 3])
        #expect(read.revisions.map(\.person) == [nil, chamber.secretary.person, chamber.chair.person])
    }

    @Test("Many who save at once over one revision: one is kept, the others are told")
    func crowd() async throws {
        let chamber = try await held()
        defer { chamber.end() }
        try await chamber.minutes.draft(chamber.meeting, by: chamber.secretary)
        let kept = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<12 {
                group.addTask {
                    await problem {
                        try await chamber.minutes.edit(chamber.meeting, "글 \(index)", base: 1, by: chamber.secretary)
                    } == nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(kept == 1)
        #expect(try await chamber.minutes.read(chamber.meeting, by: chamber.chair).revisions.count == 2)
    }

    @Test("What was read is adopted, its hash is in the ledger, and it can be changed no more")
    func adopt() async throws {
        let chamber = try await held()
        defer { chamber.end() }
        let minutes = chamber.minutes
        try await minutes.draft(chamber.meeting, by: chamber.secretary)
        let edited = try await minutes.edit(chamber.meeting, "# 회의록\n\n끝", base: 1, by: chamber.secretary)
        #expect(
            await problem { try await minutes.adopt(chamber.meeting, revision: 1, by: chamber.chair) }
                == "council/minutes-conflict"
        )
        try await minutes.adopt(chamber.meeting, revision: 2, by: chamber.chair)
        let payload = try await chamber.read {
            try String.fetchOne($0, sql: "SELECT payload FROM act WHERE kind = 'council.minutesAdopted'")
        }
        #expect(payload?.contains(SHA256.hash(data: Data(edited.text.utf8)).hex) == true)
        #expect(
            await problem { try await minutes.edit(chamber.meeting, "바꿈", base: 2, by: chamber.secretary) }
                == "council/not-now"
        )
        for sql in [
            "UPDATE minutesRevision SET text = 'x'", "UPDATE minutesRevision SET isAdopted = 0 WHERE revision = 2",
            "DELETE FROM minutesRevision",
            "INSERT INTO minutesRevision SELECT meeting, 3, text, person, at, 1 FROM minutesRevision WHERE revision = 2",
        ] {
            await #expect(throws: DatabaseError.self, "\(sql)") {
                try await chamber.platform.database.write { try $0.execute(sql: sql) }
            }
        }
    }

    @Test("Before they are adopted they are for those invited; with an item for members only they stay so")
    func readers() async throws {
        let chamber = try await held()
        defer { chamber.end() }
        let official = try await chamber.nation.actor("official@busan.example")
        try await chamber.minutes.draft(chamber.meeting, by: chamber.secretary)
        #expect(
            await problem { _ = try await chamber.minutes.read(chamber.meeting, by: official) }
                == "council/minutes-not-open"
        )
        _ = try await chamber.minutes.read(chamber.meeting, by: chamber.members[1])
        try await chamber.minutes.adopt(chamber.meeting, revision: 1, by: chamber.chair)
        #expect(
            await problem { _ = try await chamber.minutes.read(chamber.meeting, by: official) }
                == "council/minutes-not-open"
        )
        try await chamber.platform.database.write {
            try $0.execute(sql: "UPDATE agendaItem SET visibility = 'open'")
        }
        _ = try await chamber.minutes.read(chamber.meeting, by: official)
    }

    @Test("Where the program for PDFs is missing, that is said and what to do instead")
    func noPrinter() async throws {
        let printer = Printer(setting: "/nowhere/python")
        #expect(await problem { _ = try await printer.pdf(of: "<p>x</p>") } == "lake/no-printer")
    }

    @Test("A PDF is made of them, and nothing is fetched for it", .enabled(if: Printer(setting: nil).isReady))
    func pdf() async throws {
        let chamber = try await held()
        defer { chamber.end() }
        let revision = try await chamber.minutes.draft(chamber.meeting, by: chamber.secretary)
        let pages = try Pages(rooms: [CouncilResources.room])
        let sheet = MinutesSheet(Prose(revision.text), title: "회의록", standing: "초안", in: .ko)
        let html = try pages.part(sheet, in: .ko) + "<img src='http://127.0.0.1:9/x'>"
        let pdf = try await Printer(setting: nil).pdf(of: html)
        #expect(pdf.count > 10_000)
        #expect(pdf.starts(with: Data("%PDF-".utf8)))
    }
}

import App
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@testable import Council

@Suite("A meeting in session")
struct SessionTests {
    @Test("A seat counts once for the quorum, however often its holder comes and goes")
    func quorum() async throws {
        let chamber = try await Chamber(members: 3)
        defer { chamber.end() }
        try await chamber.meetings.open(chamber.meeting, by: chamber.secretary)
        for _ in 0..<3 { try await chamber.meetings.comeIn(chamber.meeting, by: chamber.members[0]) }
        #expect(try await chamber.quorum() == Quorum(rule: .majority, seats: 4, present: 1))
        try await chamber.meetings.leave(chamber.meeting, by: chamber.members[0])
        try await chamber.meetings.leave(chamber.meeting, by: chamber.members[0])
        #expect(try await chamber.quorum().present == 0)
        try await chamber.meetings.comeIn(chamber.meeting, by: chamber.members[0])
        #expect(try await chamber.quorum().present == 1)
        #expect(try await chamber.read { try Attendance.fetchCount($0) } == 2)
    }

    @Test("The secretary sits in the room without counting for the quorum")
    func secretary() async throws {
        let chamber = try await Chamber(members: 1)
        defer { chamber.end() }
        try await chamber.meetings.open(chamber.meeting, by: chamber.secretary)
        try await chamber.meetings.comeIn(chamber.meeting, by: chamber.secretary)
        #expect(try await chamber.quorum() == Quorum(rule: .majority, seats: 2, present: 0))
    }

    @Test("Coming in twenty times at once is one stay")
    func together() async throws {
        let chamber = try await Chamber(members: 1)
        defer { chamber.end() }
        try await chamber.meetings.open(chamber.meeting, by: chamber.secretary)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask { try await chamber.meetings.comeIn(chamber.meeting, by: chamber.members[0]) }
            }
            try await group.waitForAll()
        }
        #expect(try await chamber.read { try Attendance.fetchCount($0) } == 1)
    }

    @Test("A seat that changes hands in a meeting stays one seat with one ballot, and the first holder speaks no more")
    func handover() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote()
        try await chamber.votes.cast(vote, .aye, by: chamber.members[0])
        try await chamber.platform.people.add(
            email: "next@m.example",
            name: "후임",
            institution: "4000000",
            by: chamber.nation.actor("secretariat@mois.example")
        )
        let next = try await chamber.nation.actor("next@m.example")
        try await chamber.meetings.comeIn(
            chamber.meeting,
            seat: chamber.seats[0],
            person: next.person,
            by: chamber.secretary
        )
        #expect(try await chamber.quorum().present == 3)
        #expect(
            await problem { try await chamber.votes.cast(vote, .no, by: next) } == "council/voted-already"
        )
        #expect(
            await problem { try await chamber.votes.cast(vote, .no, by: chamber.members[0]) } == "council/not-present"
        )
        let second = try await chamber.votes.close(vote, by: chamber.secretary)
        #expect(second.outcome?.ayes == 1)
        #expect(second.outcome?.noes == 0)
    }

    @Test("Nobody sits in two seats")
    func twoSeats() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin()
        let refused = await problem {
            try await chamber.meetings.comeIn(
                chamber.meeting,
                seat: chamber.seats[1],
                person: chamber.members[0].person,
                by: chamber.secretary
            )
        }
        #expect(refused == "council/sits-elsewhere")
        #expect(try await chamber.quorum().present == 3)
    }

    @Test("Who is not invited, or not the secretary, is told so")
    func strangers() async throws {
        let chamber = try await Chamber(members: 1)
        defer { chamber.end() }
        try await chamber.meetings.open(chamber.meeting, by: chamber.secretary)
        let seoul = try await chamber.nation.actor("officer@seoul.example")
        #expect(
            await problem { try await chamber.meetings.comeIn(chamber.meeting, by: seoul) } == "council/not-invited"
        )
        #expect(
            await problem { try await chamber.meetings.adjourn(chamber.meeting, by: chamber.members[0]) }
                == "council/head-only"
        )
        #expect(
            await problem {
                try await chamber.meetings.comeIn(chamber.meeting, seat: chamber.seats[0], by: chamber.members[0])
            } == "council/head-only"
        )
    }

    @Test("Who came by the link is confirmed once by the secretary, with an act for it")
    func confirmation() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin()
        try await chamber.meetings.confirm(chamber.meeting, by: chamber.secretary)
        try await chamber.meetings.confirm(chamber.meeting, by: chamber.secretary)
        let acts = try await chamber.read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM act WHERE kind = 'council.attendanceConfirmed'")
        }
        #expect(acts == 3)
    }

    @Test("Whoever followed the link before the meeting was moved is not there when it opens on another day")
    func yesterday() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        let before = chamber.platform.settings.clock.now.addingTimeInterval(-2 * 86400)
        try await chamber.platform.database.write { db in
            try Attendance(
                id: .make(at: before),
                meeting: chamber.meeting,
                seat: chamber.seats[0],
                person: chamber.members[0].person,
                cameAt: before,
                leftAt: nil,
                evidence: .link,
                confirmedBy: nil
            ).insert(db)
        }
        try await chamber.meetings.comeIn(chamber.meeting, by: chamber.members[1])
        try await chamber.meetings.open(chamber.meeting, by: chamber.secretary)
        #expect(try await chamber.quorum().present == 1)
    }

    @Test("At the end whoever is left leaves, an open vote is void, and what was not finished is carried over")
    func adjourn() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote()
        #expect(
            await problem { try await chamber.meetings.item(chamber.items[0], .finish, by: chamber.secretary) }
                == "council/vote-open"
        )
        try await chamber.meetings.adjourn(chamber.meeting, by: chamber.chair)
        let (stage, there, items) = try await chamber.read { db in
            (
                try Votes.find(vote, db).stage, try Attendance.filter(Column("leftAt") == nil).fetchCount(db),
                try AgendaItem.fetchAll(db).map(\.stage)
            )
        }
        #expect(stage == .void)
        #expect(there == 0)
        #expect(items == [.carried, .carried])
        #expect(
            await problem { try await chamber.votes.cast(vote, .aye, by: chamber.members[0]) } != nil
        )
    }

    @Test(
        "Everything that happens is an event and an act of the same order, and no words of a speech are in the ledger"
    )
    func proof() async throws {
        let chamber = try await Chamber(members: 1)
        defer { chamber.end() }
        try await chamber.begin()
        try await chamber.meetings.speak(
            chamber.items[0],
            position: .agreeWithChanges,
            text: "개인 사정을 말씀드리면",
            by: chamber.members[0]
        )
        let (events, acts, spoken) = try await chamber.read { db in
            (
                try String.fetchAll(db, sql: "SELECT kind FROM meetingEvent ORDER BY seq"),
                try String.fetchAll(
                    db,
                    sql: "SELECT substr(kind, 9) FROM act WHERE subject LIKE 'meeting/%' ORDER BY seq"
                ),
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM act WHERE payload LIKE '%개인 사정%'")
            )
        }
        #expect(events == ["opened", "cameIn", "cameIn", "itemBegun", "spoke"])
        #expect(acts == events)
        #expect(spoken == 0)
    }
}

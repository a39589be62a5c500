import App
import Council
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@Suite("Calling a meeting")
struct CallingTests {
    @Test("Everybody is invited unless the chair chooses; a seat left out is not asked")
    func chosen() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (all, _) = try await room.called()
        let meetings = try room.meetings(on: room.today)
        #expect(try await meetings.detail(all.id, by: room.chair).invited.count == 4)
        let meeting = try await room.meeting(in: 50)
        try await meetings.call(
            meeting.id,
            seats: [Meetings.Called(room.chairSeat.id), Meetings.Called(room.seoulSeat.id, isObserver: true)],
            by: room.chair
        )
        let invited = try await meetings.detail(meeting.id, by: room.seoul).invited
        #expect(invited.map(\.invitation.isObserver) == [false, true])
        #expect(
            await problem { try await meetings.answer(meeting.id, .accepted, by: room.busan) } == "council/not-invited"
        )
        try await meetings.invite([Meetings.Called(room.busanSeat.id)], to: meeting.id, by: room.clerk)
        #expect(try await meetings.answer(meeting.id, .tentative, by: room.busan).answer == .tentative)
    }

    @Test("A meeting to which nobody with a say is invited is refused, and nothing is kept of it")
    func nobody() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let meeting = try await room.meeting()
        let meetings = try room.meetings(on: room.today)
        let observers = [Meetings.Called(room.seoulSeat.id, isObserver: true)]
        #expect(
            await problem { try await meetings.call(meeting.id, seats: observers, by: room.chair) } == "council/invalid"
        )
        #expect(try await meetings.find(meeting.id).stage == .planned)
    }

    @Test("Open actions come first, then what earlier meetings did not finish, with its papers; nothing comes twice")
    func carried() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (first, item) = try await room.called()
        let agendas = try room.agendas(on: room.today)
        let under = try await agendas.add(
            Agendas.Draft(title: "세부 사항", minutes: 10, parent: item.id),
            to: first.id,
            by: room.clerk
        )
        _ = try await room.papers(on: room.today).add(room.file(), name: "표준안.pdf", to: item.id, by: room.clerk)
        let meetings = try room.meetings(on: room.today)
        try await meetings.cancel(first.id, reason: "정족수 미달 예상", by: room.clerk)
        try await room.nation.platform.database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO councilAction (id, number, council, text, owner, due, stage, progress, createdAt)
                    VALUES ('a1', 'A-2026-001', ?, '표준 초안 작성', ?, '2027-03-01', 'open', 20, ?)
                    """,
                arguments: [room.council.id, room.seoulSeat.institution, Date()]
            )
        }
        let second = try await room.meeting(in: 60)
        _ = try await agendas.add(Agendas.Draft(title: "새 안건"), to: second.id, by: room.clerk)
        try await meetings.call(second.id, by: room.chair)
        let detail = try await meetings.detail(second.id, by: room.seoul)
        #expect(detail.agenda.map(\.number) == ["1", "1-1", "2", "2-1", "3"])
        #expect(detail.agenda[1].item.action?.rawValue == "a1")
        #expect(detail.agenda[0].item.kind == .actions && detail.agenda[1].item.title.contains("표준 초안 작성"))
        #expect(detail.agenda[2].item.carriedFrom == item.id && detail.agenda[3].item.carriedFrom == under.id)
        #expect(detail.agenda[4].item.title == "새 안건")
        #expect(detail.papers[detail.agenda[2].item.id]?.map(\.name) == ["표준안.pdf"])
        let third = try await room.meeting(in: 70)
        try await meetings.call(third.id, by: room.chair)
        let next = try await meetings.detail(third.id, by: room.seoul)
        #expect(next.agenda.allSatisfy { $0.item.carriedFrom == nil }, "what a meeting took up is not taken up again")
    }

    @Test("A link answers for exactly its seat, without a sign-in, and ends when the seat passes on")
    func link() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, _) = try await room.called()
        let meetings = try room.meetings(on: room.today)
        let path = meetings.answeringPath(meeting.id, seat: room.seoulSeat.id, for: room.seoul.person)
        let token = String(path.dropFirst("/rsvp/".count))
        try await meetings.answer(by: token, .accepted)
        try await meetings.answer(by: token, .accepted)
        let detail = try await meetings.detail(meeting.id, by: room.clerk)
        let seoul = try #require(detail.invited.first { $0.place.seat.id == room.seoulSeat.id })
        #expect(seoul.invitation.answer == .accepted && seoul.invitation.person == room.seoul.person)
        #expect(detail.answers == [.accepted: 1, .waiting: 3])
        let stored = try await room.nation.platform.database.read { db in
            try String.fetchAll(db, sql: "SELECT tokenHash FROM invitation")
        }
        #expect(!stored.contains { token.contains($0) } && Set(stored).count == 4)
        #expect(
            try await room.nation.platform.database.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM act WHERE kind = 'council.answered'")
            } == 1,
            "answering the same twice is one act"
        )
        let altered = String(token.dropLast()) + (token.hasSuffix("A") ? "B" : "A")
        for wrong in [altered, "", "x", String(token.prefix(20)), "../../etc"] {
            #expect(await problem { try await meetings.answer(by: wrong, .declined) } == "council/stale-link")
        }
        // Another person at Seoul becomes its officer: the mail of the first one no longer answers.
        let secretariat = try await room.nation.actor("secretariat@mois.example")
        _ = try await room.nation.platform.people.appoint(
            email: "official@seoul.example",
            to: .officer,
            at: "6110000",
            rank: "3급",
            by: secretariat
        )
        #expect(await problem { try await meetings.answer(by: token, .declined) } == "council/stale-link")
        let successor = try await room.nation.actor("official@seoul.example")
        let next = meetings.answeringPath(meeting.id, seat: room.seoulSeat.id, for: successor.person)
        try await meetings.answer(by: String(next.dropFirst(6)), .declined)
        #expect(try await meetings.detail(meeting.id, by: room.clerk).answers == [.declined: 1, .waiting: 3])
    }
}

import Council
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@Suite("Meetings until they are called")
struct PlanningTests {
    @Test("A year's meetings follow from the plan, once, with their arithmetic")
    func year() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let year = room.today.year + 1
        let meetings = try room.meetings(on: room.today)
        let made = try await meetings.plan(year, for: "officers", MeetingWish(), place: "세종", by: room.clerk)
        #expect(made.filter(\.isNew).count == 4)
        let again = try await meetings.plan(year, for: "officers", MeetingWish(week: 3), place: "세종", by: room.chair)
        #expect(again.filter(\.isNew).isEmpty, "a quarter that has its meeting gets no second one")
        #expect(try await meetings.list(of: room.council.id).count == 4)
        let first = try #require(made.first?.meeting)
        let detail = try await meetings.detail(first.id, by: room.seoul)
        #expect(detail.proof.count >= 2)
        #expect(first.papersDue < Day(of: first.startsAt) && first.opinionsDue <= Day(of: first.startsAt))
        #expect(first.papersDue.weekday < 6)
    }

    @Test("A quarter that is over gets no meeting, and a cancelled one makes room")
    func over() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let day = try #require(Day(year: room.today.year + 1, month: 7, day: 1))
        let meetings = try room.meetings(on: day)
        let made = try await meetings.plan(day.year, for: "officers", MeetingWish(), place: "세종", by: room.clerk)
        #expect(made.map(\.isNew) == [false, false, true, true])
        let third = try #require(made[2].meeting)
        try await meetings.cancel(third.id, reason: "의장 출장", by: room.clerk)
        let again = try await meetings.plan(
            day.year,
            for: "officers",
            MeetingWish(week: 3),
            place: "세종",
            by: room.clerk
        )
        #expect(again.map(\.isNew) == [false, false, true, false])
    }

    @Test("Only chair, secretary and secretariat plan, move and cancel")
    func heads() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let meetings = try room.meetings(on: room.today)
        let meeting = try await room.meeting()
        let moved = Meetings.Change(startsAt: meeting.startsAt.addingTimeInterval(86400))
        #expect(
            await problem {
                _ = try await meetings.plan(2027, for: "officers", MeetingWish(), place: "세종", by: room.seoul)
            } == "council/head-only"
        )
        #expect(
            await problem { try await meetings.reschedule(meeting.id, moved, reason: "a", by: room.seoul) }
                == "council/head-only"
        )
        #expect(
            await problem { try await meetings.cancel(meeting.id, reason: "a", by: room.busan) } == "council/head-only"
        )
        #expect(await problem { try await meetings.call(meeting.id, by: room.seoul) } == "council/head-only")
    }

    @Test("Moving a meeting raises its sequence, moves what is due, asks everybody again, and leaves a trace")
    func moved() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, _) = try await room.called()
        let meetings = try room.meetings(on: room.today)
        try await meetings.answer(meeting.id, .accepted, by: room.seoul)
        _ = try await meetings.closePapers(meeting.id, by: room.clerk)
        let later = meeting.startsAt.addingTimeInterval(14 * 86400)
        #expect(
            await problem {
                try await meetings.reschedule(meeting.id, .init(startsAt: later), reason: " ", by: room.clerk)
            } == "council/invalid"
        )
        let moved = try await meetings.reschedule(
            meeting.id,
            Meetings.Change(startsAt: later),
            reason: "장소 공사",
            by: room.clerk
        )
        #expect(moved.sequence == 1 && moved.stage == .called && moved.reason == "장소 공사")
        #expect(moved.papersDue > meeting.papersDue && moved.papersDue < Day(of: later))
        let detail = try await meetings.detail(meeting.id, by: room.clerk)
        #expect(detail.answers == [.waiting: 4])
        #expect(detail.changes.map(\.reason) == ["장소 공사"])
        #expect(detail.changes.first?.from == meeting.startsAt)
        let cancelled = try await meetings.cancel(meeting.id, reason: "안건 없음", by: room.chair)
        #expect(cancelled.sequence == 2 && cancelled.stage == .cancelled)
        #expect(await problem { try await meetings.answer(meeting.id, .accepted, by: room.seoul) } == "council/not-now")
    }

    @Test("A meeting in the past, without a place, or due after its day is refused")
    func wrong() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let meetings = try room.meetings(on: room.today)
        let start = room.today.adding(days: 30).start
        for draft in [
            Meetings.Draft(startsAt: room.today.adding(days: -1).start, place: "세종"),
            Meetings.Draft(startsAt: start),
            Meetings.Draft(startsAt: start, place: "세종", papersDue: room.today.adding(days: 31)),
            Meetings.Draft(startsAt: start, isOnline: true, link: "javascript:alert(1)"),
            Meetings.Draft(startsAt: start, length: 0, place: "세종"),
        ] {
            #expect(
                await problem { _ = try await meetings.add(draft, to: "officers", by: room.clerk) } == "council/invalid"
            )
        }
    }
}

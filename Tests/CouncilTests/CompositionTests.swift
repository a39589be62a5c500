import App
import Council
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@Suite("Who sits in a council, and what passes with a seat")
struct CompositionTests {
    private let nation: Nation
    private let councils: Councils
    private let actions: Actions
    private let head: Actor
    private let today: Day

    init() async throws {
        nation = try await Nation()
        councils = nation.platform.councils
        actions = Actions(councils: councils)
        head = try await nation.actor("secretariat@mois.example")
        today = nation.platform.settings.clock.today
        _ = try await councils.found(
            Councils.Draft(code: "officers", name: "책임관 협의회", kind: .officers),
            by: head
        )
    }

    private func place(of code: String) async throws -> Councils.Place? {
        let council = try await councils.find("officers")
        return try await councils.places(in: council.id).first { $0.institution.code == code }
    }

    private func promise(_ owner: String) async throws -> CouncilAction {
        try await actions.create(
            Actions.Draft(council: "officers", text: "쉼터 자료 표준화", owner: owner, due: today.adding(days: 30)),
            by: head
        )
    }

    @Test("Every institution with an officer gets one seat, and a second run makes none")
    func everyOfficer() async throws {
        defer { nation.end() }
        try await councils.seat("6110000", as: .observer, in: "officers", by: head)
        #expect(try await councils.seatEveryOfficer(in: "officers", by: head) == 1)
        #expect(try await councils.seatEveryOfficer(in: "officers", by: head) == 0)
        #expect(try await place(of: "6110000")?.seat.kind == .observer)
        #expect(try await place(of: "6260000")?.seat.kind == .member)
    }

    @Test("When an officer changes, the new one sits in the seat and reports on what was promised; the old one may not")
    func officerChange() async throws {
        defer { nation.end() }
        try await councils.seatEveryOfficer(in: "officers", by: head)
        let action = try await promise("6110000")
        let former = try await nation.actor("officer@seoul.example")
        try await nation.platform.people.add(
            email: "next@seoul.example",
            name: "후임",
            institution: "6110000",
            by: head
        )
        let term = try await nation.platform.people.appointments(of: "officer@seoul.example")
            .first { $0.role == .officer }
        _ = try await nation.platform.people.end(
            #require(term).id,
            until: today.adding(days: -1),
            reason: "인사이동",
            by: head
        )
        #expect(try await place(of: "6110000")?.isVacant == true)
        _ = try await nation.platform.people.appoint(
            email: "next@seoul.example",
            to: .officer,
            at: "6110000",
            rank: "3급",
            by: head
        )
        #expect(try await place(of: "6110000")?.person?.name == "후임")
        let gone = try await nation.actor(former.email)
        #expect(
            await problem { try await actions.report(action.number, progress: 10, text: "착수", by: gone) }
                == "directory/not-allowed"
        )
        let next = try await nation.actor("next@seoul.example")
        #expect(try await actions.report(action.number, progress: 10, text: "착수", by: next).progress == 10)
    }

    @Test("Two merged institutions keep two seats and speak with one; what both promised is the successor's to report")
    func merged() async throws {
        defer { nation.end() }
        try await councils.seatEveryOfficer(in: "officers", by: head)
        let promises = [try await promise("6110000"), try await promise("6260000")]
        try await nation.platform.institutions.add(
            Institutions.Draft(code: "6990000", name: "서울부산특별시", kind: "metropolitan", since: today),
            by: head
        )
        _ = try await nation.platform.institutions.merge(
            ["6110000", "6260000"],
            into: "6990000",
            since: today,
            ground: "통합법",
            by: head
        )
        try await nation.platform.people.add(
            email: "officer@merged.example",
            name: "통합",
            institution: "6990000",
            by: head
        )
        _ = try await nation.platform.people.appoint(
            email: "officer@merged.example",
            to: .officer,
            at: "6990000",
            rank: "3급",
            by: head
        )
        let council = try await councils.find("officers")
        let places = try await councils.places(in: council.id)
        #expect(places.map(\.person?.name) == ["통합", "통합"])
        #expect(places.filter { $0.spokenForBy == nil }.count == 1)
        #expect(try await councils.seatEveryOfficer(in: "officers", by: head) == 0)
        let officer = try await nation.actor("officer@merged.example")
        for promise in promises {
            #expect(
                try await actions.finish(promise.number, text: "마쳤습니다", by: officer).stage == .done
            )
        }
    }

    @Test("An ended seat is over at once and may be given again; it cannot be ended twice or in the past")
    func endSeat() async throws {
        defer { nation.end() }
        let seat = try await councils.seat("6110000", as: .member, in: "officers", by: head)
        #expect(
            await problem {
                try await councils.endSeat(seat.id, until: today.adding(days: -2), reason: "탈퇴", by: head)
            } == "council/invalid"
        )
        try await councils.endSeat(seat.id, reason: "탈퇴", by: head)
        #expect(try await place(of: "6110000") == nil)
        #expect(
            await problem { try await councils.endSeat(seat.id, reason: "탈퇴", by: head) } == "council/seat-ended"
        )
        try await councils.seat("6110000", as: .member, in: "officers", by: head)
    }

    @Test("The officer names an alternate of the same institution for a time; nobody else's, and not twice")
    func alternates() async throws {
        defer { nation.end() }
        let seat = try await councils.seat("6110000", as: .member, in: "officers", by: head)
        let officer = try await nation.actor("officer@seoul.example")
        let other = try await nation.actor("officer@busan.example")
        #expect(
            await problem { try await councils.nameAlternate("official@seoul.example", for: seat.id, by: other) }
                == "council/head-only"
        )
        #expect(
            await problem { try await councils.nameAlternate("official@busan.example", for: seat.id, by: officer) }
                == "council/invalid"
        )
        try await councils.nameAlternate(
            "official@seoul.example",
            for: seat.id,
            until: today.adding(days: 7),
            by: officer
        )
        #expect(
            await problem { try await councils.nameAlternate("official@seoul.example", for: seat.id, by: officer) }
                == "council/invalid"
        )
        let stand = try await nation.actor("official@seoul.example")
        #expect(try await sits(stand, on: today.adding(days: 7)))
        #expect(try await !sits(stand, on: today.adding(days: 8)))
        try await councils.endAlternate("official@seoul.example", for: seat.id, by: officer)
        #expect(try await !sits(stand, on: today))
    }

    private func sits(_ actor: Actor, on day: Day) async throws -> Bool {
        let council = try await councils.find("officers")
        return try await nation.platform.database.read { db in
            try !Councils.seats(of: actor, in: council.id, on: day, db).isEmpty
        }
    }

    @Test("A sector group may be dissolved and takes nothing more; the officers' council stays")
    func dissolved() async throws {
        defer { nation.end() }
        _ = try await councils.found(
            Councils.Draft(code: "disaster", name: "재난안전 협의체", kind: .sector, sector: .disaster),
            by: head
        )
        try await councils.seatEveryOfficer(in: "disaster", by: head)
        #expect(
            await problem { try await councils.dissolve("officers", reason: "끝", by: head) }
                == "council/officers-council-stays"
        )
        let officer = try await nation.actor("officer@seoul.example")
        #expect(
            await problem { try await councils.dissolve("disaster", reason: "끝", by: officer) }
                == "directory/not-allowed"
        )
        try await councils.dissolve("disaster", reason: "목적 달성", by: head)
        #expect(try await councils.list().map(\.code) == ["officers"])
        #expect(
            await problem { try await councils.seatEveryOfficer(in: "disaster", by: head) } == "council/dissolved"
        )
    }
}

import Directory
import Foundation
import Kernel
import Testing

@Suite("Appointments and their days")
struct AppointmentTests {
    @Test("An appointment holds from its first day to its last, both included")
    func days() async throws {
        let nation = try await Nation()
        _ = try await nation.hire("a@seoul.example", at: "6110000")
        let (first, last) = (nation.today.adding(days: 3), nation.today.adding(days: 5))
        _ = try await nation.appoint("a@seoul.example", .analyst, "6110000", since: first, until: last)
        var held: [Bool] = []
        for _ in 0...6 {
            held.append(try await nation.people.actor(email: "a@seoul.example").holds(.analyst))
            nation.clock.now.addTimeInterval(86400)
        }
        #expect(held == [false, false, false, true, true, true, false])
    }

    @Test("One person has several roles, at several institutions; the same one twice at once is refused")
    func overlapping() async throws {
        let nation = try await Nation()
        let today = nation.today
        _ = try await nation.hire("a@seoul.example", at: "6110000", as: .steward)
        _ = try await nation.appoint("a@seoul.example", .analyst, "6110000")
        _ = try await nation.appoint("a@seoul.example", .analyst, "6260000", until: today.adding(days: 9))
        let actor = try await nation.people.actor(email: "a@seoul.example")
        #expect(actor.held.count == 3)
        func again(_ since: Day, _ until: Day?) async -> String? {
            await problem {
                _ = try await nation.appoint("a@seoul.example", .analyst, "6260000", since: since, until: until)
            }
        }
        #expect(await again(today, nil) == "directory/already-held")
        #expect(await again(today.adding(days: 9), nil) == "directory/already-held")
        #expect(await again(today.adding(days: 10), nil) == nil)
        #expect(await again(today.adding(days: 20), today.adding(days: 19)) == "directory/invalid")
    }

    @Test("There is one officer a day, with any number of deputies")
    func oneOfficer() async throws {
        let nation = try await Nation()
        let today = nation.today
        for name in ["a", "b", "c", "d"] { _ = try await nation.hire("\(name)@seoul.example", at: "6110000") }
        _ = try await nation.appoint("a@seoul.example", .officer, "6110000")
        _ = try await nation.appoint("c@seoul.example", .deputy, "6110000")
        _ = try await nation.appoint("d@seoul.example", .deputy, "6110000")
        let next = try await nation.appoint("b@seoul.example", .officer, "6110000", since: today.adding(days: 10))
        #expect(next.replaced != nil)
        // Somebody who would stand between, or beyond, is refused with the day in the way.
        let between = await problem {
            _ = try await nation.appoint("c@seoul.example", .officer, "6110000", since: today.adding(days: 5))
        }
        #expect(between == "directory/invalid")
        _ = try await nation.appoint(
            "c@seoul.example",
            .officer,
            "6110000",
            since: today.adding(days: 5),
            until: today.adding(days: 9)
        )
        var officers: [[String]] = []
        for _ in 0...10 {
            var today: [String] = []
            for name in ["a", "b", "c"]
            where try await nation.people.actor(email: "\(name)@seoul.example").holds(.officer) {
                today.append(name)
            }
            officers.append(today)
            nation.clock.now.addTimeInterval(86400)
        }
        #expect(officers == Array(repeating: ["a"], count: 5) + Array(repeating: ["c"], count: 5) + [["b"]])
        #expect(try await nation.people.actor(email: "d@seoul.example").holds(.deputy))
    }

    @Test("An appointment is ended from a day on, sooner but never later, and never in the past")
    func ending() async throws {
        let nation = try await Nation()
        let (today, people, boss) = (nation.today, nation.people, nation.secretariat)
        _ = try await nation.hire("a@seoul.example", at: "6110000")
        let id = try await nation.appoint("a@seoul.example", .analyst, "6110000").appointment.id
        func end(_ day: Day?) async -> String? {
            await problem { _ = try await people.end(id, until: day, reason: "인사이동", by: boss) }
        }
        #expect(await end(today.adding(days: 5)) == nil)
        #expect(await end(today.adding(days: 6)) == "directory/appointment-ended")
        nation.clock.now.addTimeInterval(3 * 86400)
        #expect(await end(today) == "directory/invalid")
        #expect(try await people.actor(email: "a@seoul.example").holds(.analyst))
        #expect(await end(nil) == nil)
        nation.clock.now.addTimeInterval(86400)
        #expect(try await people.actor(email: "a@seoul.example").held.isEmpty)
        #expect(try await people.appointments(of: "a@seoul.example").map(\.until) == [today.adding(days: 3)])
        #expect(try await nation.acts("directory.appointmentEnded") == 2)
        #expect(
            await problem { _ = try await people.end(Appointment.ID(rawValue: "none"), reason: "x", by: boss) }
                == "directory/no-such-appointment"
        )
    }

    @Test("One that has not begun is undone as if it had never been made")
    func undoing() async throws {
        let nation = try await Nation()
        _ = try await nation.hire("a@seoul.example", at: "6110000")
        let ahead = nation.today.adding(days: 9)
        let id = try await nation.appoint("a@seoul.example", .officer, "6110000", since: ahead).appointment.id
        _ = try await nation.people.end(id, reason: "취소", by: nation.secretariat)
        #expect(try await nation.people.appointments(of: "a@seoul.example").isEmpty)
        _ = try await nation.appoint("a@seoul.example", .officer, "6110000", since: nation.today)
        nation.clock.now.addTimeInterval(9 * 86400)
        #expect(try await nation.people.actor(email: "a@seoul.example").holds(.officer))
    }

    @Test("Whoever may appoint may end, and nobody else")
    func permission() async throws {
        let nation = try await Nation()
        _ = try await nation.hire("a@seoul.example", at: "6110000")
        let analyst = try await nation.appoint("a@seoul.example", .analyst, "6110000").appointment.id
        let officer = try await nation.hire("o@seoul.example", at: "6110000", as: .officer)
        let stranger = try await nation.hire("o@busan.example", at: "6260000", as: .officer)
        let own = try await nation.people.appointments(of: officer.person)[0].id
        func end(_ id: Appointment.ID, _ actor: Actor) async -> String? {
            await problem { _ = try await nation.people.end(id, reason: "x", by: actor) }
        }
        #expect(await end(analyst, stranger) == "directory/not-allowed")
        #expect(await end(own, officer) == "directory/not-allowed")
        #expect(await end(analyst, officer) == nil)
    }

    @Test("The last secretariat stays, whichever way it would leave")
    func lastSecretariat() async throws {
        let nation = try await Nation()
        let (people, boss) = (nation.people, nation.secretariat)
        let id = try await people.appointments(of: boss.person)[0].id
        #expect(await problem { _ = try await people.end(id, reason: "x", by: boss) } == "directory/last-secretariat")
        #expect(await problem { try await people.retire(boss.email, by: boss) } == "directory/last-secretariat")
        #expect(
            await problem { _ = try await people.move(boss.email, to: "6110000", by: boss) }
                == "directory/last-secretariat"
        )
        #expect(try await people.actor(email: boss.email).holds(.secretariat))
        _ = try await nation.hire("second@mois.example", at: "1741000", as: .secretariat)
        #expect(await problem { _ = try await people.end(id, reason: "x", by: boss) } == nil)
    }

    @Test("Whoever moves to another institution leaves the roles behind")
    func moving() async throws {
        let nation = try await Nation()
        let steward = try await nation.hire("a@seoul.example", at: "6110000", as: .steward)
        let officer = try await nation.hire("o@seoul.example", at: "6110000", as: .officer)
        #expect(
            await problem { _ = try await nation.people.move("a@seoul.example", to: "6260000", by: officer) }
                == "directory/not-allowed"
        )
        _ = try await nation.people.move("a@seoul.example", to: "6260000", by: nation.secretariat)
        let moved = try await nation.people.actor(email: "a@seoul.example")
        #expect(moved.person == steward.person && moved.institution != steward.institution && moved.held.isEmpty)
        #expect(try await nation.people.list(institution: "6260000").map(\.email) == ["a@seoul.example"])
        #expect(try await nation.acts("directory.personMoved") == 1)
    }

    @Test("Whoever retires gets in no more: not by password, not by session, not by token")
    func retiring() async throws {
        let nation = try await Nation()
        let actor = try await nation.hire("a@seoul.example", at: "6110000", as: .steward)
        try await nation.signIns.setPassword("마루에서 만나요 2026", of: actor.email, by: nation.secretariat)
        let session = try await nation.signIns.signIn(email: actor.email, password: "마루에서 만나요 2026", address: "1")
        let token = try await nation.tokens.create(name: "t", by: actor).secret
        try await nation.people.retire(actor.email, by: nation.secretariat)
        #expect(try await nation.signIns.session(session) == nil)
        #expect(try await nation.tokens.actor(token) == nil)
        let again = await problem {
            _ = try await nation.signIns.signIn(email: actor.email, password: "마루에서 만나요 2026", address: "1")
        }
        #expect(again == "directory/wrong-password")
        #expect(try await nation.people.actor(email: actor.email).held.isEmpty)
        #expect(try await nation.people.appointments(of: actor.person).count == 0)
    }

    @Test("After a merger the successor's list shows those who came along")
    func list() async throws {
        let nation = try await Nation()
        _ = try await nation.hire("a@busan.example", at: "6260000")
        try await nation.merge(["6260000"], into: "6110000", since: nation.today.adding(days: 1))
        #expect(try await nation.people.list(institution: "6110000").isEmpty)
        nation.clock.now.addTimeInterval(86400)
        #expect(try await nation.people.list(institution: "6110000").map(\.email) == ["a@busan.example"])
        let ended = await problem {
            try await nation.people.add(email: "b@x.example", name: "b", institution: "6260000", by: nation.secretariat)
        }
        #expect(ended == "directory/institution-ended")
    }
}

@Suite("Passwords of others")
struct AuthorityTests {
    private static let password = "새로 정한 비밀번호"

    @Test("An officer cannot take over the secretariat or another officer by setting a password")
    func takeover() async throws {
        let nation = try await Nation()
        let officer = try await nation.hire("o@mois.example", at: "1741000", as: .officer)
        let deputy = try await nation.hire("d@mois.example", at: "1741000", as: .deputy)
        _ = try await nation.hire("s@mois.example", at: "1741000", as: .steward)
        func set(_ email: String, _ actor: Actor) async -> String? {
            await problem { try await nation.signIns.setPassword(Self.password, of: email, by: actor) }
        }
        #expect(await set(nation.secretariat.email, officer) == "directory/not-allowed")
        #expect(await set(officer.email, deputy) == "directory/not-allowed")
        #expect(await set("s@mois.example", officer) == nil)
        #expect(await set("s@mois.example", deputy) == nil)
        #expect(await set(officer.email, nation.secretariat) == nil)
        let out = await problem { try await nation.people.retire(nation.secretariat.email, by: officer) }
        #expect(out == "directory/not-allowed")
    }

    @Test("One's own password is changed with the present one, and wrong guesses are counted")
    func own() async throws {
        let nation = try await Nation()
        let actor = nation.secretariat
        try await nation.signIns.setPassword("처음 정한 비밀번호", of: actor.email, by: actor)
        func change(_ present: String) async -> String? {
            await problem {
                try await nation.signIns.changePassword(from: present, to: Self.password, address: "1", by: actor)
            }
        }
        #expect(await change("틀린 것") == "directory/wrong-password")
        #expect(await change("처음 정한 비밀번호") == nil)
        for _ in 1...5 { #expect(await change("틀린 것") == "directory/wrong-password") }
        #expect(await change(Self.password) == "directory/locked")
    }
}

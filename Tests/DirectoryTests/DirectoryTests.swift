import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Testing

@Suite("Institutions and people")
struct DirectoryTests {
    @Test("A home is set up once")
    func once() async throws {
        let nation = try await Nation()
        let again = await problem {
            _ = try await nation.people.initialise(
                secretariat: "x@y.example",
                name: "x",
                institution: Institutions.Draft(code: "1", name: "x", kind: "central")
            )
        }
        #expect(again == "directory/already-initialised")
    }

    @Test(
        "What cannot be an institution is refused with its field",
        arguments: [
            ("6110000", "서울", "metropolitan", "directory/code-taken"), ("61 10", "서울", "basic", "directory/invalid"),
            ("1", "  ", "basic", "directory/invalid"), ("1", "달", "moon", "directory/invalid"),
        ]
    )
    func drafts(code: String, name: String, kind: String, type: String) async throws {
        let nation = try await Nation()
        let got = await problem {
            try await nation.institutions.add(
                Institutions.Draft(code: code, name: name, kind: kind),
                by: nation.secretariat
            )
        }
        #expect(got == type)
    }

    @Test(
        "Who may appoint to what at home, and nobody elsewhere but the secretariat",
        arguments: Role.allCases,
        [Role.official, .steward, .deputy]
    )
    func appointing(actor role: Role, target: Role) async throws {
        let nation = try await Nation()
        let actor = try await nation.hire("who@seoul.example", at: "6110000", as: role, rank: "3급")
        _ = try await nation.hire("new@seoul.example", at: "6110000")
        _ = try await nation.hire("new@busan.example", at: "6260000")
        let home = await problem {
            _ = try await nation.people.appoint(email: "new@seoul.example", to: target, at: "6110000", by: actor)
        }
        let away = await problem {
            _ = try await nation.people.appoint(email: "new@busan.example", to: target, at: "6260000", by: actor)
        }
        #expect((home == nil) == [.officer, .deputy, .secretariat].contains(role))
        #expect((away == nil) == (role == .secretariat))
    }

    @Test(
        "Only the secretariat appoints officers, auditors and itself",
        arguments: [Role.officer, .auditor, .secretariat]
    )
    func special(role: Role) async throws {
        let nation = try await Nation()
        let officer = try await nation.hire("officer@seoul.example", at: "6110000", as: .officer, rank: "3급")
        let got = await problem {
            _ = try await nation.people.appoint(email: "officer@seoul.example", to: role, at: "6110000", by: officer)
        }
        #expect(got == "directory/not-allowed")
    }

    @Test("A new officer ends the former one's term the day before; both are remembered")
    func oneOfficer() async throws {
        let nation = try await Nation()
        let first = try await nation.hire("first@seoul.example", at: "6110000", as: .officer, rank: "3급")
        nation.clock.now.addTimeInterval(10 * 86400)
        _ = try await nation.hire("second@seoul.example", at: "6110000", as: .officer, rank: "4급")
        let seoul = try await nation.institutions.find("6110000")
        #expect(try await nation.institutions.officer(of: seoul.id)?.email == "second@seoul.example")
        let history = try await nation.people.appointments(of: first.person)
        #expect(history.map(\.until) == [Day(of: nation.clock.now).adding(days: -1)])
        #expect(try await nation.people.actor(email: "first@seoul.example").holds(.officer) == false)
    }

    @Test("A rank below the rule is a warning, never a bar")
    func ranks() async throws {
        let nation = try await Nation()
        _ = try await nation.hire("low@seoul.example", at: "6110000")
        let low = try await nation.people.appoint(
            email: "low@seoul.example",
            to: .officer,
            at: "6110000",
            rank: "6급",
            by: nation.secretariat
        )
        #expect(low.warnings.count == 1)
        #expect(low.warnings.first?.ko.contains("3급") == true)
    }

    @Test("After a merger the successor's people answer for what was the predecessor's")
    func merger() async throws {
        let nation = try await Nation()
        let busan = try await nation.institutions.find("6260000")
        _ = try await nation.hire("officer@busan.example", at: "6260000", as: .officer, rank: "3급")
        _ = try await nation.hire("steward@busan.example", at: "6260000", as: .steward)
        let seoul = try await nation.hire("officer@seoul.example", at: "6110000", as: .officer, rank: "3급")
        let tomorrow = Day(of: nation.clock.now).adding(days: 1)
        _ = try await nation.institutions.merge(
            ["6260000"],
            into: "6110000",
            since: tomorrow,
            ground: "통합 특별법",
            by: nation.secretariat
        )
        #expect(!seoul.holds([.officer], at: busan.id))
        nation.clock.now.addTimeInterval(86400)
        let after = try await nation.people.actor(email: "officer@seoul.example")
        #expect(after.holds([.officer], at: busan.id))
        let steward = try await nation.people.actor(email: "steward@busan.example")
        #expect(steward.institution == after.institution)
        #expect(steward.holds([.steward], at: after.institution))
        #expect(try await nation.people.actor(email: "officer@busan.example").holds(.officer) == false)
        let holder = try await nation.database.read { try Institutions.holder(of: busan.id, on: tomorrow, $0) }
        #expect(holder == after.institution)
    }

    @Test("A renamed institution stays itself, an abolished one keeps nobody")
    func endings() async throws {
        let nation = try await Nation()
        let day = Day(of: nation.clock.now)
        let renamed = try await nation.institutions.rename(
            "6260000",
            to: LocalizedText("부산특별시"),
            since: day,
            ground: "법률",
            by: nation.secretariat
        )
        #expect(try await nation.institutions.find("6260000").id == renamed.id)
        _ = try await nation.hire("s@busan.example", at: "6260000", as: .steward)
        _ = try await nation.institutions.abolish("6260000", until: day, ground: "법률", by: nation.secretariat)
        nation.clock.now.addTimeInterval(86400)
        #expect(try await nation.people.actor(email: "s@busan.example").held.isEmpty)
        #expect(try await nation.institutions.list().count == 2)
    }

    @Test("Every change is one act, and a refused one is none")
    func acts() async throws {
        let nation = try await Nation()
        #expect(try await nation.acts("directory.institutionAdded") == 3)
        _ = await problem {
            try await nation.institutions.add(
                Institutions.Draft(code: "6110000", name: "x", kind: "basic"),
                by: nation.secretariat
            )
        }
        #expect(try await nation.acts("directory.institutionAdded") == 3)
    }
}

@Suite("Signing in")
struct SignInTests {
    private static let password = "마루에서 만나요 2026"

    private func signedUp() async throws -> (Nation, Actor) {
        let nation = try await Nation()
        let person = try await nation.hire("a@seoul.example", at: "6110000", as: .official)
        try await nation.signIns.setPassword(Self.password, of: person.email, by: nation.secretariat)
        return (nation, person)
    }

    @Test("The right password begins a session that slides with use and ends without it")
    func sessions() async throws {
        let (nation, person) = try await signedUp()
        let secret = try await nation.signIns.signIn(email: "A@Seoul.example ", password: Self.password, address: "1")
        for _ in 0..<3 {
            nation.clock.now.addTimeInterval(1500)
            #expect(try await nation.signIns.session(secret)?.actor.person == person.person)
        }
        nation.clock.now.addTimeInterval(1801)
        #expect(try await nation.signIns.session(secret) == nil)
    }

    @Test("No session outlives twelve hours")
    func longest() async throws {
        let (nation, _) = try await signedUp()
        let secret = try await nation.signIns.signIn(email: "a@seoul.example", password: Self.password, address: "1")
        var steps = 0
        while try await nation.signIns.session(secret) != nil, steps < 100 {
            nation.clock.now.addTimeInterval(1200)
            steps += 1
        }
        #expect(steps == 36)
    }

    @Test("A wrong password and an unknown account sound the same, before and after the lock")
    func lockout() async throws {
        let (nation, _) = try await signedUp()
        for attempt in 1...7 {
            let known = await problem {
                _ = try await nation.signIns.signIn(email: "a@seoul.example", password: "wrong", address: "1")
            }
            let unknown = await problem {
                _ = try await nation.signIns.signIn(email: "nobody@seoul.example", password: "wrong", address: "2")
            }
            #expect(known == unknown)
            #expect(known == (attempt <= 5 ? "directory/wrong-password" : "directory/locked"))
        }
        nation.clock.now.addTimeInterval(901)
        _ = try await nation.signIns.signIn(email: "a@seoul.example", password: Self.password, address: "1")
    }

    @Test("One address cannot try every account")
    func addresses() async throws {
        let (nation, _) = try await signedUp()
        for number in 0..<50 {
            _ = await problem {
                _ = try await nation.signIns.signIn(email: "p\(number)@x.example", password: "wrong", address: "9")
            }
        }
        let next = await problem {
            _ = try await nation.signIns.signIn(email: "a@seoul.example", password: Self.password, address: "9")
        }
        #expect(next == "directory/locked")
    }

    @Test("Nothing in the store is the password or the session's secret")
    func secrecy() async throws {
        let (nation, person) = try await signedUp()
        let secret = try await nation.signIns.signIn(email: person.email, password: Self.password, address: "1")
        let token = try await nation.tokens.create(name: "보고", by: person).secret
        let dump = try await nation.database.read { db in
            try ["password", "session", "token", "act", "signInFailure"].flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map(\.description)
            }.joined()
        }
        for hidden in [Self.password, secret, token] { #expect(!dump.contains(hidden)) }
    }

    @Test("A token works until it is revoked or half a year old, and only its owner revokes it")
    func tokens() async throws {
        let (nation, person) = try await signedUp()
        let first = try await nation.tokens.create(name: "보고", by: person)
        #expect(first.secret.hasPrefix("maru_"))
        #expect(try await nation.tokens.actor(first.secret)?.person == person.person)
        let stolen = await problem { try await nation.tokens.revoke(first.token.id, by: nation.secretariat) }
        #expect(stolen == "directory/no-such-token")
        try await nation.tokens.revoke(first.token.id, by: person)
        #expect(try await nation.tokens.actor(first.secret) == nil)
        let second = try await nation.tokens.create(name: "", by: person)
        nation.clock.now.addTimeInterval(Tokens.lifetime + 1)
        #expect(try await nation.tokens.actor(second.secret) == nil)
    }

    @Test("Only oneself, the officer at home and the secretariat set a password, and not a short one")
    func setting() async throws {
        let (nation, person) = try await signedUp()
        let stranger = try await nation.hire("b@busan.example", at: "6260000", as: .officer, rank: "3급")
        let foreign = await problem {
            try await nation.signIns.setPassword(Self.password, of: person.email, by: stranger)
        }
        #expect(foreign == "directory/not-allowed")
        let short = await problem { try await nation.signIns.setPassword("짧아요", of: person.email, by: person) }
        #expect(short == "directory/invalid")
        let secret = try await nation.signIns.signIn(email: person.email, password: Self.password, address: "1")
        try await nation.signIns.setPassword("다른 비밀번호 2026", of: person.email, by: person)
        #expect(try await nation.signIns.session(secret) == nil)
    }
}

import Directory
import Foundation
import Kernel
import Testing

@Suite("Searching institutions, and one's sessions and tokens")
struct AccountTests {
    @Test(
        "Institutions are found by part of a name, a former name, the beginning of a code; % and _ mean themselves",
        arguments: [
            ("서울", 1), ("광역시", 1), ("6", 2), ("611", 1), ("한양", 1), ("seoul", 1), ("%", 0), ("_", 0), ("\\", 0),
            ("'", 0), ("", 3),
        ]
    )
    func searching(text: String, count: Int) async throws {
        let nation = try await Nation()
        let later = nation.clock.now.addingTimeInterval(86400 * 10)
        // It was called otherwise for ten days.
        nation.clock.now = later
        let day = Day(of: later)
        _ = try await nation.institutions.rename(
            "6110000",
            to: LocalizedText("한양", en: "Hanyang"),
            since: day.adding(days: -5),
            ground: "법률",
            by: nation.secretariat
        )
        _ = try await nation.institutions.rename(
            "6110000",
            to: LocalizedText("서울특별시", en: "Seoul"),
            since: day,
            ground: "법률",
            by: nation.secretariat
        )
        var search = Institutions.Search()
        search.text = text
        let (found, total) = try await nation.institutions.search(search)
        #expect(found.count == count && total == count)
    }

    @Test("Those that ended are among them only when asked for; those without an officer can be asked for alone")
    func narrowing() async throws {
        let nation = try await Nation()
        _ = try await nation.hire("officer@seoul.example", at: "6110000", as: .officer, rank: "3급")
        nation.clock.now.addTimeInterval(86400 * 30)
        _ = try await nation.institutions.abolish(
            "6260000",
            until: Day(of: nation.clock.now).adding(days: -1),
            ground: "법률",
            by: nation.secretariat
        )
        func codes(_ change: (inout Institutions.Search) -> Void) async throws -> [String] {
            var search = Institutions.Search()
            search.order = .code
            change(&search)
            return try await nation.institutions.search(search).found.map(\.institution.code)
        }
        #expect(try await codes { _ in } == ["1741000", "6110000"])
        #expect(try await codes { $0.isComplete = true } == ["1741000", "6110000", "6260000"])
        #expect(try await codes { $0.isVacant = true } == ["1741000"])
        #expect(try await codes { $0.kind = "metropolitan" } == ["6110000"])
        #expect(try await codes { $0.isDescending = true } == ["6110000", "1741000"])
        #expect(
            try await codes {
                $0.offset = 1
                $0.limit = 1
            } == ["6110000"]
        )
    }

    @Test("One's other sessions end one by one or all at once, never the one that asks, never another person's")
    func sessions() async throws {
        let nation = try await Nation()
        let (one, other) = (
            try await nation.hire("a@seoul.example", at: "6110000"),
            try await nation.hire("b@seoul.example", at: "6110000")
        )
        var secrets: [String] = []
        for person in [one, other] {
            try await nation.signIns.setPassword("길고도 긴 비밀번호", of: person.email, by: nation.secretariat)
        }
        for email in [one.email, one.email, one.email, other.email] {
            secrets.append(try await nation.signIns.signIn(email: email, password: "길고도 긴 비밀번호", address: "x"))
        }
        let list = try await nation.signIns.sessions(of: one, current: secrets[1])
        #expect(list.count == 3 && list[0].isCurrent && list.filter(\.isCurrent).count == 1)
        #expect(list.allSatisfy { !secrets.contains($0.key) })
        let foreign = try await nation.signIns.sessions(of: other, current: nil)[0].key
        #expect(try await nation.signIns.endSessions(of: one, key: foreign, except: secrets[1]) == 0)
        #expect(try await nation.signIns.endSessions(of: one, key: list[0].key, except: secrets[1]) == 0)
        #expect(try await nation.signIns.endSessions(of: one, key: list[1].key, except: secrets[1]) == 1)
        #expect(try await nation.signIns.endSessions(of: one, except: secrets[1]) == 1)
        #expect(try await nation.signIns.session(secrets[1]) != nil)
        #expect(try await nation.signIns.session(secrets[3]) != nil)
        #expect(try await nation.signIns.session(secrets[0]) == nil)
    }

    @Test("A token's last use is known within ten minutes, without a write for every use")
    func lastUse() async throws {
        let nation = try await Nation()
        let made = try await nation.tokens.create(name: "t", by: nation.secretariat)
        func used() async throws -> Date? {
            let tokens = try await nation.tokens.list(of: nation.secretariat)
            return tokens.first?.lastUsedAt
        }
        #expect(try await used() == nil)
        let first = nation.clock.now
        for _ in 1...3 {
            #expect(try await nation.tokens.actor(made.secret) != nil)
            #expect(try await used() == first)
            nation.clock.now.addTimeInterval(200)
        }
        nation.clock.now.addTimeInterval(200)
        _ = try await nation.tokens.actor(made.secret)
        #expect(try await used() == nation.clock.now)
    }

    @Test("Another's form key makes no token and takes none over")
    func keys() async throws {
        let nation = try await Nation()
        let other = try await nation.hire("a@seoul.example", at: "6110000")
        let made = try await nation.tokens.create(name: "t", by: nation.secretariat)
        await #expect(throws: Problem.self) {
            try await nation.tokens.create(name: "t", as: made.token.id, by: other)
        }
        #expect(try await nation.tokens.actor(made.secret)?.email == nation.secretariat.email)
    }
}

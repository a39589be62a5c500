import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute
import Synchronization

/// A store with the ministry, Seoul and Busan in it, on 2026-11-24.
struct Nation {
    let database: DatabaseQueue
    let institutions: Institutions
    let people: People
    let signIns: SignIns
    let tokens: Tokens
    let secretariat: Actor
    let clock: Box

    /// A clock that the test moves.
    final class Box: Sendable {
        private let value: Mutex<Date>
        init(_ date: Date) { value = Mutex(date) }
        var now: Date {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    init() async throws {
        let box = Box(Date(timeIntervalSince1970: 1_795_500_000))
        clock = box
        let wall = WallClock { box.now }
        database = try Store.inMemory()
        var migrator = DatabaseMigrator()
        KernelSchema.register(in: &migrator)
        LedgerSchema.register(in: &migrator)
        DirectorySchema.register(in: &migrator)
        try migrator.migrate(database)
        let statutes = try Statutes()
        institutions = Institutions(database: database, statutes: statutes, clock: wall)
        people = People(database: database, institutions: institutions, statutes: statutes, clock: wall)
        signIns = SignIns(database: database, passwords: Passwords(cost: 4), clock: wall)
        tokens = Tokens(database: database, clock: wall)
        _ = try await people.initialise(
            secretariat: "Secretariat@mois.example",
            name: "간사",
            institution: Institutions.Draft(code: "1741000", name: "행정안전부", kind: "central")
        )
        secretariat = try await people.actor(email: "secretariat@mois.example")
        for (code, name) in [("6110000", "서울특별시"), ("6260000", "부산광역시")] {
            try await institutions.add(
                Institutions.Draft(code: code, name: name, kind: "metropolitan"),
                by: secretariat
            )
        }
    }

    func hire(_ email: String, at code: String, as role: Role? = nil, rank: String? = nil) async throws -> Actor {
        try await people.add(email: email, name: "홍길동", institution: code, by: secretariat)
        if let role {
            _ = try await people.appoint(email: email, to: role, at: code, rank: rank, by: secretariat)
        }
        return try await people.actor(email: email)
    }

    /// The day it is in Seoul.
    var today: Day { Day(of: clock.now) }

    func appoint(_ email: String, _ role: Role, _ code: String, since: Day? = nil, until: Day? = nil) async throws
        -> People.Appointed
    {
        try await people.appoint(email: email, to: role, at: code, since: since, until: until, by: secretariat)
    }

    func merge(_ codes: [String], into code: String, since day: Day) async throws {
        _ = try await institutions.merge(codes, into: code, since: day, ground: "통합 특별법", by: secretariat)
    }

    func acts(_ kind: String) async throws -> Int {
        try await database.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM act WHERE kind = ?", arguments: [kind]) ?? 0
        }
    }
}

/// The type of the problem that `work` ends with.
func problem(_ work: () async throws -> Void) async -> String? {
    do {
        try await work()
        return nil
    } catch {
        return (error as? any PublicError)?.problem.type
    }
}

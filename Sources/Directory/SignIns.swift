import Foundation
import GRDB
import Kernel
import Ledger

/// Signing in with a password, and the sessions that follow.
package struct SignIns: Sendable {
    let database: any DatabaseWriter
    private let passwords: Passwords
    let clock: WallClock

    /// A session ends this long after its last use: 30 minutes.
    package static let idle: TimeInterval = 1800
    /// And in any case this long after it began: 12 hours.
    package static let longest: TimeInterval = 43200
    /// Failures of one account within the window before it is locked.
    static let accountLimit = 5
    /// Failures from one address within the window before it is locked.
    static let addressLimit = 50
    /// How far back failures count: 15 minutes.
    static let window: TimeInterval = 900

    package init(database: any DatabaseWriter, passwords: Passwords = Passwords(), clock: WallClock) {
        self.database = database
        self.passwords = passwords
        self.clock = clock
    }

    /// A session as it stands.
    package struct Session: Sendable {
        package let actor: Actor
        package let endsAt: Date
    }

    /// Sets a password: one's own, or that of somebody one looks after. Ends the person's sessions.
    package func setPassword(_ password: String, of email: String, by actor: Actor) async throws {
        guard password.count >= Passwords.minimumLength, password.utf8.count <= 1000 else {
            throw DirectoryProblem.invalid(
                "password",
                LocalizedText(
                    "비밀번호는 \(Passwords.minimumLength)자 이상이어야 합니다.",
                    en: "A password has at least \(Passwords.minimumLength) characters."
                )
            )
        }
        let hash = try passwords.hash(password)
        let instant = clock.now
        try await database.write { db in
            let person = try People.find(email, db)
            if person.id != actor.person {
                try DirectoryMove.setPassword.require(of: actor, at: person.institution)
                try People.requireAuthority(of: actor, over: person, on: Day(of: instant), db)
            }
            try db.execute(
                sql: """
                    INSERT INTO password (person, hash, setAt) VALUES (?, ?, ?)
                    ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, setAt = excluded.setAt
                    """,
                arguments: [person.id, hash, instant]
            )
            try db.execute(sql: "DELETE FROM session WHERE person = ?", arguments: [person.id])
            try Act.append(
                "directory.passwordSet",
                on: "person/\(person.id)",
                by: actor.attribution,
                at: instant,
                db
            )
        }
    }

    /// Sets one's own password, knowing the present one: a stolen token or an open browser is not enough.
    ///
    /// - Throws: The same problems as ``signIn(email:password:address:)``; wrong ones count the same.
    package func changePassword(from present: String, to password: String, address: String, by actor: Actor)
        async throws
    {
        _ = try await check(email: actor.email, password: present, address: address)
        try await setPassword(password, of: actor.email, by: actor)
    }

    /// Begins a session.
    ///
    /// - Parameter address: Where the request came from, for the limit per address.
    /// - Returns: The session's secret, for the cookie; only its hash is kept.
    /// - Throws: The same problem for a wrong password and an unknown account; 429 after too many failures, also for
    ///   accounts that do not exist.
    package func signIn(email: String, password: String, address: String) async throws -> String {
        let person = try await check(email: email, password: password, address: address)
        let secret = Secret.make()
        let instant = clock.now
        try await database.write { db in
            try db.execute(sql: "DELETE FROM session WHERE endsAt < ?", arguments: [instant])
            try db.execute(
                sql: "INSERT INTO session (hash, person, startedAt, endsAt) VALUES (?, ?, ?, ?)",
                arguments: [Secret.hash(secret), person, instant, instant.addingTimeInterval(Self.idle)]
            )
        }
        return secret
    }

    /// Whose password it is; a failure is counted.
    private func check(email: String, password: String, address: String) async throws -> Person.ID {
        let email = email.trimmingCharacters(in: .whitespaces).lowercased()
        // Hashed: what people mistype here is sometimes their password.
        let account = "account:" + Secret.hash(email)
        let origin = "address:" + address
        let instant = clock.now
        let since = instant.addingTimeInterval(-Self.window)
        let stored: (person: Person.ID, hash: String)? = try await database.write { db in
            try db.execute(sql: "DELETE FROM signInFailure WHERE at < ?", arguments: [since])
            guard try Self.failures(account, db) < Self.accountLimit,
                try Self.failures(origin, db) < Self.addressLimit
            else { throw Self.locked }
            // Counted before the password is looked at, so that guesses sent at once are all counted.
            for key in [account, origin] {
                try db.execute(sql: "INSERT INTO signInFailure (key, at) VALUES (?, ?)", arguments: [key, instant])
            }
            let row = try Row.fetchOne(
                db,
                sql: "SELECT person.id, hash FROM person JOIN password ON person = person.id WHERE email = ?",
                arguments: [email]
            )
            return row.map { ($0["id"], $0["hash"]) }
        }
        guard let (person, hash) = stored else {
            try passwords.waste(password)
            throw Self.wrong
        }
        guard try passwords.matches(password, hash) else { throw Self.wrong }
        try await database.write { db in
            try db.execute(sql: "DELETE FROM signInFailure WHERE key = ?", arguments: [account])
            try db.execute(
                sql: "DELETE FROM signInFailure WHERE id = (SELECT max(id) FROM signInFailure WHERE key = ?)",
                arguments: [origin]
            )
        }
        return person
    }

    /// Who the session belongs to, moving its end ahead; nil when it has ended or never was.
    package func session(_ secret: String) async throws -> Session? {
        let instant = clock.now
        let hash = Secret.hash(secret)
        let found: (Session, Date)? = try await database.read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT person, startedAt, endsAt FROM session WHERE hash = ? AND endsAt > ?",
                arguments: [hash, instant]
            )
            guard let row, let person = try Person.fetchOne(db, key: row["person"] as Person.ID) else { return nil }
            let actor = try People.actor(person, on: Day(of: instant), db)
            return (Session(actor: actor, endsAt: row["endsAt"]), row["startedAt"])
        }
        guard let (session, startedAt) = found else { return nil }
        let later = min(instant.addingTimeInterval(Self.idle), startedAt.addingTimeInterval(Self.longest))
        // A write a minute at most, not one a request.
        guard later.timeIntervalSince(session.endsAt) > 60 else { return session }
        return Session(actor: session.actor, endsAt: try await move(hash, to: later))
    }

    package func signOut(_ secret: String) async throws {
        let hash = Secret.hash(secret)
        try await database.write { try $0.execute(sql: "DELETE FROM session WHERE hash = ?", arguments: [hash]) }
    }

    private func move(_ hash: String, to end: Date) async throws -> Date {
        try await database.write { db in
            try db.execute(sql: "UPDATE session SET endsAt = ? WHERE hash = ?", arguments: [end, hash])
        }
        return end
    }

    private static func failures(_ key: String, _ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM signInFailure WHERE key = ?", arguments: [key]) ?? 0
    }

    private static let wrong = Problem(
        "directory/wrong-password",
        LocalizedText("전자우편이나 비밀번호가 맞지 않습니다.", en: "The e-mail address or the password is wrong."),
        status: 401,
        detail: LocalizedText(
            "다시 입력해 주세요. 비밀번호를 잊었으면 기관의 책임관에게 새로 정해 달라고 요청하세요.",
            en: "Please try again. If you forgot it, ask your institution's officer to set a new one."
        )
    )

    private static let locked = Problem(
        "directory/locked",
        LocalizedText("로그인 시도가 너무 많습니다.", en: "There were too many attempts to sign in."),
        status: 429,
        detail: LocalizedText("15분 뒤에 다시 시도해 주세요.", en: "Please try again in 15 minutes.")
    )
}

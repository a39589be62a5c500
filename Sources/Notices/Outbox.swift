import Directory
import Foundation
import GRDB
import Kernel
import Logging
import Web

/// The mails that are to be sent, in order.
///
/// A mail stands in the store from the transaction that told its notice until the mail server has taken it. While the
/// server is away everything waits, as long as it takes; one process at a time carries mail out.
package struct Outbox: Sendable {
    let database: any DatabaseWriter
    package let settings: MailSettings
    /// What mails about meetings carry for the reader's calendar; nil where no room writes any.
    let calendar: (any NoticeCalendar)?
    let clock: WallClock
    private let owner: JobOwner

    package init(
        database: any DatabaseWriter,
        settings: MailSettings,
        calendar: (any NoticeCalendar)? = nil,
        clock: WallClock,
        owner: JobOwner = .current
    ) {
        self.database = database
        self.settings = settings
        self.calendar = calendar
        self.clock = clock
        self.owner = owner
    }

    /// Puts a mail into the queue, inside the transaction that decided it.
    func put(_ key: String, to person: Person.ID, at instant: Date, _ db: Database) throws -> Int64 {
        try db.cachedStatement(
            sql: "INSERT INTO mail (person, key, at, attempts, notBefore) VALUES (?, ?, ?, 0, ?)"
        ).execute(arguments: [person, key, instant, instant])
        return db.lastInsertedRowID
    }

    // MARK: - Once a day

    /// Days of unread notices that a digest gathers; what is older was in an earlier one, or is stale.
    private static let gathered: TimeInterval = 7 * 86400
    /// The hour in Seoul from which the day's digests are written.
    private static let hour: TimeInterval = 8

    /// Writes the day's digests, to be sent with the next round: one for each person who wants it so and has unread
    /// notices that were in none.
    ///
    /// - Returns: How many.
    @discardableResult
    package func digest() async throws -> Int {
        let instant = clock.now
        let day = Day(of: instant)
        guard instant >= day.start.addingTimeInterval(Self.hour * 3600) else { return 0 }
        return try await database.write { db in
            let people = try Person.ID.fetchAll(
                db,
                sql: """
                    SELECT person FROM noticePreference p WHERE mail = 'digest'
                        AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.key = 'digest/' || p.person || '/' || ?)
                        AND EXISTS (SELECT 1 FROM notice n WHERE n.person = p.person AND n.readAt IS NULL
                            AND n.mail IS NULL AND n.at >= ?)
                    """,
                arguments: [day, instant.addingTimeInterval(-Self.gathered)]
            )
            for person in people {
                let mail = try put("digest/\(person)/\(day)", to: person, at: instant, db)
                try db.execute(
                    sql: "UPDATE notice SET mail = ? WHERE person = ? AND readAt IS NULL AND mail IS NULL AND at >= ?",
                    arguments: [mail, person, instant.addingTimeInterval(-Self.gathered)]
                )
            }
            return people.count
        }
    }

    // MARK: - Sending

    /// Sends what can be sent.
    ///
    /// When two people's mails fail in a row the server is taken to be away and everything waits, longer each time. A
    /// mail that fails where others go through is put off by itself, and its person's later ones with it.
    /// - Returns: How many were sent.
    @discardableResult
    package func deliver() async throws -> Int {
        guard try await database.read({ try Self.hasWork($0, at: clock.now) }) else { return 0 }
        guard try await takeTurn() else { return 0 }
        var (sent, place) = (0, Int64(0))
        var waiting: Set<Person.ID> = []
        var suspects: [Mail] = []
        let sendmail = Sendmail(command: settings.command)
        while let (mail, letter) = try await next(after: place, except: waiting) {
            guard let seq = mail.seq else { break }
            place = seq
            guard let letter else {
                try await end(mail, .dropped)
                continue
            }
            switch await sendmail.send(letter, to: letter.to.address) {
            case .sent:
                try await end(mail, .sent)
                sent += 1
                // The server is there: those that failed before this one failed for themselves.
                for suspect in suspects { try await putOff(suspect) }
                suspects = []
            case .refused(let reason):
                var refused = mail
                refused.failure = reason
                waiting.insert(mail.person)
                try await putOff(refused)
            case .unreachable(let reason):
                var failed = mail
                failed.failure = reason
                suspects.append(failed)
                waiting.insert(mail.person)
            }
            try Task.checkCancellation()
            if suspects.count > 1 { break }
        }
        try await finish(isAway: suspects.last)
        return sent
    }

    private static func hasWork(_ db: Database, at instant: Date) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM mail WHERE endedAt IS NULL AND notBefore <= ?)
                    AND EXISTS (SELECT 1 FROM mailRound WHERE notBefore IS NULL OR notBefore <= ?)
                """,
            arguments: [instant, instant]
        ) ?? false
    }

    /// Seconds after which a process that gave no sign is taken to have died.
    private static let silence: TimeInterval = 180

    private func takeTurn() async throws -> Bool {
        let instant = clock.now
        return try await database.write { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT owner, heartbeat, notBefore FROM mailRound") else {
                return false
            }
            if let pause: Date = row["notBefore"], pause > instant { return false }
            if let other = (row["owner"] as String?).flatMap(JobOwner.init), other != owner, !other.isGone,
                let sign: Date = row["heartbeat"], instant.timeIntervalSince(sign) < Self.silence
            {
                return false
            }
            try db.execute(
                sql: "UPDATE mailRound SET owner = ?, heartbeat = ?",
                arguments: [owner.description, instant]
            )
            return true
        }
    }

    /// The next mail, and what it says; without words where there is nobody to read them any more.
    private func next(after place: Int64, except waiting: Set<Person.ID>) async throws -> (Mail, MailMessage?)? {
        let instant = clock.now
        return try await database.write { db in
            try db.execute(sql: "UPDATE mailRound SET heartbeat = ?", arguments: [instant])
            let found = try Mail.fetchCursor(
                db,
                sql: """
                    SELECT * FROM mail m WHERE endedAt IS NULL AND seq > ? AND notBefore <= ?
                        AND NOT EXISTS (SELECT 1 FROM mail e WHERE e.person = m.person AND e.endedAt IS NULL
                            AND e.seq < m.seq AND e.notBefore > ?)
                    ORDER BY seq
                    """,
                arguments: [place, instant, instant]
            )
            while let mail = try found.next() {
                if !waiting.contains(mail.person) { return (mail, try letter(for: mail, db)) }
            }
            return nil
        }
    }

    private func end(_ mail: Mail, _ outcome: Mail.Outcome) async throws {
        let instant = clock.now
        try await database.write { db in
            try db.execute(
                sql: "UPDATE mail SET endedAt = ?, outcome = ?, failure = ?, attempts = attempts + 1 WHERE seq = ?",
                arguments: [instant, outcome, mail.failure, mail.seq]
            )
            guard outcome == .sent else { return }
            try db.execute(sql: "UPDATE notice SET mailedAt = ? WHERE mail = ?", arguments: [instant, mail.seq])
        }
    }

    /// How long the server may refuse one mail before it is given up.
    private static let patience: TimeInterval = 5 * 86400

    private func putOff(_ mail: Mail) async throws {
        let instant = clock.now
        guard instant.timeIntervalSince(mail.at) < Self.patience else {
            Logger.current.warning("A mail was given up", metadata: ["mail": "\(mail.key)"])
            return try await end(mail, .refused)
        }
        let pause = min(4 * 3600, 60 * Double(1 << min(mail.attempts, 8)))
        try await database.write { db in
            try db.execute(
                sql: "UPDATE mail SET attempts = attempts + 1, notBefore = ?, failure = ? WHERE seq = ?",
                arguments: [instant.addingTimeInterval(pause), mail.failure, mail.seq]
            )
        }
    }

    /// Gives the turn on; where the server is away, nobody tries again for a while: 10 seconds, 20, 40 … a quarter of
    /// an hour.
    private func finish(isAway suspect: Mail?) async throws {
        let instant = clock.now
        try await database.write { db in
            guard let suspect else {
                return try db.execute(
                    sql: "UPDATE mailRound SET owner = NULL, failures = 0, notBefore = NULL, failure = NULL"
                )
            }
            let failures = try Int.fetchOne(db, sql: "SELECT failures FROM mailRound") ?? 0
            let pause = min(900, 10 * Double(1 << min(failures, 7)))
            try db.execute(
                sql: "UPDATE mailRound SET owner = NULL, failures = ?, notBefore = ?, failure = ?",
                arguments: [failures + 1, instant.addingTimeInterval(pause), suspect.failure]
            )
            // Once, when it begins: it is tried for days, and one line a try would hide everything else.
            if failures == 0 {
                Logger.current.error(
                    "Mail cannot be sent; it waits",
                    metadata: ["cause": "\(suspect.failure ?? "")"]
                )
            }
        }
    }
}

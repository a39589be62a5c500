import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Logging
import Web

/// Everybody's inbox: reads the ledger after each commit and tells whom it concerns.
///
/// How far it has read stands in the store beside what was told, and both move in one transaction: a process killed
/// in between loses nothing and tells nobody twice.
package struct Notices: Sendable {
    package let database: any DatabaseWriter
    let sources: [any NoticeSource]
    /// Where mails are put, in the same transaction; nil where none are sent.
    let outbox: Outbox?
    package let clock: WallClock

    package init(
        database: any DatabaseWriter,
        sources: [any NoticeSource],
        outbox: Outbox? = nil,
        clock: WallClock
    ) {
        self.database = database
        self.sources = sources
        self.outbox = outbox
        self.clock = clock
    }

    /// Acts read in one transaction; a longer queue takes several, so that others may write between.
    private static let batch = 200

    /// Tells of every act since the last one read.
    ///
    /// - Returns: How many notices there are that were not there before.
    @discardableResult
    package func collect() async throws -> Int {
        guard try await database.read(Self.isBehind) else { return 0 }
        var told = 0
        while true {
            let (acts, new) = try await database.write { db -> (Int, Int) in
                let acts = try Act.fetchAll(
                    db,
                    sql: "SELECT * FROM act WHERE seq > (SELECT seq FROM noticeCursor) ORDER BY seq LIMIT ?",
                    arguments: [Self.batch]
                )
                guard let last = acts.last else { return (0, 0) }
                var round = Round(clock.now)
                for act in acts {
                    for source in sources {
                        for draft in try drafts(of: act, from: source, db) {
                            try tell(draft, kind: act.kind, key: "\(act.seq)", seq: act.seq, in: &round, db)
                        }
                    }
                }
                try db.execute(sql: "UPDATE noticeCursor SET seq = ? WHERE id = 1", arguments: [last.seq])
                return (acts.count, round.told)
            }
            told += new
            if acts < Self.batch { return told }
        }
    }

    private static func isBehind(_ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: "SELECT COALESCE((SELECT MAX(seq) FROM act), 0) > COALESCE((SELECT seq FROM noticeCursor), 0)"
        ) ?? false
    }

    /// Asks one source. What it cannot answer is logged and left out: one act that a room stumbles over must not keep
    /// everybody from hearing of all the later ones. A store that fails ends the round, which is then made anew.
    private func drafts(of act: Act, from source: any NoticeSource, _ db: Database) throws -> [NoticeDraft] {
        do {
            return try source.notices(of: act, db)
        } catch let error as DatabaseError {
            throw error
        } catch {
            Logger.current.error(
                "Nobody was told of an act",
                metadata: ["act": "\(act.seq)", "error": "\(String(reflecting: error))"]
            )
            return []
        }
    }

    /// Reminds of what the day brings.
    @discardableResult
    package func remind() async throws -> Int {
        let day = clock.today
        return try await database.write { db in
            var round = Round(clock.now)
            for source in sources {
                for reminder in try source.reminders(on: day, db) {
                    try tell(reminder.notice, kind: Self.reminder, key: reminder.key, seq: nil, in: &round, db)
                }
            }
            return round.told
        }
    }

    /// ``Notice/kind`` of what time brought.
    package static let reminder = "reminder"

    /// What one transaction has told so far, and how those it told want to hear of it.
    struct Round {
        let instant: Date
        var told = 0
        var preferences: [Person.ID: NoticePreference] = [:]

        init(_ instant: Date) { self.instant = instant }
    }

    private func tell(
        _ draft: NoticeDraft,
        kind: String,
        key: String,
        seq: Int64?,
        in round: inout Round,
        _ db: Database
    ) throws {
        var notice = Notice(
            id: .make(at: round.instant),
            person: draft.person,
            seq: seq,
            kind: kind,
            key: key,
            titleKo: draft.title.ko,
            titleEn: draft.title.en,
            textKo: draft.text.ko,
            textEn: draft.text.en,
            whyKo: draft.why.ko,
            whyEn: draft.why.en,
            path: draft.path,
            meeting: draft.meeting,
            at: round.instant,
            readAt: nil,
            mailedAt: nil,
            mail: nil
        )
        try notice.insert(db, onConflict: .ignore)
        guard db.changesCount > 0 else { return }
        round.told += 1
        guard let outbox else { return }
        let preference = try round.preferences[draft.person] ?? Self.preference(of: draft.person, db)
        round.preferences[draft.person] = preference
        guard preference.mail == .atOnce else { return }
        notice.mail = try outbox.put("notice/\(notice.id)", to: draft.person, at: round.instant, db)
        try db.cachedStatement(sql: "UPDATE notice SET mail = ? WHERE id = ?")
            .execute(arguments: [notice.mail, notice.id])
    }

    // MARK: - The inbox

    /// What somebody was told.
    ///
    /// - Parameters:
    ///   - unread: Only what was not looked at yet.
    ///   - unreadFirst: Those before all others; else simply the newest first.
    package func inbox(
        of person: Person.ID,
        unread: Bool = false,
        unreadFirst: Bool = false,
        offset: Int = 0,
        limit: Int = 20
    ) async throws -> (found: [Notice], total: Int) {
        try await database.read { db in
            var all = Notice.filter(Column("person") == person)
            if unread { all = all.filter(Column("readAt") == nil) }
            let total = try all.fetchCount(db)
            if unreadFirst { all = all.order(sql: "readAt IS NOT NULL, rowid DESC") }
            if !unreadFirst { all = all.order(Column.rowID.desc) }
            return (try all.limit(limit, offset: offset).fetchAll(db), total)
        }
    }

    /// The newest notices before one, for a list that is read page by page.
    package func inbox(of person: Person.ID, unread: Bool, before last: Notice.ID?, limit: Int) async throws -> [Notice]
    {
        try await database.read { db in
            var all = Notice.filter(Column("person") == person)
            if unread { all = all.filter(Column("readAt") == nil) }
            // In the order they were told, which keys of one instant do not have.
            if let last { all = all.filter(sql: "rowid < (SELECT rowid FROM notice WHERE id = ?)", arguments: [last]) }
            return try all.order(Column.rowID.desc).limit(limit).fetchAll(db)
        }
    }

    /// How many notices somebody has not looked at.
    package func unread(of person: Person.ID) async throws -> Int {
        try await database.read { db in
            try Notice.filter(Column("person") == person && Column("readAt") == nil).fetchCount(db)
        }
    }

    /// Somebody follows a notice to where it is acted on; it is read with that.
    ///
    /// - Throws: A 404 problem for another's.
    package func open(_ id: Notice.ID, by person: Person.ID) async throws -> Notice {
        let found = try await database.read { db in
            try Notice.filter(Column("person") == person && Column("id") == id).fetchOne(db)
        }
        guard let found else { throw NoticesProblem.noSuch(id) }
        if found.readAt == nil { try await read(id, by: person) }
        return found
    }

    /// Marks one notice as looked at, or all of them.
    ///
    /// - Returns: How many were not before.
    @discardableResult
    package func read(_ id: Notice.ID?, by person: Person.ID) async throws -> Int {
        let instant = clock.now
        return try await database.write { db in
            var own = Notice.filter(Column("person") == person && Column("readAt") == nil)
            if let id { own = own.filter(Column("id") == id) }
            return try own.updateAll(db, Column("readAt").set(to: instant))
        }
    }
}

import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Web

/// Everybody's inbox: reads the ledger after each commit and tells whom it concerns.
///
/// How far it has read stands in the store beside what was told, and both move in one transaction: a process killed
/// in between loses nothing and tells nobody twice.
package struct Notices: Sendable {
    package let database: any DatabaseWriter
    let sources: [any NoticeSource]
    package let clock: WallClock

    package init(database: any DatabaseWriter, sources: [any NoticeSource], clock: WallClock) {
        self.database = database
        self.sources = sources
        self.clock = clock
    }

    /// Acts read in one transaction; a longer queue takes several, so that others may write between.
    private static let batch = 200

    /// Tells of every act since the last one read.
    ///
    /// - Returns: How many notices there are that were not there before.
    @discardableResult
    package func collect() async throws -> Int {
        var told = 0
        while true {
            let (acts, new) = try await database.write { db -> (Int, Int) in
                let cursor = try Int64.fetchOne(db, sql: "SELECT seq FROM noticeCursor WHERE id = 1") ?? 0
                let acts = try Act.fetchAll(
                    db,
                    sql: "SELECT * FROM act WHERE seq > ? ORDER BY seq LIMIT ?",
                    arguments: [cursor, Self.batch]
                )
                guard let last = acts.last else { return (0, 0) }
                var new = 0
                for act in acts {
                    for source in sources {
                        for draft in try source.notices(of: act, db) {
                            new += try insert(draft, kind: act.kind, key: "\(act.seq)", seq: act.seq, db)
                        }
                    }
                }
                try db.execute(sql: "UPDATE noticeCursor SET seq = ? WHERE id = 1", arguments: [last.seq])
                return (acts.count, new)
            }
            told += new
            if acts < Self.batch { return told }
        }
    }

    /// Reminds of what the day brings.
    @discardableResult
    package func remind() async throws -> Int {
        let day = clock.today
        return try await database.write { db in
            var told = 0
            for source in sources {
                for reminder in try source.reminders(on: day, db) {
                    told += try insert(reminder.notice, kind: Self.reminder, key: reminder.key, seq: nil, db)
                }
            }
            return told
        }
    }

    /// ``Notice/kind`` of what time brought.
    package static let reminder = "reminder"

    private func insert(_ draft: NoticeDraft, kind: String, key: String, seq: Int64?, _ db: Database) throws -> Int {
        let instant = clock.now
        let notice = Notice(
            id: .make(at: instant),
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
            at: instant,
            readAt: nil,
            mailedAt: nil
        )
        try notice.insert(db, onConflict: .ignore)
        return db.changesCount
    }

    /// What somebody was told, newest first.
    ///
    /// - Parameter unread: Only what was not looked at yet.
    package func inbox(of person: Person.ID, unread: Bool = false, offset: Int = 0, limit: Int = 20) async throws
        -> (found: [Notice], total: Int)
    {
        try await database.read { db in
            var all = Notice.filter(Column("person") == person)
            if unread { all = all.filter(Column("readAt") == nil) }
            let found = try all.order(Column("at").desc, Column("id").desc).limit(limit, offset: offset).fetchAll(db)
            return (found, try all.fetchCount(db))
        }
    }

    /// How many notices somebody has not looked at.
    package func unread(of person: Person.ID) async throws -> Int {
        try await database.read { db in
            try Notice.filter(Column("person") == person && Column("readAt") == nil).fetchCount(db)
        }
    }

    /// Marks one notice as looked at, or all of them.
    package func read(_ id: Notice.ID?, by person: Person.ID) async throws {
        let instant = clock.now
        try await database.write { db in
            var own = Notice.filter(Column("person") == person && Column("readAt") == nil)
            if let id { own = own.filter(Column("id") == id) }
            try own.updateAll(db, Column("readAt").set(to: instant))
        }
    }
}

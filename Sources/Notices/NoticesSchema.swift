import GRDB
import Kernel

/// The notices' tables: how far the ledger was read, who was told what, and how people want to hear of it.
package enum NoticesSchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("notices-001 inbox") { db in
            // One row: the last act every source was asked about.
            try db.create(table: "noticeCursor", options: .strict) { t in
                t.primaryKey("id", .integer).check { $0 == 1 }
                t.column("seq", .integer).notNull()
            }
            // What happened before there were notices is not told any more.
            try db.execute(sql: "INSERT INTO noticeCursor SELECT 1, COALESCE(MAX(seq), 0) FROM act")
            try db.create(table: "notice", options: .strict) { t in
                t.primaryKey("id", .text)
                t.column("person", .text).notNull().references("person")
                t.column("seq", .integer)
                t.column("kind", .text).notNull()
                t.column("key", .text).notNull()
                t.column("titleKo", .text).notNull()
                t.column("titleEn", .text)
                t.column("textKo", .text).notNull()
                t.column("textEn", .text)
                t.column("whyKo", .text).notNull()
                t.column("whyEn", .text)
                t.column("path", .text).notNull()
                t.column("meeting", .text)
                t.column("at", .text).notNull()
                t.column("readAt", .text)
                t.column("mailedAt", .text)
                t.uniqueKey(["person", "key"])
            }
            try db.create(index: "noticeOnPerson", on: "notice", columns: ["person", "readAt", "at"])
            try db.create(table: "noticePreference", options: .strict) { t in
                t.primaryKey("person", .text).references("person")
                t.column("mail", .text).notNull().check(sql: "mail IN ('atOnce', 'digest', 'none')")
                t.column("language", .text).notNull().check(sql: "language IN ('ko', 'en')")
                t.column("feedHash", .text).unique()
            }
        }
        migrator.registerMigration("notices-002 mail") { db in
            // The outbox: in the order of ``seq``, and for one person never in another.
            try db.create(table: "mail", options: .strict) { t in
                t.autoIncrementedPrimaryKey("seq")
                t.column("person", .text).notNull().references("person")
                t.column("key", .text).notNull().unique()
                t.column("at", .text).notNull()
                t.column("attempts", .integer).notNull()
                t.column("notBefore", .text).notNull()
                t.column("endedAt", .text)
                t.column("outcome", .text).check(sql: "outcome IN ('sent', 'refused', 'dropped')")
                t.column("failure", .text)
                t.check(sql: "(endedAt IS NULL) = (outcome IS NULL)")
            }
            try db.create(index: "mailOnPerson", on: "mail", columns: ["person", "endedAt"])
            try db.execute(sql: "CREATE INDEX mailWaiting ON mail (seq) WHERE endedAt IS NULL")
            // One row: which process carries mail out now, and until when nobody need try.
            try db.create(table: "mailRound", options: .strict) { t in
                t.primaryKey("id", .integer).check { $0 == 1 }
                t.column("owner", .text)
                t.column("heartbeat", .text)
                t.column("failures", .integer).notNull()
                t.column("notBefore", .text)
                t.column("failure", .text)
            }
            try db.execute(sql: "INSERT INTO mailRound (id, failures) VALUES (1, 0)")
            try db.alter(table: "notice") { t in
                t.add(column: "mail", .integer).references("mail")
            }
            try db.create(index: "noticeOnMail", on: "notice", columns: ["mail"])
        }
    }
}

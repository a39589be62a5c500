import GRDB
import Kernel

/// This room's tables.
package enum WebSchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("web-001 idempotency") { db in
            try db.create(table: "idempotency", options: .strict) { t in
                t.column("person", .text).notNull()
                t.column("key", .text).notNull().check(sql: "length(key) BETWEEN 1 AND 200")
                t.column("fingerprint", .text).notNull()
                t.column("owner", .text)
                t.column("status", .integer).check(sql: "status BETWEEN 200 AND 499")
                t.column("contentType", .text)
                t.column("location", .text)
                t.column("body", .blob)
                t.column("at", .text).notNull().indexed()
                t.primaryKey(["person", "key"])
            }
        }
        migrator.registerMigration("web-002 what was said") { db in
            try db.alter(table: "idempotency") { t in t.add(column: "said", .text) }
        }
    }
}

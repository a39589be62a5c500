import GRDB
import Kernel

/// This room's tables: the addresses under which calendars are subscribed to.
package enum ProtocolsSchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("protocols-001 calendar feeds") { db in
            try db.create(table: "calendarFeed", options: .strict) { t in
                t.primaryKey("id", .text)
                t.column("hash", .text).notNull().unique()
                t.column("person", .text).notNull().indexed().references("person")
                t.column("kind", .text).notNull().check(sql: "kind IN ('meetings', 'council', 'due')")
                t.column("council", .text).indexed().references("council")
                t.column("createdAt", .text).notNull()
                t.column("revokedAt", .text)
                t.check(sql: "(kind = 'council') = (council IS NOT NULL)")
            }
        }
    }
}

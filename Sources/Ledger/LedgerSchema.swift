import Foundation
import GRDB
import Kernel

/// The ledger's tables: acts, the tree's complete interior nodes, checkpoints.
package enum LedgerSchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("ledger-001 acts") { db in
            try db.create(table: "act", options: .strict) { t in
                t.primaryKey("seq", .integer)
                t.column("at", .text).notNull()
                t.column("kind", .text).notNull()
                t.column("subject", .text).notNull()
                t.column("payload", .text).notNull().check(sql: "json_valid(payload)")
                t.column("leaf", .blob).notNull().check(sql: "length(leaf) = 32")
            }
            try db.create(index: "actOnSubject", on: "act", columns: ["subject", "seq"])
            try db.create(table: "actNode", options: [.strict, .withoutRowID]) { t in
                t.column("level", .integer).notNull()
                t.column("position", .integer).notNull()
                t.column("hash", .blob).notNull().check(sql: "length(hash) = 32")
                t.primaryKey(["level", "position"])
            }
            try db.create(table: "checkpoint", options: .strict) { t in
                t.primaryKey("size", .integer)
                t.column("root", .text).notNull()
                t.column("text", .text).notNull()
                t.column("at", .text).notNull()
            }
            // Also keeps INSERT OR REPLACE out, which deletes without firing a DELETE trigger.
            try db.execute(
                sql: """
                    CREATE TRIGGER actOnlyAtTheEnd BEFORE INSERT ON act
                    WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM act)
                    BEGIN SELECT RAISE(ABORT, 'the ledger grows only at its end'); END
                    """
            )
            for (table, key) in [
                ("actNode", "level = new.level AND position = new.position"), ("checkpoint", "size = new.size"),
            ] {
                try db.execute(
                    sql: """
                        CREATE TRIGGER \(table)NoReplace BEFORE INSERT ON \(table)
                        WHEN EXISTS (SELECT 1 FROM \(table) WHERE \(key))
                        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
                        """
                )
            }
            for table in ["act", "actNode", "checkpoint"] {
                for verb in ["UPDATE", "DELETE"] {
                    try db.execute(
                        sql: """
                            CREATE TRIGGER \(table)No\(verb.capitalized) BEFORE \(verb) ON \(table)
                            BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
                            """
                    )
                }
            }
        }
        migrator.registerMigration("ledger-002 searching acts") { db in
            try db.create(index: "actOnKind", on: "act", columns: ["kind", "seq"])
            try db.create(index: "actOnAt", on: "act", columns: ["at", "seq"])
            for (name, member) in [("actOnInstitution", "for"), ("actOnPerson", "by")] {
                try db.execute(sql: "CREATE INDEX \(name) ON act (json_extract(payload, '$.\(member)'), seq)")
            }
        }
        migrator.registerMigration("ledger-003 acts found beside them") { db in
            // An index on the acts themselves is paid for by whoever acts; this one is filled when somebody looks.
            for name in ["actOnKind", "actOnAt", "actOnInstitution", "actOnPerson"] { try db.drop(index: name) }
            try db.create(table: "actEntry", options: .strict) { t in
                t.primaryKey("seq", .integer).references("act")
                t.column("at", .text).notNull().indexed()
                t.column("kind", .text).notNull().indexed()
                t.column("person", .text).notNull().indexed()
                t.column("institution", .text).notNull().indexed()
            }
            try fillEntries(db)
        }
    }

    /// Enters the acts that were appended since the last time.
    static func fillEntries(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO actEntry (seq, at, kind, person, institution)
                SELECT seq, at, kind, coalesce(json_extract(payload, '$.by'), ''),
                    coalesce(json_extract(payload, '$.for'), '')
                FROM act WHERE seq > (SELECT coalesce(max(seq), 0) FROM actEntry)
                """
        )
    }
}

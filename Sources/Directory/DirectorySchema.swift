import GRDB
import Kernel

/// The directory's tables: institutions, people, roles, sign-ins.
package enum DirectorySchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("directory-001 people") { db in
            try institutions(db)
            try people(db)
            try signIns(db)
        }
        migrator.registerMigration("directory-002 splits") { db in
            // Of several successors one answers for open cases; the others only follow.
            try db.execute(
                sql: "ALTER TABLE succession ADD COLUMN answers INTEGER NOT NULL DEFAULT 1 CHECK (answers IN (0, 1))"
            )
        }
        migrator.registerMigration("directory-003 last use of tokens") { db in
            try db.execute(sql: "ALTER TABLE token ADD COLUMN lastUsedAt TEXT")
        }
    }

    private static func institutions(_ db: Database) throws {
        try db.create(table: "institution", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("code", .text).notNull()
            t.column("name", .text).notNull().check { length($0) > 0 }
            t.column("nameEn", .text)
            t.column("kind", .text).notNull()
            t.column("parent", .text).indexed().references("institution")
            t.column("region", .text)
            t.column("since", .text).notNull()
            t.column("until", .text)
            t.check(sql: "until IS NULL OR until >= since")
        }
        // A code may come back after its institution ended, never while it exists.
        try db.create(
            index: "institutionOnCode",
            on: "institution",
            columns: ["code"],
            options: .unique,
            condition: Column("until") == nil
        )
        try db.create(table: "formerName", options: .strict) { t in
            t.column("institution", .text).notNull().references("institution")
            t.column("name", .text).notNull()
            t.column("nameEn", .text)
            t.column("until", .text).notNull()
            t.primaryKey(["institution", "until"])
        }
        try db.create(table: "succession", options: .strict) { t in
            t.column("predecessor", .text).notNull().references("institution")
            t.column("successor", .text).notNull().indexed().references("institution")
            t.column("since", .text).notNull()
            t.column("ground", .text).notNull()
            t.primaryKey(["predecessor", "successor"])
        }
        try db.execute(
            sql: """
                CREATE VIEW published_succession AS
                SELECT predecessor, p.code AS predecessorCode, successor, s.code AS successorCode, x.since, x.ground
                FROM succession x JOIN institution p ON p.id = x.predecessor JOIN institution s ON s.id = x.successor
                """
        )
    }

    private static func people(_ db: Database) throws {
        try db.create(table: "person", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("email", .text).notNull().unique()
            t.column("name", .text).notNull().check { length($0) > 0 }
            t.column("institution", .text).notNull().indexed().references("institution")
            t.column("createdAt", .text).notNull()
        }
        try db.create(table: "appointment", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("person", .text).notNull().indexed().references("person")
            t.column("institution", .text).notNull().references("institution")
            t.column("role", .text).notNull().check(
                sql: "role IN ('officer', 'deputy', 'steward', 'analyst', 'official', 'secretariat', 'auditor')"
            )
            t.column("rank", .text)
            t.column("since", .text).notNull()
            t.column("until", .text)
            t.column("createdAt", .text).notNull()
        }
        try db.create(index: "appointmentOnInstitution", on: "appointment", columns: ["institution", "role"])
        try db.create(
            index: "oneOfficer",
            on: "appointment",
            columns: ["institution"],
            options: .unique,
            condition: Column("role") == "officer" && Column("until") == nil
        )
    }

    private static func signIns(_ db: Database) throws {
        try db.create(table: "password", options: .strict) { t in
            t.primaryKey("person", .text).references("person")
            t.column("hash", .text).notNull()
            t.column("setAt", .text).notNull()
        }
        try db.create(table: "session", options: .strict) { t in
            t.primaryKey("hash", .text)
            t.column("person", .text).notNull().indexed().references("person")
            t.column("startedAt", .text).notNull()
            t.column("endsAt", .text).notNull().indexed()
        }
        try db.create(table: "signInFailure", options: .strict) { t in
            t.autoIncrementedPrimaryKey("id")
            t.column("key", .text).notNull()
            t.column("at", .text).notNull().indexed()
        }
        try db.create(index: "signInFailureOnKey", on: "signInFailure", columns: ["key", "at"])
        try db.create(table: "token", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("hash", .text).notNull().unique()
            t.column("person", .text).notNull().indexed().references("person")
            t.column("name", .text).notNull()
            t.column("createdAt", .text).notNull()
            t.column("endsAt", .text).notNull()
            t.column("revokedAt", .text)
        }
    }
}

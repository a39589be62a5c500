import GRDB
import Kernel

/// The council's tables: councils and their plans, meetings, sessions, decisions, suggestions.
package enum CouncilSchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("council-001 councils") { db in
            try councils(db)
            try plans(db)
        }
        migrator.registerMigration("council-002 suggestions") { db in try suggestions(db) }
        migrator.registerMigration("council-003 meetings") { db in
            try meetings(db)
            try agenda(db)
        }
        migrator.registerMigration("council-004 sessions") { db in try session(db) }
        migrator.registerMigration("council-005 decisions") { db in try decisions(db) }
        migrator.registerMigration("council-006 kept") { db in try lock(db) }
    }

    /// What was said, decided and adopted is kept as it was.
    private static func lock(_ db: Database) throws {
        for (table, columns) in [
            ("decision", nil), ("ballot", nil), ("suggestionStep", nil), ("actionReport", nil), ("planComment", nil),
            ("meetingEvent", nil), ("paper", nil), ("coRaiser", nil), ("recusal", nil),
            ("opinion", "item, seat, person, position, text, attachment, at, isLate"),
            ("suggestion", "receipt, kind, title, text, sector, person, institution, raisedAt"),
            ("minutesRevision", "meeting, revision, text, person, at"),
            ("attendance", "meeting, seat, person, cameAt, evidence"),
        ] as [(String, String?)] {
            // An update that names every column fires for those it leaves as they are, so values are compared.
            let changes = columns.map { names in
                names.split(separator: ", ").map { "OLD.\"\($0)\" IS NOT NEW.\"\($0)\"" }.joined(separator: " OR ")
            }
            try db.execute(
                sql: """
                    CREATE TRIGGER \(table)IsLocked BEFORE UPDATE ON \(table)\(changes.map { " WHEN \($0)" } ?? "")
                    BEGIN SELECT RAISE(ABORT, 'what was recorded is kept'); END;
                    CREATE TRIGGER \(table)IsKept BEFORE DELETE ON \(table)
                    BEGIN SELECT RAISE(ABORT, 'what was recorded is kept'); END;
                    """
            )
        }
        // Adopted minutes stay as they are: no revision follows them, and they stay adopted.
        try db.execute(
            sql: """
                CREATE TRIGGER minutesStayAdopted BEFORE UPDATE OF isAdopted ON minutesRevision WHEN OLD.isAdopted = 1
                BEGIN SELECT RAISE(ABORT, 'adopted minutes are kept'); END;
                CREATE TRIGGER minutesAreFinal BEFORE INSERT ON minutesRevision
                WHEN EXISTS (SELECT 1 FROM minutesRevision WHERE meeting = NEW.meeting AND isAdopted = 1)
                BEGIN SELECT RAISE(ABORT, 'adopted minutes are kept'); END;
                """
        )
    }

    private static func councils(_ db: Database) throws {
        try db.create(table: "council", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("code", .text).notNull().unique()
            t.column("name", .text).notNull().check { length($0) > 0 }
            t.column("nameEn", .text)
            t.column("kind", .text).notNull().check(
                sql: "kind IN ('officers', 'sector', 'adHoc')"
            )
            t.column("sector", .text).check(
                sql: "sector IN ('disaster', 'environment', 'welfare')"
            )
            t.column("parent", .text).indexed().references("council")
            t.column("createdAt", .text).notNull()
            t.column("endedAt", .text)
        }
        // There is one officers' council.
        try db.create(
            index: "oneOfficersCouncil",
            on: "council",
            columns: ["kind"],
            options: .unique,
            condition: Column("kind") == "officers"
        )
        try db.create(table: "seat", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("council", .text).notNull().references("council")
            t.column("institution", .text).notNull().indexed().references("institution")
            t.column("kind", .text).notNull().check(
                sql: "kind IN ('chair', 'secretary', 'member', 'observer')"
            )
            t.column("person", .text).indexed().references("person")
            t.column("since", .text).notNull()
            t.column("until", .text)
        }
        try db.create(index: "seatOnCouncil", on: "seat", columns: ["council", "institution"])
        // One chair and one secretary at a time.
        try db.create(
            index: "oneHeadOfCouncil",
            on: "seat",
            columns: ["council", "kind"],
            options: .unique,
            condition: ["chair", "secretary"].contains(Column("kind")) && Column("until") == nil
        )
        try db.create(table: "alternate", options: .strict) { t in
            t.column("seat", .text).notNull().references("seat")
            t.column("person", .text).notNull().indexed().references("person")
            t.column("since", .text).notNull()
            t.column("until", .text)
            t.primaryKey(["seat", "person", "since"])
        }
    }

    private static func plans(_ db: Database) throws {
        try db.create(table: "operationPlan", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("council", .text).notNull().references("council")
            t.column("version", .integer).notNull().check { $0 > 0 }
            t.column("stage", .text).notNull().check(
                sql: "stage IN ('draft', 'proposed', 'adopted', 'superseded', 'withdrawn')"
            )
            t.column("purpose", .text).notNull().check { length($0) > 0 }
            t.column("membership", .text).notNull()
            t.column("termMonths", .integer).check { $0 > 0 }
            t.column("meetingsPerYear", .integer).notNull().check { $0 > 0 && $0 <= 12 }
            t.column("workingMethod", .text).notNull()
            t.column("quorumJSON", .text)
            t.column("votingJSON", .text)
            t.column("writtenBy", .text).notNull().indexed().references("person")
            t.column("createdAt", .text).notNull()
            t.column("proposedAt", .text)
            t.column("adoptedAt", .text)
            t.column("adoptedBy", .text).indexed().references("person")
            t.uniqueKey(["council", "version"])
            t.check(sql: "stage NOT IN ('adopted', 'superseded') OR adoptedBy IS NOT NULL")
        }
        try db.create(
            index: "onePlanInForce",
            on: "operationPlan",
            columns: ["council"],
            options: .unique,
            condition: Column("stage") == "adopted"
        )
        try db.create(table: "planComment", options: .strict) { t in
            t.autoIncrementedPrimaryKey("seq")
            t.column("plan", .text).notNull().indexed().references("operationPlan")
            t.column("person", .text).notNull().indexed().references("person")
            t.column("institution", .text).notNull().indexed().references("institution")
            t.column("text", .text).notNull().check { length($0) > 0 }
            t.column("at", .text).notNull()
        }
        try db.create(table: "directions", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("council", .text).notNull().references("council")
            t.column("year", .integer).notNull()
            t.column("version", .integer).notNull().check { $0 > 0 }
            t.column("stage", .text).notNull().check(
                sql: "stage IN ('draft', 'proposed', 'adopted', 'superseded', 'withdrawn')"
            )
            t.column("foreword", .text).notNull()
            t.column("writtenBy", .text).notNull().indexed().references("person")
            t.column("createdAt", .text).notNull()
            t.column("adoptedAt", .text)
            t.column("adoptedBy", .text).indexed().references("person")
            t.uniqueKey(["council", "year", "version"])
        }
        try db.create(
            index: "oneDirectionsInForce",
            on: "directions",
            columns: ["council", "year"],
            options: .unique,
            condition: Column("stage") == "adopted"
        )
        try db.create(table: "directionItem", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("directions", .text).notNull().references("directions")
            t.column("number", .integer).notNull().check { $0 > 0 }
            t.column("title", .text).notNull().check { length($0) > 0 }
            t.column("text", .text).notNull()
            t.uniqueKey(["directions", "number"])
        }
    }
}

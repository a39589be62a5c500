import GRDB
import Kernel

/// The sharing room's tables: requests, clarifications, grants.
package enum SharingSchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("sharing-001 requests") { db in
            try db.create(table: "sharingRequest", options: .strict) { t in
                t.primaryKey("id", .text)
                t.column("dataset", .text).notNull().indexed().references("dataset")
                t.column("requester", .text).notNull().indexed().references("institution")
                t.column("person", .text).notNull().indexed().references("person")
                t.column("provider", .text).notNull().indexed().references("institution")
                t.column("purpose", .text).notNull().check { length($0) > 0 }
                t.column("method", .text).notNull().check { length($0) > 0 }
                t.column("until", .text).notNull()
                t.column("columnLines", .text)
                t.column("condition", .text)
                t.column("stage", .text).notNull().indexed().check(
                    sql: "stage IN ('submitted', 'clarifying', 'granted', 'refused', 'transferred', 'withdrawn')"
                )
                t.column("receivedAt", .text).notNull()
                t.column("clock", .text).notNull()
                t.column("extendedDays", .integer).notNull().check { $0 >= 0 }
                t.column("extensionReason", .text)
                t.column("pack", .text).notNull()
                t.column("decidedBy", .text).indexed().references("person")
                t.column("decidedAt", .text)
                t.column("note", .text)
                t.column("refusalJSON", .text)
                t.column("suggestedHolder", .text)
                // A refusal cannot be stored without its ground, citation and finding.
                t.check(sql: "stage <> 'refused' OR refusalJSON IS NOT NULL")
            }
            try db.create(table: "clarification", options: .strict) { t in
                t.autoIncrementedPrimaryKey("seq")
                t.column("request", .text).notNull().indexed().references("sharingRequest")
                t.column("person", .text).notNull().indexed().references("person")
                t.column("isQuestion", .integer).notNull()
                t.column("text", .text).notNull()
                t.column("at", .text).notNull()
            }
        }
        migrator.registerMigration("sharing-002 grants") { db in
            try db.create(table: "grant", options: .strict) { t in
                t.primaryKey("id", .text)
                t.column("request", .text).unique().references("sharingRequest")
                t.column("dataset", .text).notNull().indexed().references("dataset")
                t.column("sourceVersion", .integer).notNull()
                t.column("provider", .text).notNull().indexed().references("institution")
                t.column("institution", .text).notNull().indexed().references("institution")
                t.column("person", .text).notNull().indexed().references("person")
                t.column("purpose", .text).notNull()
                t.column("method", .text).notNull()
                t.column("until", .text).notNull()
                t.column("termsJSON", .text).notNull()
                t.column("sealedKey", .blob).notNull()
                t.column("stage", .text).notNull()
                    .check(sql: "stage IN ('making', 'active', 'failed', 'revoked', 'expired', 'closed')")
                t.column("manifestJSON", .text)
                t.column("createdAt", .text).notNull()
                t.column("endedAt", .text)
                t.column("endReason", .text)
                t.check(sql: "stage <> 'active' OR manifestJSON IS NOT NULL")
            }
            try db.create(index: "grantOnStage", on: "grant", columns: ["stage", "until"])
            try db.execute(
                sql: """
                    CREATE VIEW published_request AS
                    SELECT id, dataset, requester, provider, stage, receivedAt, extendedDays, pack, decidedAt,
                        json_extract(clock, '$.due') AS due
                    FROM sharingRequest;
                    CREATE VIEW published_grant AS
                    SELECT id, request, dataset, provider, institution, stage, until, createdAt, endedAt FROM "grant";
                    """
            )
        }
        migrator.registerMigration("sharing-003 lock") { db in
            let locked = [
                "dataset", "requester", "person", "provider", "purpose", "method", "until", "columnLines", "condition",
                "receivedAt", "pack",
            ]
            try db.execute(
                sql: """
                    CREATE TRIGGER sharingRequestIsLocked BEFORE UPDATE ON sharingRequest
                    WHEN \(locked.map { "OLD.\"\($0)\" IS NOT NEW.\"\($0)\"" }.joined(separator: " OR "))
                    BEGIN SELECT RAISE(ABORT, 'a submitted request is locked'); END;
                    CREATE TRIGGER sharingRequestIsKept BEFORE DELETE ON sharingRequest
                    BEGIN SELECT RAISE(ABORT, 'a submitted request is kept'); END;
                    CREATE TRIGGER clarificationIsLocked BEFORE UPDATE ON clarification
                    BEGIN SELECT RAISE(ABORT, 'what was said is kept'); END;
                    """
            )
        }
        migrator.registerMigration("sharing-004 by time") { db in
            // How many came in each month, in the nation and at one provider.
            try db.create(
                index: "sharingRequestOnReceived",
                on: "sharingRequest",
                columns: ["receivedAt", "provider", "decidedAt"]
            )
        }
        migrator.registerMigration("sharing-005 what follows") { db in
            try db.alter(table: "sharingRequest") { t in
                t.add(column: "follows", .text).references("sharingRequest")
                t.add(column: "seenAt", .text)
            }
            try db.create(indexOn: "sharingRequest", columns: ["follows"])
            let locked = [
                "dataset", "requester", "person", "provider", "purpose", "method", "until", "columnLines", "condition",
                "receivedAt", "pack", "follows",
            ]
            try db.execute(
                sql: """
                    DROP TRIGGER sharingRequestIsLocked;
                    CREATE TRIGGER sharingRequestIsLocked BEFORE UPDATE ON sharingRequest
                    WHEN \(locked.map { "OLD.\"\($0)\" IS NOT NEW.\"\($0)\"" }.joined(separator: " OR "))
                    BEGIN SELECT RAISE(ABORT, 'a submitted request is locked'); END;
                    """
            )
        }
    }
}

import GRDB
import Kernel

// What comes of meetings: decisions, minutes, actions; and what comes to them: suggestions.
extension CouncilSchema {
    static func decisions(_ db: Database) throws {
        try db.create(table: "decision", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("number", .text).notNull()
            t.column("council", .text).notNull().references("council")
            t.column("meeting", .text).notNull().indexed().references("meeting")
            t.column("item", .text).notNull().indexed().references("agendaItem")
            t.column("text", .text).notNull().check { length($0) > 0 }
            t.column("effect", .text).notNull()
            t.column("positionsJSON", .text).notNull()
            t.column("quorumJSON", .text).notNull()
            t.column("vote", .text).indexed().references("vote")
            t.column("decidedBy", .text).notNull().indexed().references("person")
            t.column("at", .text).notNull()
            // Two councils have a fourth meeting in the same year.
            t.uniqueKey(["council", "number"])
        }
        try db.create(table: "evidenceLink", options: .strict) { t in
            t.autoIncrementedPrimaryKey("seq")
            t.column("subject", .text).notNull().indexed()
            t.column("target", .text).notNull().check { length($0) > 0 }
            t.column("label", .text).notNull()
            t.column("person", .text).notNull().indexed().references("person")
            t.column("at", .text).notNull()
            t.uniqueKey(["subject", "target"])
        }
        try db.create(table: "minutesRevision", options: .strict) { t in
            t.column("meeting", .text).notNull().references("meeting")
            t.column("revision", .integer).notNull().check { $0 > 0 }
            t.column("text", .text).notNull()
            t.column("person", .text).indexed().references("person")
            t.column("at", .text).notNull()
            t.column("isAdopted", .integer).notNull()
            t.primaryKey(["meeting", "revision"])
        }
        try db.create(table: "councilAction", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("number", .text).notNull().unique()
            t.column("council", .text).notNull().indexed().references("council")
            t.column("text", .text).notNull().check { length($0) > 0 }
            t.column("owner", .text).notNull().references("institution")
            t.column("due", .text).notNull()
            t.column("stage", .text).notNull().check(
                sql: "stage IN ('open', 'done', 'dropped')"
            )
            t.column("progress", .integer).notNull().check { $0 >= 0 && $0 <= 100 }
            t.column("decision", .text).indexed().references("decision")
            t.column("item", .text).indexed().references("agendaItem")
            t.column("suggestion", .text).indexed().references("suggestion")
            t.column("direction", .text).indexed().references("directionItem")
            t.column("createdAt", .text).notNull()
            t.column("endedAt", .text)
        }
        try db.create(index: "councilActionOnOwner", on: "councilAction", columns: ["owner", "stage", "due"])
        try db.create(index: "councilActionOnDue", on: "councilAction", columns: ["stage", "due"])
        try db.create(table: "actionReport", options: .strict) { t in
            t.autoIncrementedPrimaryKey("seq")
            t.column("action", .text).notNull().indexed().references("councilAction")
            t.column("person", .text).notNull().indexed().references("person")
            t.column("move", .text).notNull().check(
                sql: "move IN ('report', 'finish', 'drop', 'postpone', 'reopen')"
            )
            t.column("progress", .integer).notNull()
            t.column("due", .text).notNull()
            t.column("text", .text).notNull()
            t.column("at", .text).notNull()
        }
    }

    static func suggestions(_ db: Database) throws {
        try db.create(table: "suggestion", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("receipt", .text).notNull().unique()
            t.column("kind", .text).notNull().check(
                sql: "kind IN ('difficulty', 'suggestion')"
            )
            t.column("title", .text).notNull().check { length($0) > 0 }
            t.column("text", .text).notNull()
            t.column("sector", .text).check(
                sql: "sector IN ('disaster', 'environment', 'welfare')"
            )
            t.column("person", .text).notNull().indexed().references("person")
            t.column("institution", .text).notNull().indexed().references("institution")
            t.column("stage", .text).notNull()
            t.column("owner", .text).notNull().references("institution")
            t.column("due", .text)
            t.column("mergedInto", .text).indexed().references("suggestion")
            t.column("raisedAt", .text).notNull().indexed()
            t.column("stageSince", .text).notNull()
            t.column("policy", .text)
            t.column("outcome", .text)
            t.check(sql: "stage <> 'merged' OR mergedInto IS NOT NULL")
        }
        try db.create(index: "suggestionOnStage", on: "suggestion", columns: ["stage", "due"])
        try db.create(index: "suggestionOnOwner", on: "suggestion", columns: ["owner", "stage"])
        try db.create(table: "coRaiser", options: .strict) { t in
            t.column("suggestion", .text).notNull().references("suggestion")
            t.column("person", .text).notNull().indexed().references("person")
            t.column("institution", .text).notNull().indexed().references("institution")
            t.column("at", .text).notNull()
            t.primaryKey(["suggestion", "person"])
        }
        try db.create(table: "suggestionStep", options: .strict) { t in
            t.autoIncrementedPrimaryKey("seq")
            t.column("suggestion", .text).notNull().indexed().references("suggestion")
            t.column("move", .text).notNull()
            t.column("stage", .text).notNull()
            t.column("text", .text).notNull()
            t.column("person", .text).notNull().indexed().references("person")
            t.column("institution", .text).notNull().indexed().references("institution")
            t.column("at", .text).notNull()
        }
        // The same pairs of syllables as the catalogue's index: see SearchWords.
        try db.execute(
            sql: """
                CREATE VIRTUAL TABLE suggestionSearch USING fts5(
                    suggestion UNINDEXED, title, body, tokenize="unicode61 remove_diacritics 0"
                );
                CREATE VIEW published_suggestion AS
                SELECT id, receipt, kind, sector, institution, owner, stage, due, raisedAt, stageSince FROM suggestion;
                """
        )
    }
}

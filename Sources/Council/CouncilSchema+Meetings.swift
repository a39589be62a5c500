import GRDB
import Kernel

// Meetings: their agenda, and what happens in them.
extension CouncilSchema {
    static func meetings(_ db: Database) throws {
        try db.create(table: "meeting", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("council", .text).notNull().references("council")
            t.column("number", .integer).notNull().check { $0 > 0 }
            t.column("title", .text).notNull().check { length($0) > 0 }
            t.column("stage", .text).notNull().indexed().check(
                sql:
                    "stage IN ('planned', 'called', 'papersClosed', 'inSession', 'adjourned', 'minutesDrafted', 'minutesAdopted', 'cancelled')"
            )
            t.column("startsAt", .text).notNull().indexed()
            t.column("endsAt", .text).notNull()
            t.column("isOnline", .integer).notNull()
            t.column("place", .text)
            t.column("room", .text).notNull().unique()
            t.column("link", .text)
            t.column("papersDue", .text).notNull()
            t.column("opinionsDue", .text).notNull()
            t.column("plan", .text).indexed().references("operationPlan")
            t.column("sequence", .integer).notNull().check { $0 >= 0 }
            t.column("reason", .text)
            t.column("createdAt", .text).notNull()
            t.column("openedAt", .text)
            t.column("adjournedAt", .text)
            t.uniqueKey(["council", "number"])
            t.check(sql: "endsAt > startsAt")
        }
        try db.create(table: "meetingEvent", options: .strict) { t in
            t.autoIncrementedPrimaryKey("seq")
            t.column("meeting", .text).notNull().references("meeting")
            t.column("kind", .text).notNull()
            t.column("details", .text).notNull()
            t.column("at", .text).notNull()
        }
        try db.create(index: "meetingEventOnMeeting", on: "meetingEvent", columns: ["meeting", "seq"])
        try db.create(table: "invitation", options: .strict) { t in
            t.column("meeting", .text).notNull().references("meeting")
            t.column("seat", .text).notNull().indexed().references("seat")
            t.column("answer", .text).notNull().check(
                sql: "answer IN ('waiting', 'accepted', 'declined', 'tentative')"
            )
            t.column("person", .text).indexed().references("person")
            t.column("answeredAt", .text)
            t.column("tokenHash", .text).notNull().unique()
            t.column("isObserver", .integer).notNull()
            t.primaryKey(["meeting", "seat"])
        }
    }

    static func agenda(_ db: Database) throws {
        try db.create(table: "agendaItem", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("meeting", .text).notNull().references("meeting")
            t.column("parent", .text).indexed().references("agendaItem")
            t.column("position", .integer).notNull().check { $0 > 0 }
            t.column("kind", .text).notNull().check(
                sql: "kind IN ('report', 'discussion', 'decision', 'suggestion', 'actions')"
            )
            t.column("title", .text).notNull().check { length($0) > 0 }
            t.column("text", .text).notNull()
            t.column("minutes", .integer).notNull().check { $0 >= 0 }
            t.column("presenter", .text).indexed().references("person")
            t.column("institution", .text).indexed().references("institution")
            t.column("visibility", .text).notNull().check(
                sql: "visibility IN ('council', 'officials', 'open')"
            )
            t.column("stage", .text).notNull().check(
                sql: "stage IN ('waiting', 'underway', 'done', 'carried', 'withdrawn')"
            )
            t.column("carriedFrom", .text).indexed().references("agendaItem")
            t.column("suggestion", .text).indexed().references("suggestion")
            t.column("direction", .text).indexed().references("directionItem")
            t.column("action", .text).indexed().references("councilAction", column: "id")
            t.column("begunAt", .text)
            t.column("endedAt", .text)
        }
        try db.create(index: "agendaItemOnMeeting", on: "agendaItem", columns: ["meeting", "position"])
        // The item that the overdue requests of a meeting stand under: one for each, made by itself.
        try db.create(table: "overdueItem", options: .strict) { t in
            t.primaryKey("meeting", .text).references("meeting")
            t.column("item", .text).notNull().unique().references("agendaItem")
        }
        try db.create(table: "paper", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("item", .text).notNull().references("agendaItem")
            t.column("name", .text).notNull().check { length($0) > 0 }
            t.column("revision", .integer).notNull().check { $0 > 0 }
            t.column("size", .integer).notNull()
            t.column("hash", .text).notNull().check { length($0) == 64 }
            t.column("person", .text).notNull().indexed().references("person")
            t.column("at", .text).notNull()
            t.column("isLate", .integer).notNull()
            t.uniqueKey(["item", "name", "revision"])
        }
        try db.create(table: "opinion", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("item", .text).notNull().references("agendaItem")
            t.column("seat", .text).notNull().indexed().references("seat")
            t.column("person", .text).notNull().indexed().references("person")
            t.column("position", .text).notNull().check(
                sql: "position IN ('agree', 'agreeWithChanges', 'disagree', 'none')"
            )
            t.column("text", .text).notNull()
            t.column("attachment", .text)
            t.column("attachmentName", .text)
            t.column("at", .text).notNull()
            t.column("isLate", .integer).notNull()
            t.column("isReplaced", .integer).notNull()
        }
        // A seat has one opinion on an item that counts; those it replaced are kept.
        try db.create(
            index: "oneOpinion",
            on: "opinion",
            columns: ["item", "seat"],
            options: .unique,
            condition: Column("isReplaced") == false
        )
    }

    static func session(_ db: Database) throws {
        try db.create(table: "attendance", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("meeting", .text).notNull().references("meeting")
            t.column("seat", .text).notNull().indexed().references("seat")
            t.column("person", .text).notNull().indexed().references("person")
            t.column("cameAt", .text).notNull()
            t.column("leftAt", .text)
            t.column("evidence", .text).notNull().check(
                sql: "evidence IN ('link', 'secretary')"
            )
            t.column("confirmedBy", .text).indexed().references("person")
        }
        try db.create(index: "attendanceOnMeeting", on: "attendance", columns: ["meeting", "seat"])
        // A seat is taken once at a time, so that nobody is counted twice.
        try db.create(
            index: "oneStay",
            on: "attendance",
            columns: ["meeting", "seat"],
            options: .unique,
            condition: Column("leftAt") == nil
        )
        // Nor does anybody sit in two seats at a time.
        try db.create(
            index: "onePlace",
            on: "attendance",
            columns: ["meeting", "person"],
            options: .unique,
            condition: Column("leftAt") == nil
        )
        try db.create(table: "recusal", options: .strict) { t in
            t.column("item", .text).notNull().references("agendaItem")
            t.column("seat", .text).notNull().indexed().references("seat")
            t.column("person", .text).notNull().indexed().references("person")
            t.column("reason", .text).notNull().check { length($0) > 0 }
            t.column("at", .text).notNull()
            t.primaryKey(["item", "seat"])
        }
        try db.create(table: "vote", options: .strict) { t in
            t.primaryKey("id", .text)
            t.column("item", .text).notNull().indexed().references("agendaItem")
            t.column("question", .text).notNull().check { length($0) > 0 }
            t.column("isSecret", .integer).notNull()
            t.column("ruleJSON", .text).notNull()
            t.column("stage", .text).notNull().check(
                sql: "stage IN ('open', 'closed', 'void')"
            )
            t.column("openedAt", .text).notNull()
            t.column("closedAt", .text)
            t.column("outcomeJSON", .text)
            t.check(sql: "stage <> 'closed' OR outcomeJSON IS NOT NULL")
        }
        try db.create(table: "ballot", options: .strict) { t in
            t.column("vote", .text).notNull().references("vote")
            t.column("seat", .text).notNull().indexed().references("seat")
            t.column("person", .text).notNull().indexed().references("person")
            t.column("choice", .text).check(
                sql: "choice IN ('aye', 'no', 'abstain')"
            )
            t.column("at", .text).notNull()
            t.primaryKey(["vote", "seat"])
        }
        // One vote at a time on an item.
        try db.create(
            index: "oneOpenVote",
            on: "vote",
            columns: ["item"],
            options: .unique,
            condition: Column("stage") == "open"
        )
        // The choices of a secret vote are only counted.
        try db.create(table: "secretCount", options: .strict) { t in
            t.column("vote", .text).notNull().references("vote")
            t.column("choice", .text).notNull().check(
                sql: "choice IN ('aye', 'no', 'abstain')"
            )
            t.column("count", .integer).notNull().check { $0 >= 0 }
            t.primaryKey(["vote", "choice"])
        }
    }
}

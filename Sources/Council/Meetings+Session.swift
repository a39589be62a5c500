import Directory
import Foundation
import GRDB
import Kernel

// A meeting while it is held: who is there, and on which item it is.
extension Meetings {
    /// Opens the session.
    @discardableResult
    package func open(_ id: Meeting.ID, by actor: Actor) async throws -> Meeting {
        try await move(.open, id, as: "opened", by: actor) { meeting, instant, db in
            meeting.openedAt = instant
            // The plan of this day counts: its quorum and its vote.
            meeting.plan = try OperationPlan.filter(
                Column("council") == meeting.council && Column("stage") == OperationPlan.Stage.adopted
            ).fetchOne(db)?.id
            // Whoever followed the link on an earlier day, before the meeting was moved, is not here today.
            let today = Day(of: instant).start
            for var stay in try Attendance.filter(Column("meeting") == id && Column("leftAt") == nil).fetchAll(db)
            where stay.cameAt < today {
                stay.leftAt = stay.cameAt
                try stay.update(db)
            }
        }
    }

    /// Ends the session: whoever is still there leaves, a vote that is open is void, and items that were not finished
    /// are carried over.
    @discardableResult
    package func adjourn(_ id: Meeting.ID, by actor: Actor) async throws -> Meeting {
        try await move(.adjourn, id, as: "adjourned", by: actor) { meeting, instant, db in
            meeting.adjournedAt = instant
            for var vote in try Vote.filter(
                sql: "stage = 'open' AND item IN (SELECT id FROM agendaItem WHERE meeting = ?)",
                arguments: [id]
            ).fetchAll(db) {
                vote.stage = .void
                vote.closedAt = instant
                try vote.update(db)
                try Self.happened(
                    "voteVoided",
                    meeting,
                    by: actor,
                    ["vote": .string(vote.id.rawValue)],
                    at: instant,
                    db
                )
            }
            let unfinished = [AgendaItem.Stage.waiting, .underway]
            for item in try AgendaItem.filter(Column("meeting") == id && unfinished.contains(Column("stage")))
                .fetchAll(db)
            {
                var item = try item.applying(.carry)
                item.endedAt = instant
                try item.update(db)
                try Self.happened(
                    "itemCarried",
                    meeting,
                    by: actor,
                    ["item": .string(item.id.rawValue)],
                    at: instant,
                    db
                )
            }
            try Attendance.filter(Column("meeting") == id && Column("leftAt") == nil)
                .updateAll(db, Column("leftAt").set(to: instant))
        }
    }

    // MARK: - Items

    /// Begins, finishes, carries over or withdraws an item while the meeting is in session.
    @discardableResult
    package func item(_ id: AgendaItem.ID, _ move: AgendaItem.Move, by actor: Actor) async throws -> AgendaItem {
        let instant = clock.now
        return try await database.write { db in
            guard let found = try AgendaItem.fetchOne(db, key: id) else {
                throw CouncilProblem.noSuch(LocalizedText("안건", en: "agenda item"), id.rawValue)
            }
            let meeting = try Self.find(found.meeting, db)
            try Self.requireHead(of: meeting, actor, on: Day(of: instant), db)
            guard meeting.stage == .inSession else { throw CouncilRefusal(stage: meeting.stage.title) }
            var item = try found.applying(move)
            let open = try Vote.filter(Column("item") == id && Column("stage") == Vote.Stage.open).fetchCount(db)
            guard open == 0 else { throw CouncilProblem.voteOpen }
            let kind: String
            switch move {
            case .begin:
                item.begunAt = instant
                kind = "itemBegun"
            case .finish:
                item.endedAt = instant
                kind = "itemFinished"
            case .carry:
                item.endedAt = instant
                kind = "itemCarried"
            case .withdraw: kind = "itemWithdrawn"
            }
            try item.update(db)
            try Self.happened(kind, meeting, by: actor, ["item": .string(id.rawValue)], at: instant, db)
            return item
        }
    }

    /// Writes down what a seat said on an item, and which position it took with it: the later one counts.
    ///
    /// - Parameter seat: Whose words they are; the actor's own unless given, which only chair and secretary may do.
    package func speak(
        _ id: AgendaItem.ID,
        seat: Seat.ID? = nil,
        position: Opinion.Position?,
        text: String,
        by actor: Actor
    ) async throws {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard position != nil || !text.isEmpty, text.utf8.count <= Self.longestWords else {
            throw CouncilProblem.invalid(
                "text",
                LocalizedText("발언이나 입장을 적어 주세요(8,000자까지).", en: "Give a position or what was said, up to 24 KB.")
            )
        }
        let instant = clock.now
        try await database.write { db in
            let (item, meeting) = try Votes.item(id, db)
            guard meeting.stage == .inSession else { throw CouncilRefusal(stage: meeting.stage.title) }
            guard item.stage == .underway else { throw CouncilRefusal(stage: item.stage.title) }
            let stay = try Self.speaker(seat, in: meeting, by: actor, on: Day(of: instant), db)
            var details: [String: JSONValue] = [
                "item": .string(id.rawValue), "seat": .string(stay.seat.rawValue),
                "person": .string(stay.person.rawValue),
            ]
            if let position { details["position"] = .string(position.rawValue) }
            try Self.happened("spoke", meeting, by: actor, details, words: ["text": .string(text)], at: instant, db)
        }
    }

    private static let longestWords = 24_000
}

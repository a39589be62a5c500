import Directory
import Foundation
import GRDB
import Kernel
import Ledger

// What becomes of a meeting's date: moved, called off, or its papers closed.
extension Meetings {
    /// What is to be different about a meeting; nil leaves it as it is.
    package struct Change: Sendable {
        package var startsAt: Date?
        /// Minutes.
        package var length: Int?
        package var isOnline: Bool?
        /// An empty one takes it away.
        package var place: String?
        /// An empty one takes it away.
        package var link: String?
        package var papersDue: Day?
        package var opinionsDue: Day?

        package init(
            startsAt: Date? = nil,
            length: Int? = nil,
            isOnline: Bool? = nil,
            place: String? = nil,
            link: String? = nil,
            papersDue: Day? = nil,
            opinionsDue: Day? = nil
        ) {
            self.startsAt = startsAt
            self.length = length
            self.isOnline = isOnline
            self.place = place
            self.link = link
            self.papersDue = papersDue
            self.opinionsDue = opinionsDue
        }
    }

    /// Moves a meeting to another time or place. What is due before it moves with its day unless it is given; whoever
    /// had answered for another time is asked again.
    @discardableResult
    package func reschedule(_ id: Meeting.ID, _ change: Change, reason: String, by actor: Actor) async throws -> Meeting
    {
        let reason = try Self.reason(reason)
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            try Self.requireHead(of: found, actor, on: Day(of: instant), db)
            var meeting = try found.applying(.reschedule)
            let length = change.length ?? Int(found.endsAt.timeIntervalSince(found.startsAt) / 60)
            try MeetingDates.check(length: length)
            meeting.startsAt = change.startsAt ?? found.startsAt
            guard meeting.startsAt > instant else { throw CouncilProblem.past }
            meeting.endsAt = meeting.startsAt.addingTimeInterval(Double(length) * 60)
            meeting.isOnline = change.isOnline ?? found.isOnline
            meeting.place = try Self.place(change.place ?? found.place, isOnline: meeting.isOnline)
            if let link = change.link { meeting.link = try Self.link(link) }
            let (old, new, today) = (Day(of: found.startsAt), Day(of: meeting.startsAt), Day(of: instant))
            if old != new || found.stage == .papersClosed {
                let papers = max(0, found.papersDue.days(until: old))
                let opinions = max(0, found.opinionsDue.days(until: old))
                meeting.papersDue = try dates.due(papers, before: new, today: today)
                meeting.opinionsDue = try dates.due(opinions, before: new, today: today)
            }
            meeting.papersDue = change.papersDue ?? meeting.papersDue
            meeting.opinionsDue = change.opinionsDue ?? meeting.opinionsDue
            try Self.checkDues(meeting)
            meeting.sequence += 1
            meeting.reason = reason
            try meeting.update(db)
            let isMoved = (meeting.startsAt, meeting.endsAt) != (found.startsAt, found.endsAt)
            if isMoved {
                try Invitation.filter(Column("meeting") == id && Column("answer") != Invitation.Answer.waiting)
                    .updateAll(
                        db,
                        Column("answer").set(to: Invitation.Answer.waiting),
                        Column("person").set(to: nil),
                        Column("answeredAt").set(to: nil)
                    )
            }
            try Self.happened(
                "rescheduled",
                meeting,
                by: actor,
                reason: reason,
                [
                    "from": .string(found.startsAt.timestamp), "to": .string(meeting.startsAt.timestamp),
                    "place": meeting.place.map(JSONValue.string) ?? .null, "sequence": .number(meeting.sequence),
                    "papersDue": .string(meeting.papersDue.description),
                    "opinionsDue": .string(meeting.opinionsDue.description), "reason": .string(reason),
                ],
                at: instant,
                db
            )
            return meeting
        }
    }

    /// Calls a meeting off. Its items that were not begun are kept for the next one.
    @discardableResult
    package func cancel(_ id: Meeting.ID, reason: String, by actor: Actor) async throws -> Meeting {
        let reason = try Self.reason(reason)
        return try await move(.cancel, id, as: "cancelled", reason: reason, by: actor) { meeting, instant, db in
            meeting.sequence += 1
            meeting.reason = reason
            for item in try AgendaItem.filter(
                Column("meeting") == id && Column("stage") == AgendaItem.Stage.waiting
                    && Column("kind") != AgendaItem.Kind.actions
            ).fetchAll(db) {
                var item = try item.applying(.carry)
                item.endedAt = instant
                try item.update(db)
            }
        }
    }

    /// Ends the time for papers: agenda and papers stand, and the session may be opened.
    @discardableResult
    package func closePapers(_ id: Meeting.ID, by actor: Actor) async throws -> Meeting {
        try await move(.closePapers, id, as: "papersClosed", by: actor)
    }
}

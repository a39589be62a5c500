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

    // MARK: - Attendance

    /// Somebody takes a seat: through the link of the meeting, or as the secretary writes it down.
    ///
    /// Taking a seat that is taken by the same person is no second coming; by another, the first one leaves.
    /// - Parameter seat: The seat that is taken; the actor's own unless given, which only the secretary may do.
    @discardableResult
    package func comeIn(_ id: Meeting.ID, seat: Seat.ID? = nil, person: Person.ID? = nil, by actor: Actor) async throws
        -> Attendance
    {
        let instant = clock.now
        let day = Day(of: instant)
        return try await database.write { db in
            let meeting = try Self.find(id, db)
            guard meeting.stage == .inSession || (meeting.stage == .papersClosed && seat == nil) else {
                throw CouncilRefusal(stage: meeting.stage.title)
            }
            let isWrittenDown = seat != nil
            let taken: Seat
            let sitting: Person.ID
            if let seat {
                try Self.requireHead(of: meeting, actor, on: day, db)
                taken = try Self.invited(seat, to: meeting, db)
                guard let place = try Councils.places(of: [taken], in: meeting.council, on: day, db).first,
                    let who = person ?? place.person?.id
                else { throw CouncilProblem.emptySeat }
                sitting = who
            } else {
                taken = try Self.ownSeat(of: actor, in: meeting, on: day, db)
                sitting = actor.person
            }
            if var stay = try Attendance.filter(
                Column("meeting") == id && Column("seat") == taken.id && Column("leftAt") == nil
            ).fetchOne(db) {
                if stay.person == sitting {
                    guard isWrittenDown, stay.confirmedBy == nil else { return stay }
                    stay.confirmedBy = actor.person
                    try stay.update(db)
                    try Self.happened(
                        "attendanceConfirmed",
                        meeting,
                        by: actor,
                        ["seat": .string(taken.id.rawValue)],
                        at: instant,
                        db
                    )
                    return stay
                }
                stay.leftAt = instant
                try stay.update(db)
                try Self.happened("left", meeting, by: actor, ["seat": .string(taken.id.rawValue)], at: instant, db)
            }
            let stay = Attendance(
                id: .make(at: instant),
                meeting: id,
                seat: taken.id,
                person: sitting,
                cameAt: instant,
                leftAt: nil,
                evidence: isWrittenDown ? .secretary : .link,
                confirmedBy: isWrittenDown ? actor.person : nil
            )
            try stay.insert(db)
            try Self.happened(
                "cameIn",
                meeting,
                by: actor,
                [
                    "seat": .string(taken.id.rawValue), "person": .string(sitting.rawValue),
                    "evidence": .string(stay.evidence.rawValue),
                ],
                at: instant,
                db
            )
            return stay
        }
    }

    /// Somebody leaves the seat.
    ///
    /// - Parameter seat: As in ``comeIn(_:seat:person:by:)``.
    package func leave(_ id: Meeting.ID, seat: Seat.ID? = nil, by actor: Actor) async throws {
        let instant = clock.now
        try await database.write { db in
            let meeting = try Self.find(id, db)
            let left: Seat.ID
            if let seat {
                try Self.requireHead(of: meeting, actor, on: Day(of: instant), db)
                left = seat
            } else {
                left = try Self.ownSeat(of: actor, in: meeting, on: Day(of: instant), db).id
            }
            let gone = try Attendance.filter(
                Column("meeting") == id && Column("seat") == left && Column("leftAt") == nil
            ).updateAll(db, Column("leftAt").set(to: instant))
            guard gone > 0 else { return }
            try Self.happened("left", meeting, by: actor, ["seat": .string(left.rawValue)], at: instant, db)
        }
    }

    /// The seat, when it is invited to the meeting.
    static func invited(_ seat: Seat.ID, to meeting: Meeting, _ db: Database) throws -> Seat {
        guard let found = try Seat.fetchOne(db, key: seat), found.council == meeting.council,
            try Invitation.filter(Column("meeting") == meeting.id && Column("seat") == seat).fetchCount(db) > 0
        else { throw CouncilProblem.notInvited }
        return found
    }

    /// The invited seat in which `actor` may sit, the one that is entitled first.
    static func ownSeat(of actor: Actor, in meeting: Meeting, on day: Day, _ db: Database) throws -> Seat {
        let own = try Councils.seats(of: actor, in: meeting.council, on: day, db)
        let asked = try Invitation.filter(
            Column("meeting") == meeting.id && own.map(\.id).contains(Column("seat"))
        ).fetchAll(db)
        let entitled = try Self.entitled(in: meeting, db)
        let invited = own.filter { seat in asked.contains { $0.seat == seat.id } }
        guard let seat = invited.first(where: { entitled.contains($0.id) }) ?? invited.first
        else {
            throw CouncilProblem.notInvited
        }
        return seat
    }

    // MARK: - Quorum

    /// The seats of a meeting that count for its quorum and may vote.
    static func entitled(in meeting: Meeting, _ db: Database) throws -> Set<Seat.ID> {
        let ids = try Seat.ID.fetchAll(
            db,
            sql: """
                SELECT s.id FROM invitation i JOIN seat s ON s.id = i.seat
                WHERE i.meeting = ? AND i.isObserver = 0 AND s.kind IN ('chair', 'member')
                """,
            arguments: [meeting.id]
        )
        // One institution that has followed two with a seat counts once.
        let doubles = try Councils.doubles(in: meeting.council, on: Day(of: meeting.startsAt), db)
        return Set(Dictionary(grouping: ids) { doubles[$0] ?? $0 }.map { $1.contains($0) ? $0 : $1.min() ?? $0 })
    }

    /// The seats in which somebody sits now.
    static func present(in meeting: Meeting, _ db: Database) throws -> Set<Seat.ID> {
        Set(
            try Seat.ID.fetchAll(
                db,
                sql: "SELECT seat FROM attendance WHERE meeting = ? AND leftAt IS NULL",
                arguments: [meeting.id]
            )
        )
    }

    /// The quorum at this moment: an entitled seat counts once, however often its holder came and went.
    package static func quorum(of meeting: Meeting, _ db: Database) throws -> Quorum {
        let entitled = try entitled(in: meeting, db)
        let plan = try meeting.plan.flatMap { try OperationPlan.fetchOne(db, key: $0) }
        return Quorum(
            rule: plan?.quorum,
            seats: entitled.count,
            present: try present(in: meeting, db).intersection(entitled).count
        )
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
}

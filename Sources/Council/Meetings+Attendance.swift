import Directory
import Foundation
import GRDB
import Kernel

// Who is there. A seat is taken by one person at a time, and a person sits in one seat: nobody is counted twice.
extension Meetings {
    /// Somebody takes a seat: through the link of the meeting, or as the secretary writes it down.
    ///
    /// Taking a seat that is taken by the same person is no second coming; by another, the first one leaves: a seat
    /// that changes hands in a meeting stays one seat.
    /// - Parameters:
    ///   - seat: The seat that is taken; the actor's own unless given, which only chair and secretary may do.
    ///   - person: Who came, where it is not the seat's holder of the day.
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
            guard let seat else {
                if let stay = try Self.stay(of: actor.person, in: meeting, db) { return stay }
                let own = try Self.ownSeat(of: actor, in: meeting, on: day, db)
                return try Self.take(own, actor.person, .link, in: meeting, by: actor, at: instant, db)
            }
            try Self.requireHead(of: meeting, actor, on: day, db)
            let taken = try Self.invited(seat, to: meeting, db)
            let place = try Councils.places(of: [taken], in: meeting.council, on: day, db).first
            guard let sitting = person ?? place?.person?.id else { throw CouncilProblem.emptySeat }
            guard try Person.fetchOne(db, key: sitting) != nil else {
                throw CouncilProblem.noSuch(LocalizedText("사람", en: "person"), sitting.rawValue)
            }
            if var stay = try Self.stay(of: sitting, in: meeting, db) {
                guard stay.seat == taken.id else { throw CouncilProblem.sitsElsewhere }
                try Self.confirm(&stay, in: meeting, by: actor, at: instant, db)
                return stay
            }
            return try Self.take(taken, sitting, .secretary, in: meeting, by: actor, at: instant, db)
        }
    }

    /// Confirms that those who followed the link are there.
    ///
    /// - Parameter seat: Nil for all of them.
    package func confirm(_ id: Meeting.ID, seat: Seat.ID? = nil, by actor: Actor) async throws {
        let instant = clock.now
        try await database.write { db in
            let meeting = try Self.find(id, db)
            try Self.requireHead(of: meeting, actor, on: Day(of: instant), db)
            guard [.papersClosed, .inSession, .adjourned].contains(meeting.stage) else {
                throw CouncilRefusal(stage: meeting.stage.title)
            }
            var stays = Attendance.filter(Column("meeting") == id && Column("confirmedBy") == nil)
            if let seat { stays = stays.filter(Column("seat") == seat) }
            for var stay in try stays.fetchAll(db) {
                try Self.confirm(&stay, in: meeting, by: actor, at: instant, db)
            }
        }
    }

    /// Somebody leaves the seat; leaving an empty one changes nothing.
    ///
    /// - Parameter seat: As in ``comeIn(_:seat:person:by:)``.
    package func leave(_ id: Meeting.ID, seat: Seat.ID? = nil, by actor: Actor) async throws {
        let instant = clock.now
        try await database.write { db in
            let meeting = try Self.find(id, db)
            let found: Attendance?
            if let seat {
                try Self.requireHead(of: meeting, actor, on: Day(of: instant), db)
                found = try Self.stay(in: seat, of: meeting, db)
            } else {
                found = try Self.stay(of: actor.person, in: meeting, db)
            }
            guard var stay = found else { return }
            try Self.end(&stay, in: meeting, by: actor, at: instant, db)
        }
    }

    // MARK: - Inside the transaction

    private static func take(
        _ seat: Seat,
        _ person: Person.ID,
        _ evidence: Attendance.Evidence,
        in meeting: Meeting,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws -> Attendance {
        if var before = try stay(in: seat.id, of: meeting, db) {
            try end(&before, in: meeting, by: actor, at: instant, db)
        }
        let stay = Attendance(
            id: .make(at: instant),
            meeting: meeting.id,
            seat: seat.id,
            person: person,
            cameAt: instant,
            leftAt: nil,
            evidence: evidence,
            confirmedBy: evidence == .secretary ? actor.person : nil
        )
        try stay.insert(db)
        try happened(
            "cameIn",
            meeting,
            by: actor,
            [
                "seat": .string(seat.id.rawValue), "person": .string(person.rawValue),
                "evidence": .string(evidence.rawValue),
            ],
            at: instant,
            db
        )
        return stay
    }

    private static func confirm(
        _ stay: inout Attendance,
        in meeting: Meeting,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws {
        guard stay.confirmedBy == nil else { return }
        stay.confirmedBy = actor.person
        try stay.update(db)
        let details: [String: JSONValue] = [
            "seat": .string(stay.seat.rawValue), "person": .string(stay.person.rawValue),
        ]
        try happened("attendanceConfirmed", meeting, by: actor, details, at: instant, db)
    }

    private static func end(
        _ stay: inout Attendance,
        in meeting: Meeting,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws {
        stay.leftAt = instant
        try stay.update(db)
        let details: [String: JSONValue] = [
            "seat": .string(stay.seat.rawValue), "person": .string(stay.person.rawValue),
        ]
        try happened("left", meeting, by: actor, details, at: instant, db)
    }

    /// Where somebody sits now.
    static func stay(of person: Person.ID, in meeting: Meeting, _ db: Database) throws -> Attendance? {
        try Attendance.filter(Column("meeting") == meeting.id && Column("person") == person && Column("leftAt") == nil)
            .fetchOne(db)
    }

    /// Who sits in a seat now.
    static func stay(in seat: Seat.ID, of meeting: Meeting, _ db: Database) throws -> Attendance? {
        try Attendance.filter(Column("meeting") == meeting.id && Column("seat") == seat && Column("leftAt") == nil)
            .fetchOne(db)
    }

    /// The stay on whose behalf `actor` speaks or votes: the actor's own, or, for chair and secretary, that of the seat
    /// they name.
    ///
    /// Whoever came in by the link must still be the seat's: somebody whose appointment ended while the meeting went
    /// on speaks for it no longer.
    static func speaker(_ seat: Seat.ID?, in meeting: Meeting, by actor: Actor, on day: Day, _ db: Database) throws
        -> Attendance
    {
        if let seat {
            try requireHead(of: meeting, actor, on: day, db)
            guard let stay = try stay(in: seat, of: meeting, db) else { throw CouncilProblem.notPresent }
            return stay
        }
        guard let stay = try stay(of: actor.person, in: meeting, db) else {
            // Somebody who is not invited learns that first.
            _ = try ownSeat(of: actor, in: meeting, on: day, db)
            throw CouncilProblem.notPresent
        }
        if stay.evidence == .link {
            let own = try Councils.seats(of: actor, in: meeting.council, on: day, db)
            guard own.contains(where: { $0.id == stay.seat }) else { throw CouncilProblem.notInvited }
        }
        return stay
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
}

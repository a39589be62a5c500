import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute

/// Every council's meetings: planned, called, held, and written down.
package struct Meetings: Sendable {
    package let database: any DatabaseWriter
    package let councils: Councils
    let statutes: Statutes
    package let clock: WallClock
    /// Where papers and attachments lie, each under its SHA-256.
    let papers: URL
    package let links: AnsweringLinks

    package init(councils: Councils, papers: URL, links: AnsweringLinks) {
        self.database = councils.database
        self.councils = councils
        self.statutes = councils.statutes
        self.clock = councils.clock
        self.papers = papers
        self.links = links
    }

    package static func find(_ id: Meeting.ID, _ db: Database) throws -> Meeting {
        guard let meeting = try Meeting.fetchOne(db, key: id) else {
            throw CouncilProblem.noSuch(LocalizedText("회의", en: "meeting"), id.rawValue)
        }
        return meeting
    }

    package func find(_ id: Meeting.ID) async throws -> Meeting { try await database.read { try Self.find(id, $0) } }

    /// A council's meetings, the latest first.
    package func list(of council: Council.ID) async throws -> [Meeting] {
        try await database.read { db in
            try Meeting.filter(Column("council") == council).order(Column("startsAt").desc).fetchAll(db)
        }
    }

    /// Does one move of the chair or the secretary: checks who asks, asks the lifecycle, lets `change` alter the
    /// record, stores it, and writes act and event in the same transaction.
    func move(
        _ move: Meeting.Move,
        _ id: Meeting.ID,
        as kind: String,
        reason: String? = nil,
        _ details: [String: JSONValue] = [:],
        by actor: Actor,
        change: @escaping @Sendable (inout Meeting, Date, Database) throws -> Void = { _, _, _ in }
    ) async throws -> Meeting {
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            try Self.requireHead(of: found, actor, on: Day(of: instant), db)
            var meeting = try found.applying(move)
            try change(&meeting, instant, db)
            try meeting.update(db)
            try Self.happened(kind, meeting, by: actor, reason: reason, details, at: instant, db)
            return meeting
        }
    }

    static func requireHead(of meeting: Meeting, _ actor: Actor, on day: Day, _ db: Database) throws {
        try Councils.requireHead(of: try Councils.find(meeting.council.rawValue, db), actor, on: day, db)
    }

    /// Rings in this process after something happened to a meeting, for those who follow one.
    package static let bell = Bell()

    /// Writes down what happened to a meeting: an act `council.<kind>` for the ledger, and an event for those who
    /// follow the meeting and for its minutes.
    ///
    /// - Parameter words: What only the event says: what somebody said, which is for the minutes and no proof.
    @discardableResult
    static func happened(
        _ kind: String,
        _ meeting: Meeting,
        by actor: Actor,
        reason: String? = nil,
        _ details: [String: JSONValue] = [:],
        words: [String: JSONValue] = [:],
        at instant: Date,
        _ db: Database
    ) throws -> MeetingEvent {
        try Councils.record(
            "council.\(kind)",
            on: "meeting/\(meeting.id)",
            by: actor,
            reason: reason,
            details,
            at: instant,
            db
        )
        var event = MeetingEvent(
            seq: nil,
            meeting: meeting.id,
            kind: kind,
            details: JSONValue.object(details.merging(words) { $1 }).canonical,
            at: instant
        )
        try event.insert(db)
        db.afterNextTransaction { _ in bell.ring() }
        return event
    }
}

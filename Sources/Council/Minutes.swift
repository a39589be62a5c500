import Crypto
import Directory
import Foundation
import GRDB
import Kernel

/// The minutes of meetings: they write themselves from what happened, are corrected in revisions, and adopted.
package struct Minutes: Sendable {
    let meetings: Meetings

    package init(meetings: Meetings) { self.meetings = meetings }

    /// The minutes of a meeting as somebody may see them.
    package struct Reading: Sendable {
        package let meeting: Meeting
        package let council: Council
        /// The first, written from what happened, comes first.
        package let revisions: [MinutesRevision]
        package let isHead: Bool
        /// Who wrote which revision, by person.
        package let names: [Person.ID: String]

        package var latest: MinutesRevision? { revisions.last }
        package var adopted: MinutesRevision? { revisions.last { $0.isAdopted } }
    }

    /// What is said where nothing was drafted yet.
    package static var missing: any PublicError { CouncilProblem.noMinutes }

    /// Bytes of the longest minutes.
    static let longest = 600_000

    // MARK: - Reading

    /// The minutes and their revisions.
    package func read(_ id: Meeting.ID, by actor: Actor) async throws -> Reading {
        let day = meetings.clock.today
        return try await meetings.database.read { db in
            let meeting = try Meetings.find(id, db)
            let sight = try Meetings.sight(of: meeting, for: actor, on: day, db)
            try Self.requireOpen(meeting, to: sight, db)
            let revisions = try Self.revisions(of: id, db)
            let people = try Person.fetchAll(db, keys: Set(revisions.compactMap(\.person)))
            return Reading(
                meeting: meeting,
                council: try Councils.find(meeting.council.rawValue, db),
                revisions: revisions,
                isHead: sight.isHead,
                names: Dictionary(people.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
            )
        }
    }

    /// What happened, written down afresh in either language, whatever the minutes say.
    package func account(of id: Meeting.ID, in language: Language, by actor: Actor) async throws -> String {
        let day = meetings.clock.today
        return try await meetings.database.read { db in
            let meeting = try Meetings.find(id, db)
            try Self.requireOpen(meeting, to: Meetings.sight(of: meeting, for: actor, on: day, db), db)
            guard meeting.openedAt != nil else { throw CouncilProblem.noMinutes }
            return MinutesText(try MeetingRecord.read(meeting, on: day, db), in: language).markdown
        }
    }

    /// Before they are adopted, minutes are for those invited; afterwards for every official, unless an item of the
    /// meeting is for members only.
    private static func requireOpen(_ meeting: Meeting, to sight: MeetingSight, _ db: Database) throws {
        if sight.isInside { return }
        let closed = try AgendaItem.filter(
            Column("meeting") == meeting.id && Column("visibility") == AgendaItem.Visibility.council
        ).fetchCount(db)
        guard meeting.stage == .minutesAdopted, closed == 0 else { throw CouncilProblem.minutesClosed }
    }

    static func revisions(of meeting: Meeting.ID, _ db: Database) throws -> [MinutesRevision] {
        try MinutesRevision.filter(Column("meeting") == meeting).order(Column("revision")).fetchAll(db)
    }

    // MARK: - Writing

    /// Writes the first revision from what happened. Drafting twice gives the draft that is there.
    @discardableResult
    package func draft(_ id: Meeting.ID, in language: Language = .ko, by actor: Actor) async throws -> MinutesRevision {
        let instant = meetings.clock.now
        return try await meetings.database.write { db in
            let found = try Meetings.find(id, db)
            try Meetings.requireHead(of: found, actor, on: Day(of: instant), db)
            if found.stage == .minutesDrafted, let first = try Self.revisions(of: id, db).first { return first }
            var meeting = found
            meeting = try meeting.applying(.draftMinutes)
            try meeting.update(db)
            let text = MinutesText(try MeetingRecord.read(meeting, on: Day(of: instant), db), in: language).markdown
            return try Self.add(1, text, of: meeting, person: nil, as: "minutesDrafted", by: actor, at: instant, db)
        }
    }

    /// Stores a corrected text as the next revision.
    ///
    /// - Parameter base: The revision that was corrected.
    /// - Throws: ``MinutesConflict`` where another revision stands by now; nothing is stored then, and both texts stay.
    @discardableResult
    package func edit(_ id: Meeting.ID, _ text: String, base: Int, by actor: Actor) async throws -> MinutesRevision {
        let text = text.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines) + "\n"
        guard text.count > 1, text.utf8.count <= Self.longest else {
            throw CouncilProblem.invalid(
                "text",
                LocalizedText("회의록은 비울 수 없고 20만 자까지입니다.", en: "Minutes have words, and 600,000 bytes at most.")
            )
        }
        let instant = meetings.clock.now
        return try await meetings.database.write { db in
            var meeting = try Meetings.find(id, db)
            try Meetings.requireHead(of: meeting, actor, on: Day(of: instant), db)
            guard let latest = try Self.revisions(of: id, db).last else { throw CouncilProblem.noMinutes }
            meeting = try meeting.applying(.draftMinutes)
            guard latest.revision == base else { throw MinutesConflict(base: base, latest: latest) }
            guard latest.text != text else { return latest }
            return try Self.add(
                base + 1,
                text,
                of: meeting,
                person: actor.person,
                as: "minutesEdited",
                by: actor,
                at: instant,
                db
            )
        }
    }

    /// Adopts a revision, which must be the last one: what was read is what is adopted. Its SHA-256 goes into the ledger.
    @discardableResult
    package func adopt(_ id: Meeting.ID, revision: Int, by actor: Actor) async throws -> MinutesRevision {
        let instant = meetings.clock.now
        return try await meetings.database.write { db in
            var meeting = try Meetings.find(id, db)
            try Meetings.requireHead(of: meeting, actor, on: Day(of: instant), db)
            guard var latest = try Self.revisions(of: id, db).last else { throw CouncilProblem.noMinutes }
            meeting = try meeting.applying(.adoptMinutes)
            guard latest.revision == revision else { throw MinutesConflict(base: revision, latest: latest) }
            try meeting.update(db)
            latest.isAdopted = true
            try latest.update(db, columns: ["isAdopted"])
            try Meetings.happened("minutesAdopted", meeting, by: actor, Self.proof(latest), at: instant, db)
            return latest
        }
    }

    private static func add(
        _ revision: Int,
        _ text: String,
        of meeting: Meeting,
        person: Person.ID?,
        as kind: String,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws -> MinutesRevision {
        let made = MinutesRevision(
            meeting: meeting.id,
            revision: revision,
            text: text,
            person: person,
            at: instant,
            isAdopted: false
        )
        try made.insert(db)
        try Meetings.happened(kind, meeting, by: actor, proof(made), at: instant, db)
        return made
    }

    private static func proof(_ revision: MinutesRevision) -> [String: JSONValue] {
        ["revision": .number(revision.revision), "sha256": .string(revision.sha256)]
    }
}

extension MinutesRevision {
    /// SHA-256 of the text's UTF-8 bytes in hexadecimal, as the ledger has it.
    package var sha256: String { SHA256.hash(data: Data(text.utf8)).hex }
}

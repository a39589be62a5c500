import Crypto
import Directory
import Foundation
import GRDB
import Kernel
import Ledger

// One step after another, each with the words that everyone who raised it is told.
extension Suggestions {
    /// Does one step of a suggestion.
    ///
    /// - Parameters:
    ///   - text: What is said to everyone who raised it; some moves need it, see ``Suggestion/needsReason(_:)``.
    ///   - owner: The code of the institution that carries on from here; unchanged unless the council says so.
    ///   - due: When the next step is due; the house's own patience unless the council says so. A long-term review
    ///     needs the day on which it is looked at again.
    @discardableResult
    package func step(
        _ key: String,
        _ move: Suggestion.Move,
        text: String = "",
        owner: String? = nil,
        due: Day? = nil,
        by actor: Actor
    ) async throws -> Suggestion {
        let text = try Self.said(text, move)
        guard move != .merge else { throw CouncilProblem.mergeNeedsTarget }
        guard move != .putOnAgenda else { throw CouncilProblem.agendaNeedsMeeting }
        let instant = clock.now
        let day = Day(of: instant)
        guard move != .postpone || due != nil else { throw CouncilProblem.reviewNeedsDay }
        if let due, due < day { throw CouncilProblem.dueIsPast }
        return try await database.write { db in
            let found = try Self.find(key, db)
            let side = try Self.side(of: actor, move, found, on: day, db)
            guard side == .council || (owner == nil && due == nil) else { throw CouncilProblem.notYourSuggestion }
            if move == .withdraw {
                let others = try CoRaiser.filter(Column("suggestion") == found.id).fetchCount(db)
                guard others == 0 else { throw CouncilProblem.othersWait(others) }
            }
            var suggestion = try found.applying(move, from: side)
            suggestion.stageSince = instant
            suggestion.due = due ?? Self.due(in: suggestion.stage, from: day)
            if let owner {
                let named = try Institutions.find(owner, db).id
                suggestion.owner = try Institutions.holder(of: named, on: day, db)
            } else if suggestion.stage == .endorsed {
                suggestion.owner = try Self.secretariat(or: found.owner, on: day, db)
            }
            if move == .makePolicy { suggestion.policy = text }
            if move == .recordOutcome { suggestion.outcome = text }
            try suggestion.update(db)
            try Self.stepped(suggestion, move, text, by: actor, at: instant, db)
            return suggestion
        }
    }

    /// Puts a suggestion on the agenda of a meeting that still takes items, as an item of its own.
    @discardableResult
    package func putOnAgenda(_ key: String, of meeting: Meeting.ID, text: String = "", by actor: Actor) async throws
        -> AgendaItem
    {
        let text = try Self.said(text, .putOnAgenda)
        let instant = clock.now
        let day = Day(of: instant)
        return try await database.write { db in
            let found = try Self.find(key, db)
            let meeting = try Meetings.find(meeting, db)
            try Meetings.requireHead(of: meeting, actor, on: day, db)
            let item = try AgendaItem.added(
                to: meeting,
                .suggestion,
                found.title,
                text: found.text,
                suggestion: found.id,
                institution: found.institution,
                by: actor.attribution,
                at: instant,
                db
            )
            try Self.placed(found, as: item, in: meeting, text, by: actor, at: instant, db)
            return item
        }
    }

    /// Moves a suggestion on for which `item` was put on the agenda; refused where it is not its turn.
    static func placed(
        _ found: Suggestion,
        as item: AgendaItem,
        in meeting: Meeting,
        _ text: String,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws {
        let side = try side(of: actor, .putOnAgenda, found, on: Day(of: instant), db)
        var suggestion = try found.applying(.putOnAgenda, from: side)
        suggestion.stageSince = instant
        // The answer is due a week after the meeting.
        suggestion.due = Day(of: meeting.startsAt).adding(days: 7)
        try suggestion.update(db)
        let proof: [String: JSONValue] = [
            "meeting": .string(meeting.id.rawValue), "item": .string(item.id.rawValue),
        ]
        try stepped(suggestion, .putOnAgenda, text, by: actor, proof, at: instant, db)
    }

    /// Merges a suggestion into a similar one; whoever raised it, and joined it, joins that one and is told from then
    /// on what its raiser is told.
    @discardableResult
    package func merge(_ key: String, into target: String, text: String = "", by actor: Actor) async throws
        -> Suggestion
    {
        let text = try Self.said(text, .merge)
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(key, db)
            guard let other = try Suggestion.filter(Column("id") == target || Column("receipt") == target).fetchOne(db),
                found.id != other.id, ![.received, .answered, .merged, .withdrawn].contains(other.stage)
            else { throw CouncilProblem.mergeNeedsTarget }
            let side = try Self.side(of: actor, .merge, found, on: Day(of: instant), db)
            var merged = try found.applying(.merge, from: side)
            merged.mergedInto = other.id
            merged.stageSince = instant
            merged.due = nil
            try merged.update(db)
            var raisers = try CoRaiser.filter(Column("suggestion") == found.id).fetchAll(db)
            raisers.append(
                CoRaiser(suggestion: found.id, person: found.person, institution: found.institution, at: instant)
            )
            for raiser in raisers where raiser.person != other.person {
                try CoRaiser(
                    suggestion: other.id,
                    person: raiser.person,
                    institution: raiser.institution,
                    at: instant
                ).insert(db, onConflict: .ignore)
            }
            let proof: [String: JSONValue] = [
                "into": .string(other.id.rawValue), "raisers": .number(raisers.count),
            ]
            try Self.stepped(merged, .merge, text, by: actor, proof, at: instant, db)
            return merged
        }
    }

    /// Says what a suggestion rests on or led to: a dataset, a request, a decision, an action, or an address.
    package func link(_ key: String, to target: String, label: String = "", by actor: Actor) async throws {
        let target = target.trimmingCharacters(in: .whitespacesAndNewlines)
        let label = label.trimmingCharacters(in: .whitespacesAndNewlines)
        guard EvidenceLink.path(of: target) != nil, target.count <= 1000 else { throw CouncilProblem.badEvidence }
        guard label.count <= Self.limits.title else { throw Self.tooLong("label", Self.limits.title) }
        let instant = clock.now
        try await database.write { db in
            let found = try Self.find(key, db)
            let sides = try Self.sides(of: actor, found, on: Day(of: instant), db)
            guard !sides.isEmpty else { throw CouncilProblem.notYourSuggestion }
            try EvidenceLink(
                subject: "suggestion/\(found.id)",
                target: target,
                label: label,
                person: actor.person,
                at: instant
            ).insert(db, onConflict: .ignore)
            guard db.changesCount > 0 else { return }
            try Councils.record(
                "council.suggestionEvidenceAdded",
                on: "suggestion/\(found.id)",
                by: actor,
                ["target": .string(target)],
                at: instant,
                db
            )
        }
    }

    private static func said(_ text: String, _ move: Suggestion.Move) throws -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty || !Suggestion.needsReason(move) else {
            throw CouncilProblem.invalid(
                "text",
                LocalizedText("건의한 사람에게 알릴 내용을 적어 주세요.", en: "Write what those who raised it will be told.")
            )
        }
        guard text.count <= limits.text else { throw tooLong("text", limits.text) }
        return text
    }

    /// SHA-256 of what was said, in hexadecimal.
    static func proof(of text: String) -> String { SHA256.hash(data: Data(text.utf8)).hex }
}

extension EvidenceLink {
    /// Where `target` is read: a page of this site or an address of the web; nil for anything else, which may be a
    /// script in disguise.
    package static func path(of target: String) -> String? {
        if target.wholeMatch(of: /https?:\/\/[^\s<>"']+/) != nil { return target }
        guard let match = target.wholeMatch(of: /(dataset|request|grant|suggestion|decision|action|meeting)\/([\w-]+)/)
        else { return nil }
        // Decisions have no page of their own: they stand in their list.
        if match.output.1 == "decision" { return "/decisions" }
        return "/\(match.output.1)s/\(match.output.2)"
    }
}

extension AgendaItem {
    /// Adds an item at the end of a meeting's agenda, inside the caller's transaction, and tells those who follow it.
    ///
    /// - Throws: A refusal once the papers are closed or the meeting has begun.
    static func added(
        to meeting: Meeting,
        _ kind: Kind,
        _ title: String,
        text: String,
        suggestion: Suggestion.ID? = nil,
        institution: Institution.ID? = nil,
        by attribution: Attribution,
        at instant: Date,
        _ db: Database
    ) throws -> AgendaItem {
        guard meeting.stage == .planned || meeting.stage == .called else {
            throw CouncilRefusal(stage: meeting.stage.title)
        }
        let last = try Int.fetchOne(
            db,
            sql: "SELECT MAX(position) FROM agendaItem WHERE meeting = ? AND parent IS NULL",
            arguments: [meeting.id]
        )
        let item = AgendaItem(
            id: .make(at: instant),
            meeting: meeting.id,
            parent: nil,
            position: (last ?? 0) + 1,
            kind: kind,
            title: title,
            text: text,
            minutes: 10,
            presenter: nil,
            institution: institution,
            visibility: .council,
            stage: .waiting,
            carriedFrom: nil,
            suggestion: suggestion,
            direction: nil,
            action: nil,
            begunAt: nil,
            endedAt: nil
        )
        try item.insert(db)
        let details: [String: JSONValue] = [
            "item": .string(item.id.rawValue), "title": .string(title), "kind": .string(kind.rawValue),
        ]
        try Act.append(
            "council.itemAdded",
            on: "meeting/\(meeting.id)",
            by: attribution,
            details: .object(["item": .string(item.id.rawValue), "kind": .string(kind.rawValue)]),
            at: instant,
            db
        )
        var event = MeetingEvent(
            seq: nil,
            meeting: meeting.id,
            kind: "itemAdded",
            details: JSONValue.object(details).canonical,
            at: instant
        )
        try event.insert(db)
        return item
    }
}

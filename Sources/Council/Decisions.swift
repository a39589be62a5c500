import Catalog
import Directory
import Foundation
import GRDB
import Kernel

/// What councils decide: by consultation, which ends with the chair's word, or by the vote that an item had.
package struct Decisions: Sendable {
    let meetings: Meetings

    package init(meetings: Meetings) { self.meetings = meetings }

    /// What is known of a decision before it has a number.
    package struct Draft: Sendable {
        package var text: String
        package var effect: String
        /// The closed vote it rests on; left out, the last one the item had.
        package var vote: Vote.ID?
        package var links: [Link]
        package var action: Action?

        package init(
            text: String,
            effect: String = "",
            vote: Vote.ID? = nil,
            links: [Link] = [],
            action: Action? = nil
        ) {
            self.text = text
            self.effect = effect
            self.vote = vote
            self.links = links
            self.action = action
        }
    }

    /// What a decision rests on: `dataset/…`, `request/…` or an https address.
    package struct Link: Codable, Equatable, Sendable {
        package let target: String
        package let label: String

        package init(_ target: String, label: String = "") {
            self.target = target
            self.label = label
        }
    }

    /// What an institution promises with a decision.
    package struct Action: Codable, Equatable, Sendable {
        package let text: String
        /// The institution's code or key.
        package let owner: String
        package let due: Day

        package init(text: String, owner: String, due: Day) {
            self.text = text
            self.owner = owner
            self.due = due
        }
    }

    /// Writes down what was decided on an item, with the positions, the quorum and the vote as they are now.
    @discardableResult
    package func decide(_ item: AgendaItem.ID, _ draft: Draft, by actor: Actor) async throws -> Decision {
        let text = draft.text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw CouncilProblem.invalid("text", LocalizedText("결정 내용을 적어 주세요.", en: "Say what was decided."))
        }
        let instant = meetings.clock.now
        return try await meetings.database.write { db in
            let (item, meeting) = try Votes.item(item, db)
            let day = Day(of: instant)
            try Meetings.requireHead(of: meeting, actor, on: day, db)
            guard meeting.stage == .inSession else { throw CouncilRefusal(stage: meeting.stage.title) }
            guard item.stage == .underway || item.stage == .done else { throw CouncilRefusal(stage: item.stage.title) }
            let quorum = try Meetings.quorum(of: meeting, db)
            guard quorum.isReached else { throw CouncilProblem.noQuorum(quorum) }
            let vote = try Self.vote(draft.vote, on: item, db)
            let decision = Decision(
                id: .make(at: instant),
                number: try Self.number(in: meeting, db),
                council: meeting.council,
                meeting: meeting.id,
                item: item.id,
                text: text,
                effect: draft.effect.trimmingCharacters(in: .whitespacesAndNewlines),
                positionsJSON: try CouncilJSON.write(try Self.positions(on: item, in: meeting, db)) ?? "{}",
                quorumJSON: try CouncilJSON.write(quorum) ?? "{}",
                vote: vote?.id,
                decidedBy: try Self.chair(of: meeting, on: day, db) ?? actor.person,
                at: instant
            )
            try decision.insert(db)
            var details: [String: JSONValue] = [
                "decision": .string(decision.id.rawValue), "number": .string(decision.number),
                "item": .string(item.id.rawValue), "text": .string(text), "effect": .string(decision.effect),
                "decidedBy": .string(decision.decidedBy.rawValue), "quorum": try JSONValue(encoding: quorum),
                "quorumReached": .bool(quorum.isReached),
            ]
            if let positions = decision.positions {
                details["positions"] = try JSONValue(encoding: positions)
                details["agreement"] = .string(positions.level.rawValue)
            }
            if let vote, let outcome = vote.outcome {
                details["vote"] = .string(vote.id.rawValue)
                details["carried"] = .bool(outcome.isCarried)
            }
            try Meetings.happened("decided", meeting, by: actor, details, at: instant, db)
            try Self.link(draft.links, to: decision, by: actor, at: instant, db)
            if let action = draft.action {
                try Self.promise(action, in: decision, item, meeting, by: actor, at: instant, db)
            }
            return decision
        }
    }

    /// What a meeting decided, in order.
    package func list(of meeting: Meeting.ID, by actor: Actor) async throws -> [MeetingRecord.DecisionRecord] {
        let (record, sight) = try await meetings.record(of: meeting, for: actor)
        return record.items.filter { sight.sees($0.item) }.flatMap(\.decisions)
            .sorted { $0.decision.number < $1.decision.number }
    }

    // MARK: - Inside the transaction

    /// `2026-4-02`.
    private static func number(in meeting: Meeting, _ db: Database) throws -> String {
        let count = try Decision.filter(Column("meeting") == meeting.id).fetchCount(db) + 1
        return "\(Day(of: meeting.startsAt).year)-\(meeting.number)-\(count < 10 ? "0" : "")\(count)"
    }

    private static func vote(_ wanted: Vote.ID?, on item: AgendaItem, _ db: Database) throws -> Vote? {
        let votes = try Vote.filter(Column("item") == item.id).order(Column("openedAt").desc, Column("id").desc)
            .fetchAll(db)
        guard !votes.contains(where: { $0.stage == .open }) else { throw CouncilProblem.voteOpen }
        let closed = votes.filter { $0.stage == .closed }
        guard let wanted else { return closed.first }
        guard let vote = closed.first(where: { $0.id == wanted }) else { throw CouncilProblem.foreignVote }
        return vote
    }

    /// Whose word it is: whoever sits in the chair's seat, or holds it.
    private static func chair(of meeting: Meeting, on day: Day, _ db: Database) throws -> Person.ID? {
        let seats = try Councils.places(in: meeting.council, on: day, db).filter { $0.seat.kind == .chair }
        for place in seats {
            if let stay = try Meetings.stay(in: place.seat.id, of: meeting, db) { return stay.person }
        }
        return seats.first?.person?.id
    }

    private static func link(
        _ links: [Link],
        to decision: Decision,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws {
        for link in links {
            let target = link.target.trimmingCharacters(in: .whitespacesAndNewlines)
            if target.hasPrefix("dataset/") {
                guard try Dataset.fetchOne(db, key: String(target.dropFirst("dataset/".count))) != nil else {
                    throw CouncilProblem.badLink(target)
                }
            } else {
                let isRequest = target.wholeMatch(of: /request\/[0-9a-z]{20}/) != nil
                let isAddress = target.wholeMatch(of: /https:\/\/[^\s<>"]{3,2000}/) != nil
                guard isRequest || isAddress else { throw CouncilProblem.badLink(target) }
            }
            try EvidenceLink(
                subject: "decision/\(decision.id)",
                target: target,
                label: link.label.trimmingCharacters(in: .whitespacesAndNewlines),
                person: actor.person,
                at: instant
            ).insert(db, onConflict: .ignore)
        }
    }

    private static func promise(
        _ action: Action,
        in decision: Decision,
        _ item: AgendaItem,
        _ meeting: Meeting,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws {
        _ = try Actions.create(
            Actions.Draft(
                council: meeting.council.rawValue,
                text: action.text,
                owner: action.owner,
                due: action.due,
                decision: decision.id,
                item: item.id,
                suggestion: item.suggestion,
                direction: item.direction
            ),
            by: actor,
            at: instant,
            db
        )
    }
}

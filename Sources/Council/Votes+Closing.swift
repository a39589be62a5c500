import Directory
import Foundation
import GRDB
import Kernel

// How a vote ends, and who takes no part in it.
extension Votes {
    /// Closes a vote: who could vote, what was counted, against what, and the result are kept from this moment.
    ///
    /// - Parameter casting: How the chair breaks a tie, where the plan says that the chair does; only the chair may.
    @discardableResult
    package func close(_ id: Vote.ID, casting: Bool? = nil, by actor: Actor) async throws -> Vote {
        let instant = meetings.clock.now
        return try await meetings.database.write { db in
            var vote = try Self.find(id, db)
            let (item, meeting) = try Self.item(vote.item, db)
            try Meetings.requireHead(of: meeting, actor, on: Day(of: instant), db)
            guard vote.stage == .open, let rule = vote.rule else { throw CouncilProblem.voteClosed(vote.stage.title) }
            let quorum = try Meetings.quorum(of: meeting, db)
            guard quorum.isReached else { throw CouncilProblem.noQuorum(quorum) }
            var count = try Self.tally(of: vote, in: meeting, item, quorum, db)
            if rule.chairBreaksTies, count.isTie(under: rule) {
                guard let casting else { throw CouncilProblem.tie }
                guard try Self.isChair(actor, of: meeting, on: Day(of: instant), db) else {
                    throw CouncilProblem.chairOnly
                }
                count.chairBroke = casting
            } else if casting != nil {
                throw CouncilProblem.noTie
            }
            let outcome = count.outcome(under: rule)
            vote.stage = .closed
            vote.closedAt = instant
            vote.outcomeJSON = try CouncilJSON.write(outcome)
            try vote.update(db)
            var details: [String: JSONValue] = [
                "vote": .string(id.rawValue), "ayes": .number(outcome.ayes), "noes": .number(outcome.noes),
                "abstentions": .number(outcome.abstentions), "base": .number(outcome.base),
                "entitled": .number(outcome.entitled.count), "carried": .bool(outcome.isCarried),
                "rule": try JSONValue(encoding: rule), "quorum": try JSONValue(encoding: quorum),
            ]
            if let broke = outcome.chairBroke { details["chairBroke"] = .bool(broke) }
            try Meetings.happened("voteClosed", meeting, by: actor, details, at: instant, db)
            return vote
        }
    }

    /// What is counted when a vote closes.
    struct Tally {
        let quorum: Quorum
        let entitled: [Seat.ID]
        let ayes: Int
        let noes: Int
        let abstentions: Int
        /// Entitled seats that are there, or voted before they left.
        let present: Int
        var chairBroke: Bool?

        func base(of rule: VotingRule) -> Int {
            switch rule.base {
            case .valid: ayes + noes
            case .cast: ayes + noes + abstentions
            case .present: present
            case .entitled: entitled.count
            }
        }

        /// Whether both sides have as many, and one aye more would carry it: only then is it the chair's.
        func isTie(under rule: VotingRule) -> Bool {
            let base = base(of: rule)
            return ayes == noes && ayes > 0 && !rule.threshold.isReached(by: ayes, of: base)
                && rule.threshold.isReached(by: ayes + 1, of: base)
        }

        func outcome(under rule: VotingRule) -> Vote.Outcome {
            let base = base(of: rule)
            return Vote.Outcome(
                quorum: quorum,
                entitled: entitled,
                ayes: ayes,
                noes: noes,
                abstentions: abstentions,
                base: base,
                isCarried: chairBroke ?? rule.threshold.isReached(by: ayes, of: base),
                chairBroke: chairBroke
            )
        }
    }

    private static func tally(
        of vote: Vote,
        in meeting: Meeting,
        _ item: AgendaItem,
        _ quorum: Quorum,
        _ db: Database
    ) throws -> Tally {
        let voted = try Seat.ID.fetchSet(db, sql: "SELECT seat FROM ballot WHERE vote = ?", arguments: [vote.id])
        // A ballot that was cast stays cast, whatever became of the seat's invitation since.
        let entitled = try entitled(in: meeting, item, db).union(voted)
        let counts = try counts(of: vote, db)
        return Tally(
            quorum: quorum,
            entitled: entitled.sorted(),
            ayes: counts.ayes,
            noes: counts.noes,
            abstentions: counts.abstentions,
            present: try Meetings.present(in: meeting, db).union(voted).intersection(entitled).count
        )
    }

    /// Whether `actor` is the chair, or whoever sits in the chair's seat in this meeting.
    private static func isChair(_ actor: Actor, of meeting: Meeting, on day: Day, _ db: Database) throws -> Bool {
        let own = try Councils.seats(of: actor, in: meeting.council, on: day, db)
        if own.contains(where: { $0.kind == .chair }) { return true }
        guard let stay = try Meetings.stay(of: actor.person, in: meeting, db) else { return false }
        return try Seat.fetchOne(db, key: stay.seat)?.kind == .chair
    }

    /// Voids an open vote: it was opened by mistake, or its question was wrong.
    package func void(_ id: Vote.ID, reason: String, by actor: Actor) async throws {
        let instant = meetings.clock.now
        try await meetings.database.write { db in
            var vote = try Self.find(id, db)
            let (_, meeting) = try Self.item(vote.item, db)
            try Meetings.requireHead(of: meeting, actor, on: Day(of: instant), db)
            guard vote.stage == .open else { throw CouncilProblem.voteClosed(vote.stage.title) }
            vote.stage = .void
            vote.closedAt = instant
            try vote.update(db)
            try Meetings.happened(
                "voteVoided",
                meeting,
                by: actor,
                reason: reason,
                ["vote": .string(id.rawValue)],
                at: instant,
                db
            )
        }
    }

    /// A seat takes no part in an item, for a conflict of interest: it counts for the quorum and does not vote.
    ///
    /// - Parameter seat: Whose recusal the secretary writes down; the actor's own unless given.
    package func recuse(_ item: AgendaItem.ID, seat: Seat.ID? = nil, reason: String, by actor: Actor) async throws {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else {
            throw CouncilProblem.invalid("reason", LocalizedText("회피 사유를 적어 주세요.", en: "Give the reason."))
        }
        let instant = meetings.clock.now
        try await meetings.database.write { db in
            let (item, meeting) = try Self.item(item, db)
            let day = Day(of: instant)
            let recused: Seat
            var person = actor.person
            if let seat {
                try Meetings.requireHead(of: meeting, actor, on: day, db)
                recused = try Meetings.invited(seat, to: meeting, db)
                person = try Meetings.stay(in: seat, of: meeting, db)?.person ?? person
            } else {
                recused = try Meetings.ownSeat(of: actor, in: meeting, on: day, db)
            }
            guard [.called, .papersClosed, .inSession].contains(meeting.stage) else {
                throw CouncilRefusal(stage: meeting.stage.title)
            }
            guard item.stage == .waiting || item.stage == .underway else {
                throw CouncilRefusal(stage: item.stage.title)
            }
            let hasVoted = try Ballot.filter(
                sql: "seat = ? AND vote IN (SELECT id FROM vote WHERE item = ?)",
                arguments: [recused.id, item.id]
            ).fetchCount(db)
            guard hasVoted == 0 else { throw CouncilProblem.votedAlready }
            try Recusal(item: item.id, seat: recused.id, person: person, reason: reason, at: instant)
                .insert(db, onConflict: .ignore)
            guard db.changesCount > 0 else { return }
            try Meetings.happened(
                "recused",
                meeting,
                by: actor,
                reason: reason,
                ["item": .string(item.id.rawValue), "seat": .string(recused.id.rawValue)],
                at: instant,
                db
            )
        }
    }
}

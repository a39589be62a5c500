import Directory
import Foundation
import GRDB
import Kernel

/// Votes on items, where a council's plan says that it votes.
///
/// A ballot and the close of its vote are each one transaction that looks at the vote's stage first: a ballot that
/// arrives while a vote is closed is either counted or refused, never lost and never counted twice.
package struct Votes: Sendable {
    let meetings: Meetings

    package init(meetings: Meetings) { self.meetings = meetings }

    /// Opens a vote on an item that is under way.
    package func open(_ item: AgendaItem.ID, question: String, isSecret: Bool, by actor: Actor) async throws -> Vote {
        let question = question.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !question.isEmpty else {
            throw CouncilProblem.invalid(
                "question",
                LocalizedText("무엇을 표결하는지 적어 주세요.", en: "Say what is voted on.")
            )
        }
        let instant = meetings.clock.now
        return try await meetings.database.write { db in
            let (item, meeting) = try Self.item(item, db)
            try Meetings.requireHead(of: meeting, actor, on: Day(of: instant), db)
            guard meeting.stage == .inSession else { throw CouncilRefusal(stage: meeting.stage.title) }
            guard item.stage == .underway else { throw CouncilRefusal(stage: item.stage.title) }
            let plan = try meeting.plan.flatMap { try OperationPlan.fetchOne(db, key: $0) }
            guard let rule = plan?.votingJSON else { throw CouncilProblem.noVoting }
            guard try Vote.filter(Column("item") == item.id && Column("stage") == Vote.Stage.open).fetchCount(db) == 0
            else { throw CouncilProblem.oneVote }
            let vote = Vote(
                id: .make(at: instant),
                item: item.id,
                question: question,
                isSecret: isSecret,
                ruleJSON: rule,
                stage: .open,
                openedAt: instant,
                closedAt: nil,
                outcomeJSON: nil
            )
            try vote.insert(db)
            if isSecret {
                for choice in Vote.Choice.allCases {
                    try db.execute(
                        sql: "INSERT INTO secretCount (vote, choice, count) VALUES (?, ?, 0)",
                        arguments: [vote.id, choice]
                    )
                }
            }
            try Meetings.happened(
                "voteOpened",
                meeting,
                by: actor,
                [
                    "vote": .string(vote.id.rawValue), "item": .string(item.id.rawValue), "secret": .bool(isSecret),
                    "rule": .string(rule),
                ],
                at: instant,
                db
            )
            return vote
        }
    }

    /// Casts the ballot of the seat in which the actor sits. A ballot cannot be changed; in a secret vote only the counts
    /// grow, and nothing says which of them a seat made grow.
    ///
    /// - Parameter seat: Whose ballot the secretary writes down, after a show of hands; not in a secret vote.
    package func cast(_ id: Vote.ID, _ choice: Vote.Choice, seat: Seat.ID? = nil, by actor: Actor) async throws {
        let instant = meetings.clock.now
        try await meetings.database.write { db in
            let vote = try Self.find(id, db)
            let (item, meeting) = try Self.item(vote.item, db)
            let stay = try Meetings.speaker(seat, in: meeting, by: actor, on: Day(of: instant), db)
            guard !vote.isSecret || stay.person == actor.person else { throw CouncilProblem.secretBallot }
            guard vote.stage == .open else { throw CouncilProblem.voteClosed(vote.stage.title) }
            guard try Self.entitled(in: meeting, item, db).contains(stay.seat) else { throw CouncilProblem.mayNotVote }
            guard try Ballot.filter(Column("vote") == id && Column("seat") == stay.seat).fetchCount(db) == 0 else {
                throw CouncilProblem.votedAlready
            }
            try Ballot(
                vote: id,
                seat: stay.seat,
                person: stay.person,
                choice: vote.isSecret ? nil : choice,
                at: instant
            ).insert(db)
            if vote.isSecret {
                try db.execute(
                    sql: "UPDATE secretCount SET count = count + 1 WHERE vote = ? AND choice = ?",
                    arguments: [id, choice]
                )
            }
            var details: [String: JSONValue] = [
                "vote": .string(id.rawValue), "seat": .string(stay.seat.rawValue),
                "person": .string(stay.person.rawValue),
            ]
            if !vote.isSecret { details["choice"] = .string(choice.rawValue) }
            try Meetings.happened("ballotCast", meeting, by: actor, details, at: instant, db)
        }
    }

    // MARK: - Finding

    static func find(_ id: Vote.ID, _ db: Database) throws -> Vote {
        guard let vote = try Vote.fetchOne(db, key: id) else {
            throw CouncilProblem.noSuch(LocalizedText("표결", en: "vote"), id.rawValue)
        }
        return vote
    }

    static func item(_ id: AgendaItem.ID, _ db: Database) throws -> (AgendaItem, Meeting) {
        guard let item = try AgendaItem.fetchOne(db, key: id) else {
            throw CouncilProblem.noSuch(LocalizedText("안건", en: "agenda item"), id.rawValue)
        }
        return (item, try Meetings.find(item.meeting, db))
    }

    /// Entitled seats that did not recuse themselves from the item.
    static func entitled(in meeting: Meeting, _ item: AgendaItem, _ db: Database) throws -> Set<Seat.ID> {
        let recused = try Recusal.filter(Column("item") == item.id).fetchAll(db).map(\.seat)
        return try Meetings.entitled(in: meeting, db).subtracting(recused)
    }

    static func counts(of vote: Vote, _ db: Database) throws -> (ayes: Int, noes: Int, abstentions: Int) {
        let rows = try Row.fetchAll(
            db,
            sql: vote.isSecret
                ? "SELECT choice, count FROM secretCount WHERE vote = ?"
                : "SELECT choice, COUNT(*) AS count FROM ballot WHERE vote = ? GROUP BY choice",
            arguments: [vote.id]
        )
        func count(_ choice: Vote.Choice) -> Int { rows.first { $0["choice"] == choice.rawValue }?["count"] ?? 0 }
        return (count(.aye), count(.no), count(.abstain))
    }
}

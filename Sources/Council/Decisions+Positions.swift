import Foundation
import GRDB
import Kernel

// How far a council agrees on an item: what was written before, unless the seat spoke or voted otherwise in session.
extension Decisions {
    static func positions(on item: AgendaItem, in meeting: Meeting, _ db: Database) throws -> Positions {
        let votes = try Vote.filter(Column("item") == item.id).order(Column("openedAt"), Column("id")).fetchAll(db)
        let words = try MeetingEvent.filter(Column("meeting") == meeting.id && Column("kind") == "spoke")
            .order(Column("seq")).fetchAll(db)
        return positions(
            of: try Votes.entitled(in: meeting, item, db),
            opinions: try Opinion.filter(Column("item") == item.id && Column("isReplaced") == false).fetchAll(db),
            words: words.compactMap { event in
                let details = event.values
                guard details["item"]?.text == item.id.rawValue, let seat = details["seat"]?.text else { return nil }
                return MeetingRecord.Words(
                    seat: Seat.ID(rawValue: seat),
                    name: "",
                    position: details["position"]?.text.flatMap(Opinion.Position.init(rawValue:)),
                    text: "",
                    at: event.at
                )
            },
            votes: try votes.map { vote in
                MeetingRecord.VoteRecord(
                    vote: vote,
                    ballots: try Ballot.filter(Column("vote") == vote.id).fetchAll(db)
                )
            }
        )
    }

    /// The positions of `seats`, each counted once.
    ///
    /// A written opinion counts until the seat takes a position in session, and that until the seat's ballot by name in
    /// a vote that was closed. A secret ballot is nobody's position.
    static func positions(
        of seats: Set<Seat.ID>,
        opinions: [Opinion],
        words: [MeetingRecord.Words],
        votes: [MeetingRecord.VoteRecord]
    ) -> Positions {
        var held: [Seat.ID: Opinion.Position] = [:]
        for opinion in opinions where !opinion.isReplaced { held[opinion.seat] = opinion.position }
        for said in words { if let position = said.position { held[said.seat] = position } }
        for voted in votes where voted.vote.stage == .closed && !voted.vote.isSecret {
            for ballot in voted.ballots { held[ballot.seat] = ballot.choice?.position }
        }
        let counts = Dictionary(grouping: seats.compactMap { held[$0] }, by: { $0 }).mapValues(\.count)
        return Positions(
            agree: counts[.agree] ?? 0,
            agreeWithChanges: counts[.agreeWithChanges] ?? 0,
            disagree: counts[.disagree] ?? 0,
            none: counts[Opinion.Position.none] ?? 0,
            silent: seats.count { held[$0] == nil }
        )
    }
}

extension Vote.Choice {
    /// The position that a ballot by name stands for.
    var position: Opinion.Position {
        switch self {
        case .aye: .agree
        case .no: .disagree
        case .abstain: Opinion.Position.none
        }
    }
}

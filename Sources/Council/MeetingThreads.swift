import Directory
import Foundation
import GRDB
import Kernel

extension MeetingRecord {
    /// What hangs on the items of a meeting, read with a query for each kind.
    struct Threads {
        let opinions: [AgendaItem.ID: [Opinion]]
        let recusals: [AgendaItem.ID: [Recusal]]
        let votes: [AgendaItem.ID: [VoteRecord]]
        private let decided: [AgendaItem.ID: [Decision]]
        private let links: [String: [EvidenceLink]]
        private let actions: [Decision.ID: [CouncilAction]]

        init(of items: [AgendaItem.ID], _ db: Database) throws {
            let onItems = items.contains(Column("item"))
            opinions = Dictionary(
                grouping: try Opinion.filter(onItems && Column("isReplaced") == false).order(Column("at"), Column("id"))
                    .fetchAll(db),
                by: \.item
            )
            recusals = Dictionary(grouping: try Recusal.filter(onItems).order(Column("at")).fetchAll(db), by: \.item)
            let found = try Vote.filter(onItems).order(Column("openedAt"), Column("id")).fetchAll(db)
            let ballots = Dictionary(
                // By seat: the order of a vote is nobody's business, least of all in a secret one.
                grouping: try Ballot.filter(found.map(\.id).contains(Column("vote"))).order(Column("seat")).fetchAll(
                    db
                ),
                by: \.vote
            )
            votes = Dictionary(
                grouping: found.map { VoteRecord(vote: $0, ballots: ballots[$0.id] ?? []) },
                by: \.vote.item
            )
            let decisions = try Decision.filter(onItems).order(Column("number")).fetchAll(db)
            decided = Dictionary(grouping: decisions, by: \.item)
            let subjects = decisions.map { "decision/\($0.id)" }
            links = Dictionary(
                grouping: try EvidenceLink.filter(subjects.contains(Column("subject"))).order(Column("seq")).fetchAll(
                    db
                ),
                by: \.subject
            )
            actions = Dictionary(
                grouping: try CouncilAction.filter(decisions.map(\.id).contains(Column("decision")))
                    .order(Column("number")).fetchAll(db)
            ) { $0.decision ?? Decision.ID(rawValue: "") }
        }

        /// Everybody who is named in them.
        var people: Set<Person.ID> {
            Set(decided.values.joined().map(\.decidedBy)).union(opinions.values.joined().map(\.person))
        }

        func decisions(on item: AgendaItem.ID, _ names: [Person.ID: String], _ db: Database) throws
            -> [DecisionRecord]
        {
            try (decided[item] ?? []).map { decision in
                DecisionRecord(
                    decision: decision,
                    decidedBy: names[decision.decidedBy] ?? "–",
                    links: links["decision/\(decision.id)"] ?? [],
                    actions: try (actions[decision.id] ?? []).map {
                        ActionRecord(action: $0, owner: try Institutions.find($0.owner.rawValue, db))
                    }
                )
            }
        }
    }
}

import Directory
import Foundation
import GRDB
import Kernel

// From a difficulty to its outcome: what was said, and what was done about it.
extension Suggestions {
    /// A suggestion with everything that came of it.
    package struct Chain: Sendable {
        package let entry: Entry
        package let raiser: Person?
        /// Those who raised it too, in the order they joined.
        package let joined: [Joined]
        /// Oldest first.
        package let steps: [Step]
        package let items: [Item]
        package let decisions: [Decision]
        package let actions: [Action]
        package let links: [EvidenceLink]
        /// What it was merged into.
        package let mergedInto: Suggestion?
        /// What was merged into it.
        package let mergedHere: [Suggestion]
        /// What the reader may do now, most expected first.
        package let moves: [Suggestion.Move]
        package let mayJoin: Bool
        package let mayLink: Bool

        package struct Joined: Sendable {
            package let person: Person.ID
            package let name: String
            package let institution: Institution
        }

        package struct Step: Sendable {
            package let step: SuggestionStep
            package let name: String
            package let institution: LocalizedText
        }

        package struct Item: Sendable {
            package let item: AgendaItem
            package let meeting: Meeting
            package let council: Council
        }

        package struct Action: Sendable {
            package let action: CouncilAction
            package let owner: LocalizedText
            /// What the owner reported last.
            package let report: ActionReport?
        }
    }

    package func chain(_ key: String, by actor: Actor) async throws -> Chain {
        try CouncilMove.see.require(of: actor, at: nil)
        let day = clock.today
        return try await database.read { db in
            let suggestion = try Self.find(key, db)
            guard let entry = try Self.entries([suggestion], on: day, db).first else {
                throw CouncilProblem.noSuch(LocalizedText("건의", en: "suggestion"), key)
            }
            let steps = try SuggestionStep.filter(Column("suggestion") == suggestion.id).order(Column("seq"))
                .fetchAll(db)
            let others = try CoRaiser.filter(Column("suggestion") == suggestion.id).order(
                Column("at"),
                Column("person")
            )
            .fetchAll(db)
            let items = try Self.items(of: suggestion.id, db)
            let decisions = try Decision.filter(items.map(\.item.id).contains(Column("item"))).order(Column("number"))
                .fetchAll(db)
            let actions = try CouncilAction.filter(
                Column("suggestion") == suggestion.id || decisions.map(\.id).contains(Column("decision"))
            ).order(Column("number")).fetchAll(db)
            let people = try Self.named(
                Person.self,
                Set(steps.map(\.person) + others.map(\.person) + [suggestion.person]),
                db
            )
            let places = try Self.named(
                Institution.self,
                Set(steps.map(\.institution) + others.map(\.institution) + actions.map(\.owner)),
                db
            )
            let subjects =
                ["suggestion/\(suggestion.id)"] + decisions.map { "decision/\($0.id)" }
                + actions.map { "action/\($0.id)" }
            let sides = try Self.sides(of: actor, suggestion, on: day, db)
            let isRaiser = try Self.raisers(of: suggestion, db).contains(actor.person)
            return Chain(
                entry: entry,
                raiser: people[suggestion.person],
                joined: others.compactMap { other in
                    places[other.institution].map {
                        Chain.Joined(person: other.person, name: people[other.person]?.name ?? "", institution: $0)
                    }
                },
                steps: steps.map {
                    Chain.Step(
                        step: $0,
                        name: people[$0.person]?.name ?? "",
                        institution: places[$0.institution]?.title ?? LocalizedText("", en: "")
                    )
                },
                items: items,
                decisions: decisions,
                actions: try actions.map { action in
                    Chain.Action(
                        action: action,
                        owner: places[action.owner]?.title ?? LocalizedText("", en: ""),
                        report: try ActionReport.filter(Column("action") == action.id).order(Column("seq").desc)
                            .fetchOne(db)
                    )
                },
                links: try EvidenceLink.filter(subjects.contains(Column("subject"))).order(Column("seq")).fetchAll(db),
                mergedInto: try suggestion.mergedInto.flatMap { try Suggestion.fetchOne(db, key: $0) },
                mergedHere: try Suggestion.filter(Column("mergedInto") == suggestion.id).order(Column("receipt"))
                    .fetchAll(db),
                moves: try Self.moves(of: actor, suggestion, on: day, db),
                mayJoin: !isRaiser && suggestion.stage.isOpen
                    && CouncilMove.raise.isAllowed(for: actor, at: actor.institution),
                mayLink: !sides.isEmpty
            )
        }
    }

    private static func items(of suggestion: Suggestion.ID, _ db: Database) throws -> [Chain.Item] {
        let items = try AgendaItem.filter(Column("suggestion") == suggestion).order(Column("id")).fetchAll(db)
        let meetings = try named(Meeting.self, Set(items.map(\.meeting)), db)
        let councils = try named(Council.self, Set(meetings.values.map(\.council)), db)
        return items.compactMap { item in
            guard let meeting = meetings[item.meeting], let council = councils[meeting.council] else { return nil }
            return Chain.Item(item: item, meeting: meeting, council: council)
        }
    }

    private static func named<Record: FetchableRecord & TableRecord & Identifiable>(
        _ type: Record.Type,
        _ ids: Set<Record.ID>,
        _ db: Database
    ) throws -> [Record.ID: Record] where Record.ID: DatabaseValueConvertible & Hashable {
        Dictionary(try type.fetchAll(db, keys: ids).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The meetings on whose agenda something may still be put by `actor`, the next first.
    package func meetings(open actor: Actor) async throws -> [(meeting: Meeting, council: Council)] {
        let day = clock.today
        return try await database.read { db in
            let meetings = try Meeting.filter([Meeting.Stage.planned, .called].contains(Column("stage")))
                .order(Column("startsAt")).limit(50).fetchAll(db)
            let councils = try Self.named(Council.self, Set(meetings.map(\.council)), db)
            let mine = try Set(
                councils.values.filter { try Councils.isHead(actor, of: $0, on: day, db) }.map(\.id)
            )
            return meetings.compactMap { meeting in
                guard mine.contains(meeting.council), let council = councils[meeting.council] else { return nil }
                return (meeting, council)
            }
        }
    }
}

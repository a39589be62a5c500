import Directory
import Foundation
import GRDB
import Kernel

// What councils have decided, to be looked through.
extension Councils {
    /// A decision with the names that its line in a list needs.
    package struct DecisionLine: Sendable {
        package let decision: Decision
        package let council: Council
        package let itemTitle: String
        /// How many promises follow from it, and how many of them are still open.
        package let actions: Int
        package let openActions: Int
    }

    /// Which decisions are asked for; what is nil is not asked about.
    package struct DecisionSearch: Sendable {
        package var council: Council.ID?
        package var text: String?
        package var year: Int?
        package var after: Decision.ID?
        package var offset = 0
        package var limit = 1000

        package init() {}
    }

    /// Decisions, the latest first, and how many there are in all.
    package func decisions(_ search: DecisionSearch = DecisionSearch()) async throws -> (
        found: [DecisionLine], total: Int
    ) {
        try await database.read { db in
            var wanted = Decision.all()
            if let council = search.council { wanted = wanted.filter(Column("council") == council) }
            if let year = search.year { wanted = wanted.filter(sql: "number LIKE ?", arguments: ["\(year)-%"]) }
            if let text = search.text {
                wanted = wanted.filter(
                    sql: "number = ? OR instr(text, ?) > 0 OR instr(effect, ?) > 0",
                    arguments: [text, text, text]
                )
            }
            let total = try wanted.fetchCount(db)
            if let after = search.after { wanted = wanted.filter(Column("id") < after) }
            let found = try wanted.order(Column("id").desc).limit(search.limit, offset: search.offset).fetchAll(db)
            let councils = try Council.fetchAll(db, keys: Set(found.map(\.council)))
            let items = try AgendaItem.fetchAll(db, keys: Set(found.map(\.item)))
            let actions = try CouncilAction.filter(found.map(\.id).contains(Column("decision"))).fetchAll(db)
            return (
                found.compactMap { decision in
                    guard let council = councils.first(where: { $0.id == decision.council }) else { return nil }
                    let own = actions.filter { $0.decision == decision.id }
                    return DecisionLine(
                        decision: decision,
                        council: council,
                        itemTitle: items.first { $0.id == decision.item }?.title ?? "",
                        actions: own.count,
                        openActions: own.count { $0.stage == .open }
                    )
                }, total
            )
        }
    }
}

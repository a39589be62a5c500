import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// The list of decisions.
extension ActionPages {
    // MARK: - Decisions

    struct DecisionsPage: Page {
        static let template = "council/decisions"
        let title: String
        let crumbs: [Crumb]
        let councils: [Link]
        let text: FormField
        let council: String?
        let total: String
        let rows: [Row]
        let empty: EmptyState?
        let pagination: Pagination?

        struct Row: Sendable {
            let number: String
            let path: String
            let text: String
            let effect: String
            let council: String
            let level: String
            let promises: String
            let day: String
        }
    }

    @Sendable func decisions(_ request: Request, context: SignedIn) async throws -> Response {
        try CouncilMove.see.require(of: context.actor, at: nil)
        let values = request.query
        let language = context.language
        var search = Councils.DecisionSearch()
        if let code = values["council"] { search.council = try await councils.find(code).id }
        search.text = values["find"]
        search.offset = (number(values) - 1) * Self.pageSize
        search.limit = Self.pageSize
        let (found, total) = try await councils.decisions(search)
        let page = DecisionsPage(
            title: word("councilDecisions", context),
            crumbs: [Crumb(word("councilTitle", context), "/councils"), Crumb(word("councilDecisions", context))],
            councils: try await councilLinks("/decisions", values, context),
            text: FormField("find", word("councilFindDecision", context), value: values["find"] ?? ""),
            council: values["council"],
            total: Written.number(total),
            rows: found.map { line in
                DecisionsPage.Row(
                    number: line.decision.number,
                    path: "/meetings/\(line.decision.meeting)",
                    text: line.decision.text,
                    effect: line.decision.effect,
                    council: line.council.title[language],
                    level: line.decision.positions?.level.title[language] ?? "–",
                    promises: line.actions == 0 ? "–" : "\(line.actions - line.openActions)/\(line.actions)",
                    day: Written.day(line.decision.at, in: language)
                )
            },
            empty: total == 0
                ? EmptyState(word("councilNoDecisions", context), word("councilNoDecisionsText", context)) : nil,
            pagination: Pagination(
                page: number(values),
                of: (total + Self.pageSize - 1) / Self.pageSize,
                path: "/decisions",
                query: values
            )
        )
        return try pages.render(page, in: context)
    }
}

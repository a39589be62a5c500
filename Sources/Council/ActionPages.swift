import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The boards of promises and decisions, over all councils.
package struct ActionPages: Sendable {
    let actions: Actions
    let councils: Councils
    let pages: Pages
    let clock: WallClock

    package init(actions: Actions, pages: Pages) throws {
        self.actions = actions
        councils = actions.councils
        clock = actions.clock
        self.pages = pages
        try pages.require(ListPage.self, ActionPage.self, DecisionsPage.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("actions", use: list)
        router.get("actions/:number", use: show)
        router.post("actions/:number", use: move)
        router.get("decisions", use: decisions)
    }

    static let pageSize = 20

    func word(_ key: String, _ context: SignedIn) -> String { pages.word(key, in: context.language) }

    func number(_ values: FormValues) -> Int { max(1, min(5000, values["page"].flatMap { Int($0) } ?? 1)) }

    func links(
        _ name: String,
        _ path: String,
        _ values: FormValues,
        current: String,
        _ titles: [(String, String)]
    ) -> [Link] {
        titles.map { value, title in
            let kept = values.query(without: [name, "page", "lang", "theme"], adding: [(name, value)])
            return Link(title, "\(path)?\(kept)", isCurrent: value == current)
        }
    }

    func councilLinks(_ path: String, _ values: FormValues, _ context: SignedIn) async throws -> [Link] {
        let all = [("", word("councilEvery", context))]
        let named = try await councils.list().map { ($0.code, $0.title[context.language]) }
        return links("council", path, values, current: values["council"] ?? "", all + named)
    }

    // MARK: - Promises

    struct ListPage: Page {
        static let template = "council/actions"
        let title: String
        let crumbs: [Crumb]
        let tabs: [Link]
        let councils: [Link]
        let total: String
        let rows: [ActionRow]
        let empty: EmptyState?
        let pagination: Pagination?
    }

    @Sendable func list(_ request: Request, context: SignedIn) async throws -> Response {
        try CouncilMove.see.require(of: context.actor, at: nil)
        let values = request.query
        var search = Actions.Search()
        if let code = values["council"] { search.council = try await councils.find(code).id }
        let state = values["state"] ?? "open"
        search.state = Actions.State(rawValue: state)
        search.isNewestFirst = true
        if values["mine"] != nil { search.owners = Actions.own(context.actor) }
        search.offset = (number(values) - 1) * Self.pageSize
        search.limit = Self.pageSize
        let (found, total) = try await actions.list(search)
        let states = [
            ("open", "councilStateOpen"), ("overdue", "councilPastDue"), ("done", "councilFinished"),
            ("dropped", "councilDropped"), ("all", "councilEvery"),
        ]
        let page = ListPage(
            title: word("councilPromises", context),
            crumbs: [Crumb(word("councilTitle", context), "/councils"), Crumb(word("councilPromises", context))],
            tabs: links("state", "/actions", values, current: state, states.map { ($0, word($1, context)) }),
            councils: try await councilLinks("/actions", values, context),
            total: Written.number(total),
            rows: found.map { ActionRow($0, today: clock.today, in: context.language) },
            empty: total == 0
                ? EmptyState(word("councilNoPromises", context), word("councilNoPromisesText", context)) : nil,
            pagination: Pagination(
                page: number(values),
                of: (total + Self.pageSize - 1) / Self.pageSize,
                path: "/actions",
                query: values
            )
        )
        return try pages.render(page, in: context)
    }

    struct ActionPage: Page {
        static let template = "council/action"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let problem: FormProblem?
        let row: ActionRow
        let facts: [DeskFigure]
        let history: Timeline?
        let evidence: [Link]
        let fields: [FormField]
        let canMove: Bool
    }

    @Sendable func show(_ request: Request, context: SignedIn) async throws -> Response {
        try CouncilMove.see.require(of: context.actor, at: nil)
        return try await page(context.requireParameter("number"), request.query, problem: nil, in: context)
    }

    func page(_ key: String, _ values: FormValues, problem: Problem?, in context: SignedIn) async throws
        -> Response
    {
        let language = context.language
        let detail = try await actions.detail(key)
        let action = detail.line.action
        let moves = try await actions.moves(of: context.actor, on: action)
        var facts = [
            DeskFigure(
                word("councilOwner", context),
                (detail.line.deemedOwner ?? detail.line.owner).title[language],
                path: "/institutions/\((detail.line.deemedOwner ?? detail.line.owner).code)"
            ),
            DeskFigure(
                word("councilName", context),
                detail.line.council.title[language],
                path: "/councils/\(detail.line.council.code)"
            ), DeskFigure(word("councilProgress", context), "\(action.progress)%"),
        ]
        if let decision = detail.decision {
            facts.append(
                DeskFigure(word("councilDecision", context), decision.number, path: "/meetings/\(decision.meeting)")
            )
        }
        if let suggestion = detail.suggestion {
            let path = "/suggestions/\(suggestion.receipt)"
            facts.append(DeskFigure(word("councilSuggestion", context), suggestion.receipt, path: path))
        }
        if let direction = detail.direction {
            facts.append(DeskFigure(word("councilDirections", context), direction.title))
        }
        let page = ActionPage(
            title: action.text,
            lead: action.number,
            crumbs: [
                Crumb(word("councilTitle", context), "/councils"),
                Crumb(word("councilPromises", context), "/actions"), Crumb(action.number),
            ],
            problem: problem.map { FormProblem($0, in: language) },
            row: ActionRow(detail.line, today: clock.today, in: language),
            facts: facts,
            history: detail.reports.isEmpty
                ? nil
                : Timeline(
                    detail.reports.map {
                        Timeline.Entry(
                            "\($0.report.move.title[language]) · \($0.report.progress)%",
                            text:
                                "\($0.person.name) · \(word("councilDue", context)) \($0.report.due.written(in: language))",
                            quote: $0.report.text,
                            when: Written.instant($0.report.at, in: language)
                        )
                    }
                ),
            evidence: detail.evidence.map { Link($0.label.isEmpty ? $0.target : $0.label, Self.path($0.target)) },
            fields: moves.isEmpty ? [] : fields(moves, values, action, context).marked(by: problem, in: language),
            canMove: !moves.isEmpty
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    /// Where a piece of evidence can be looked at.
    static func path(_ target: String) -> String {
        let rooms = [
            "dataset": "datasets", "request": "requests", "grant": "grants", "meeting": "meetings",
            "decision": "decisions",
        ]
        let halves = target.split(separator: "/", maxSplits: 1).map(String.init)
        guard halves.count == 2, let room = rooms[halves[0]] else { return target }
        return "/\(room)/\(halves[1])"
    }

    func fields(
        _ moves: [CouncilAction.Move],
        _ values: FormValues,
        _ action: CouncilAction,
        _ context: SignedIn
    ) -> [FormField] {
        func field(_ name: String, _ label: String, _ fallback: String = "", hint: String? = nil) -> FormField {
            FormField(
                name,
                word(label, context),
                value: values[name] ?? fallback,
                hint: hint.map { word($0, context) }
            )
        }
        let isOwner = moves.contains(.report)
        var fields = [
            field("do", "councilWhat", moves.first?.rawValue ?? "").choosing(
                moves.map { .init($0.rawValue, $0.title[context.language]) }
            )
        ]
        if isOwner {
            fields.append(
                field("progress", "councilProgress", "\(action.progress)").typed("number").with {
                    $0.min = "0"
                    $0.max = "100"
                }
            )
        }
        fields.append(field("text", "councilText").lines(4).required)
        if moves.contains(.postpone) || moves.contains(.reopen) {
            fields.append(field("due", "councilNewDue", hint: "councilNewDueHint").typed("date"))
        }
        if isOwner { fields.append(field("evidence", "councilEvidence", hint: "councilEvidenceHint")) }
        return fields
    }

    @Sendable func move(_ request: Request, context: SignedIn) async throws -> Response {
        let number: String = try context.requireParameter("number")
        let form = try await request.form()
        let (actor, text) = (context.actor, form["text"] ?? "")
        let evidence = form["evidence"].map { [Actions.Evidence($0)] } ?? []
        // A day that is missing is no later day, which the facade says in its own words.
        let day = form["due"].flatMap { Day($0) } ?? Day(ordinal: 0)
        do {
            switch form["do"].flatMap(CouncilAction.Move.init(rawValue:)) {
            case .finish: try await actions.finish(number, text: text, evidence: evidence, by: actor)
            case .drop: try await actions.drop(number, reason: text, by: actor)
            case .postpone: try await actions.postpone(number, to: day, reason: text, by: actor)
            case .reopen: try await actions.reopen(number, to: day, reason: text, by: actor)
            case .report, nil:
                let progress = form["progress"].flatMap { Int($0) } ?? -1
                try await actions.report(number, progress: progress, text: text, evidence: evidence, by: actor)
            }
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try await page(number, form, problem: error.problem, in: context)
        }
        return .redirect(to: "/actions/\(number)", saying: Flash(.success, word("councilDone", context)))
    }

}

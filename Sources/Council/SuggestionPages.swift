import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The pages under `/suggestions`: the board, raising one, and the chain from a difficulty to its outcome; and a
/// council's overdue board.
package struct SuggestionPages: Sendable {
    let suggestions: Suggestions
    let overdue: OverdueRequests
    let institutions: Institutions
    let pages: Pages
    let clock: WallClock

    package init(suggestions: Suggestions, overdue: OverdueRequests, institutions: Institutions, pages: Pages) throws {
        self.suggestions = suggestions
        self.overdue = overdue
        self.institutions = institutions
        self.pages = pages
        clock = suggestions.clock
        try pages.require(BoardPage.self, RaisePage.self, SuggestionPage.self, OverduePage.self, LetterPage.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("suggestions", use: board)
        router.get("suggestions/new", use: blank)
        router.post("suggestions/new", use: raise)
        router.get("suggestions/:receipt", use: show)
        router.post("suggestions/:receipt/move", use: move)
        router.post("suggestions/:receipt/join", use: join)
        router.post("suggestions/:receipt/evidence", use: link)
        router.get("councils/:code/overdue", use: late)
        router.get("councils/:code/overdue/:institution", use: letter)
        router.post("councils/:code/overdue/:institution", use: remind)
    }

    func word(_ key: String, _ context: SignedIn) -> String { pages.word(key, in: context.language) }

    func crumbs(_ context: SignedIn, _ more: Crumb...) -> [Crumb] {
        [Crumb(word("councilSuggestions", context), "/suggestions")] + more
    }

    // MARK: - Board

    struct BoardPage: Page {
        static let template = "council/suggestions"
        let title: String
        let crumbs: [Crumb]
        let tabs: [Link]
        let stages: [Link]
        let fields: [FormField]
        /// Where what is late by law stands, for those who may see it.
        let overdue: String?
        let state: String?
        let stage: String?
        let isMine: Bool
        let total: String
        let rows: [Row]
        let empty: EmptyState?
        let pagination: Pagination?
        let stays: [Stay]
        let hasStays: Bool

        struct Row: Sendable {
            let path: String
            let title: String
            let receipt: String
            let kind: String
            let institution: String
            let stage: String
            let stageClass: String
            let days: String
            let raisers: String
            let due: DueBadge?
        }

        struct Stay: Sendable {
            let stage: String
            let days: String
        }
    }

    @Sendable private func board(_ request: Request, context: SignedIn) async throws -> Response {
        let language = context.language
        let query = request.query
        let home = try await suggestions.home(query["institution"])
        let choice = SuggestionChoice(query, institution: home, by: context.actor)
        let board = try await suggestions.board(
            choice.filter,
            offset: choice.offset,
            limit: SuggestionChoice.pageSize,
            by: context.actor
        )
        func counted(_ isCounted: (Suggestion.Stage) -> Bool) -> Int {
            board.counts.filter { isCounted($0.key) }.values.reduce(0, +)
        }
        let states = [
            ("open", "councilSuggestionsOpen", counted(\.isOpen)),
            ("ended", "councilSuggestionsEnded", counted { !$0.isOpen }),
            ("all", "councilSuggestionsAll", counted { _ in true }),
        ]
        let stays = try await suggestions.stays()
        let page = BoardPage(
            title: word("councilSuggestions", context),
            crumbs: [Crumb(word("councilSuggestions", context))],
            tabs: states.map {
                Link(word($0.1, context), choice.path("state", $0.0), count: $0.2, isCurrent: choice.state == $0.0)
            },
            stages: Suggestion.Stage.allCases.compactMap { stage in
                guard let count = board.counts[stage], count > 0 else { return nil }
                let isCurrent = choice.state == stage.rawValue
                return Link(
                    "\(stage.title[language]) \(Written.number(count))",
                    choice.path("stage", isCurrent ? nil : stage.rawValue),
                    isCurrent: isCurrent
                )
            },
            fields: filters(query, context),
            overdue: CouncilMove.watch.isAllowed(for: context.actor, at: nil)
                ? try await overdue.firstCouncil().map { "/councils/\($0)/overdue" } : nil,
            state: query["state"],
            stage: query["stage"],
            isMine: choice.isMine,
            total: Written.number(board.total),
            rows: board.found.map { row($0, in: language) },
            empty: board.total > 0
                ? nil
                : EmptyState(
                    word("councilSuggestionsNone", context),
                    word("councilSuggestionsNoneText", context),
                    action: Link(word("councilSuggestionRaise", context), "/suggestions/new")
                ),
            pagination: choice.pagination(of: board.total),
            stays: stays.map {
                BoardPage.Stay(stage: $0.stage.title[language], days: days($0.days, in: language))
            },
            hasStays: !stays.isEmpty
        )
        return try pages.render(page, in: context)
    }

    private func filters(_ query: FormValues, _ context: SignedIn) -> [FormField] {
        let language = context.language
        let every = FormField.Option("", word("councilSuggestionEvery", context))
        return [
            FormField("q", word("councilSuggestionWords", context), value: query["q"] ?? "").typed("search"),
            FormField("sector", word("councilSuggestionSector", context), value: query["sector"] ?? "").selecting(
                [every] + Council.Sector.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
            ),
            FormField("kind", word("councilSuggestionKind", context), value: query["kind"] ?? "").selecting(
                [every] + Suggestion.Kind.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
            ),
            FormField(
                "institution",
                word("councilSuggestionInstitution", context),
                value: query["institution"] ?? ""
            ),
        ]
    }

    private func row(_ entry: Suggestions.Entry, in language: Language) -> BoardPage.Row {
        let suggestion = entry.suggestion
        return BoardPage.Row(
            path: "/suggestions/\(suggestion.receipt)",
            title: suggestion.title,
            receipt: suggestion.receipt,
            kind: suggestion.kind.title[language],
            institution: entry.institution.title[language],
            stage: suggestion.stage.title[language],
            stageClass: suggestion.stage.chip,
            days: days(entry.days, in: language),
            raisers: pages.word("councilRaisers", one: "councilRaisersOne", count: entry.raisers, in: language),
            due: suggestion.due.map { DueBadge($0, today: clock.today, in: language) }
        )
    }

    func days(_ count: Int, in language: Language) -> String {
        pages.word("councilDays", one: "councilDaysOne", count: count, in: language)
    }

    // MARK: - Doing

    /// Does `work` and shows the suggestion again; a form that is wrong comes back with what was typed.
    private func done(
        _ request: Request,
        _ context: SignedIn,
        saying words: String,
        _ work: (String, FormValues) async throws -> String
    ) async throws -> Response {
        let receipt: String = try context.requireParameter("receipt")
        let form = try await request.form()
        do {
            let next = try await work(receipt, form)
            return .redirect(to: "/suggestions/\(next)", saying: Flash(.success, word(words, context)))
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try await page(receipt, problem: error.problem, typed: form, in: context)
        }
    }

    @Sendable private func move(_ request: Request, context: SignedIn) async throws -> Response {
        try await done(request, context, saying: "councilSuggestionMoved") { receipt, form in
            guard let move = form["move"].flatMap(Suggestion.Move.init(rawValue:)) else {
                throw CouncilProblem.chooseMove
            }
            let isOnward = ![.answer, .endorse, .escalate, .withdraw, .carryOut, .recordOutcome].contains(move)
            try await suggestions.move(
                receipt,
                move,
                text: form["text"] ?? "",
                owner: isOnward ? form["owner"] : nil,
                due: isOnward ? form["due"].flatMap { Day($0) } : nil,
                meeting: form["meeting"],
                into: form["into"],
                by: context.actor
            )
            return receipt
        }
    }

    @Sendable private func join(_ request: Request, context: SignedIn) async throws -> Response {
        try await done(request, context, saying: "councilSuggestionJoinedNow") { receipt, _ in
            try await suggestions.join(receipt, by: context.actor).receipt
        }
    }

    @Sendable private func link(_ request: Request, context: SignedIn) async throws -> Response {
        try await done(request, context, saying: "councilEvidenceAddedNow") { receipt, form in
            try await suggestions.link(
                receipt,
                to: form["target"] ?? "",
                label: form["label"] ?? "",
                by: context.actor
            )
            return receipt
        }
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> Response {
        try await page(context.requireParameter("receipt"), problem: nil, typed: request.query, in: context)
    }

    private func page(_ receipt: String, problem: Problem?, typed: FormValues, in context: SignedIn) async throws
        -> Response
    {
        let chain = try await suggestions.chain(receipt, by: context.actor)
        let suggestion = chain.entry.suggestion
        let merges = chain.moves.contains(.merge)
        let page = SuggestionPage(
            chain,
            similar: merges
                ? try await suggestions.similar(to: suggestion.title, text: suggestion.text, except: suggestion.id)
                : [],
            meetings: chain.moves.contains(.putOnAgenda) ? try await suggestions.meetings(open: context.actor) : [],
            problem: problem,
            typed: typed,
            today: clock.today,
            days: days(chain.entry.days, in: context.language),
            pages,
            in: context.language
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }
}

extension Suggestion.Stage {
    /// The class of its chip.
    var chip: String {
        switch self {
        case .received, .endorsed, .reviewed, .onAgenda: "info"
        case .accepted, .partlyAccepted, .policyItem, .carriedOut, .outcome: "ok"
        case .longTerm: "soon"
        case .notAccepted: "late"
        case .answered, .merged, .withdrawn: ""
        }
    }
}

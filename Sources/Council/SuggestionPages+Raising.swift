import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// Raising a difficulty: whoever writes one sees first who has it already.
extension SuggestionPages {
    struct RaisePage: Page {
        static let template = "council/raise"
        let title: String
        let crumbs: [Crumb]
        let problem: FormProblem?
        let similar: [Alike]
        let hasSimilar: Bool
        let wasChecked: Bool
        let fields: [FormField]
    }

    /// A suggestion that resembles the one at hand.
    struct Alike: Sendable {
        let path: String
        let receipt: String
        let title: String
        let text: String
        let mayJoin: Bool
    }

    @Sendable func blank(_ request: Request, context: SignedIn) async throws -> Response {
        try await form(request.query, similar: [], wasChecked: false, problem: nil, in: context)
    }

    @Sendable func raise(_ request: Request, context: SignedIn) async throws -> Response {
        try CouncilMove.raise.require(of: context.actor, at: context.actor.institution)
        let form = try await request.form()
        if form["do"] == "similar" || form["seen"] == nil {
            let similar = try await suggestions.similar(to: form["title"] ?? "", text: form["text"] ?? "")
            if !similar.isEmpty || form["do"] == "similar" {
                return try await self.form(form, similar: similar, wasChecked: true, problem: nil, in: context)
            }
        }
        do {
            let raised = try await suggestions.raise(
                Suggestions.Draft(
                    kind: form["kind"].flatMap(Suggestion.Kind.init(rawValue:)) ?? .difficulty,
                    title: form["title"] ?? "",
                    text: form["text"] ?? "",
                    sector: form["sector"].flatMap(Council.Sector.init(rawValue:))
                ),
                by: context.actor
            )
            let words = pages.word(
                "councilSuggestionRaisedNow",
                in: context.language,
                with: ["receipt": raised.receipt]
            )
            return .redirect(to: "/suggestions/\(raised.receipt)", saying: Flash(.success, words))
        } catch let error as any PublicError where error.problem.status == 422 {
            return try await self.form(form, similar: [], wasChecked: false, problem: error.problem, in: context)
        }
    }

    private func form(
        _ values: FormValues,
        similar: [Suggestions.Similar],
        wasChecked: Bool,
        problem: Problem?,
        in context: SignedIn
    ) async throws -> Response {
        let language = context.language
        let page = RaisePage(
            title: word("councilSuggestionRaise", context),
            crumbs: crumbs(context, Crumb(word("councilSuggestionRaise", context))),
            problem: problem.map { FormProblem($0, in: language) },
            similar: similar.map { Alike($0.entry, in: language) },
            hasSimilar: !similar.isEmpty,
            wasChecked: wasChecked,
            fields: [
                FormField("kind", word("councilSuggestionKind", context), value: values["kind"] ?? "difficulty")
                    .choosing([
                        FormField.Option(
                            "difficulty",
                            Suggestion.Kind.difficulty.title[language],
                            hint: word("councilDifficultyHint", context)
                        ),
                        FormField.Option(
                            "suggestion",
                            Suggestion.Kind.suggestion.title[language],
                            hint: word("councilSuggestionHint", context)
                        ),
                    ]),
                FormField(
                    "title",
                    word("councilSuggestionTitle", context),
                    value: values["title"] ?? "",
                    hint: word("councilSuggestionTitleHint", context)
                ).required.with { $0.maximumLength = Suggestions.limits.title },
                FormField(
                    "text",
                    word("councilSuggestionText", context),
                    value: values["text"] ?? "",
                    hint: word("councilSuggestionTextHint", context)
                ).lines(8).required,
                FormField("sector", word("councilSuggestionSector", context), value: values["sector"] ?? "")
                    .selecting(
                        [FormField.Option("", word("councilSectorNone", context))]
                            + Council.Sector.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
                    ),
            ].marked(by: problem, in: language)
        )
        return try pages.render(page, in: context, status: problem == nil ? .ok : .unprocessableContent)
    }
}

extension SuggestionPages.Alike {
    init(_ entry: Suggestions.Entry, mayJoin: Bool = true, in language: Language) {
        let suggestion = entry.suggestion
        self.init(
            path: "/suggestions/\(suggestion.receipt)",
            receipt: suggestion.receipt,
            title: suggestion.title,
            text: "\(entry.institution.title[language]) · \(suggestion.stage.title[language])",
            mayJoin: mayJoin
        )
    }
}

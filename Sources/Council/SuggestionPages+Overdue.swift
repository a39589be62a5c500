import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// A council's overdue board, and the letter to a holder's officer.
extension SuggestionPages {
    struct OverduePage: Page {
        static let template = "council/overdue"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let rows: [Row]
        let total: String
        let empty: EmptyState?

        struct Row: Sendable {
            let dataset: String
            let path: String
            let holder: String
            let letter: String
            let requester: String
            let due: DueBadge
        }
    }

    struct LetterPage: Page {
        static let template = "council/letter"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let letter: String
        let path: String
        let problem: FormProblem?
    }

    @Sendable func late(_ request: Request, context: SignedIn) async throws -> Response {
        let language = context.language
        let (council, late) = try await overdue.list(before: context.requireParameter("code"), by: context.actor)
        let page = OverduePage(
            title: word("councilOverdue", context),
            lead: council.title[language],
            crumbs: overdueCrumbs(council, context),
            rows: late.map { one in
                OverduePage.Row(
                    dataset: one.dataset,
                    path: "/requests/\(one.request)",
                    holder: one.holder.title[language],
                    letter: "/councils/\(council.code)/overdue/\(one.holder.code)",
                    requester: one.requester[language],
                    due: DueBadge(one.due, today: clock.today, in: language)
                )
            },
            total: Written.number(late.count),
            empty: late.isEmpty
                ? EmptyState(word("councilOverdueNone", context), word("councilOverdueNoneText", context)) : nil
        )
        return try pages.render(page, in: context)
    }

    private func overdueCrumbs(_ council: Council, _ context: SignedIn, _ more: Crumb...) -> [Crumb] {
        let title = word("councilOverdue", context)
        let own = more.isEmpty ? Crumb(title) : Crumb(title, "/councils/\(council.code)/overdue")
        return [Crumb(council.title[context.language], "/councils/\(council.code)"), own] + more
    }

    @Sendable func letter(_ request: Request, context: SignedIn) async throws -> Response {
        try await letterPage(problem: nil, in: context)
    }

    private func letterPage(problem: Problem?, in context: SignedIn) async throws -> Response {
        let code: String = try context.requireParameter("code")
        let key: String = try context.requireParameter("institution")
        let (holder, letter) = try await overdue.letter(to: key, before: code, by: context.actor)
        let council = try await overdue.council(code)
        let page = LetterPage(
            title: word("councilLetter", context),
            lead: holder.title[context.language],
            crumbs: overdueCrumbs(council, context, Crumb(holder.title[context.language])),
            letter: letter[context.language],
            path: "/councils/\(council.code)/overdue/\(holder.code)",
            problem: problem.map { FormProblem($0, in: context.language) }
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    @Sendable func remind(_ request: Request, context: SignedIn) async throws -> Response {
        let code: String = try context.requireParameter("code")
        _ = try await request.form()
        do {
            try await overdue.remind(context.requireParameter("institution"), before: code, by: context.actor)
            return .redirect(
                to: "/councils/\(code)/overdue",
                saying: Flash(.success, word("councilRemindedNow", context))
            )
        } catch let error as any PublicError where error.problem.type == "council/reminded-today" {
            return try await letterPage(problem: error.problem, in: context)
        }
    }
}

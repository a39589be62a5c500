import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Sharing
import Web

/// This room's templates and words.
package enum AnalysisResources {
    package static let room = RoomResources(name: "analysis", bundle: .module)
}

/// The pages under `/queries`: asking in SQL, reading, drawing and taking away what comes out.
package struct AnalysisPages: Sendable {
    let queries: Queries
    let pages: Pages
    let api: AnalysisAPI

    package init(queries: Queries, pages: Pages) throws {
        self.queries = queries
        self.pages = pages
        api = AnalysisAPI(queries: queries)
        try pages.require(QueryPage.self, RecentPage.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("queries", use: blank)
        router.post("queries", use: ask)
        router.get("queries/recent", use: recent)
        router.post("queries/saved", use: save)
        router.get("queries/saved/:id", use: showSaved)
        router.post("queries/saved/:id", use: change)
        router.post("queries/saved/:id/remove", use: remove)
        router.get("queries/:id", use: show)
        router.post("queries/:id/cancel", use: cancel)
        router.post("queries/:id/again", use: again)
        router.get("queries/:id/download", use: api.download)
    }

    func word(_ key: String, _ context: SignedIn) -> String { pages.word(key, in: context.language) }

    func crumbs(_ context: SignedIn, _ more: Crumb...) -> [Crumb] {
        [Crumb(word("analysisTitle", context), "/queries")] + more
    }

    /// What stands in the editor.
    struct Draft: Sendable {
        var sql: String
        /// nil: nobody has chosen yet.
        var grants: [Grant.ID]?
        var title = ""

        init(sql: String, grants: [Grant.ID]?, title: String = "") {
            self.sql = sql
            self.grants = grants
            self.title = title
        }

        /// What a form sent; browsers end lines with two characters.
        init(_ form: FormValues) {
            sql = (form.raw("sql") ?? "").replacing("\r\n", with: "\n")
            grants = form.all("grant").map { Grant.ID(rawValue: $0) }
            title = form["title"] ?? ""
        }
    }

    // MARK: - Asking

    /// A new question; `?sql=` and `?grant=` prepare one.
    @Sendable private func blank(_ request: Request, context: SignedIn) async throws -> Response {
        let chosen = request.query.all("grant").map { Grant.ID(rawValue: $0) }
        let draft = Draft(sql: request.query.raw("sql") ?? "", grants: chosen.isEmpty ? nil : chosen)
        return try await page(Content(draft), in: context)
    }

    @Sendable private func ask(_ request: Request, context: SignedIn) async throws -> Response {
        let draft = Draft(try await request.form())
        do {
            let run = try await queries.start(
                draft.sql,
                grants: grants(for: draft, by: context.actor),
                pause: Self.pause,
                by: context.actor
            )
            return .redirect(to: "/queries/\(run.id)", type: .normal)
        } catch let error as any PublicError where Self.isCorrectable(error) {
            return try await page(Content(draft, problem: error.problem), in: context)
        }
    }

    /// Seconds within which the same question is the same press of the button.
    private static let pause: TimeInterval = 3

    /// Whether the page comes back with what was typed; anything else is an error page.
    static func isCorrectable(_ error: any PublicError) -> Bool {
        [403, 404, 409, 422, 429, 503].contains(error.problem.status)
    }

    @Sendable private func recent(_ request: Request, context: SignedIn) async throws -> Response {
        let runs = try await queries.list(by: context.actor).map { row($0, context) }
        let page = RecentPage(
            title: word("analysisRecent", context),
            crumbs: crumbs(context, Crumb(word("analysisRecent", context))),
            runs: runs,
            empty: runs.isEmpty
                ? EmptyState(
                    word("analysisNoRuns", context),
                    word("analysisNoRunsText", context),
                    action: Link(word("analysisAsk", context), "/queries")
                ) : nil
        )
        return try pages.render(page, in: context)
    }

    // MARK: - A run

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> Response {
        // Most questions are answered before anybody has looked at a page that waits.
        let run = try await queries.settled(
            context.requireParameter("id"),
            within: .milliseconds(1500),
            by: context.actor
        )
        return try await page(Content(run, query: request.query), in: context)
    }

    @Sendable private func cancel(_ request: Request, context: SignedIn) async throws -> Response {
        let run = try await queries.cancel(context.requireParameter("id"), by: context.actor)
        return .redirect(to: "/queries/\(run.id)", type: .normal)
    }

    @Sendable private func again(_ request: Request, context: SignedIn) async throws -> Response {
        let run = try await queries.find(context.requireParameter("id"), by: context.actor)
        do {
            let next = try await queries.start(run.sql, grants: run.grants, by: context.actor)
            return .redirect(to: "/queries/\(next.id)", type: .normal)
        } catch let error as any PublicError where Self.isCorrectable(error) {
            var content = Content(run, query: request.query)
            content.problem = error.problem
            return try await page(content, in: context)
        }
    }

    // MARK: - Kept questions

    @Sendable private func save(_ request: Request, context: SignedIn) async throws -> Response {
        let draft = Draft(try await request.form())
        do {
            let question = try await queries.save(
                draft.title,
                sql: draft.sql,
                grants: draft.grants ?? [],
                by: context.actor
            )
            return .redirect(
                to: "/queries/saved/\(question.id)",
                saying: Flash(.success, word("analysisSaved", context))
            )
        } catch let error as any PublicError where Self.isCorrectable(error) {
            return try await page(Content(draft, problem: error.problem), in: context)
        }
    }

    @Sendable private func showSaved(_ request: Request, context: SignedIn) async throws -> Response {
        let question = try await queries.saved(context.requireParameter("id"), by: context.actor)
        return try await page(Content(question), in: context)
    }

    @Sendable private func change(_ request: Request, context: SignedIn) async throws -> Response {
        let id: SavedQuestion.ID = try context.requireParameter("id")
        let draft = Draft(try await request.form())
        do {
            _ = try await queries.update(
                id,
                title: draft.title,
                sql: draft.sql,
                grants: draft.grants ?? [],
                by: context.actor
            )
            return .redirect(to: "/queries/saved/\(id)", saying: Flash(.success, word("analysisChanged", context)))
        } catch let error as any PublicError where error.problem.status != 404 && Self.isCorrectable(error) {
            var content = Content(try await queries.saved(id, by: context.actor))
            (content.draft, content.problem) = (draft, error.problem)
            return try await page(content, in: context)
        }
    }

    @Sendable private func remove(_ request: Request, context: SignedIn) async throws -> Response {
        try await queries.remove(context.requireParameter("id"), by: context.actor)
        return .redirect(to: "/queries", saying: Flash(.success, word("analysisRemoved", context)))
    }
}

import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute
import Web

/// The pages under `/grants`, and the declared use of registered data.
package struct GrantPages: Sendable {
    let grants: Grants
    let datasets: Datasets
    let statutes: Statutes
    let pages: Pages
    let clock: WallClock

    package init(grants: Grants, datasets: Datasets, statutes: Statutes, pages: Pages, clock: WallClock) throws {
        self.grants = grants
        self.datasets = datasets
        self.statutes = statutes
        self.pages = pages
        self.clock = clock
        try pages.require(UsePage.self, GrantsPage.self, GrantPage.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("datasets/:id/use", use: blank)
        router.post("datasets/:id/use", use: use)
        router.get("grants", use: list)
        router.get("grants/:id", use: show)
        router.post("grants/:id/remake", use: remake)
        router.post("grants/:id/revoke", use: revoke)
        router.post("grants/:id/close", use: close)
    }

    func word(_ key: String, _ context: SignedIn) -> String { pages.word(key, in: context.language) }

    // MARK: - Declared use

    struct UsePage: Page {
        static let template = "sharing/use"
        let title: String
        let crumbs: [Crumb]
        let dataset: String
        let datasetPath: String
        let institution: String
        let action: String
        let problem: FormProblem?
        let fields: [FormField]
        let duties: [Duty]
        let isAccepted: Bool
        let wrong: String?

        struct Duty: Sendable {
            let text: String
            let citation: String
        }
    }

    @Sendable private func blank(_ request: Request, context: SignedIn) async throws -> Response {
        try await form(context.requireParameter("id"), request.query, problem: nil, in: context)
    }

    private func form(_ id: Dataset.ID, _ values: FormValues, problem: Problem?, in context: SignedIn) async throws
        -> Response
    {
        let language = context.language
        let detail = try await datasets.detail(id, for: context.actor)
        let access = detail.dataset.access
        guard access == .open || access == .registered else { throw SharingProblem.notAtOnce(access.title) }
        let today = clock.today
        let name = detail.dataset.name[language]
        let page = UsePage(
            title: word("sharingUseTitle", context),
            crumbs: [
                Crumb(word("sharingCatalogue", context), "/datasets"), Crumb(name, "/datasets/\(id)"),
                Crumb(word("sharingUseTitle", context)),
            ],
            dataset: name,
            datasetPath: "/datasets/\(id)",
            institution: detail.institution.title[language],
            action: "/datasets/\(id)/use",
            problem: problem.map { FormProblem($0, in: language) },
            fields: UseFields.fields(values, on: today, pages, in: language).marked(by: problem, in: language),
            duties: try statutes.pack(on: today).duties.map {
                UsePage.Duty(text: $0.text[language], citation: $0.citation[language])
            },
            isAccepted: values["accept"] != nil,
            wrong: problem?.fields.first { $0.name == "accept" }?.message[language]
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    @Sendable private func use(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Dataset.ID = try context.requireParameter("id")
        let form = try await request.form()
        do {
            let made = try await grants.use(
                id,
                purpose: form["purpose"] ?? "",
                method: form["method"] ?? "",
                until: form["until"].flatMap { Day($0) },
                accepted: form["accept"] != nil,
                by: context.actor
            )
            return .redirect(to: "/grants/\(made.grant.id)")
        } catch let error as any PublicError where error.problem.belongsOnForm {
            return try await self.form(id, form, problem: error.problem, in: context)
        }
    }

    // MARK: - List

    struct GrantsPage: Page {
        static let template = "sharing/grants"
        let title: String
        let crumbs: [Crumb]
        let tabs: [Link]
        let stages: [Link]
        let total: String
        let until: SortHead
        let rows: [Row]
        let empty: EmptyState?
        let pagination: Pagination?

        struct Row: Sendable {
            let path: String
            let title: String
            let other: String
            let person: String
            let stage: String
            let stageClass: String
            let due: DueBadge?
            let until: String
        }
    }

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> Response {
        let language = context.language
        let choice = ListChoice(request, path: "/grants", state: "living", by: context.actor)
        let (found, total) = try await grants.list(
            at: choice.end,
            inForce: choice.state == "all" ? nil : choice.state != "ended",
            order: choice.order(),
            offset: choice.offset,
            limit: ListChoice.pageSize,
            by: context.actor
        )
        let ends: [(SharingRequests.End, String)] =
            [(.sent, "sharingUsed"), (.received, "sharingGiven")] + (choice.isEverywhere ? [(.all, "sharingAll")] : [])
        let states = [("living", "sharingLiving"), ("ended", "sharingEnded"), ("all", "sharingEvery")]
        let page = GrantsPage(
            title: word("sharingGrants", context),
            crumbs: [Crumb(word("sharingTitle", context), "/requests"), Crumb(word("sharingGrants", context))],
            tabs: choice.ends(ends.map { ($0, word($1, context)) }),
            stages: choice.states(states.map { ($0, word($1, context)) }),
            total: pages.word("sharingGrantCount", one: "sharingGrantCountOne", count: total, in: language),
            until: choice.head(
                word("sharingUntil", context),
                Grants.Order.until,
                fallback: choice.state == "living" ? "until" : ""
            ),
            rows: found.map { detail in
                let isLiving = [.making, .active].contains(detail.grant.stage)
                return GrantsPage.Row(
                    path: "/grants/\(detail.grant.id)",
                    title: detail.dataset.name[language],
                    other: (detail.deemedProvider ?? detail.provider).title[language],
                    person: detail.person?.name ?? "",
                    stage: detail.grant.stage.title[language],
                    stageClass: detail.grant.stage.chip,
                    due: isLiving ? DueBadge(detail.grant.until, today: clock.today, in: language, soon: 30) : nil,
                    until: detail.grant.until.written(in: language)
                )
            },
            empty: total > 0
                ? nil
                : EmptyState(
                    word("sharingNoGrants", context),
                    word("sharingNoGrantsText", context),
                    action: Link(word("sharingFind", context), "/datasets")
                ),
            pagination: choice.pagination(of: total)
        )
        return try pages.render(page, in: context)
    }
}

extension Grant.Stage {
    /// The class of its chip.
    var chip: String {
        switch self {
        case .making: "info"
        case .active: "ok"
        case .failed, .revoked: "late"
        case .expired, .closed: ""
        }
    }
}

import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute
import Web

/// This room's templates and words.
package enum SharingResources {
    package static let room = RoomResources(name: "sharing", bundle: .module)
}

/// The pages under `/requests`: asking for data, and deciding what leaves.
package struct SharingPages: Sendable {
    let requests: SharingRequests
    let datasets: Datasets
    let statutes: Statutes
    let pages: Pages
    let clock: WallClock

    package init(requests: SharingRequests, datasets: Datasets, statutes: Statutes, pages: Pages, clock: WallClock)
        throws
    {
        self.requests = requests
        self.datasets = datasets
        self.statutes = statutes
        self.pages = pages
        self.clock = clock
        try pages.require(ListPage.self, NewPage.self, RequestPage.self, DecisionPage.self, RefusalPage.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("requests", use: list)
        router.get("requests/new", use: blank)
        router.post("requests/new", use: submit)
        router.get("requests/:id", use: show)
        router.get("requests/:id/next", use: next)
        router.post("requests/:id/ask", use: ask)
        router.post("requests/:id/answer", use: answer)
        router.post("requests/:id/extend", use: extend)
        router.post("requests/:id/withdraw", use: withdraw)
        router.post("requests/:id/transfer", use: transfer)
        router.get("requests/:id/decide", use: decide)
        router.post("requests/:id/decide", use: decided)
        router.get("requests/:id/refuse", use: composer)
        router.post("requests/:id/refuse", use: refuse)
    }

    func word(_ key: String, _ context: SignedIn) -> String { pages.word(key, in: context.language) }

    func crumbs(_ context: SignedIn, _ more: Crumb...) -> [Crumb] {
        [Crumb(word("sharingTitle", context), "/requests")] + more
    }

    // MARK: - List

    struct ListPage: Page {
        static let template = "sharing/list"
        let title: String
        let crumbs: [Crumb]
        let tabs: [Link]
        let stages: [Link]
        let total: String
        let received: SortHead
        let due: SortHead
        let rows: [Row]
        let empty: EmptyState?
        let pagination: Pagination?

        struct Row: Sendable {
            let path: String
            let title: String
            let other: String
            let stage: String
            let stageClass: String
            let received: String
            let due: DueBadge?
        }
    }

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> Response {
        let choice = ListChoice(request, path: "/requests", state: "open", by: context.actor)
        let (end, state) = (choice.end, choice.state)
        let (found, total) = try await requests.list(
            at: end,
            open: state == "all" ? nil : state != "ended",
            dueBefore: state == "late" ? clock.today : nil,
            order: choice.order(),
            offset: choice.offset,
            limit: ListChoice.pageSize,
            by: context.actor
        )
        let ends: [(SharingRequests.End, String)] =
            [(.received, "sharingReceived"), (.sent, "sharingSent")]
            + (choice.isEverywhere ? [(.all, "sharingAll")] : [])
        let states = [
            ("open", "sharingOpen"), ("late", "sharingLate"), ("ended", "sharingEnded"), ("all", "sharingEvery"),
        ]
        let order = ["open", "late"].contains(state) ? "due" : "-received"
        let page = ListPage(
            title: word("sharingTitle", context),
            crumbs: [Crumb(word("sharingTitle", context))],
            tabs: choice.ends(ends.map { ($0, word($1, context)) }),
            stages: choice.states(states.map { ($0, word($1, context)) }),
            total: Written.number(total),
            received: choice.head(word("sharingReceivedDay", context), SharingRequests.Order.received, fallback: order),
            due: choice.head(word("sharingDue", context), SharingRequests.Order.due, fallback: order),
            rows: found.map { row($0, end: end, in: context.language) },
            empty: total > 0
                ? nil
                : EmptyState(
                    word(end == .sent ? "sharingNothingSent" : "sharingNothingReceived", context),
                    word("sharingNothingText", context),
                    action: Link(word("sharingFind", context), "/datasets")
                ),
            pagination: choice.pagination(of: total)
        )
        return try pages.render(page, in: context)
    }

    private func row(_ detail: SharingRequests.Detail, end: SharingRequests.End, in language: Language) -> ListPage.Row
    {
        let request = detail.request
        let asker = (detail.deemedRequester ?? detail.requester).title[language]
        let holder = (detail.deemedProvider ?? detail.provider).title[language]
        return ListPage.Row(
            path: "/requests/\(request.id)",
            title: detail.dataset.name[language],
            other: end == .received ? asker : end == .sent ? holder : "\(asker) → \(holder)",
            stage: request.stage.title[language],
            stageClass: request.stage.chip,
            received: Written.day(request.receivedAt, in: language),
            due: request.isOpen ? request.due.map { DueBadge($0.due, today: clock.today, in: language) } : nil
        )
    }
}

extension SharingRequest.Stage {
    /// The class of its chip.
    var chip: String {
        switch self {
        case .submitted: "info"
        case .clarifying: "soon"
        case .granted: "ok"
        case .refused: "late"
        case .transferred, .withdrawn: ""
        }
    }
}

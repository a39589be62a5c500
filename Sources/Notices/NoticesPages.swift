import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The pages under `/notices`: what somebody was told, and how that person wants to hear of things.
package struct NoticesPages: Sendable {
    let notices: Notices
    let pages: Pages

    package init(notices: Notices, pages: Pages) throws {
        self.notices = notices
        self.pages = pages
        try pages.require(InboxPage.self, SettingsPage.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("notices", use: inbox)
        router.post("notices/read", use: readAll)
        router.get("notices/:id/open", use: open)
        router.get("notices/settings", use: settings)
        router.post("notices/settings", use: save)
        router.post("notices/feed", use: makeFeed)
        router.post("notices/feed/end", use: endFeed)
    }

    func word(_ key: String, _ context: SignedIn) -> String { pages.word(key, in: context.language) }

    // MARK: - The inbox

    struct InboxPage: Page {
        static let template = "notices/inbox"
        let title: String
        let crumbs: [Crumb]
        let tabs: [Link]
        let hasUnread: Bool
        let rows: [Row]
        let empty: EmptyState?
        let pagination: Pagination?

        struct Row: Sendable {
            let path: String
            let title: String
            let text: String
            let why: String
            let at: String
            let isUnread: Bool
        }
    }

    private static let pageSize = 20

    @Sendable private func inbox(_ request: Request, context: SignedIn) async throws -> Response {
        let query = FormValues(lenient: request.uri.query ?? "")
        let person = context.actor.person
        let unread = try await notices.unread(of: person)
        let isUnread = query["show"] == "unread"
        let page = max(1, query["page"].flatMap(Int.init) ?? 1)
        let (found, total) = try await notices.inbox(
            of: person,
            unread: isUnread,
            unreadFirst: true,
            offset: (min(page, 100_000) - 1) * Self.pageSize,
            limit: Self.pageSize
        )
        let shown = InboxPage(
            title: word("noticesTitle", context),
            crumbs: [Crumb(word("noticesTitle", context))],
            tabs: [
                Link(word("noticesAll", context), "/notices", isCurrent: !isUnread),
                Link(word("noticesUnread", context), "/notices?show=unread", count: unread, isCurrent: isUnread),
            ],
            hasUnread: unread > 0,
            rows: found.map { row($0, in: context.language) },
            empty: found.isEmpty
                ? EmptyState(
                    word(isUnread ? "noticesNoneUnread" : "noticesNone", context),
                    word("noticesNoneText", context),
                    action: Link(word("noticesDesk", context), "/desk")
                ) : nil,
            pagination: Pagination(
                page: page,
                of: (total + Self.pageSize - 1) / Self.pageSize,
                path: "/notices",
                query: query
            )
        )
        return try pages.render(shown, in: context)
    }

    private func row(_ notice: Notice, in language: Language) -> InboxPage.Row {
        InboxPage.Row(
            path: "/notices/\(notice.id)/open",
            title: notice.title[language],
            text: notice.text[language],
            why: notice.why[language],
            at: Written.instant(notice.at, in: language),
            isUnread: notice.readAt == nil
        )
    }

    @Sendable private func readAll(_ request: Request, context: SignedIn) async throws -> Response {
        _ = try await request.form()
        let count = try await notices.read(nil, by: context.actor.person)
        let said = pages.word("noticesReadAllDone", one: "noticesReadAllDoneOne", count: count, in: context.language)
        return .redirect(to: "/notices", saying: Flash(.success, said))
    }

    /// Leads to where the notice is acted on, and marks it as read: looking at it is what it was for.
    @Sendable private func open(_ request: Request, context: SignedIn) async throws -> Response {
        let notice = try await notices.open(context.requireParameter("id"), by: context.actor.person)
        return .redirect(to: notice.path, type: .normal)
    }
}

import Council
import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// `/calendar/{token}.ics`: what a calendar program fetches, without signing in.
package struct CalendarRoutes: Sendable {
    private let feeds: CalendarFeeds

    package init(feeds: CalendarFeeds) { self.feeds = feeds }

    package func addRoutes(to router: some RouterMethods<SiteContext>) { router.get("calendar/{token}.ics", use: feed) }

    @Sendable private func feed(_ request: Request, context: SiteContext) async throws -> Response {
        let object = try await feeds.read(context.requireParameter("token"))
        var response = Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: object.text)))
        response.headers[.contentType] = "text/calendar; charset=utf-8; method=PUBLISH"
        response.headers[.contentDisposition] = "inline; filename=\"maru.ics\""
        response.headers[.cacheControl] = "private, max-age=300"
        return response
    }
}

/// The page `/calendar`: the addresses of one's calendars.
package struct CalendarPages: Sendable {
    private let feeds: CalendarFeeds
    private let councils: Councils
    private let pages: Pages
    private let site: String

    package init(feeds: CalendarFeeds, councils: Councils, pages: Pages, site: String) throws {
        self.feeds = feeds
        self.councils = councils
        self.pages = pages
        self.site = site.hasSuffix("/") ? String(site.dropLast()) : site
        try pages.require(CalendarPage.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("calendar", use: show)
        router.post("calendar/feeds", use: make)
        router.post("calendar/feeds/:id/revoke", use: revoke)
    }

    struct CalendarPage: Page {
        static let template = "protocols/calendar"
        let title: String
        let crumbs: [Crumb]
        let problem: FormProblem?
        /// The new address, this once.
        let address: String?
        let rows: [Row]
        let hasRows: Bool
        let kind: [FormField]

        struct Row: Sendable {
            let id: String
            let name: String
            let made: String
        }
    }

    private func word(_ key: String, _ context: SignedIn) -> String { pages.word(key, in: context.language) }

    private func page(problem: Problem? = nil, address: String? = nil, in context: SignedIn) async throws
        -> CalendarPage
    {
        let language = context.language
        let own = try await feeds.list(of: context.actor)
        let all = try await councils.list().filter { $0.endedAt == nil }
        return CalendarPage(
            title: word("protocolsCalendars", context),
            crumbs: [Crumb(word("protocolsCalendars", context))],
            problem: problem.map { FormProblem($0, in: language) },
            address: address,
            rows: own.map { feed, council in
                CalendarPage.Row(
                    id: feed.id.rawValue,
                    name: council?.title[language]
                        ?? word(feed.kind == .due ? "protocolsDue" : "protocolsMeetings", context),
                    made: Written.day(feed.createdAt, in: language)
                )
            },
            hasRows: !own.isEmpty,
            kind: [
                FormField("kind", word("protocolsWhich", context), value: "meetings").selecting(
                    [
                        FormField.Option("meetings", word("protocolsMeetings", context)),
                        FormField.Option("due", word("protocolsDue", context)),
                    ] + all.map { FormField.Option("council/\($0.code)", $0.title[language]) }
                )
            ].marked(by: problem, in: language)
        )
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> Response {
        try pages.render(try await page(in: context), in: context)
    }

    /// Shows the address in the answer itself: it is never put where it could be read again.
    @Sendable private func make(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        do {
            let parts = (form["kind"] ?? "").split(separator: "/", maxSplits: 1).map(String.init)
            guard let kind = parts.first.flatMap(CalendarFeed.Kind.init(rawValue:)),
                (kind == .council) == (parts.count > 1)
            else { throw ProtocolsProblem.noKind }
            let made = try await feeds.make(kind, council: parts.dropFirst().first, by: context.actor)
            let page = try await page(address: "\(site)/calendar/\(made.token).ics", in: context)
            var response = try pages.render(page, in: context, status: .created)
            response.headers[.cacheControl] = "no-store"
            return response
        } catch let error as any PublicError where [404, 409, 422].contains(error.problem.status) {
            let page = try await page(problem: error.problem, in: context)
            return try pages.render(page, in: context, status: HTTPResponse.Status(code: error.problem.status))
        }
    }

    @Sendable private func revoke(_ request: Request, context: SignedIn) async throws -> Response {
        _ = try await request.form()
        try await feeds.revoke(context.requireParameter("id"), by: context.actor)
        return .redirect(to: "/calendar", saying: Flash(.success, word("protocolsRevoked", context)))
    }
}

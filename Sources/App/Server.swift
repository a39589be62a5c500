import Analysis
import Catalog
import Council
import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel
import Lake
import Ledger
import Logging
import Notices
import Protocols
import ServiceLifecycle
import Sharing
import UnixSignals
import Web

/// The doors of a platform: pages, API, health, and the work that goes on behind them.
package struct Server: Sendable {
    private let platform: Platform
    private let pages: Pages

    /// Reads every template and word now, so that what is broken is found at start.
    package init(_ platform: Platform) throws {
        self.platform = platform
        var site = SiteSettings()
        site.operatorName = platform.settings.operatorName
        site.isOfficial = platform.settings.isOfficial
        site.isSecure = platform.settings.isSecure
        site.menu = [
            MenuItem("/desk", LocalizedText("내 책상", en: "My desk"), isInside: true),
            MenuItem("/datasets", LocalizedText("데이터 현황", en: "Data inventory")),
            MenuItem("/requests", LocalizedText("제공·이용", en: "Sharing"), isInside: true, also: ["/grants"]),
            MenuItem("/queries", LocalizedText("분석", en: "Analysis"), isInside: true),
            MenuItem(
                "/councils",
                LocalizedText("협의회", en: "Councils"),
                isInside: true,
                also: ["/decisions", "/actions", "/suggestions", "/meetings"]
            ),
            MenuItem("/institutions", LocalizedText("기관", en: "Institutions"), also: ["/people"]),
            MenuItem("/ledger", LocalizedText("원장", en: "Ledger"), isInside: true),
        ]
        site.vendor = VendorFolder.find(platform.settings.vendor)
        pages = try Pages(
            rooms: [
                CatalogResources.room, SharingResources.room, AnalysisResources.room, NoticesResources.room,
                CouncilResources.room, ProtocolsResources.room, AppResources.room,
            ],
            site: site
        )
    }

    /// Where the guides lie, copied into the bundle.
    private static var guides: URL {
        (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Guides")
    }

    /// Every route, with the middleware before it.
    package func router() throws -> Router<SiteContext> {
        let router = Router(context: SiteContext.self)
        let door = Doorkeeper(signIns: platform.signIns, tokens: platform.tokens)
        try WebShell(
            pages: pages,
            door: door,
            database: platform.database,
            clock: platform.settings.clock,
            unread: { [notices = platform.notices] in try await notices.unread(of: $0) }
        ).add(to: router)
        Health(platform: platform).addRoutes(to: router)
        try GuidePages(pages: pages, folder: Self.guides).addRoutes(to: router)
        NoticesFeed(notices: platform.notices, site: platform.settings.site).addRoutes(to: router)
        let sharingDesk = SharingDesk(
            requests: platform.requests,
            grants: platform.grants,
            pages: pages,
            clock: platform.settings.clock
        )
        let calendars = CalendarFeeds(
            councils: platform.councils,
            people: platform.people,
            desk: [sharingDesk],
            calendar: platform.calendar
        )
        CalendarRoutes(feeds: calendars).addRoutes(to: router)
        router.get("openapi.json") { _, _ in try OpenAPI.response() }

        let uploads = Uploads(folder: platform.lake, limit: platform.settings.uploadLimit)
        let catalog = CatalogAPI(datasets: platform.datasets, institutions: platform.institutions, uploads: uploads)
        let directory = DirectoryAPI(
            institutions: platform.institutions,
            people: platform.people,
            signIns: platform.signIns,
            tokens: platform.tokens
        )
        let record = RecordAPI(platform)
        try CatalogPages(datasets: platform.datasets, institutions: platform.institutions, pages: pages)
            .addRoutes(to: router)
        let institutions = try InstitutionPages(platform, pages: pages)
        institutions.addRoutes(to: router)
        let ledger = try LedgerPages(platform, pages: pages)
        ledger.addRoutes(to: router)
        catalog.addRoutes(to: router)
        directory.addRoutes(to: router)
        record.addRoutes(to: router)
        let meetings = MeetingsAPI(meetings: platform.meetings)
        meetings.addRoutes(to: router)
        let meetingPages = try MeetingPages(meetings: platform.meetings, pages: pages)
        meetingPages.addRoutes(to: router)

        let signedIn = router.group(context: SignedIn.self)
        catalog.addRoutes(to: signedIn)
        directory.addRoutes(to: signedIn)
        record.addRoutes(to: signedIn)
        meetings.addRoutes(to: signedIn)
        meetingPages.addRoutes(to: signedIn)
        try KeeperPages(
            datasets: platform.datasets,
            institutions: platform.institutions,
            uploads: uploads,
            pages: pages
        ).addRoutes(to: signedIn)
        SharingAPI(requests: platform.requests, grants: platform.grants).addRoutes(to: signedIn)
        try SharingPages(
            requests: platform.requests,
            datasets: platform.datasets,
            statutes: platform.statutes,
            pages: pages,
            clock: platform.settings.clock
        ).addRoutes(to: signedIn)
        try DeskPages(
            sources: [
                sharingDesk, CatalogDesk(datasets: platform.datasets, pages: pages),
                SuggestionDesk(suggestions: platform.suggestions),
                CouncilDesk(actions: platform.actions),
            ],
            pages: pages,
            clock: platform.settings.clock
        ).addRoutes(to: signedIn)
        try GrantPages(
            grants: platform.grants,
            datasets: platform.datasets,
            statutes: platform.statutes,
            pages: pages,
            clock: platform.settings.clock
        ).addRoutes(to: signedIn)
        try SuggestionPages(
            suggestions: platform.suggestions,
            overdue: platform.overdue,
            institutions: platform.institutions,
            pages: pages
        ).addRoutes(to: signedIn)
        SuggestionAPI(suggestions: platform.suggestions, overdue: platform.overdue).addRoutes(to: signedIn)
        AnalysisAPI(queries: platform.queries).addRoutes(to: signedIn)
        CouncilAPI(councils: platform.councils).addRoutes(to: signedIn)
        ActionsAPI(actions: platform.actions).addRoutes(to: signedIn)
        try CouncilPages(
            councils: platform.councils,
            actions: platform.actions,
            meetings: platform.meetings,
            pages: pages
        ).addRoutes(to: signedIn)
        try ActionPages(actions: platform.actions, pages: pages).addRoutes(to: signedIn)
        try AnalysisPages(queries: platform.queries, pages: pages).addRoutes(to: signedIn)
        try CalendarPages(
            feeds: calendars,
            councils: platform.councils,
            pages: pages,
            site: platform.settings.site
        ).addRoutes(to: signedIn)
        JoinPages(meetings: platform.meetings, video: platform.video).addRoutes(to: signedIn)
        NoticesAPI(notices: platform.notices).addRoutes(to: signedIn)
        try NoticesPages(notices: platform.notices, pages: pages).addRoutes(to: signedIn)
        institutions.addRoutes(to: signedIn)
        try AppointmentPages(platform, pages: pages).addRoutes(to: signedIn)
        try AccountPages(platform, pages: pages).addRoutes(to: signedIn)
        ledger.addRoutes(to: signedIn)
        try addSessions(to: signedIn)
        return router
    }

    /// Meetings as they are held, and their minutes.
    private func addSessions(to signedIn: some RouterMethods<SignedIn>) throws {
        let feed = MeetingFeed(meetings: platform.meetings, pages: pages) { Task.isShuttingDownGracefully }
        SessionAPI(desk: platform.sessions, feed: feed).addRoutes(to: signedIn)
        try SessionPages(desk: platform.sessions, feed: feed, pages: pages).addRoutes(to: signedIn)
        try MinutesPages(minutes: platform.sessions.minutes, printer: platform.printer, pages: pages)
            .addRoutes(to: signedIn)
    }

    /// Serves until the process is asked to end.
    package func run(logger: Logger) async throws {
        let settings = platform.settings
        let application = Application(
            router: try router(),
            // A connection that falls silent in the middle of a request or between two is closed.
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                serverName: "maru"
            ),
            services: [
                platform.jobs,
                Signing(
                    schedule: CheckpointSchedule(
                        platform.acts,
                        every: .seconds(settings.checkpointPeriod),
                        logger: logger
                    )
                ),
                Telling(notices: platform.notices),
                Recurring("remind", every: 3600) { [notices = platform.notices] in try await notices.remind() },
                Recurring("mail", every: 2) { [notices = platform.notices] in try await notices.sendMail() },
                Recurring("tidy", every: 60) { [platform] in try await platform.tidy() },
                Recurring("renames", every: 2) { [datasets = platform.datasets] in try await datasets.followRenames() },
                Recurring("orphans", every: 86400) { [platform] in try await platform.datasets.removeOrphans() },
                Recurring("recount", every: 86400) { [requests = platform.requests] in
                    _ = try await requests.recount()
                },
                Recurring("overdue", every: 3600) { [overdue = platform.overdue] in
                    try await overdue.standOnAgendas(after: settings.overdueDays)
                },
                Recurring("index", every: 86400) { [datasets = platform.datasets] in try await datasets.compactIndex()
                },
            ],
            logger: logger
        )
        // Asked to end, it takes no new request and finishes those it has; what still goes on then, such as an
        // upload over a slow line, is broken off.
        var configuration = ServiceGroupConfiguration(
            services: [application],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = Self.patience
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            logger.info("Ended; a request was broken off")
        }
    }

    private static let patience = Duration.seconds(5)
}

/// The ledger's own schedule, as a service of this process.
struct Signing: ServiceLifecycle.Service {
    let schedule: CheckpointSchedule

    func run() async throws { try await cancelWhenGracefulShutdown { try await schedule.run() } }
}

/// Does something at once and then again after every period, until the service group shuts down.
struct Recurring: ServiceLifecycle.Service {
    private let name: String
    private let period: Int
    private let work: @Sendable () async throws -> Void

    init(_ name: String, every seconds: Int, _ work: @escaping @Sendable () async throws -> Void) {
        self.name = name
        period = seconds
        self.work = work
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await work()
                } catch is CancellationError {
                    return
                } catch {
                    // A busy or broken store is somebody else's alarm; it is tried again when its time comes.
                    Logger.current.error("\(name)", metadata: ["error": "\(String(reflecting: error))"])
                }
                try? await Task.sleep(for: .seconds(period))
            }
        }
    }
}

import GRDB
import Hummingbird
import Kernel

/// The middleware every request passes, in the one right order, and this room's own routes.
package struct WebShell: Sendable {
    private let pages: Pages
    private let door: Doorkeeper
    private let database: any DatabaseWriter
    private let clock: WallClock
    private let unread: UnreadCount

    /// - Parameter unread: How many notices somebody has not looked at, for the head of every page.
    package init(
        pages: Pages,
        door: Doorkeeper,
        database: any DatabaseWriter,
        clock: WallClock,
        unread: @escaping UnreadCount = { _ in 0 }
    ) {
        self.pages = pages
        self.door = door
        self.database = database
        self.clock = clock
        self.unread = unread
    }

    /// Adds the middleware and the routes; to be called before any other route is added.
    package func add(to router: Router<SiteContext>) throws {
        let isSecure = pages.site.isSecure
        let once = try OnceMiddleware(database: database, pages: pages, clock: clock)
        router.addMiddleware {
            RequestLogMiddleware()
            AddressMiddleware()
            PageSecurityMiddleware(isSecure: isSecure)
            LanguageMiddleware(isSecure: isSecure)
            ProblemMiddleware(pages: pages)
            SignInMiddleware(door: door, unread: unread)
            // Once more inside the sign-in, so that an error page still shows who is signed in.
            ProblemMiddleware(pages: pages)
            SameOriginMiddleware()
            IdempotencyMiddleware(database: database, clock: clock)
            once
        }
        AssetRoutes(assets: pages.assets).addRoutes(to: router)
        SignInPages(door: door, pages: pages).addRoutes(to: router)
        try DesignPages(pages: pages, clock: clock).addRoutes(to: router)
    }
}

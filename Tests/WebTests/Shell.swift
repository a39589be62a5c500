import Directory
import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Kernel
import Ledger
import Logging
import Statute
import Synchronization

@testable import Web

/// A site with a few routes of its own inside the real shell, a store in memory and a clock the test moves.
struct Shell: Sendable {
    let database: DatabaseQueue
    let people: People
    let signIns: SignIns
    let tokens: Tokens
    let secretariat: Actor
    let clock = Box(Date(timeIntervalSince1970: 1_795_500_000))
    let log = Lines()
    /// How often the things of the test were done.
    let done = Box(0)
    /// Opens for the thing that takes its time.
    let gate = AsyncStream<Void>.makeStream()
    private let pages: Pages

    static let email = "secretariat@mois.example"
    static let password = "마루에서 만나요 2026"

    /// A value the test and the routes share.
    final class Box<Value: Sendable>: Sendable {
        private let value: Mutex<Value>
        init(_ value: Value) { self.value = Mutex(value) }
        var now: Value {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    /// - Parameter change: What is set otherwise at this site.
    init(isSecure: Bool = false, setting change: (inout SiteSettings) -> Void = { _ in }) async throws {
        let wall = WallClock { [clock] in clock.now }
        database = try Store.inMemory()
        var migrator = DatabaseMigrator()
        for schema in [KernelSchema.self, LedgerSchema.self, DirectorySchema.self, WebSchema.self]
            as [any RoomSchema.Type]
        {
            schema.register(in: &migrator)
        }
        try migrator.migrate(database)
        let statutes = try Statutes()
        let institutions = Institutions(database: database, statutes: statutes, clock: wall)
        people = People(database: database, institutions: institutions, statutes: statutes, clock: wall)
        signIns = SignIns(database: database, passwords: Passwords(cost: 4), clock: wall)
        tokens = Tokens(database: database, clock: wall)
        _ = try await people.initialise(
            secretariat: Self.email,
            name: "간사",
            institution: Institutions.Draft(code: "1741000", name: "행정안전부", kind: "central")
        )
        secretariat = try await people.actor(email: Self.email)
        try await signIns.setPassword(Self.password, of: Self.email, by: secretariat)
        var site = SiteSettings()
        site.isSecure = isSecure
        change(&site)
        pages = try Pages(rooms: [try TestRoom.make()], site: site)
    }

    /// Sign-ins that take their time, as the real ones do.
    var slow: SignIns {
        SignIns(database: database, passwords: Passwords(cost: 12), clock: WallClock { [clock] in clock.now })
    }

    struct TestPage: Page {
        static let template = "test/page"
        let text: String
        let flash: String?
    }

    /// Runs `body` against the site.
    func test(_ body: @escaping @Sendable (Browser) async throws -> Void) async throws {
        let logger = Logger(label: "test") { [log] _ in Lines.Handler(log) }
        let application = Application(router: try router(), logger: logger)
        try await application.test(.router) { client in
            try await body(Browser(client: client))
        }
    }

    /// A token of the secretariat.
    func token() async throws -> String { try await tokens.create(name: "t", by: secretariat).secret }

    private func router() throws -> Router<SiteContext> {
        let router = Router(context: SiteContext.self)
        let wall = WallClock { [clock] in clock.now }
        try WebShell(pages: pages, door: Doorkeeper(signIns: signIns, tokens: tokens), database: database, clock: wall)
            .add(to: router)
        router.get("page") { [pages] request, context in
            try pages.render(
                TestPage(text: request.query.raw("text") ?? context.visit.address, flash: context.visit.flash?.text),
                in: context
            )
        }
        router.get("broken") { _, _ -> String in throw CocoaError(.fileReadNoSuchFile) }
        router.get("fails") { _, _ -> String in
            throw Problem(
                "test/failed",
                LocalizedText("안 됩니다.", en: "It cannot be done."),
                status: 422,
                detail: LocalizedText("이름이 비었습니다.", en: "The name is empty."),
                fields: [Problem.Field("name", LocalizedText("적어 주세요.", en: "Fill it in."))]
            )
        }
        let inside = router.group(context: SignedIn.self)
        inside.get("inside") { _, context in context.actor.email }
        router.group(context: OfficerContext.self).get("officers") { _, context in context.actor.email }
        inside.post("things") { [done] request, context in
            _ = try await request.form()
            done.now += 1
            return Response.redirect(to: "/page", saying: Flash(.success, "처리했습니다 \(done.now)"))
        }
        inside.post("things/slow") { [done, gate] request, context in
            _ = try await request.form()
            for await _ in gate.stream { break }
            done.now += 1
            return Response.redirect(to: "/page?text=\(done.now)", saying: Flash(.success, "처리했습니다 \(done.now)"))
        }
        inside.post("things/wrong") { [done] request, context in
            guard try await request.form()["name"] != nil else { return Response(status: .unprocessableContent) }
            done.now += 1
            return Response.redirect(to: "/page", type: .normal)
        }
        inside.post("things/files") { [done] request, context in
            var names: [String] = []
            try await request.readMultipart(in: context) { event in
                if case .begin(let name, let file) = event { names.append(file ?? name) }
            }
            done.now += 1
            return names.joined(separator: ",")
        }
        inside.post("api/v1/things") { [done] request, context in
            struct Body: Decodable { let name: String }
            let body = try await request.decode(as: Body.self, context: context)
            guard body.name != "fails" else { throw CocoaError(.fileWriteOutOfSpace) }
            guard body.name != "refused" else {
                throw Problem("test/refused", LocalizedText("거절", en: "Refused"), status: 409)
            }
            done.now += 1
            return Response(
                status: .created,
                headers: [.contentType: "application/json", .location: "/api/v1/things/\(done.now)"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "{\"n\":\(done.now)}"))
            )
        }
        inside.get("api/v1/things") { request, _ in
            let paging = try APIPaging(request)
            return APIPage(items: Array(1...3).map(String.init), next: paging.cursor?.place.first)
        }
        return router
    }
}

/// A room that exists for a test: one page, no words.
enum TestRoom {
    static let page = """
        {{<layout}}
        {{$title}}{{page.text}}{{/title}}
        {{$main}}<p id="text" title="{{page.text}}">{{page.text}}</p>
        {{#page.flash}}<p id="said">{{page.flash}}</p>{{/page.flash}}{{/main}}
        {{/layout}}
        """

    /// Writes the room into a folder of its own.
    static func make(
        templates: [String: String] = ["test/page": page],
        ko: [String: String] = [:],
        en: [String: String] = [:]
    ) throws -> RoomResources {
        let folder = FileManager.default.temporaryDirectory.appending(path: "maru-web-\(UUID().uuidString)")
        for (name, text) in templates {
            let file = folder.appending(path: "Templates/\(name).mustache")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        let strings = folder.appending(path: "Strings")
        try FileManager.default.createDirectory(at: strings, withIntermediateDirectories: true)
        for (language, words) in [("ko", ko), ("en", en)] {
            try JSONEncoder().encode(words).write(to: strings.appending(path: "\(language).json"))
        }
        return RoomResources(name: "test", folder: folder)
    }
}

/// Keeps what is logged.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    /// One logger's handler: its metadata is its own, its lines are everybody's.
    struct Handler: LogHandler {
        let lines: Lines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        init(_ lines: Lines) { self.lines = lines }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            lines.add("\(event.message) \(all)")
        }
    }
}

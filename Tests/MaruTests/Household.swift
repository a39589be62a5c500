import Foundation
import GRDB
import Kernel
import Testing

/// Everything that is done to the real program: one suite inside another, one test after the other, for each of them
/// wants the machine to itself.
@Suite("Bad input and faults", .serialized)
struct FaultTests {}

/// A home of its own for the built `maru`: with a provider (1), who is steward and officer, an analyst at another
/// institution (2), and a table of 400,000 rows that is shared on request.
final class Household {
    let home: URL
    private var servers: [Running] = []

    static let provider = "s@x.example"
    static let analyst = "a@y.example"

    init(at place: URL? = nil) throws {
        home = place ?? FileManager.default.temporaryDirectory.appending(path: "maru-faults-\(UUID().uuidString)")
        let template = try Self.template.get()
        try? FileManager.default.removeItem(at: home)
        try FileManager.default.copyItem(at: template, to: home)
    }

    private init(making home: URL) { self.home = home }

    deinit {
        for server in servers { server.killed() }
        try? FileManager.default.removeItem(at: home)
    }

    /// Made once, then copied: the same for every test.
    private static let template = Result {
        let place = FileManager.default.temporaryDirectory.appending(path: "maru-template-\(getpid())")
        atexit {
            let place = FileManager.default.temporaryDirectory.appending(path: "maru-template-\(getpid())")
            try? FileManager.default.removeItem(at: place)
        }
        let made = Household(making: place.appending(path: "making"))
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try made.must(
            "init",
            "--secretariat",
            provider,
            "--name",
            "간사",
            "--institution-code",
            "1",
            "--institution-name",
            "하나"
        )
        try made.must("institution", "add", "--code", "2", "--name", "둘", "--kind", "metropolitan")
        try made.must("appoint", "--email", provider, "--institution", "1", "--role", "steward")
        try made.must("appoint", "--email", provider, "--institution", "1", "--role", "officer", "--rank", "3급")
        try made.must("person", "add", "--email", analyst, "--name", "분석", "--institution", "2")
        try made.must("appoint", "--email", analyst, "--institution", "2", "--role", "analyst")
        let table = try made.table(rows: 400_000)
        try made.must(
            "dataset",
            "register",
            table.path,
            "--institution",
            "1",
            "--title",
            "큰 표",
            "--table",
            "big",
            "--access",
            "request"
        )
        try FileManager.default.removeItem(at: table)
        // `made` cleans up after itself; the template stays.
        let template = place.appending(path: "home")
        try FileManager.default.copyItem(at: made.home, to: template)
        return template
    }

    // MARK: - Commands

    static let maru: URL = {
        var folder = Bundle.main.bundleURL
        while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.appending(path: "maru").path) {
            folder = folder.deletingLastPathComponent()
        }
        return folder.appending(path: "maru")
    }()

    /// A command that can be killed.
    func command(
        _ arguments: [String],
        as person: String = provider,
        environment: [String: String] = [:]
    ) throws -> Running {
        try Running(
            Self.maru,
            ["--home", home.path, "--json", "--as", person] + arguments,
            // A program that crashes ends at once, rather than being looked into by a process that outlives the test.
            environment: ProcessInfo.processInfo.environment
                .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }.merging(environment) { $1 }
        )
    }

    /// Runs a command to its end.
    @discardableResult
    func run(
        _ arguments: String...,
        as person: String = provider,
        environment: [String: String] = [:]
    ) throws -> Running.Outcome {
        try command(arguments, as: person, environment: environment).outcome()
    }

    /// Runs a command that has to succeed.
    @discardableResult
    func must(_ arguments: String..., as person: String = provider) throws -> Running.Outcome {
        let outcome = try command(arguments, as: person).outcome()
        try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
        return outcome
    }

    // MARK: - Server

    struct Served {
        let running: Running
        let port: Int

        func connect() throws -> Connection { try Connection(port: port) }

        /// Sends a request and reads its answer.
        func ask(
            _ method: String,
            _ path: String,
            token: String? = nil,
            type: String = "application/json",
            body: Data? = nil
        ) throws -> Connection.Answer {
            let connection = try connect()
            connection.request(method, path, token: token, type: type, length: body?.count ?? 0)
            if let body { connection.send(body) }
            return try connection.answer()
        }
    }

    /// Starts a server on a port of its own and waits until it listens.
    func serve(environment: [String: String] = [:]) throws -> Served {
        let running = try command(["serve", "--port", "0"], environment: environment)
        servers.append(running)
        var port: Int?
        try until("the server listens") {
            guard let found = running.errors.firstMatch(of: /listening on 127\.0\.0\.1:([0-9]+)/) else { return false }
            port = Int(found.1)
            return true
        }
        return Served(running: running, port: try #require(port))
    }

    func token(as person: String) throws -> String {
        try must("token", "create", as: person).value("token")
    }

    // MARK: - What is there

    func count(_ sql: String) throws -> Int {
        let database = try Store.open(at: home.appending(path: "maru.sqlite").path)
        return try database.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }

    func text(_ sql: String) throws -> String {
        let database = try Store.open(at: home.appending(path: "maru.sqlite").path)
        return try database.read { try String.fetchOne($0, sql: sql) ?? "" }
    }

    /// The names under a folder of the home.
    func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: home.appending(path: folder).path)) ?? []
    }

    /// The bytes of every file below a folder of the home.
    func bytes(in folder: String) -> Int {
        let files = FileManager.default.enumerator(atPath: home.appending(path: folder).path)
        var bytes = 0
        while let name = files?.nextObject() as? String {
            let place = home.appending(path: folder).appending(path: name)
            let found = try? FileManager.default.attributesOfItem(atPath: place.path)
            if found?[.type] as? FileAttributeType == .typeRegular { bytes += found?[.size] as? Int ?? 0 }
        }
        return bytes
    }

    /// A CSV file beside the home's store.
    func table(rows: Int, name: String = "rows.csv") throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "maru-\(UUID().uuidString)-\(name)")
        var text = "code,n,word\n"
        for row in 0..<rows { text += "A-\(row),\(row &* 7919 % 1000),text \(row % 31)\n" }
        try Data(text.utf8).write(to: file)
        return file
    }

    /// A request of the analyst's for the big table.
    func request() throws -> String {
        let dataset = try text("SELECT id FROM dataset WHERE title = '큰 표'")
        return try must(
            "request",
            "submit",
            "--dataset",
            dataset,
            "--purpose",
            "연구",
            "--method",
            "집계",
            "--until",
            "2027-11-20",
            as: Self.analyst
        ).value("id")
    }

    /// What grants `request` under terms that take a moment to carry out.
    static func granting(_ request: String) -> [String] {
        ["request", "grant", request, "--transform", "code=pseudonymise", "--transform", "word=pseudonymise"]
    }

    /// A grant of the analyst's with its share.
    func grant() throws -> String {
        try must("request", "grant", request(), "--columns", "n,word").value("grant")
    }

    /// A question that nobody's machine answers within the time allowed.
    static let slow = "SELECT count(*) FROM big a, big b WHERE (a.n * b.n) % 7 = 3"

    /// Checks what must hold at every moment: effects and acts one to one, no share without its manifest.
    func checkInvariants() throws {
        for (effect, kinds) in [
            ("SELECT count(*) FROM \"grant\"", "'sharing.granted', 'sharing.used'"),
            ("SELECT count(*) FROM \"grant\" WHERE manifestJSON IS NOT NULL", "'sharing.shareMade'"),
            ("SELECT count(*) FROM \"grant\" WHERE stage = 'failed'", "'sharing.shareFailed'"),
            ("SELECT count(*) FROM sharingRequest", "'sharing.submitted'"),
            ("SELECT count(*) FROM queryRun WHERE stage = 'done'", "'analysis.ran'"),
            ("SELECT count(*) FROM dataset", "'catalog.received'"),
            ("SELECT count(*) FROM dataset WHERE version > 0", "'catalog.registered'"),
        ] {
            let acts = try count("SELECT count(*) FROM act WHERE kind IN (\(kinds))")
            let rejected =
                kinds == "'catalog.received'" ? "SELECT count(*) FROM act WHERE kind = 'catalog.rejected'" : "SELECT 0"
            #expect(try count(effect) == acts - count(rejected), "\(kinds)")
        }
        for grant in names(in: "lake/shares") {
            for version in names(in: "lake/shares/\(grant)") {
                #expect(names(in: "lake/shares/\(grant)/\(version)").contains("manifest.json"))
            }
        }
        #expect(try run("ledger", "verify").status == 0)
    }

    /// Waits until no job is left to do.
    func jobsEnd(within seconds: Int = 120) throws {
        try until("every job is done", within: seconds) {
            try count("SELECT count(*) FROM job WHERE stage IN ('waiting', 'running')") == 0
        }
    }
}

/// Looks again and again until something holds.
func until(_ what: String, within seconds: Int = 60, _ holds: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try !holds() {
        try #require(ContinuousClock.now < deadline, "it never came about that \(what)")
        usleep(5000)
    }
}

import Foundation
import Kernel
import Testing

extension FaultTests {
    /// A server with more going on than one thing.
    @Suite(
        "A server keeps its word to everybody at once",
        .serialized
    )
    struct ServerTests {
        private func question(_ sql: String, _ grant: String) throws -> Data {
            try JSONSerialization.data(withJSONObject: ["sql": sql, "grants": [grant]])
        }

        /// Asks the slow question without waiting for its answer.
        private func ask(_ server: Household.Served, _ token: String, _ grant: String) throws -> Connection {
            let connection = try server.connect()
            let body = try question(Household.slow, grant)
            connection.request("POST", "/api/v1/queries", token: token, length: body.count)
            connection.send(body)
            return connection
        }

        @Test("A grant revoked while a question runs ends the question with a clear problem, and the share is gone")
        func revoked() throws {
            let house = try Household()
            let grant = try house.grant()
            let token = try house.token(as: Household.analyst)
            let server = try house.serve()
            let connection = try ask(server, token, grant)
            try until("the question runs") { server.running.worker != nil }
            try house.must("grant", "revoke", grant, "--reason", "목적 외 이용")
            let answer = try connection.answer()
            #expect(answer.status == 409)
            #expect(answer.problem == "analysis/grant-ended")
            #expect(answer.json["title"] as? String == "이용권한이 끝나 질의를 멈추었습니다.")
            try until("the worker has ended") { server.running.worker == nil }
            #expect(house.names(in: "lake/shares") == [])
            #expect(house.names(in: "runs") == [])
            try house.checkInvariants()
            server.running.killed()
        }

        @Test("A question whose client went away is stopped")
        func left() throws {
            let house = try Household()
            let grant = try house.grant()
            let token = try house.token(as: Household.analyst)
            let server = try house.serve()
            let connection = try ask(server, token, grant)
            try until("the question runs") { server.running.worker != nil }
            connection.breakOff(reset: false)
            try until("the worker has ended") { server.running.worker == nil }
            try until("the run is over") { try house.text("SELECT stage FROM queryRun") == "cancelled" }
            server.running.killed()
        }

        @Test("Asked to end, a server answers who waits, breaks off what drags on, and ends with status 0")
        func ended() throws {
            let house = try Household()
            let grant = try house.grant()
            let token = try house.token(as: Household.analyst)
            let sender = try house.token(as: Household.provider)
            let server = try house.serve()
            let question = try ask(server, token, grant)
            let upload = try server.connect()
            upload.request("POST", "/api/v1/uploads?name=a.csv", token: sender, type: "text/csv", length: 50 << 20)
            upload.send(Data(repeating: 65, count: 1 << 20))
            try until("the question runs") { server.running.worker != nil }
            try until("the upload has begun") { house.bytes(in: "lake/staging") > 0 }
            let start = ContinuousClock.now
            server.running.signal(SIGTERM)
            let answer = try question.answer()
            #expect(answer.status == 503)
            #expect(answer.problem == "analysis/interrupted")
            #expect(server.running.wait() == 0)
            // It gives up waiting after five; the rest is a busy machine's.
            #expect(start.duration(to: .now) < .seconds(40))
            #expect(try house.text("SELECT stage FROM queryRun") == "failed")
            #expect(house.names(in: "lake/staging") == [])
            #expect(house.names(in: "runs") == [])
            try house.checkInvariants()
        }

        @Test("Two servers and several commands on one home: each job is done once, and nobody hears of a lock")
        func together() throws {
            let house = try Household()
            let servers = try [house.serve(), house.serve()]
            let file = try house.table(rows: 2000)
            defer { try? FileManager.default.removeItem(at: file) }
            let commands = try (0..<10).map { number in
                try house.command(
                    [
                        "dataset", "register", file.path, "--institution", "1", "--title", "표 \(number)", "--access",
                        "open",
                    ]
                        + (number % 2 == 0 ? ["--no-wait"] : [])
                )
            }
            let outcomes = try commands.map { try $0.outcome() }
            for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.errors)") }
            try house.jobsEnd()
            #expect(try house.count("SELECT count(*) FROM job WHERE kind = 'catalog.read' AND attempts = 1") == 11)
            try house.checkInvariants()
            for server in servers {
                #expect(!server.running.errors.lowercased().contains("locked"))
                server.running.killed()
            }
        }

        @Test("Many who make the same home at once: one does, the others are told so, and nobody hears of a lock")
        func beginning() throws {
            let house = try Household()
            let place = house.home.appending(path: "new")
            let commands = try (0..<6).map { _ in
                try house.command([
                    "--home", place.path, "init", "--secretariat", "a@b.example", "--name", "가",
                    "--institution-code", "1", "--institution-name", "하나",
                ])
            }
            let outcomes = try commands.map { try $0.outcome() }
            #expect(outcomes.filter { $0.status == 0 }.count == 1)
            for outcome in outcomes where outcome.status != 0 {
                #expect(outcome.errors.hasPrefix("problem: "), "\(outcome.errors)")
                #expect(!outcome.errors.contains("예상하지 못한"), "\(outcome.errors)")
            }
        }

        @Test("Garbage is answered with a problem, never with a 500, and the server lives on")
        func garbage() throws {
            let house = try Household()
            let grant = try house.grant()
            let token = try house.token(as: Household.analyst)
            let server = try house.serve()
            var generator = Seeded(state: 20_261_125)
            let noise = Data((0..<4096).map { _ in UInt8.random(in: 0...255, using: &generator) })
            let deep = Data(String(repeating: "[", count: 200_000).utf8)
            let wide = Data(("{\"sql\": \"" + String(repeating: "x", count: 3 << 20) + "\", \"grants\": []}").utf8)
            let nonsense = try question("SELECT '\u{0}', \u{FFFF} FROM", grant)
            for path in [
                "/api/v1/queries", "/api/v1/requests", "/api/v1/datasets", "/api/v1/uses",
                "/api/v1/institutions",
            ] {
                for body in [noise, deep, wide, nonsense, Data("null".utf8), Data("[]".utf8), Data(), Data("{".utf8)] {
                    let answer = try server.ask("POST", path, token: token, body: body)
                    #expect((400..<500).contains(answer.status), "\(path) \(body.prefix(20)) \(answer.status)")
                    #expect(answer.isProblem, "\(path) \(answer.head)")
                }
                let typed = try server.ask("POST", path, token: token, type: "image/png;;;=", body: noise)
                #expect((400..<500).contains(typed.status) && typed.isProblem, "\(path) \(typed.status)")
            }
            for path in [
                "/api/v1/datasets/%FF%FE%00", "/api/v1/datasets?q=%FF%C0%AF&limit=%00", "/api/v1/datasets?limit=-1",
                "/api/v1/datasets?offset=99999999999999999999", "/api/v1/grants/%2e%2e%2f%2e%2e",
                "/api/v1/queries/x/rows?offset=9223372036854775807&limit=9223372036854775807",
                "/api/v1/clock?rule=provision.decide&from=2026-11-25&extend=9223372036854775807",
                "/api/v1/clock?rule=provision.decide&from=9999-12-31",
                "/api/v1/clock?rule=%00&from=2026-02-30", "/api/v1/ledger/acts/-1/proof",
                "/api/v1/ledger/acts/9223372036854775807/proof",
                "/api/v1/ledger/consistency?first=-5&second=9223372036854775807", "/api/v1/jobs/%F0%28%8C%28",
                "/" + String(repeating: "a/", count: 4000), "/datasets/%FF?lang=%FF", "/%", "//", "/api/v1/%ZZ",
            ] {
                let answer = try server.ask("GET", path, token: token)
                #expect(answer.status < 500, "\(path.prefix(80)) \(answer.status)")
                if answer.status >= 400 { #expect(answer.isProblem, "\(path.prefix(80)) \(answer.head)") }
            }
            // Bytes that are no HTTP, and heads that never end, are turned away below the pages.
            for head in [
                noise, Data("GET / HTTP/9.9\r\n\r\n".utf8),
                Data(("GET / HTTP/1.1\r\nHost: x\r\n" + (0..<5000).map { "X-\($0): y\r\n" }.joined() + "\r\n").utf8),
                Data(
                    ("GET / HTTP/1.1\r\nHost: x\r\nCookie: " + String(repeating: "c", count: 300_000) + "\r\n\r\n").utf8
                ),
            ] {
                let connection = try server.connect()
                connection.send(head)
                let status = try? connection.answer().status
                #expect(status.map { (200..<500).contains($0) } ?? true, "\(String(describing: status))")
            }
            #expect(try server.ask("GET", "/readyz").status == 200)
            #expect(!server.running.errors.contains("Unhandled error"), "\(server.running.errors.suffix(2000))")
            server.running.killed()
        }
    }
}

/// The same noise every time.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}

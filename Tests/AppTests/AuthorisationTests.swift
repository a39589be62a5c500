import App
import Catalog
import Directory
import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Kernel
import Ledger
import NIOFoundationEssentialsCompat
import TestSupport
import Testing
import Web

/// Who asks: a stranger, and people of three institutions in their roles.
private let visitors = [
    "", "official@busan.example", "officer@busan.example", "analyst@mois.example", "steward@seoul.example",
    "officer@seoul.example", "auditor@mois.example", "secretariat@mois.example",
]

/// A route, what is sent, and the status for each of ``visitors``, in their order.
struct DoorCase: Sendable, CustomTestStringConvertible {
    let route: String
    let body: String?
    let expected: [Int]

    /// - Parameter expected: `{n}` and `{email}` in route and body stand for the visitor's number and address.
    init(_ route: String, _ body: String? = nil, _ expected: Int...) {
        self.route = route
        self.body = body
        self.expected = expected
    }

    var testDescription: String { route }

    static func everybody(_ route: String, _ status: Int) -> DoorCase {
        DoorCase(route: route, body: nil, expected: visitors.map { _ in status })
    }

    static func inside(_ route: String, _ body: String? = nil, _ status: Int) -> DoorCase {
        DoorCase(route: route, body: body, expected: visitors.map { $0.isEmpty ? 401 : status })
    }

    /// Only the secretariat.
    static func secretariat(_ route: String, _ body: String?, _ status: Int) -> DoorCase {
        let expected = visitors.map { $0.isEmpty ? 401 : $0.hasPrefix("secretariat") ? status : 403 }
        return DoorCase(route: route, body: body, expected: expected)
    }

    private init(route: String, body: String?, expected: [Int]) {
        self.route = route
        self.body = body
        self.expected = expected
    }
}

@Suite("Who may do what through the doors of the directory and the record")
struct AuthorisationTests {
    private static let until = "2099-01-01"

    // 401: not signed in. 403: signed in, and not allowed. 404: not one's own, which must not be told apart from
    // what does not exist. 409: allowed, and done already by the visitor before.
    static let table: [DoorCase] = [
        .everybody("GET /api/v1/institutions", 200),
        .everybody("GET /api/v1/institutions/6110000", 200),
        .everybody("GET /api/v1/institutions/none", 404),
        .secretariat("POST /api/v1/institutions", #"{"code":"{n}","name":"x","kind":"basic"}"#, 201),
        .secretariat(
            "POST /api/v1/institutions/6260000/rename",
            #"{"name":"부산","from":"{today}","ground":"법률"}"#,
            200
        ),
        .secretariat(
            "POST /api/v1/institutions/6110000/merge",
            #"{"predecessors":["6260000"],"from":"{until}","ground":"법률"}"#,
            200
        ),
        .secretariat(
            "POST /api/v1/institutions/6260000/split",
            #"{"successors":["6110000","1741000"],"from":"{until}","ground":"법률"}"#,
            200
        ),
        .secretariat(
            "POST /api/v1/institutions/6260000/abolish",
            #"{"until":"{until}","ground":"법률"}"#,
            200
        ),
        .inside("GET /api/v1/people", nil, 200),
        .inside("GET /api/v1/people/official@seoul.example/appointments", nil, 200),
        .inside("GET /api/v1/people/none@x.example/appointments", nil, 404),
        DoorCase(
            "POST /api/v1/people",
            #"{"email":"p{n}@x.example","name":"이름","institution":"6110000"}"#,
            401,
            403,
            403,
            403,
            403,
            201,
            403,
            201
        ),
        DoorCase(
            "POST /api/v1/people/official@seoul.example/password",
            #"{"password":"새로 정한 비밀번호"}"#,
            401,
            403,
            403,
            403,
            403,
            204,
            403,
            204
        ),
        // Not even the institution's own officer; and one's own password takes the present one.
        DoorCase(
            "POST /api/v1/people/secretariat@mois.example/password",
            #"{"password":"새로 정한 비밀번호"}"#,
            401,
            403,
            403,
            403,
            403,
            403,
            403,
            401
        ),
        .secretariat("POST /api/v1/people/official@seoul.example/move", #"{"institution":"6260000"}"#, 200),
        DoorCase("POST /api/v1/people/official@seoul.example/retire", nil, 401, 403, 403, 403, 403, 204, 403, 204),
        DoorCase(
            "POST /api/v1/appointments",
            #"{"email":"{email}","institution":"6110000","role":"deputy"}"#,
            401,
            403,
            403,
            403,
            403,
            201,
            403,
            201
        ),
        .secretariat(
            "POST /api/v1/appointments",
            #"{"email":"{email}","institution":"6110000","role":"officer","rank":"3급"}"#,
            201
        ),
        .secretariat(
            "POST /api/v1/appointments",
            #"{"email":"{email}","institution":"6110000","role":"auditor"}"#,
            201
        ),
        .secretariat(
            "POST /api/v1/appointments",
            #"{"email":"official@seoul.example","institution":"6110000","role":"secretariat"}"#,
            201
        ),
        DoorCase(
            "POST /api/v1/appointments/{appointment}/end",
            #"{"reason":"인사이동"}"#,
            401,
            403,
            403,
            403,
            403,
            200,
            403,
            409
        ),
        .inside("GET /api/v1/tokens", nil, 200),
        .inside("POST /api/v1/tokens", #"{"name":"t"}"#, 201),
        DoorCase("DELETE /api/v1/tokens/{token}", nil, 401, 404, 404, 204, 404, 404, 404, 404),
        .everybody("GET /api/v1/clock?rule=provision.decide&from=2026-11-23", 200),
        .everybody("GET /api/v1/ledger/checkpoint", 200),
        .everybody("GET /api/v1/ledger/consistency?first=1&second=2", 200),
        // What Seoul's steward did, in its own words: those who read the act on its page, and nobody else.
        DoorCase("GET /api/v1/ledger/acts/{act}/proof", nil, 401, 403, 403, 403, 200, 200, 200, 200),
        .inside("GET /api/v1/ledger/acts/999999/proof", nil, 404),
        // The job of Seoul's steward: hers, her officer's, and whoever watches over all.
        DoorCase("GET /api/v1/jobs/{job}", nil, 401, 404, 404, 404, 200, 200, 200, 200),
        .inside("GET /api/v1/jobs/none", nil, 404),
    ]

    @Test("Each role gets what the table says", arguments: table)
    func doors(row: DoorCase) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let platform = nation.platform
        var places: [String: String] = ["today": "\(platform.settings.clock.today)", "until": Self.until]
        let steward = try await nation.actor("steward@seoul.example")
        places["appointment"] = try await platform.people.appointments(of: steward.person)[0].id.rawValue
        let owner = try await nation.actor("analyst@mois.example")
        places["token"] = try await platform.tokens.create(name: "t", by: owner).token.id.rawValue
        if row.route.contains("{job}") || row.route.contains("{act}") {
            let dataset = try await nation.register(.open)
            places["act"] = try await platform.acts.list(limit: 1).first.map { "\($0.seq)" }
            places["job"] = try await platform.database.read { db in
                try String.fetchOne(db, sql: "SELECT id FROM job WHERE key LIKE ?", arguments: ["\(dataset)/%"])
            }
        }
        var tokens: [String] = []
        for email in visitors {
            guard !email.isEmpty else {
                tokens.append("")
                continue
            }
            tokens.append(try await platform.tokens.create(name: "t", by: nation.actor(email)).secret)
        }
        let (known, bearer) = (places, tokens)
        try await Application(router: Server(platform).router()).test(.router) { client in
            var statuses: [Int] = []
            for (number, email) in visitors.enumerated() {
                var places = known
                places["n"] = "\(number)"
                places["email"] = email
                func filled(_ text: String) -> String {
                    places.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
                }
                let parts = filled(row.route).split(separator: " ").map(String.init)
                var headers: HTTPFields = [.contentType: "application/json"]
                if !email.isEmpty { headers[.authorization] = "Bearer \(bearer[number])" }
                let answer = try await client.execute(
                    uri: parts[1],
                    method: HTTPRequest.Method(parts[0]) ?? .get,
                    headers: headers,
                    body: row.body.map { ByteBuffer(string: filled($0)) }
                )
                statuses.append(Int(answer.status.code))
            }
            #expect(statuses == row.expected, "\(zip(visitors, statuses).map { "\($0): \($1)" })")
        }
    }

    @Test("Every door of the directory and the record is in the table")
    func completeness() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let rooms = ["institutions", "people", "appointments", "tokens", "clock", "ledger", "jobs"]
        let doors = try Server(nation.platform).router().routes.filter { route in
            rooms.contains { route.path.description.hasPrefix("/api/v1/\($0)") }
        }
        #expect(doors.count > 20)
        for door in doors {
            let shape = door.path.description.replacing(/:\w+|\{\w+\}/, with: "[^/]+")
            let pattern = try Regex("^\(door.method) \(shape)(\\?.*)?$")
            #expect(Self.table.contains { $0.route.contains(pattern) }, "\(door.method) \(door.path)")
        }
    }

    @Test("A token's secret is told once, and no answer tells it or a password's hash again")
    func secrets() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let actor = try await nation.actor("secretariat@mois.example")
        let token = try await nation.platform.tokens.create(name: "t", by: actor).secret
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            let headers: HTTPFields = [.authorization: "Bearer \(token)", .contentType: "application/json"]
            let made = try await client.execute(
                uri: "/api/v1/tokens",
                method: .post,
                headers: headers,
                body: ByteBuffer(string: #"{"name":"x"}"#)
            )
            #expect(made.headers[.cacheControl] == "no-store")
            let json = try JSONSerialization.jsonObject(with: Data(buffer: made.body)) as? [String: Any]
            let secret = try #require(json?["token"] as? String)
            #expect(secret.hasPrefix("maru_") && secret.count > 40)
            let list = try await client.execute(uri: "/api/v1/tokens", method: .get, headers: headers)
            #expect(!String(buffer: list.body).contains(secret) && !String(buffer: list.body).contains("hash"))
            let stored = try await nation.platform.database.read { db in
                try String.fetchAll(db, sql: "SELECT hash FROM token")
            }
            #expect(stored.count == 2 && !stored.contains(secret))
        }
    }

    @Test("Not even the hash of a password is kept with an idempotency key")
    func passwords() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let actor = try await nation.actor("secretariat@mois.example")
        let token = try await nation.platform.tokens.create(name: "t", by: actor).secret
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            var headers: HTTPFields = [.authorization: "Bearer \(token)", .contentType: "application/json"]
            headers[text: "Idempotency-Key"] = "k"
            let answer = try await client.execute(
                uri: "/api/v1/people/official@seoul.example/password",
                method: .post,
                headers: headers,
                body: ByteBuffer(string: #"{"password":"새로 정한 비밀번호"}"#)
            )
            #expect(answer.status == .noContent)
            let kept = try await nation.platform.database.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM idempotency")
            }
            #expect(kept == 0)
        }
    }
}

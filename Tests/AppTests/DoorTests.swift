import App
import Catalog
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOFoundationEssentialsCompat
import TestSupport
import Testing
import Web

@Suite("The doors: pages and API")
struct DoorTests {
    @Test("Every API route is described, and every described route exists")
    func contract() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let routes = try Server(nation.platform).router().routes.filter { $0.path.description.hasPrefix("/api/v1/") }
            .map { "\($0.method) \($0.path.description.replacing(/:(\w+)/) { "{\($0.output.1)}" })" }
        let document = try JSONSerialization.jsonObject(with: OpenAPI.document()) as? [String: Any]
        let paths = try #require(document?["paths"] as? [String: [String: Any]])
        let described = paths.flatMap { path, item in item.keys.map { "\($0.uppercased()) \(path)" } }
        #expect(Set(routes) == Set(described))
        #expect(routes.count > 25)
    }

    @Test(
        "Who gets in: a stranger, and somebody with a token",
        arguments: [
            ("/", 200, 200), ("/datasets", 200, 200), ("/sign-in", 200, 303), ("/healthz", 200, 200),
            ("/readyz", 200, 200),
            ("/metrics", 200, 200), ("/openapi.json", 200, 200), ("/api/v1/datasets", 200, 200),
            ("/api/v1/institutions", 200, 200), ("/api/v1/clock?rule=provision.decide&from=2026-11-23", 200, 200),
            ("/api/v1/clock?rule=x&from=2026-11-23", 422, 422), ("/api/v1/clock?from=2026-11-23", 400, 400),
            ("/api/v1/ledger/checkpoint", 200, 200), ("/api/v1/ledger/acts/1/proof", 401, 200),
            ("/api/v1/requests", 401, 200), ("/api/v1/grants", 401, 200), ("/api/v1/queries", 401, 200),
            ("/api/v1/questions", 401, 200), ("/api/v1/people", 401, 200), ("/api/v1/tokens", 401, 200),
            ("/api/v1/datasets/none", 404, 404), ("/api/v1/requests/none", 401, 404), ("/no-such-page", 404, 404),
            ("/api/v1/datasets?access=x", 400, 400), ("/api/v1/requests?cursor=x", 401, 400),
        ]
    )
    func access(path: String, stranger: Int, signedIn: Int) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let token = try await nation.platform.tokens.create(name: "t", by: nation.actor("analyst@mois.example")).secret
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            let plain = try await client.execute(uri: path, method: .get)
            #expect(Int(plain.status.code) == stranger)
            let known = try await client.execute(
                uri: path,
                method: .get,
                headers: [.authorization: "Bearer \(token)"]
            )
            #expect(Int(known.status.code) == signedIn)
        }
    }

    @Test("The whole inventory is shown without quotation marks around nothing; a search names what was looked for")
    func whatWasLookedFor() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        _ = try await nation.register(.open)
        try await PageDesk.sit(nation, as: "") { desks in
            let all = try await desks[0].get("/datasets?lang=ko").html
            #expect(!all.contains("“”") && all.contains("<title>데이터 현황"))
            #expect(try await desks[0].get("/datasets?q=zzz&lang=ko").html.contains("“zzz”"))
        }
    }

    @Test("A guide begins with its sections, and each leads to its heading", arguments: Language.allCases)
    func guideSections(language: Language) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        try await PageDesk.sit(nation, as: "") { desks in
            let html = try await desks[0].get("/guides/officer?lang=\(language.rawValue)").html
            let sections = html.matches(of: /<li><a href="#([^"]+)">/).map { String($0.output.1) }
            #expect(sections.count >= 8)
            #expect(sections.allSatisfy { html.contains("<h2 id=\"\($0)\">") })
        }
    }

    @Test("The main job over HTTP: send, register, use, ask; a repeated key does nothing twice")
    func mainJob() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let steward = try await nation.platform.tokens.create(name: "t", by: nation.actor("steward@seoul.example"))
            .secret
        let analyst = try await nation.platform.tokens.create(name: "t", by: nation.actor("analyst@mois.example"))
            .secret
        try await Application(router: Server(nation.platform).router()).test(.ahc(.http)) { client in
            func post(
                _ path: String,
                _ body: String,
                _ token: String,
                type: String = "application/json",
                key: String? = nil
            )
                async throws -> (Int, [String: Any])
            {
                var headers: HTTPFields = [.authorization: "Bearer \(token)", .contentType: type]
                headers[text: "Idempotency-Key"] = key
                let answer = try await client.execute(
                    uri: path,
                    method: .post,
                    headers: headers,
                    body: ByteBuffer(string: body)
                )
                let json = try? JSONSerialization.jsonObject(with: Data(buffer: answer.body)) as? [String: Any]
                return (Int(answer.status.code), json ?? [:])
            }
            let (sent, upload) = try await post("/api/v1/uploads?name=s.csv", Nation.csv, steward, type: "text/csv")
            #expect(sent == 201)
            let id = try #require(upload["upload"] as? String)
            let body =
                #"{"institution":"6110000","title":"쉼터","access":"registered","files":[{"upload":"\#(id)","table":"shelters"}]}"#
            let (accepted, registered) = try await post("/api/v1/datasets", body, steward, key: "k1")
            #expect(accepted == 202)
            let (_, again) = try await post("/api/v1/datasets", body, steward, key: "k1")
            #expect(again["id"] as? String == registered["id"] as? String)
            try await nation.platform.jobs.runAll()
            let dataset = try #require(registered["id"] as? String)
            let until = nation.platform.settings.clock.today
            let use = #"{"purpose":"분석","method":"집계","until":"\#(until)","accept":true}"#
            let (used, grant) = try await post("/api/v1/datasets/\(dataset)/uses", use, analyst)
            #expect(used == 202)
            try await nation.platform.jobs.runAll()
            let sql = #"{"sql":"SELECT sum(수) FROM shelters","grants":["\#(grant["id"] as? String ?? "")"]}"#
            let (asked, answer) = try await post("/api/v1/queries", sql, analyst)
            #expect(asked == 200)
            #expect((answer["rows"] as? [[Int]]) == [[60]])
            let (refused, problem) = try await post("/api/v1/queries", sql, steward)
            #expect(refused == 403)
            #expect(problem["type"] as? String == "/problems/sharing/not-yours")
        }
    }

    @Test("A dataset's page says in both languages how the data is had", arguments: ["ko", "en"])
    func page(language: String) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let id = try await nation.register(.request, title: "<b>쉼터</b>")
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            let answer = try await client.execute(uri: "/datasets/\(id)?lang=\(language)", method: .get)
            let html = String(buffer: answer.body)
            #expect(html.contains(language == "ko" ? "이 데이터는 요청해서 받습니다." : "This data is provided on request."))
            #expect(html.contains("&lt;b&gt;쉼터") && !html.contains("<b>쉼터"))
        }
    }
}

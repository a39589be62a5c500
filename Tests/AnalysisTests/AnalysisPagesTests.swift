import Analysis
import App
import Catalog
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOFoundationEssentialsCompat
import Sharing
import TestSupport
import Testing
import Web

@Suite("Asking in the browser")
struct AnalysisPagesTests {
    /// Somebody at the pages of a nation whose analyst has one share, `shelters`.
    private func asking(
        _ email: String = "analyst@mois.example",
        _ work: @Sendable (_ desk: PageDesk, _ nation: Nation, _ grant: String) async throws -> Void
    ) async throws {
        // Two presses within three seconds are one run, however long the machine takes for them.
        let nation = try await Nation(clock: .fixed(.now))
        defer { nation.end() }
        let grant = try await nation.use().rawValue
        let token = try await nation.platform.tokens.create(name: "t", by: nation.actor(email)).secret
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            try await work(PageDesk(client: client, token: token), nation, grant)
        }
    }

    @Test("The whole way: the tables are shown, a question runs, its result is read, drawn, and taken away")
    func way() async throws {
        try await asking { desk, nation, grant in
            let editor = try await desk.get("/queries").html
            #expect(editor.contains("data-table=\"shelters\"") && editor.contains("data-insert=\"야간\""))
            #expect(editor.contains("value=\"\(grant)\" checked"))
            let sql = "SELECT \"구\", sum(\"수\") AS 합계\r\nFROM shelters GROUP BY 1 ORDER BY 1"
            let sent = try await desk.post("/queries", [("sql", sql), ("grant", grant)])
            #expect(sent.status == 303)
            let path = try #require(sent.location)
            // Pressed twice: one run.
            #expect(try await desk.post("/queries", [("sql", sql), ("grant", grant)]).location == path)
            try await nation.platform.jobs.runAll()
            let html = try await desk.get(path).html
            #expect(html.contains("<td class=\"\">종로구</td><td class=\"num\">30</td>"))
            #expect(html.contains("2행 가운데 1–2행") && html.contains("duckdb \(Self.engine)"))
            #expect(html.contains("가장 큰 값은 종로구 30") == false, "two rows of 30 have no largest")
            let drawn = try await desk.get("\(path)?kind=line&x=1&y=2").html
            #expect(drawn.contains("<path class=\"line\"") && drawn.contains("구별 합계"))
            for (query, type) in [
                ("format=csv", "text/csv; charset=utf-8"), ("format=csv&bom=false", "text/csv; charset=utf-8"),
                ("format=parquet", "application/vnd.apache.parquet"),
            ] {
                let file = try await desk.get("\(path)/download?\(query)")
                #expect(file.status == 200 && file.type == type && file.disposition?.hasPrefix("attachment") == true)
                #expect(file.html.hasPrefix("\u{FEFF}구,합계") == (query == "format=csv"))
            }
            let again = try await desk.post("\(path)/again", [("once", "1")])
            #expect(again.status == 303 && again.location != path)
            #expect(try await desk.get("/queries/recent").html.contains("2026"))
        }
    }

    private static let engine = "1.5.5"

    @Test("A mistake comes back with the text, the reason in Korean, and the place")
    func mistake() async throws {
        try await asking { desk, nation, grant in
            let sql = "SELECT \"구\",\n  없는열\nFROM shelters"
            let path = try #require(try await desk.post("/queries", [("sql", sql), ("grant", grant)]).location)
            try await nation.platform.jobs.runAll()
            let html = try await desk.get(path).html
            #expect(html.contains("“없는열” 열이 없습니다") && html.contains("2번째 줄 3번째 글자"))
            #expect(html.contains("data-line=\"2\" data-column=\"3\" data-length=\"3\""))
            #expect(html.contains("<mark>없는열</mark>"))
            #expect(html.contains("SELECT &quot;구&quot;,\n  없는열\nFROM shelters</textarea>"))
        }
    }

    @Test("What cannot be asked comes back with what was typed: nothing ticked, nothing written, another's grant")
    func corrected() async throws {
        try await asking { desk, nation, grant in
            let text = "SELECT '<b>' AS \"<script>\""
            let unticked = try await desk.post("/queries", [("sql", text)])
            #expect(unticked.status == 422 && unticked.html.contains("이용권한을 하나 이상"))
            #expect(unticked.html.contains("SELECT &#39;&lt;b&gt;&#39;") || unticked.html.contains("&lt;b&gt;"))
            #expect(!unticked.html.contains("\"<script>\"") && !unticked.html.contains("value=\"\(grant)\" checked"))
            #expect(try await desk.post("/queries", [("sql", " "), ("grant", grant)]).status == 422)
            let other = try await nation.platform.tokens.create(
                name: "t",
                by: nation.actor("official@busan.example")
            ).secret
            let stolen = try await PageDesk(client: desk.client, token: other).post(
                "/queries",
                [("sql", "SELECT 1"), ("grant", grant)]
            )
            #expect(stolen.status == 403 && !stolen.html.contains("data-table"))
        }
    }

    @Test("Where nothing is ticked the tables a question names are used, and where a name is unclear one is asked")
    func named() async throws {
        try await asking { desk, nation, grant in
            let file = nation.home.appending(path: "parks.csv")
            try Data("이름,면적\n남산,10\n".utf8).write(to: file)
            let made = try await nation.platform.datasets.register(
                Datasets.Draft(institution: "6110000", title: "공원", access: .registered),
                [Datasets.Upload(file: file, name: "parks.csv", table: "parks")],
                by: nation.actor("steward@seoul.example")
            )
            try await nation.platform.jobs.finish(made.job)
            let analyst = try await nation.actor("analyst@mois.example")
            let (parks, job) = try await nation.platform.grants.use(
                made.dataset,
                purpose: "분석",
                method: "집계",
                until: nation.platform.settings.clock.today,
                accepted: true,
                by: analyst
            )
            try await nation.platform.jobs.finish(job)
            #expect(!(try await desk.get("/queries").html.contains("checked")))
            _ = try await desk.post("/queries", [("sql", "SELECT * FROM \"Parks\"")])
            let run = try #require(try await nation.platform.queries.list(by: analyst).first)
            #expect(run.grants == [parks.id])
            _ = try await nation.use()
            let unclear = try await desk.post("/queries", [("sql", "SELECT * FROM shelters, parks")])
            #expect(unclear.status == 422 && unclear.html.contains("“shelters” 표가 여러 이용권한에 있습니다"))
            let chosen = try await desk.post("/queries", [("sql", "SELECT * FROM shelters"), ("grant", grant)])
            #expect(chosen.status == 303)
        }
    }

    @Test("A question is kept once, opened, renamed with its text, and deleted")
    func kept() async throws {
        try await asking { desk, _, grant in
            let fields = [("sql", "SELECT 1 AS a"), ("grant", grant)]
            let nameless = try await desk.post("/queries/saved", fields)
            #expect(nameless.status == 422 && nameless.html.contains("제목을 1자에서"))
            let title = "<i>합계</i> \u{202E}가나"
            let path = try #require(try await desk.post("/queries/saved", fields + [("title", title)]).location)
            #expect(try await desk.post("/queries/saved", fields + [("title", title)]).location == path)
            let opened = try await desk.get(path).html
            #expect(opened.contains("<bdi>&lt;i&gt;합계&lt;/i&gt;") && opened.contains("SELECT 1 AS a</textarea>"))
            #expect(try await desk.get("/queries").html.contains("href=\"\(path)\""))
            let changed = try await desk.post(path, [("sql", "SELECT 2"), ("title", "새 이름"), ("grant", grant)])
            #expect(changed.status == 303)
            let renamed = try await desk.get(path).html
            #expect(renamed.contains("<bdi>새 이름</bdi>") && renamed.contains("SELECT 2</textarea>"))
            #expect(try await desk.post(path, [("sql", ""), ("title", "새 이름")]).status == 422)
            #expect(try await desk.post("\(path)/remove", fields).location == "/queries")
            #expect(try await desk.get(path).status == 404)
        }
    }

    @Test("A question that waits says so and can be cancelled; a fourth one is told why it has to wait")
    func waiting() async throws {
        try await asking { desk, _, grant in
            var paths: [String] = []
            for number in 1...3 {
                let fields = [("sql", "SELECT \(number)"), ("grant", grant)]
                paths.append(try #require(try await desk.post("/queries", fields).location))
            }
            let fourth = try await desk.post("/queries", [("sql", "SELECT 4"), ("grant", grant)])
            #expect(fourth.status == 429 && fourth.html.contains("SELECT 4</textarea>"))
            let html = try await desk.get(paths[0]).html
            #expect(html.contains("data-progress=\"/api/v1\(paths[0])\"") && html.contains("http-equiv=\"refresh\""))
            #expect(try await desk.post("\(paths[0])/cancel", []).location == paths[0])
            let cancelled = try await desk.get(paths[0]).html
            #expect(cancelled.contains("취소한 질의입니다") && cancelled.contains("SELECT 1</textarea>"))
        }
    }

    @Test("After its grant has ended a run keeps its question, not its result")
    func ended() async throws {
        try await asking { desk, nation, grant in
            let fields = [("sql", "SELECT \"구\" FROM shelters"), ("grant", grant)]
            let path = try #require(try await desk.post("/queries", fields).location)
            try await nation.platform.jobs.runAll()
            #expect(try await desk.get(path).html.contains("종로구"))
            _ = try await nation.platform.grants.revoke(
                Grant.ID(rawValue: grant),
                reason: "회수",
                by: nation.actor("officer@seoul.example")
            )
            let html = try await desk.get(path).html
            #expect(!html.contains("종로구") && html.contains("아직 쓸 수 있는 데이터가 없습니다"))
            #expect(html.contains("끝났습니다"))
            #expect(try await desk.get("\(path)/download").status == 409)
        }
    }

    @Test("Whoever has no grant is told how to get one; whose role never asks is told who does")
    func nothing() async throws {
        try await asking("official@busan.example") { desk, nation, _ in
            let html = try await desk.get("/queries").html
            #expect(html.contains("이용 신고") && html.contains("제공요청") && html.contains("href=\"/datasets\""))
            let auditor = try await nation.platform.tokens.create(name: "t", by: nation.actor("auditor@mois.example"))
            let other = try await PageDesk(client: desk.client, token: auditor.secret).get("/queries")
            #expect(other.status == 200 && other.html.contains("질의할 수 있는 역할이 아닙니다"))
            #expect(!other.html.contains("<textarea"))
        }
    }

    /// In the order of ``Caller``: stranger, another's official, the asker, officer, steward, secretariat, auditor.
    private static let doors: [(Verb, String, [Int])] = [
        (.get, "/queries", [303, 200, 200, 200, 200, 200, 200]),
        (.get, "/queries/recent", [303, 200, 200, 200, 200, 200, 200]),
        (.get, "/queries/<run>", [303, 404, 200, 404, 404, 404, 404]),
        (.get, "/queries/<run>/download", [303, 404, 200, 404, 404, 404, 404]),
        (.get, "/queries/none", [303, 404, 404, 404, 404, 404, 404]),
        (.get, "/queries/saved/<question>", [303, 404, 200, 404, 404, 404, 404]),
        (.post, "/queries", [200, 403, 303, 403, 403, 403, 403]),
        (.post, "/queries/<run>/cancel", [200, 404, 303, 404, 404, 404, 404]),
        (.post, "/queries/<run>/again", [200, 404, 303, 404, 404, 404, 404]),
        (.post, "/queries/saved", [200, 403, 303, 403, 403, 403, 403]),
        (.post, "/queries/saved/<question>", [200, 404, 303, 404, 404, 404, 404]),
        (.post, "/queries/saved/<question>/remove", [200, 404, 303, 404, 404, 404, 404]),
    ]

    @Test("Each page opens for those it is for; a stranger signs in first, and nothing typed is lost")
    func table() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let analyst = try await nation.actor("analyst@mois.example")
        let grant = try await nation.use()
        let run = try await nation.platform.queries.ask("SELECT 1 AS a", grants: [grant], by: analyst).run.id
        let question = try await nation.platform.queries.save("합계", sql: "SELECT 1", grants: [grant], by: analyst).id
        var tokens: [String?] = []
        for caller in Caller.allCases {
            guard let email = caller.email else {
                tokens.append(nil)
                continue
            }
            tokens.append(try await nation.platform.tokens.create(name: "t", by: nation.actor(email)).secret)
        }
        try await Application(router: Server(nation.platform).router()).test(.router) { [tokens] client in
            for (verb, path, statuses) in Self.doors {
                let path = path.replacing("<run>", with: run.rawValue).replacing("<question>", with: question.rawValue)
                for (place, (token, status)) in zip(tokens, statuses).enumerated() {
                    let desk = PageDesk(client: client, token: token)
                    let fields = [("sql", "SELECT \(place)"), ("grant", grant.rawValue), ("title", "제목 \(place)")]
                    let answer = try await verb == .get ? desk.get(path) : desk.post(path, fields)
                    #expect(answer.status == status, "\(verb) \(path) as \(Caller.allCases[place])")
                    if verb == .post, token == nil { #expect(answer.html.contains("name=\"kept\"")) }
                    try await nation.platform.jobs.runAll()
                }
            }
        }
    }
}

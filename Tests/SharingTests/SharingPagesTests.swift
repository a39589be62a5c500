import App
import Catalog
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Lake
import NIOFoundationEssentialsCompat
import Sharing
import TestSupport
import Testing
import Web

@Suite("Asking and deciding in the browser")
struct SharingPagesTests {
    static func token(_ nation: Nation, _ email: String) async throws -> String {
        try await nation.platform.tokens.create(name: "t", by: nation.actor(email)).secret
    }

    @Test("The whole way: ask, be told what is missing, look at what would leave, decide once")
    func way() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let (asker, officer) = (
            try await Self.token(nation, "analyst@mois.example"), try await Self.token(nation, "officer@seoul.example")
        )
        let until = nation.platform.settings.clock.today.adding(days: 30).description
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            let asking = PageDesk(client: client, token: asker)
            let deciding = PageDesk(client: client, token: officer)
            #expect(try await asking.get("/requests/new?dataset=\(dataset)").html.contains("늦어도"))
            let missing = try await asking.post(
                "/requests/new",
                [("dataset", dataset.rawValue), ("purpose", " "), ("method", "<i>집계</i>"), ("until", until)]
            )
            #expect(missing.status == 422)
            // What was typed is kept, and harmless.
            #expect(missing.html.contains("&lt;i&gt;집계&lt;/i&gt;") && missing.html.contains("이용 목적을 적어 주세요"))
            let sent = try await asking.post(
                "/requests/new",
                [("dataset", dataset.rawValue), ("purpose", "배치 분석"), ("method", "집계"), ("until", until)]
            )
            #expect(sent.status == 303)
            let path = try #require(sent.location)
            #expect(try await asking.get(path).html.contains("배치 분석"))
            #expect(try await asking.get("\(path)/decide").status == 403)

            let terms = [
                ("column", "번호"), ("column", "수"), ("way.번호", "pseudonymise"), ("way.수", "keep"),
                ("where.shelters", "\"야간\" = 'Y'"), ("until", until),
            ]
            let look = try await deciding.post("\(path)/decide", terms + [("do", "preview")])
            #expect(look.status == 200)
            #expect(look.html.contains("2행 × 2열") && look.html.contains("원본 3행"))
            #expect(!look.html.contains("A-01") && !look.html.contains("종로구"))
            let wrong = try await deciding.post(
                "\(path)/decide",
                terms.filter { $0.0 != "where.shelters" } + [("where.shelters", "없는열 = 1"), ("do", "grant")]
            )
            #expect(wrong.status == 422 && wrong.html.contains("없는열"))
            let decided = try await deciding.post("\(path)/decide", terms + [("seen", look.seen), ("do", "grant")])
            #expect(decided.status == 303)
            let again = try await deciding.post("\(path)/decide", terms + [("seen", look.seen), ("do", "grant")])
            #expect(again.status == 409)
            try await nation.platform.jobs.runAll()
            let grants = try await nation.platform.grants.list(by: nation.actor("analyst@mois.example"))
            let table = try #require(grants.first?.grant.manifest?.tables.first)
            #expect(grants.count == 1 && table.rows == 2 && table.columns.map(\.name) == ["번호", "수"])
        }
    }

    @Test("A refusal without the finding on separability comes back; a whole one is a notice with the way on")
    func refusing() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let officer = try await Self.token(nation, "officer@seoul.example")
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            let desk = PageDesk(client: client, token: officer)
            let fields = [("ground", "3"), ("citation", "개인정보 보호법 제18조제1항"), ("finding", "분리하면 뜻을 잃음")]
            let half = try await desk.post("/requests/\(request.id)/refuse", fields)
            #expect(half.status == 422 && half.html.contains("분리하면 뜻을 잃음"))
            #expect(try await desk.post("/requests/\(request.id)/refuse", fields + [("separable", "no")]).status == 303)
            let html = try await desk.get("/requests/\(request.id)").html
            #expect(html.contains("데이터 제공 거부 통지") && html.contains("조정을 요청할 수 있습니다"))
        }
    }

    /// Stranger, another institution's official, the requester, the officer, the steward, the secretariat.
    private static let table: [(String, [Int])] = [
        ("/requests", [303, 200, 200, 200, 200, 200]), ("/requests/<id>", [303, 403, 200, 200, 200, 200]),
        ("/requests/<id>/decide", [303, 403, 403, 200, 403, 403]),
        ("/requests/<id>/refuse", [303, 403, 403, 200, 403, 403]),
        ("/requests/new?dataset=<dataset>", [303, 200, 200, 200, 200, 200]),
        ("/requests/none", [303, 404, 404, 404, 404, 404]),
    ]

    @Test("Each page opens for those it is for, and sends a stranger to sign in")
    func doors() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let request = try await nation.request(dataset)
        var tokens: [String?] = [nil]
        for email in [
            "official@busan.example", "analyst@mois.example", "officer@seoul.example", "steward@seoul.example",
            "secretariat@mois.example",
        ] { tokens.append(try await Self.token(nation, email)) }
        try await Application(router: Server(nation.platform).router()).test(.router) { [tokens] client in
            for (path, statuses) in Self.table {
                let path = path.replacing("<id>", with: request.id.rawValue)
                    .replacing("<dataset>", with: dataset.rawValue)
                for (token, status) in zip(tokens, statuses) {
                    let answer = try await PageDesk(client: client, token: token).get(path)
                    #expect(answer.status == status, "\(path) \(tokens.firstIndex(of: token) ?? 0)")
                }
            }
        }
    }
}

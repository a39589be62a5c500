import App
import Catalog
import Directory
import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Kernel
import Sharing
import Statute
import TestSupport
import Testing
import Web

@Suite("After the answer: what was offered, and who learns of it")
struct FollowingTests {
    private static let asker = "analyst@mois.example"

    /// A page as somebody with a token sees it.
    private func page(_ nation: Nation, _ path: String, as email: String, post form: [(String, String)]? = nil)
        async throws -> (status: Int, location: String?, html: String)
    {
        let token = try await nation.platform.tokens.create(name: "t", by: nation.actor(email)).secret
        let body = (form ?? []).map { "\(FormValues.encoded($0.0))=\(FormValues.encoded($0.1))" }.joined(separator: "&")
        return try await Application(router: Server(nation.platform).router()).test(.router) { client in
            try await client.execute(
                uri: path,
                method: form == nil ? .get : .post,
                headers: [
                    .accept: "text/html", .authorization: "Bearer \(token)",
                    .contentType: "application/x-www-form-urlencoded",
                ],
                body: ByteBuffer(string: body)
            ) { (Int($0.status.code), $0.headers[.location], String(buffer: $0.body)) }
        }
    }

    private func desk(_ nation: Nation, _ email: String = asker) async throws -> String {
        try await page(nation, "/desk", as: email).html
    }

    /// The fields of the form for a new request, as they stand on the page.
    private func fields(_ html: String) -> [(String, String)] {
        let hidden = html.matches(of: /<input type="hidden" name="(dataset|follows)" value="([^"]*)">/)
            .map { (String($0.output.1), String($0.output.2)) }
        let areas = html.matches(of: /<textarea[^>]*name="(purpose|method)"[^>]*>([^<]*)<\/textarea>/)
            .map { (String($0.output.1), $0.output.2.trimmingCharacters(in: .newlines)) }
        let until = html.matches(of: /name="until"[^>]*value="([^"]*)"/).map { ("until", String($0.output.1)) }
        let ticked = html.matches(of: /name="column" value="([^"]*)" checked/).map { ("column", String($0.output.1)) }
        return hidden + areas + until + ticked
    }

    @Test("A refusal that offers columns is taken up with one confirming click, and each request names the other")
    func offer() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let refused = try await nation.refuse(nation.request(nation.register(.request)))
        let seen = try await page(nation, "/requests/\(refused)", as: Self.asker)
        #expect(seen.html.contains("href=\"/requests/new?follows=\(refused)\""))
        // The holder is not offered its own offer.
        let holders = try await page(nation, "/requests/\(refused)", as: "officer@seoul.example")
        #expect(!holders.html.contains("follows="))

        let form = try await page(nation, "/requests/new?follows=\(refused)", as: Self.asker)
        let prefilled = fields(form.html)
        #expect(prefilled.filter { $0.0 == "column" }.map(\.1) == ["구", "수"])
        #expect(prefilled.first { $0.0 == "purpose" }?.1 == "배치 분석")
        let sent = try await page(nation, "/requests/new", as: Self.asker, post: prefilled)
        let path = try #require(sent.location)
        #expect(sent.status == 303)

        let actor = try await nation.actor(Self.asker)
        let next = try await nation.platform.requests.find(
            SharingRequest.ID(rawValue: String(path.split(separator: "/").last ?? "")),
            by: actor
        )
        #expect(next.columns == ["구", "수"] && next.follows == refused)
        #expect(try await page(nation, path, as: "officer@seoul.example").html.contains("/requests/\(refused)"))
        let earlier = try await page(nation, "/requests/\(refused)", as: Self.asker).html
        // Taken once: the earlier request leads to the new one instead of offering again.
        #expect(earlier.contains("href=\"\(path)\"") && !earlier.contains("follows="))
        #expect(try await page(nation, "/requests/\(refused)", as: "officer@seoul.example").html.contains(path))
    }

    @Test("An offer in words names no columns, so there is nothing to take with a click")
    func words() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let refused = try await nation.refuse(request, offer: ["구별 통계표"])
        #expect(try await !page(nation, "/requests/\(refused)", as: Self.asker).html.contains("follows="))
        let draft = try await nation.platform.requests.draft(after: refused, by: nation.actor(Self.asker))
        #expect(draft.columns == nil && draft.purpose == "배치 분석")
    }

    @Test("Only an ended request about the same data can be taken further")
    func limits() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (first, other) = (try await nation.register(.request), try await nation.register(.request, title: "다른 것"))
        let actor = try await nation.actor(Self.asker)
        let open = try await nation.request(first)
        let early = await #expect(throws: Problem.self) {
            try await nation.platform.requests.draft(after: open.id, by: actor)
        }
        #expect(early?.status == 422)
        var draft = try await nation.platform.requests.draft(after: nation.refuse(open), by: actor)
        draft.dataset = other
        let wrong = draft
        let strange = await #expect(throws: Problem.self) {
            try await nation.platform.requests.submit(wrong, by: actor)
        }
        #expect(strange?.fields.first?.name == "follows")
    }

    @Test(
        "A decision stands on the asker's desk until it is looked at, with the next step and the last day of the remedy"
    )
    func refusedNews() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        #expect(try await !desk(nation).contains("거부"))
        let refused = try await nation.refuse(request)
        let html = try await desk(nation)
        let last = try #require(
            await nation.platform.requests.find(refused, by: nation.actor(Self.asker)).refusal?.mediation.due
        )
        #expect(html.contains("「쉼터」 요청: 거부") && html.contains("/requests/\(refused)/next"))
        #expect(html.contains(last.written(in: .ko)))
        // It is news to whoever asked; the holder's looking at it changes nothing.
        #expect(try await !desk(nation, "officer@seoul.example").contains("요청: 거부"))
        _ = try await page(nation, "/requests/\(refused)", as: "officer@seoul.example")
        #expect(try await desk(nation).contains("「쉼터」 요청: 거부"))
        let next = try await page(nation, "/requests/\(refused)/next", as: Self.asker)
        #expect(next.location == "/requests/new?follows=\(refused)")
        #expect(try await !desk(nation).contains("요청: 거부"))
    }

    @Test("What was granted, whole or in part, leads to the question in one click", arguments: [true, false])
    func grantedNews(isPart: Bool) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let granted = try await nation.platform.requests.grant(
            request.id,
            TermsDraft(columns: isPart ? ["구", "수"] : ["수", "구", "번호", "야간"]),
            until: nil,
            note: nil,
            by: nation.actor("officer@seoul.example")
        )
        try await nation.platform.jobs.finish(granted.job)
        let html = try await desk(nation)
        #expect(html.contains(isPart ? "요청: 일부를 제공하기로 결정" : "요청: 제공하기로 결정"))
        let next = try await page(nation, "/requests/\(request.id)/next", as: Self.asker)
        #expect(next.location == "/queries?grant=\(granted.grant.id)")
        #expect(try await !desk(nation).contains("제공하기로 결정"))
    }

    @Test("A grant that nobody looked at leaves the desk after a month; a refusal stays while it can be disputed")
    func oldNews() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let refused = try await nation.refuse(nation.request(dataset))
        let request = try await nation.request(dataset)
        _ = try await nation.platform.requests.transfer(
            request.id,
            to: "6260000",
            reason: "부산이 보유",
            by: nation.actor("officer@seoul.example")
        )
        #expect(try await desk(nation).contains("보유하지 않는다는 답변"))
        for (days, isTold) in [(40, true), (80, false)] {
            try await nation.platform.database.write { db in
                try db.execute(
                    sql: """
                        UPDATE sharingRequest SET decidedAt = ?, refusalJSON = CASE WHEN id = ?
                        THEN json_set(refusalJSON, '$.mediation.due', ?) END
                        """,
                    arguments: [
                        nation.platform.settings.clock.now.addingTimeInterval(Double(-days) * 86400), refused,
                        nation.platform.settings.clock.today.adding(days: 60 - days),
                    ]
                )
            }
            let html = try await desk(nation)
            #expect(html.contains("요청: 거부") == isTold && !html.contains("보유하지 않는다는 답변"))
        }
    }

    @Test("The form says how long the holder has, how far that can be extended, and that the clock does not stop")
    func promise() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let platform = nation.platform
        let today = platform.settings.clock.today
        let rule = try #require(try platform.statutes.pack(on: today).clock("provision.decide"))
        let days = try #require(rule.days)
        let more = try #require(rule.extension)
        let pause = try #require(rule.pause)
        for language in [Language.ko, .en] {
            let html = try await page(
                nation,
                "/requests/new?dataset=\(dataset)&lang=\(language.rawValue)",
                as: Self.asker
            ).html
            let dates = [0, more.days].compactMap {
                try? platform.statutes.due("provision.decide", from: today, extendedBy: $0).due.written(in: language)
            }
            #expect(dates.count == 2 && dates.allSatisfy(html.contains))
            #expect(html.contains(language == .ko ? "\(days)일 안에" : "within \(days) days"))
            #expect(html.contains(language == .ko ? "한 차례만, \(more.days)일까지" : "once, by at most \(more.days) days"))
            #expect(html.contains(pause[language]))
        }
    }

    @Test("Whoever decides reads on the desk and at the form how far the rule pack lets the period be extended")
    func extensible() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let platform = nation.platform
        let pack = try platform.statutes.pack(request.pack)
        let rule = try #require(pack.clock("provision.decide")?.extension)
        for (language, words) in [
            (Language.ko, "한 차례, \(rule.days)일까지"), (.en, "once, by up to \(rule.days) days"),
        ] {
            let query = "lang=\(language.rawValue)"
            let desk = try await page(nation, "/desk?\(query)", as: "officer@seoul.example").html
            #expect(desk.contains(language == .ko ? "\(words) 연장할 수 있습니다" : "may be extended \(words)"))
            let form = try await page(nation, "/requests/\(request.id)?\(query)", as: "officer@seoul.example").html
            #expect(form.contains(words) && form.contains("(\(rule.citation[language]))"))
            #expect(form.contains("max=\"\(rule.days)\""))
        }
    }

    @Test("Data is not sent back to whoever asks for it")
    func sentBack() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request), by: "analyst@busan.example")
        let problem = await #expect(throws: Problem.self) {
            try await nation.platform.requests.transfer(
                request.id,
                to: "6260000",
                reason: "부산이 보유",
                by: nation.actor("officer@seoul.example")
            )
        }
        #expect(problem?.fields.first?.name == "to")
    }
}

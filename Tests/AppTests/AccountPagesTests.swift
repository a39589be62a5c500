import App
import Directory
import Foundation
import Kernel
import TestSupport
import Testing

@Suite("One's own account in the browser")
struct AccountPagesTests {
    static let rows: [PageRow] = [
        PageRow("/account", nil, 303, 200, 200, 200, 200, 200),
        PageRow("/account/tokens", ["name": "t"], 200, 201, 201, 201, 201, 201),
        PageRow("/account/tokens", ["name": " "], 200, 422, 422, 422, 422, 422),
        // The token of Seoul's steward: nobody else's to revoke, nor to know of.
        PageRow("/account/tokens/<token>/revoke", [:], 303, 404, 404, 303, 404, 404),
        PageRow("/account/sessions/end", [:], 303, 303, 303, 303, 303, 303),
        PageRow(
            "/account/password",
            ["presentPassword": "falsch", "password": "새로 정한 비밀번호", "againPassword": "새로 정한 비밀번호"],
            303,
            422,
            422,
            422,
            422,
            422
        ),
    ]

    @Test("An account is its owner's", arguments: rows)
    func doors(row: PageRow) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let steward = try await nation.actor("steward@seoul.example")
        let token = try await nation.platform.tokens.create(name: "t", by: steward).token.id.rawValue
        try await row.check(nation, filling: ["token": token])
    }

    @Test("A token's secret is shown once and kept nowhere; a form sent twice makes one, and the last secret works")
    func tokens() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let steward = try await nation.actor("steward@seoul.example")
        try await PageDesk.sit(nation, as: "steward@seoul.example") { desks in
            let form = [("name", "<b>통계"), ("once", "0123456789abcdefghjk")]
            var secrets: [String] = []
            for _ in 1...2 {
                let made = try await desks[0].post("/account/tokens", form)
                #expect(made.status == 201 && !made.isStored)
                secrets.append(try #require(made.html.firstMatch(of: /maru_[A-Za-z0-9_-]{43}/)).output.description)
            }
            let page = try await desks[0].get("/account").html
            #expect(!page.contains(secrets[1]) && page.contains("&lt;b&gt;통계") && !page.contains("<b>통계"))
            let (tokens, actor) = (nation.platform.tokens, steward)
            #expect(try await tokens.list(of: actor).filter { $0.name == "<b>통계" }.count == 1)
            #expect(try await tokens.actor(secrets[0]) == nil)
            #expect(try await tokens.actor(secrets[1])?.person == actor.person)
            // Once used it is somebody's: the form makes no other.
            #expect(try await desks[0].post("/account/tokens", form).status == 409)
        }
    }

    @Test("A password is changed with the present one, typed twice; what was typed is in no answer")
    func password() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (present, next) = ("지금까지의 비밀번호", "새로 정한 비밀번호")
        let secretariat = try await nation.actor("secretariat@mois.example")
        let signIns = nation.platform.signIns
        try await signIns.setPassword(present, of: "steward@seoul.example", by: secretariat)
        try await PageDesk.sit(nation, as: "steward@seoul.example") { desks in
            func send(_ present: String, _ password: String, _ again: String) async throws -> PageDesk.Answer {
                try await desks[0].post(
                    "/account/password",
                    [("presentPassword", present), ("password", password), ("againPassword", again), ("once", "x")]
                )
            }
            let differing = try await send(present, next, next + "!")
            #expect(differing.status == 422 && differing.html.contains("id=\"error-againPassword\""))
            #expect(!differing.html.contains(next) && !differing.html.contains(present))
            let short = try await send(present, "짧다", "짧다")
            #expect(short.status == 422 && short.html.contains("id=\"error-password\""))
            let wrong = try await send("틀린 비밀번호입니다", next, next)
            #expect(wrong.status == 422 && wrong.html.contains("id=\"error-presentPassword\""))
            #expect(try await send(present, next, next).location == "/sign-in?next=/account")
        }
        let secret = try await signIns.signIn(email: "steward@seoul.example", password: next, address: "a")
        #expect(try await signIns.session(secret) != nil)
    }
}

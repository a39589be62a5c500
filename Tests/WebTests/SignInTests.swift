import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel
import Testing

@testable import Web

@Suite("Signing in with the form")
struct SignInTests {
    @Test(
        "The session's cookie is out of reach of scripts and other sites, and of plain http where there is https",
        arguments: [false, true]
    )
    func cookie(isSecure: Bool) async throws {
        try await Shell(isSecure: isSecure).test { browser in
            let answer = try await browser.signIn()
            #expect(answer.status == 303 && answer.location == "/page")
            let cookie = try #require(answer.cookie("maru_session"))
            let parts = Set(cookie.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() })
            #expect(parts.isSuperset(of: ["httponly", "samesite=lax", "path=/"]))
            #expect(parts.contains("secure") == isSecure)
            // No age: it goes when the browser is closed.
            #expect(!parts.contains { $0.hasPrefix("max-age") || $0.hasPrefix("expires") })
            #expect(try await browser.get("/inside").body == Shell.email)
        }
    }

    @Test("Use keeps a session alive; half an hour without use ends it")
    func sliding() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            for _ in 1...4 {
                shell.clock.now.addTimeInterval(29 * 60)
                #expect(try await browser.get("/inside").status == 200)
            }
            shell.clock.now.addTimeInterval(31 * 60)
            let answer = try await browser.get("/inside")
            #expect(answer.status == 303)
            #expect(answer.location == "/sign-in?next=/inside")
        }
    }

    @Test("Extending says when the session now ends; a page goes back to where it was")
    func extending() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            shell.clock.now.addTimeInterval(20 * 60)
            let page = try await browser.post("/session/extend", "next=/page?a=1")
            #expect(page.status == 303 && page.location == "/page?a=1")
            shell.clock.now.addTimeInterval(20 * 60)
            #expect(try await browser.get("/inside").status == 200)
            let session = try #require(browser.cookies["maru_session"])
            var headers: HTTPFields = [.accept: "application/json"]
            headers[text: "X-CSRF-Token"] = SameOriginMiddleware.token(for: session)
            headers[text: "Sec-Fetch-Site"] = "same-origin"
            let script = try await browser.send(.post, "/session/extend", headers, "")
            #expect(script.json["ends"] as? Int == Int(shell.clock.now.timeIntervalSince1970) + 1800)
        }
    }

    @Test("Extending without a session is refused")
    func nothing() async throws {
        try await Shell().test { browser in
            let headers: HTTPFields = [.accept: "application/json"]
            let answer = try await browser.send(.post, "/session/extend", headers, "")
            #expect(answer.status == 401)
        }
    }

    @Test("Signing out ends the session on the server, not only the cookie")
    func signOut() async throws {
        try await Shell().test { browser in
            try await browser.signIn()
            let stolen = browser.another
            stolen.cookies = browser.cookies
            #expect(try await stolen.get("/inside").status == 200)
            let answer = try await browser.post("/sign-out", "")
            #expect(answer.status == 303 && answer.location == "/")
            #expect(answer.cookie("maru_session")?.lowercased().contains("max-age=0") == true)
            #expect(try await stolen.get("/inside").status == 303)
        }
    }

    @Test("A new password ends every session of the person")
    func everywhere() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            let other = browser.another
            try await browser.signIn()
            try await other.signIn()
            try await shell.signIns.setPassword("새로 정한 비밀번호", of: Shell.email, by: shell.secretariat)
            for each in [browser, other] { #expect(try await each.get("/inside").status == 303) }
            #expect(try await browser.signIn().status == 422)
            #expect(try await browser.signIn("새로 정한 비밀번호").status == 303)
        }
    }

    @Test(
        "Nobody is sent to another site after signing in",
        arguments: [
            ("/page?a=1&b=2", "/page?a=1&b=2"), ("https://evil.example/", "/desk"), ("//evil.example", "/desk"),
            ("/\\evil.example", "/desk"), ("\\\\evil.example", "/desk"), ("javascript:alert(1)", "/desk"),
            ("/\t/evil.example", "/desk"),
            ("/\r\nSet-Cookie: a=b", "/desk"), ("page", "/desk"), ("", "/desk"), ("/sign-out", "/desk"),
            ("/sign-in?next=/x", "/desk"),
            ("/datasets?q=쉼터", "/datasets%3Fq%3D%EC%89%BC%ED%84%B0"),
        ]
    )
    func redirects(next: String, location: String) async throws {
        try await Shell().test { browser in
            let answer = try await browser.signIn(next: next)
            #expect(answer.status == 303)
            let target = try #require(answer.location)
            if next.contains("쉼터") {
                // A header is ASCII: the words are encoded, and the path stays a path.
                #expect(target.hasPrefix("/datasets?q=") && target.utf8.allSatisfy { $0 < 0x80 })
            } else {
                #expect(target == location)
            }
            let again = try await browser.get("/sign-in?next=\(FormValues.encoded(next))")
            #expect(again.status == 303 && again.location == target)
        }
    }

    @Test("A wrong password comes back with the address typed, and never with the password")
    func wrong() async throws {
        try await Shell().test { browser in
            let answer = try await browser.signIn("틀린 비밀번호입니다", next: "/page")
            #expect(answer.status == 422)
            #expect(answer.body.contains(Shell.email) && answer.body.contains("value=\"/page\""))
            #expect(!answer.body.contains("틀린 비밀번호입니다"))
            #expect(answer.cookie("maru_session") == nil)
        }
    }

    @Test("No attempt tells whether an account exists: same status, same words, the same lock at the same count")
    func silence() async throws {
        try await Shell().test { browser in
            func attempts(_ email: String) async throws -> [String] {
                var seen: [String] = []
                for _ in 1...7 {
                    let answer = try await browser.another.signIn("틀린 비밀번호입니다", as: email)
                    let words = answer.body.replacing(email, with: "…").replacing(/[0-9A-Za-z_-]{20,}/, with: "…")
                    seen.append("\(answer.status) \(answer.header("Retry-After") ?? "") \(words)")
                }
                return seen
            }
            let known = try await attempts(Shell.email)
            let unknown = try await attempts("secretariat@none.example")
            #expect(known == unknown)
            #expect(known.map { $0.prefix(3) } == ["422", "422", "422", "422", "422", "429", "429"])
            // The lock holds for the right password too: it would tell otherwise.
            #expect(try await browser.signIn().status == 429)
        }
    }

    @Test("An unknown account costs as much time as a known one")
    func time() async throws {
        let shell = try await Shell()
        // The store's part is the same; scrypt's is what a stopwatch would see.
        let clock = ContinuousClock()
        let slow = shell.slow
        func median(_ email: String) async throws -> Duration {
            var times: [Duration] = []
            for attempt in 0..<5 {
                let address = "10.0.0.\(attempt)"
                let start = clock.now
                await #expect(throws: Problem.self) {
                    try await slow.signIn(email: email, password: "틀린 비밀번호입니다", address: address)
                }
                times.append(start.duration(to: clock.now))
                try await shell.database.write { try $0.execute(sql: "DELETE FROM signInFailure") }
            }
            return times.sorted()[2]
        }
        try await slow.setPassword(Shell.password, of: Shell.email, by: shell.secretariat)
        let known = try await median(Shell.email)
        let unknown = try await median("nobody@none.example")
        #expect(unknown > known / 3 && known > unknown / 3)
    }

    @Test("The log says who did what, and never a password, a token or what was searched for")
    func log() async throws {
        let shell = try await Shell()
        let token = try await shell.token()
        try await shell.test { browser in
            try await browser.signIn()
            _ = try await browser.signIn("틀린 비밀번호입니다")
            _ = try await browser.get("/page?text=은밀한검색")
            _ = try await browser.api("/api/v1/things", #"{"name":"a"}"#, token: token)
            let session = try #require(browser.cookies["maru_session"])
            #expect(shell.log.text.contains("/page"))
            for secret in [Shell.password, "틀린 비밀번호입니다", token, session, "은밀한검색", Shell.email] {
                #expect(!shell.log.text.contains(secret), "\(secret)")
                #expect(!shell.log.text.contains(FormValues.encoded(secret)), "\(secret)")
            }
        }
    }
}

@Suite("Where a request comes from")
struct AddressTests {
    @Test(
        "A proxy on this machine names the client; nobody else can",
        arguments: [
            ("127.0.0.1", ["203.0.113.7"], "203.0.113.7"), ("::1", ["6.6.6.6, 203.0.113.7"], "203.0.113.7"),
            ("127.0.0.1", ["6.6.6.6", "2001:db8::1"], "2001:db8::1"), ("127.0.0.1", [], "127.0.0.1"),
            ("198.51.100.9", ["203.0.113.7"], "198.51.100.9"), ("127.0.0.1", ["<script>"], "127.0.0.1"),
            ("unknown", ["203.0.113.7"], "unknown"), ("127.0.0.1", [""], "127.0.0.1"),
        ]
    )
    func address(peer: String, forwarded: [String], client: String) {
        #expect(AddressMiddleware.address(peer: peer, forwarded: forwarded) == client)
    }
}

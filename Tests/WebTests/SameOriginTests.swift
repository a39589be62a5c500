import Directory
import Foundation
import Hummingbird
import Kernel
import Testing

@testable import Web

@Suite("Requests that another site made")
struct SameOriginTests {
    @Test(
        "A form is taken from our own pages only",
        arguments: [
            ("same-origin", nil, 303), ("none", nil, 303), ("cross-site", nil, 403), ("same-site", nil, 403),
            (nil, "https://evil.example", 403), (nil, "null", 403), (nil, nil, 303),
            // What the browser says of itself counts more than an origin.
            ("cross-site", "http://localhost", 403),
        ] as [(String?, String?, Int)]
    )
    func origin(site: String?, origin: String?, status: Int) async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            let session = try #require(browser.cookies["maru_session"])
            var headers = Browser.page
            headers[.contentType] = "application/x-www-form-urlencoded"
            headers[text: "Sec-Fetch-Site"] = site
            headers[.origin] = origin
            let body = "a=b&csrf=\(SameOriginMiddleware.token(for: session))"
            #expect(try await browser.send(.post, "/things", headers, body).status == status)
            #expect(shell.done.now == (status == 303 ? 1 : 0))
        }
    }

    @Test(
        "With a session the form's token must be there and be this session's",
        arguments: ["", "csrf=", "csrf=wrong", "csrf=\(SameOriginMiddleware.token(for: "another session"))"]
    )
    func token(form: String) async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            let answer = try await browser.post("/things", "a=b&\(form)", headers: [.accept: "*/*"], csrf: false)
            #expect(answer.status == 403)
            #expect(answer.json["type"] as? String == "/problems/web/stale-form")
            #expect(shell.done.now == 0)
        }
    }

    @Test("A browser's session cannot use the API to change things without the token either")
    func api() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            var headers: HTTPFields = [.contentType: "application/json"]
            headers[text: "Sec-Fetch-Site"] = "same-origin"
            let bare = try await browser.send(.post, "/api/v1/things", headers, #"{"name":"a"}"#)
            #expect(bare.status == 403)
            headers[text: "X-CSRF-Token"] = SameOriginMiddleware.token(
                for: try #require(browser.cookies["maru_session"])
            )
            #expect(try await browser.send(.post, "/api/v1/things", headers, #"{"name":"a"}"#).status == 201)
        }
    }

    @Test("A program with a token needs none of it; a made-up token is refused and the cookie does not help")
    func bearer() async throws {
        let shell = try await Shell()
        let secret = try await shell.token()
        try await shell.test { browser in
            var headers: HTTPFields = [.authorization: "Bearer \(secret)", .contentType: "application/json"]
            headers[text: "Sec-Fetch-Site"] = "cross-site"
            #expect(try await browser.send(.post, "/api/v1/things", headers, #"{"name":"a"}"#).status == 201)
            try await browser.signIn()
            headers[.authorization] = "Bearer maru_invented"
            let answer = try await browser.send(.post, "/api/v1/things", headers, #"{"name":"a"}"#)
            #expect(answer.status == 401)
            #expect(answer.json["type"] as? String == "/problems/web/unknown-token")
        }
    }

    @Test("Reading needs no token, wherever the link stood")
    func reading() async throws {
        try await Shell().test { browser in
            try await browser.signIn()
            var headers = Browser.page
            headers[text: "Sec-Fetch-Site"] = "cross-site"
            #expect(try await browser.get("/inside", headers).status == 200)
        }
    }
}

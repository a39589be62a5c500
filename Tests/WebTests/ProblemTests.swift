import Directory
import Foundation
import Hummingbird
import Kernel
import Testing

@testable import Web

@Suite("What goes wrong, for people and for programs")
struct ProblemTests {
    @Test(
        "A browser gets a page, a program a problem document, and the API never a page",
        arguments: [
            ("/fails", "text/html", "text/html"), ("/fails", "*/*", "application/problem+json"),
            ("/fails", "application/json", "application/problem+json"), ("/nothing", "text/html", "text/html"),
            ("/nothing", "", "application/problem+json"), ("/api/v1/nothing", "text/html", "application/problem+json"),
            ("/broken", "text/html", "text/html"), ("/broken", "*/*", "application/problem+json"),
        ]
    )
    func kinds(path: String, accept: String, type: String) async throws {
        try await Shell().test { browser in
            let answer = try await browser.get(path, accept.isEmpty ? [:] : [.accept: accept])
            #expect(answer.headers[.contentType]?.hasPrefix(type) == true)
            #expect(answer.headers[.vary]?.contains("Accept") == true)
        }
    }

    @Test("A problem document has the members of RFC 9457, in the reader's language", arguments: ["ko", "en"])
    func document(language: String) async throws {
        try await Shell().test { browser in
            let answer = try await browser.get("/fails?lang=\(language)", [:])
            #expect(answer.status == 422 && answer.headers[.contentLanguage] == language)
            #expect(answer.headers[.cacheControl] == "no-store")
            let json = answer.json
            #expect(json["type"] as? String == "/problems/test/failed")
            #expect(json["title"] as? String == (language == "ko" ? "안 됩니다." : "It cannot be done."))
            #expect(json["detail"] as? String == (language == "ko" ? "이름이 비었습니다." : "The name is empty."))
            #expect(json["status"] as? Int == 422)
            #expect(json["instance"] as? String == answer.header("X-Request-ID"))
            let errors = json["errors"] as? [[String: String]]
            #expect(errors == [["field": "name", "message": language == "ko" ? "적어 주세요." : "Fill it in."]])
        }
    }

    @Test(
        "What went wrong inside stays inside: the log has it, the answer only a number to ask by",
        arguments: ["text/html", "*/*"]
    )
    func inside(accept: String) async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            let answer = try await browser.get("/broken", [.accept: accept])
            #expect(answer.status == 500)
            #expect(!answer.body.contains("Cocoa") && !answer.body.contains("NSError"))
            let number = try #require(answer.header("X-Request-ID"))
            #expect(answer.body.contains(number))
            #expect(shell.log.text.contains("Unhandled error"))
        }
    }

    @Test("An address that cannot do a thing says so", arguments: [("/page", 405), ("/nothing", 404)])
    func methods(path: String, status: Int) async throws {
        try await Shell().test { browser in
            var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            headers[text: "Sec-Fetch-Site"] = "same-origin"
            let answer = try await browser.send(.post, path, headers, "")
            // The framework knows routes by method: what it does not find it calls missing.
            #expect([status, 404].contains(answer.status))
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test("Who is not signed in is led to the sign-in and back; a program is told how to sign in")
    func strangers() async throws {
        try await Shell().test { browser in
            let page = try await browser.get("/inside?a=1&b=2")
            #expect(page.status == 303)
            let next = try #require(page.location?.split(separator: "next=").last)
            #expect(next.removingPercentEncoding == "/inside?a=1&b=2")
            let program = try await browser.get("/api/v1/things", [:])
            #expect(program.status == 401 && program.headers[.wwwAuthenticate] == "Bearer")
            #expect(program.json["type"] as? String == "/problems/web/sign-in-required")
        }
    }

    @Test("Who is no officer is told who is asked")
    func officers() async throws {
        try await Shell().test { browser in
            try await browser.signIn()
            let answer = try await browser.get("/officers", [:])
            #expect(answer.status == 403 && answer.json["type"] as? String == "/problems/web/officers-only")
        }
    }

    @Test(
        "A body that cannot be read is a 400 that names the place",
        arguments: [
            ("{", nil), ("", nil), ("[1]", nil), (#"{"name":1}"#, "name"), (#"{}"#, "name"),
            (#"{"name":null}"#, "name"),
        ] as [(String, String?)]
    )
    func bodies(body: String, field: String?) async throws {
        let shell = try await Shell()
        let token = try await shell.token()
        try await shell.test { browser in
            let answer = try await browser.api("/api/v1/things", body, token: token)
            #expect(answer.status == 400)
            #expect(answer.json["type"] as? String == "/problems/http/bad-body")
            #expect((answer.json["errors"] as? [[String: String]])?.first?["field"] == field)
        }
    }
}

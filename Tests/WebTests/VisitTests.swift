import Foundation
import Hummingbird
import Kernel
import Testing

@testable import Web

@Suite("The visitor's language and looks")
struct VisitTests {
    @Test(
        "The address decides, else the cookie, else the browser, else it is Korean",
        arguments: [
            ("?lang=en", "ko", "ko", "en"), ("?lang=ko", "en", "en", "ko"), ("", "en", "ko", "en"),
            ("", nil, "en-US,en;q=0.9,ko;q=0.8", "en"), ("", nil, "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
            ("", nil, "fr-FR,fr;q=0.9,en;q=0.4", "en"), ("", nil, "fr, de", "ko"), ("", nil, nil, "ko"),
            ("", nil, "ko;q=0.1, en;q=0.9", "en"), ("", nil, "en;q=0, ko;q=0", "ko"), ("?lang=xx", nil, "en", "en"),
            ("", "xx", "en", "en"), ("", nil, ";;q=,,=", "ko"),
        ] as [(String, String?, String?, String)]
    )
    func language(query: String, cookie: String?, accepted: String?, language: String) async throws {
        try await Shell().test { browser in
            if let cookie { browser.cookies["maru_lang"] = cookie }
            var headers = Browser.page
            headers[.acceptLanguage] = accepted
            let answer = try await browser.get("/page\(query)", headers)
            #expect(answer.body.contains("lang=\"\(language)\""))
            #expect(answer.headers[.contentLanguage] == language)
            #expect(answer.headers[.vary]?.contains("Accept-Language") == true)
        }
    }

    @Test(
        "A choice of language, brightness or letter size is remembered for a year, a wrong one is not",
        arguments: [
            ("lang", "en", true), ("theme", "dark", true), ("theme", "contrast", true), ("text", "largest", true),
            ("theme", "pink", false), ("text", "9000", false), ("lang", "<b>", false),
        ]
    )
    func choices(name: String, value: String, isKept: Bool) async throws {
        try await Shell(isSecure: true).test { browser in
            let answer = try await browser.get("/page?\(name)=\(FormValues.encoded(value))")
            let cookie = answer.cookie("maru_\(name)")?.lowercased()
            #expect((cookie != nil) == isKept)
            if isKept {
                #expect(cookie?.contains("maru_\(name)=\(value);") == true)
                #expect(cookie?.contains("max-age=31536000") == true && cookie?.contains("httponly") == true)
                #expect(cookie?.contains("samesite=lax") == true && cookie?.contains("secure") == true)
                let later = try await browser.get("/page")
                let chosen = ["lang": "lang=\"en\"", "theme": "\"\(value)\"", "text": "\"\(value)\""][name] ?? ""
                #expect(later.body.contains(chosen))
                #expect(later.cookie("maru_\(name)") == nil)
            }
            #expect(answer.status == 200)
        }
    }

    @Test("A message is shown on the next page, and only there")
    func flash() async throws {
        try await Shell().test { browser in
            try await browser.signIn()
            #expect(try await browser.post("/things", "a=b").location == "/page")
            #expect(try await browser.get("/page").body.contains("처리했습니다 1"))
            #expect(try await browser.get("/page").body.contains("처리했습니다 1") == false)
        }
    }

    @Test(
        "A made-up message is shown as words or not at all",
        arguments: [
            ("success.\(Data("<script>alert(1)</script>".utf8).base64URL)", true), ("success.!!", false),
            ("other.\(Data("x".utf8).base64URL)", false), ("", false),
            ("success.\(Data([0xFF, 0xFE]).base64URL)", false),
        ]
    )
    func invention(cookie: String, isShown: Bool) async throws {
        try await Shell().test { browser in
            browser.cookies["maru_flash"] = cookie
            let answer = try await browser.get("/page")
            #expect(answer.status == 200)
            #expect(answer.body.contains("id=\"said\"") == isShown)
            #expect(!answer.body.contains("<script>alert"))
        }
    }
}

@Suite("The headers around every answer")
struct HeaderTests {
    @Test(
        "No answer may be framed, sniffed or fed with foreign scripts",
        arguments: [
            ("/page", 200), ("/nothing", 404), ("/broken", 500), ("/fails", 422), ("/inside", 303), ("/sign-in", 200),
            ("/assets/maru.css", 200), ("/assets/none.css", 404), ("/api/v1/things", 401), ("/officers", 303),
        ]
    )
    func security(path: String, status: Int) async throws {
        try await Shell(isSecure: true).test { browser in
            let answer = try await browser.get(path)
            #expect(answer.status == status)
            let policy = try #require(answer.header("Content-Security-Policy"))
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
            #expect(policy.contains("base-uri 'none'") && policy.contains("form-action 'self'"))
            #expect(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains("*"))
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Referrer-Policy") == "same-origin")
            #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin")
            #expect(answer.header("Permissions-Policy") != nil)
            #expect(answer.header("Strict-Transport-Security")?.contains("max-age=31536000") == true)
            #expect(answer.header("X-Request-ID")?.isEmpty == false)
        }
    }

    @Test("Without https nobody is told to stay with it")
    func plain() async throws {
        try await Shell().test { browser in
            let answer = try await browser.get("/page")
            #expect(answer.header("Strict-Transport-Security") == nil)
        }
    }

    @Test("What the policy forbids is on no page: no inline script, style or handler")
    func inline() async throws {
        try await Shell().test { browser in
            try await browser.signIn()
            for path in ["/page", "/sign-in", "/nothing", "/fails"] {
                let html = try await browser.get(path).body
                #expect(!html.contains(/<script(?![^>]*\ssrc=)[^>]*>/), "\(path)")
                #expect(!html.contains(/<style[\s>]/) && !html.contains(/\sstyle=/), "\(path)")
                #expect(!html.contains(/\son[a-z]+=/) && !html.contains("javascript:"), "\(path)")
            }
        }
    }

    @Test("Our files are kept for ever under the address of their content, and shortly under another")
    func assets() async throws {
        try await Shell().test { browser in
            let page = try await browser.get("/page").body
            let address = try #require(page.firstMatch(of: /"(\/assets\/maru\.css\?v=[0-9a-f]+)"/)).output.1
            let first = try await browser.get(String(address))
            #expect(first.status == 200 && first.headers[.contentType] == "text/css; charset=utf-8")
            #expect(first.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let tag = try #require(first.headers[.eTag])
            let again = try await browser.get(String(address), [.ifNoneMatch: tag])
            #expect(again.status == 304 && again.body.isEmpty && again.headers[.eTag] == tag)
            for other in ["/assets/maru.css", "/assets/maru.css?v=0000000000000000"] {
                #expect(try await browser.get(other).headers[.cacheControl] == "public, max-age=300")
            }
        }
    }

    @Test(
        "Nothing but our files is under /assets",
        arguments: ["/assets/../Package.swift", "/assets/%2e%2e/Strings/ko.json", "/assets/", "/assets/maru.css/"]
    )
    func outside(path: String) async throws {
        try await Shell().test { browser in
            let answer = try await browser.get(path)
            #expect(
                answer.status == 404
                    || (answer.status == 200 && answer.headers[.contentType] == "text/css; charset=utf-8")
            )
            #expect(!answer.body.contains("swift-tools-version"))
        }
    }
}

import Foundation
import Hummingbird
import Testing

@testable import Web

@Suite("A form whose sign-in ends while it is filled in")
struct KeptFormTests {
    /// The values of the hidden fields of a page, by name.
    private func hidden(_ html: String) -> [String: String] {
        let field = /<input type="hidden" name="([^"]+)" value="([^"]*)">/
        return Dictionary(
            html.matches(of: field).map { (String($0.output.1), String($0.output.2)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private func plain(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&amp;", with: "&")
    }

    @Test("Nothing typed is lost: it goes through signing in and is sent on with one press")
    func ended() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            let asked = try await browser.post(
                "/things",
                "purpose=\(FormValues.encoded("<b>폭염 & 대책</b>"))&column=a&column=b&password=x&once=k1"
            )
            #expect(shell.done.now == 0)
            let kept = hidden(asked.body)
            let body = plain(try #require(kept["kept"]))
            #expect(!body.contains("password") && body.contains("once=k1") && kept["keptPath"] == "/things")
            let form =
                "email=\(FormValues.encoded(Shell.email))&password=\(FormValues.encoded(Shell.password))"
                + "&keptPath=/things&kept=\(FormValues.encoded(body))"
            // A slip of the finger while signing in does not lose it either.
            let wrong = try await browser.post("/sign-in", form.replacing("&password=", with: "&password=x"))
            #expect(plain(hidden(wrong.body)["kept"] ?? "") == body)
            let resend = try await browser.post("/sign-in", form)
            #expect(resend.status == 200)
            let fields = hidden(resend.body)
            #expect(plain(fields["purpose"] ?? "") == "<b>폭염 & 대책</b>")
            #expect(resend.body.contains("value=\"b\"") && resend.body.contains("action=\"/things\""))
            let sent = try await browser.post("/things", "purpose=x&once=\(fields["once"] ?? "")")
            #expect(sent.status == 303 && shell.done.now == 1)
        }
    }

    @Test("A form with the token of an earlier sign-in is offered to be sent on, not thrown away")
    func stale() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            let answer = try await browser.post("/things", "purpose=x&csrf=old", csrf: false)
            #expect(shell.done.now == 0)
            #expect(hidden(answer.body)["purpose"] == "x")
        }
    }

    @Test("What another site sends is never offered to be sent on")
    func foreign() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            var headers = HTTPFields()
            headers[text: "Sec-Fetch-Site"] = "cross-site"
            let answer = try await browser.post("/things", "purpose=x", headers: headers, csrf: false)
            #expect(answer.status == 403)
            #expect(hidden(answer.body)["purpose"] == nil)
        }
    }

    @Test(
        "A kept form leads only to a page of ours",
        arguments: ["https://evil.example/", "//evil.example", "/\\evil"]
    )
    func elsewhere(path: String) { #expect(KeptForm(path: path, body: "a=1") == nil) }
}

@Suite("A form with files")
struct FilesFormTests {
    private func body(token: String?, first: String = "csrf") -> String {
        [
            "--x", "Content-Disposition: form-data; name=\"\(first)\"", "", token ?? "", "--x",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"", "", "1,2", "--x--", "",
        ].joined(separator: "\r\n")
    }

    private func send(_ browser: Browser, _ path: String, _ body: String, site: String? = "same-origin") async throws
        -> Browser.Answer
    {
        var headers: HTTPFields = [.accept: "text/html", .contentType: "multipart/form-data; boundary=x"]
        headers[text: "Sec-Fetch-Site"] = site
        return try await browser.send(.post, path, headers, body)
    }

    @Test("The token must be its first field and right, and the browser must say it comes from us")
    func token() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            let right = browser.cookies[SessionCookie.name].map { SameOriginMiddleware.token(for: $0) }
            for (path, content, site) in [
                ("/things/files", body(token: "wrong"), "same-origin"),
                ("/things/files", body(token: right, first: "other"), "same-origin"),
                ("/things/files", body(token: right), "cross-site"), ("/things/files", body(token: right), nil),
                ("/things", body(token: right), "same-origin"),
            ] {
                #expect(try await send(browser, path, content, site: site).status == 403)
            }
            #expect(shell.done.now == 0)
            let answer = try await send(browser, "/things/files", body(token: right))
            #expect(answer.body == "a.csv" && shell.done.now == 1)
        }
    }
}

import Foundation
import GRDB
import Hummingbird
import Testing

@testable import Web

@Suite("A form sent more than once")
struct OnceTests {
    /// The values of the hidden fields of a page, by name.
    private func hidden(_ html: String) -> [String: [String]] {
        let field = /<input type="hidden" name="([^"]+)" value="([^"]*)">/
        return Dictionary(grouping: html.matches(of: field), by: { String($0.output.1) })
            .mapValues { $0.map { String($0.output.2) } }
    }

    @Test("A double click does the thing once and lands on the result, in the words of the first")
    func twice() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            for _ in 1...2 {
                let answer = try await browser.post("/things", "a=b&once=x1")
                #expect(answer.status == 303 && answer.location == "/page")
                #expect(try await browser.get("/page").body.contains("처리했습니다 1"))
            }
            #expect(shell.done.now == 1)
            _ = try await browser.post("/things", "a=b&once=x2")
            #expect(shell.done.now == 2)
        }
    }

    @Test("A second click while the first is still being done waits for it, and leads to its result")
    func slow() async throws {
        let shell = try await Shell()
        let asked = Shell.Box(0)
        try await shell.test { browser in
            try await browser.signIn()
            try await shell.database.write { db in
                db.trace { event in
                    guard "\(event)".contains("SELECT * FROM idempotency") else { return }
                    asked.now += 1
                    // Both have come: the second has found the first at work.
                    if asked.now == 2 { shell.gate.continuation.yield() }
                }
            }
            async let first = browser.post("/things/slow", "a=b&once=x1")
            async let second = browser.post("/things/slow", "a=b&once=x1")
            for answer in try await [first, second] {
                #expect(answer.status == 303 && answer.location == "/page?text=1")
                #expect(answer.cookie("maru_flash") != nil)
            }
            #expect(shell.done.now == 1)
        }
    }

    @Test("The same form after the back button shows the earlier result and says that it was done already")
    func back() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            _ = try await browser.post("/things", "a=b&once=x1")
            shell.clock.now.addTimeInterval(300)
            let again = try await browser.post("/things", "a=b&once=x1")
            #expect(again.status == 303 && again.location == "/page" && shell.done.now == 1)
            let page = try await browser.get("/page").body
            #expect(page.contains("이미 처리한 양식입니다") && !page.contains("처리했습니다 1"))
        }
    }

    @Test("A form changed after the back button keeps what is typed and is sent as a new one with one press")
    func edited() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            _ = try await browser.post("/things", "purpose=first&column=a&once=x1")
            let purpose = FormValues.encoded("둘째 <목적>")
            let asked = try await browser.post("/things", "purpose=\(purpose)&column=a&column=b&once=x1")
            #expect(asked.status == 409 && shell.done.now == 1)
            #expect(asked.body.contains("action=\"/things\"") && asked.body.contains("href=\"/page\""))
            let fields = hidden(asked.body)
            #expect(fields["purpose"] == ["둘째 &lt;목적&gt;"] && fields["column"] == ["a", "b"])
            #expect(asked.body.contains("<dd>둘째 &lt;목적&gt;</dd>"))
            let once = try #require(fields["once"])
            #expect(once.count == 1 && once != ["x1"])
            let sent = try await browser.post("/things", "purpose=\(purpose)&column=a&column=b&once=\(once[0])")
            #expect(sent.status == 303 && shell.done.now == 2)
        }
    }

    @Test("What may be sent again with other words is simply done; the last words count")
    func edits() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            for (name, done) in [("a", 1), ("b", 2), ("b", 2), ("a", 3)] {
                let answer = try await browser.post("/things", "name=\(name)&once=edit.x1")
                #expect(answer.status == 303 && shell.done.now == done)
            }
        }
    }

    @Test("A form that came back to be corrected is sent again under its key")
    func corrected() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            #expect(try await browser.post("/things/wrong", "name=&once=x1").status == 422)
            #expect(try await browser.post("/things/wrong", "name=a&once=x1").status == 303)
            #expect(shell.done.now == 1)
        }
    }

    @Test("What was sent before the sign-in ended is not done a second time after it")
    func signedInAgain() async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            _ = try await browser.post("/things", "purpose=a&once=x1")
            let resend = try await browser.post("/things", "purpose=a&once=x1&csrf=old", csrf: false)
            let once = try #require(hidden(resend.body)["once"])
            #expect(once == ["x1"])
            let sent = try await browser.post("/things", "purpose=a&once=x1")
            #expect(sent.status == 303 && shell.done.now == 1)
        }
    }
}

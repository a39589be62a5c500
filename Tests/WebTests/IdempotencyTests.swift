import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel
import Testing

@testable import Web

@Suite("Asking twice with one key")
struct IdempotencyTests {
    @Test("The same request is done once and answered twice the same; another key does it again")
    func once() async throws {
        let shell = try await Shell()
        let token = try await shell.token()
        try await shell.test { browser in
            let first = try await browser.api("/api/v1/things", #"{"name":"a"}"#, token: token, key: "k")
            let second = try await browser.api("/api/v1/things", #"{"name":"a"}"#, token: token, key: "k")
            #expect(first.status == 201 && second.status == 201 && first.body == second.body)
            #expect(second.location == first.location && second.headers[.contentType] == first.headers[.contentType])
            #expect(second.header("Idempotency-Replayed") == "true" && first.header("Idempotency-Replayed") == nil)
            #expect(shell.done.now == 1)
            _ = try await browser.api("/api/v1/things", #"{"name":"a"}"#, token: token, key: "k2")
            _ = try await browser.api("/api/v1/things", #"{"name":"a"}"#, token: token)
            #expect(shell.done.now == 3)
        }
    }

    @Test("A key is for one request: another body is refused, and nothing done")
    func reuse() async throws {
        let shell = try await Shell()
        let token = try await shell.token()
        try await shell.test { browser in
            _ = try await browser.api("/api/v1/things", #"{"name":"a"}"#, token: token, key: "k")
            let other = try await browser.api("/api/v1/things", #"{"name":"b"}"#, token: token, key: "k")
            #expect(other.status == 422)
            #expect(other.json["type"] as? String == "/problems/web/idempotency-key-reused")
            #expect(shell.done.now == 1)
        }
    }

    @Test("A refusal is kept as an answer; a failure of ours is not, and may be tried again")
    func failures() async throws {
        let shell = try await Shell()
        let token = try await shell.token()
        try await shell.test { browser in
            let failed = try await browser.api("/api/v1/things", #"{"name":"fails"}"#, token: token, key: "k")
            #expect(failed.status >= 500)
            let kept = try await shell.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM idempotency") }
            #expect(kept == 0)
            let refused = try await browser.api("/api/v1/things", #"{"name":"refused"}"#, token: token, key: "k")
            #expect(refused.status == 409)
        }
    }

    private func store() async throws -> (Shell, Idempotency) {
        let shell = try await Shell()
        return (shell, Idempotency(database: shell.database, clock: WallClock { shell.clock.now }))
    }

    private static let key = Idempotency.Key(person: "p", key: "k")

    @Test("While the first is being done the second is told to wait; after a kill it goes ahead")
    func owners() async throws {
        let (shell, answers) = try await store()
        #expect(try await answers.claim(Self.key, fingerprint: "f") == nil)
        let busy = await #expect(throws: Problem.self) { try await answers.claim(Self.key, fingerprint: "f") }
        #expect(busy?.type == "web/idempotency-in-progress" && busy?.status == 409)
        // Another process of this machine that lives no more: no process has this number's start time.
        let killed = JobOwner.current.description.replacing(/\/\d+$/, with: "/1")
        try await shell.database.write { db in
            try db.execute(sql: "UPDATE idempotency SET owner = ?", arguments: [killed])
        }
        #expect(try await answers.claim(Self.key, fingerprint: "f") == nil)
        let reused = await #expect(throws: Problem.self) { try await answers.claim(Self.key, fingerprint: "other") }
        #expect(reused?.type == "web/idempotency-key-reused")
    }

    @Test("An answer is kept for a day")
    func lifetime() async throws {
        let (shell, answers) = try await store()
        let answer = Idempotency.Answer(status: 201, contentType: "a/b", location: "/x", body: Data([1, 0, 255]))
        #expect(try await answers.claim(Self.key, fingerprint: "f") == nil)
        try await answers.keep(answer, for: Self.key)
        shell.clock.now.addTimeInterval(86399)
        #expect(try await answers.claim(Self.key, fingerprint: "f") == answer)
        shell.clock.now.addTimeInterval(2)
        #expect(try await answers.claim(Self.key, fingerprint: "f") == nil)
    }

    @Test("Keys are each person's own, and one too long is refused", arguments: [0, 201])
    func limits(length: Int) async throws {
        let shell = try await Shell()
        let token = try await shell.token()
        let (_, answers) = try await store()
        #expect(try await answers.claim(Self.key, fingerprint: "f") == nil)
        #expect(try await answers.claim(Idempotency.Key(person: "q", key: "k"), fingerprint: "g") == nil)
        try await shell.test { browser in
            let key = String(repeating: "k", count: length)
            let answer = try await browser.api("/api/v1/things", #"{"name":"a"}"#, token: token, key: key)
            #expect(answer.status == 400)
            #expect(shell.done.now == 0)
        }
    }
}

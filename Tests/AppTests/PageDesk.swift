import App
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOFoundationEssentialsCompat
import TestSupport
import Testing
import Web

/// Asks for pages and sends forms as somebody with a token, or as a stranger.
struct PageDesk: Sendable {
    let client: any TestClientProtocol
    let token: String?

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let html: String

        var location: String? { headers[.location] }
        var isStored: Bool { headers[.cacheControl] != "no-store" }
    }

    func get(_ path: String) async throws -> Answer { try await send(.get, path, "") }

    func post(_ path: String, _ fields: [(String, String)] = []) async throws -> Answer {
        let form = fields.map { "\(FormValues.encoded($0.0))=\(FormValues.encoded($0.1))" }.joined(separator: "&")
        return try await send(.post, path, form)
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ body: String) async throws -> Answer {
        var headers: HTTPFields = [.accept: "text/html", .contentType: "application/x-www-form-urlencoded"]
        headers[.authorization] = token.map { "Bearer \($0)" }
        return try await client.execute(uri: path, method: method, headers: headers, body: ByteBuffer(string: body)) {
            Answer(status: Int($0.status.code), headers: $0.headers, html: String(buffer: $0.body))
        }
    }

    /// Serves `nation` and gives a desk for each of `emails`; an empty one is a stranger.
    static func sit(
        _ nation: Nation,
        as emails: String...,
        doing work: @escaping @Sendable ([PageDesk]) async throws -> Void
    ) async throws {
        var tokens: [String?] = []
        for email in emails {
            let secret =
                email.isEmpty ? nil : try await nation.platform.tokens.create(name: "t", by: nation.actor(email)).secret
            tokens.append(secret)
        }
        let known = tokens
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            try await work(known.map { PageDesk(client: client, token: $0) })
        }
    }
}

/// Who asks for a page: a stranger, and people of three institutions in their roles.
let pageVisitors = [
    "", "official@busan.example", "officer@seoul.example", "steward@seoul.example", "secretariat@mois.example",
    "auditor@mois.example",
]

/// A page or a form, and what each of ``pageVisitors`` is answered.
struct PageRow: Sendable, CustomTestStringConvertible {
    let path: String
    /// Nil where the page is only asked for.
    let form: [String: String]?
    let statuses: [Int]

    init(_ path: String, _ form: [String: String]? = nil, _ statuses: Int...) {
        self.path = path
        self.form = form
        self.statuses = statuses
    }

    var testDescription: String { "\(form == nil ? "GET" : "POST") \(path)" }

    func check(_ nation: Nation, filling values: [String: String] = [:]) async throws {
        var tokens: [String?] = []
        for email in pageVisitors {
            tokens.append(
                email.isEmpty ? nil : try await nation.platform.tokens.create(name: "t", by: nation.actor(email)).secret
            )
        }
        let path = values.reduce(self.path) { $0.replacing("<\($1.key)>", with: $1.value) }
        let (known, form, expected) = (tokens, form, statuses)
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            var found: [Int] = []
            for (number, token) in known.enumerated() {
                let desk = PageDesk(client: client, token: token)
                let fields = form?.map { ($0.key, $0.value.replacing("<n>", with: "\(number)")) }
                let answer =
                    if let fields { try await desk.post(path, fields) } else { try await desk.get(path) }
                found.append(answer.status)
            }
            #expect(found == expected, "\(zip(pageVisitors, found).map { "\($0): \($1)" })")
        }
    }
}

import App
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOFoundationEssentialsCompat
import Testing

/// Everybody who may come to a route, seen from data that Seoul provides and the ministry asks for.
package enum Caller: String, CaseIterable, Sendable {
    case stranger, otherOfficial, requester, officer, steward, secretariat, auditor

    /// nil for somebody who is not signed in.
    package var email: String? {
        switch self {
        case .stranger: nil
        case .otherOfficial: "official@busan.example"
        case .requester: "analyst@mois.example"
        case .officer: "officer@seoul.example"
        case .steward: "steward@seoul.example"
        case .secretariat: "secretariat@mois.example"
        case .auditor: "auditor@mois.example"
        }
    }
}

/// How a route is called.
package enum Verb: String, Sendable {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
}

/// A row of a room's table of authorisation: a route, and what each caller is answered.
package struct RouteRow: Sendable {
    package let method: Verb
    /// `<name>` stands for a value that is made for each call.
    package let path: String
    package let body: String?
    /// In the order of ``Caller``.
    package let statuses: [Int]

    package init(_ method: Verb, _ path: String, _ body: String?, _ statuses: Int...) {
        self.init(method, path, body, statuses)
    }

    package init(_ method: Verb, _ path: String, _ body: String?, _ statuses: [Int]) {
        self.method = method
        self.path = path
        self.body = body
        self.statuses = statuses
    }

    /// The route as the router has it: `GET /api/v1/requests/*`.
    package var route: String {
        let plain = path.prefix { $0 != "?" }.replacing(/<\w+>/, with: "*")
        return "\(method.rawValue) \(plain)"
    }
}

extension Nation {
    /// Calls every route as every caller and compares the answers; then looks that no route under `prefixes` was left
    /// out.
    ///
    /// - Parameters:
    ///   - others: Ends of routes under the prefixes that another room answers for.
    ///   - value: What a `<name>` stands for, made anew for each call, so that no call meets another's traces;
    ///   its last parameter posts something as the caller and returns the answer's text.
    package func check(
        _ rows: [RouteRow],
        under prefixes: [String],
        except others: [String] = [],
        value:
            @Sendable (
                _ name: String,
                _ caller: Caller,
                _ post: (_ path: String, _ body: String) async throws -> String
            ) async throws -> String
    ) async throws {
        var tokens: [Caller: String] = [:]
        for caller in Caller.allCases {
            guard let email = caller.email else { continue }
            tokens[caller] = try await platform.tokens.create(name: "t", by: actor(email)).secret
        }
        let router = try Server(platform).router()
        let known = Set(
            router.routes.map { "\($0.method) \($0.path.description.replacing(/:\w+|\{\w+\}/, with: "*"))" }
                .filter { route in prefixes.contains { route.contains(" \($0)") } }
                .filter { route in !others.contains { route.hasSuffix($0) } }
        )
        #expect(known.subtracting(rows.map(\.route)).sorted() == [], "Routes without a row")
        try await Application(router: router).test(.ahc(.http)) { [tokens] client in
            for row in rows {
                #expect(row.statuses.count == Caller.allCases.count, "\(row.route)")
                for (caller, expected) in zip(Caller.allCases, row.statuses) {
                    var (path, body) = (row.path, row.body ?? "")
                    // A body that is no JSON is a form of a page.
                    let isForm = !body.isEmpty && !body.hasPrefix("{") && !row.path.hasPrefix("/api/")
                    // A question closes the connection it came by; none is used twice.
                    var headers: HTTPFields = [
                        .contentType: isForm ? "application/x-www-form-urlencoded" : "application/json",
                        .connection: "close",
                    ]
                    if let token = tokens[caller] { headers[.authorization] = "Bearer \(token)" }
                    for match in (path + body).matches(of: /<(\w+)>/) {
                        let made = try await value(String(match.output.1), caller) { [headers] path, body in
                            let answer = try await client.execute(
                                uri: path,
                                method: .post,
                                headers: headers,
                                body: ByteBuffer(string: body)
                            )
                            return String(buffer: answer.body)
                        }
                        path = path.replacing(match.output.0, with: made)
                        body = body.replacing(match.output.0, with: made)
                    }
                    let answer = try await client.execute(
                        uri: path,
                        method: HTTPRequest.Method(row.method.rawValue) ?? .get,
                        headers: headers,
                        body: ByteBuffer(string: body)
                    )
                    let status = Int(answer.status.code)
                    #expect(
                        status == expected,
                        "\(row.route) \(path) \(body) as \(caller): \(status) \(String(buffer: answer.body).prefix(200))"
                    )
                }
            }
        }
    }
}

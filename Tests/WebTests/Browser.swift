import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Testing

@testable import Web

/// Asks the site as a browser does: keeps cookies, wants pages, sends forms from our own origin.
final class Browser: Sendable {
    private let client: any TestClientProtocol
    private let jar = Shell.Box<[String: String]>([:])

    init(client: any TestClientProtocol) { self.client = client }

    /// Another browser at the same site, with nothing in its jar.
    var another: Browser { Browser(client: client) }

    var cookies: [String: String] {
        get { jar.now }
        set { jar.now = newValue }
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: String

        var location: String? { headers[.location] }
        /// The `Set-Cookie` of the cookie `name`.
        func cookie(_ name: String) -> String? {
            headers[values: .setCookie].first { $0.hasPrefix("\(name)=") }
        }
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }
        func header(_ name: String) -> String? { headers[text: name] }
    }

    /// What a browser sends along with every request.
    static let page: HTTPFields = [.accept: "text/html,application/xhtml+xml;q=0.9"]

    func get(_ path: String, _ headers: HTTPFields = Browser.page) async throws -> Answer {
        try await send(.get, path, headers, "")
    }

    /// Sends a form from one of our pages, with the token of the session.
    func post(_ path: String, _ form: String, headers more: HTTPFields = [:], csrf: Bool = true) async throws -> Answer
    {
        var headers = Self.page
        headers[.contentType] = "application/x-www-form-urlencoded"
        headers[text: "Sec-Fetch-Site"] = "same-origin"
        for field in more { headers[field.name] = field.value }
        let token = csrf ? cookies[SessionCookie.name].map { SameOriginMiddleware.token(for: $0) } : nil
        let body = [form, token.map { "csrf=\($0)" } ?? ""].filter { !$0.isEmpty }.joined(separator: "&")
        return try await send(.post, path, headers, body)
    }

    /// Sends JSON as a program does.
    func api(_ path: String, _ body: String, token: String, key: String? = nil) async throws -> Answer {
        var headers: HTTPFields = [.authorization: "Bearer \(token)", .contentType: "application/json"]
        headers[text: "Idempotency-Key"] = key
        return try await send(.post, path, headers, body)
    }

    func send(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: String) async throws
        -> Answer
    {
        var headers = headers
        let kept = cookies
        if !kept.isEmpty { headers[.cookie] = kept.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        return try await client.execute(
            uri: path,
            method: method,
            headers: headers,
            body: ByteBuffer(string: body)
        ) { response in
            for line in response.headers[values: .setCookie] {
                let pair = line.prefix { $0 != ";" }.split(
                    separator: "=",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                guard pair.count == 2 else { continue }
                let isGone = line.lowercased().contains("max-age=0")
                self.jar.now[String(pair[0])] = isGone ? nil : String(pair[1])
            }
            return Answer(
                status: Int(response.status.code),
                headers: response.headers,
                body: String(buffer: response.body)
            )
        }
    }

    /// Signs in as the secretariat.
    @discardableResult
    func signIn(
        _ password: String = Shell.password,
        as email: String = Shell.email,
        next: String = "/page"
    ) async throws -> Answer {
        try await post(
            "/sign-in",
            "email=\(FormValues.encoded(email))&password=\(FormValues.encoded(password))&next=\(FormValues.encoded(next))"
        )
    }
}

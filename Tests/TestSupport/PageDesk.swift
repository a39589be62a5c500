import App
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOFoundationEssentialsCompat
import Web

/// Asks for pages and sends forms as somebody with a token, or as a stranger.
package struct PageDesk: Sendable {
    package let client: any TestClientProtocol
    private let token: String?

    package struct Answer: Sendable {
        package let status: Int
        package let headers: HTTPFields
        package let html: String

        package var location: String? { headers[.location] }
        package var type: String? { headers[.contentType] }
        package var disposition: String? { headers[.contentDisposition] }
        package var isStored: Bool { headers[.cacheControl] != "no-store" }
    }

    /// - Parameter token: Whose; nil for a stranger.
    package init(client: any TestClientProtocol, token: String?) {
        self.client = client
        self.token = token
    }

    package func get(_ path: String) async throws -> Answer { try await send(.get, path, "") }

    package func post(_ path: String, _ fields: [(String, String)] = []) async throws -> Answer {
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
    package static func sit(
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

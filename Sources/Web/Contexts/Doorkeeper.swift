import Directory
import Foundation
import Kernel

/// Who stands at the door: turns a cookie or a bearer token into a person.
package struct Doorkeeper: Sendable {
    private let signIns: SignIns
    private let tokens: Tokens

    package init(signIns: SignIns, tokens: Tokens) {
        self.signIns = signIns
        self.tokens = tokens
    }

    /// Who the session belongs to; nil when it has ended or never was.
    func visitor(session: String) async throws -> SignIns.Session? { try await signIns.session(session) }

    /// Who the bearer token belongs to; nil when it was revoked or never was.
    func visitor(bearer: String) async throws -> Actor? { try await tokens.actor(bearer) }

    /// Begins a session.
    ///
    /// - Throws: A ``PublicError`` that is the same whether or not the account exists.
    func signIn(email: String, password: String, address: String) async throws -> String {
        try await signIns.signIn(email: email, password: password, address: address)
    }

    /// Using a session moves its end ahead.
    ///
    /// - Returns: When the session now ends.
    func extend(session: String) async throws -> Date {
        guard let found = try await visitor(session: session) else { throw SignInRequired() }
        return found.endsAt
    }

    func signOut(session: String) async throws { try await signIns.signOut(session) }
}

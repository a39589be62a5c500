import Directory
import Foundation
import Kernel

/// Who stands at the door: what the shell asks of the room that knows people.
package protocol Doorkeeper: Sendable {
    /// Who the session belongs to; nil when it has ended or never was.
    func visitor(session: String) async throws -> SignedInVisitor?
    /// Who the bearer token belongs to; nil when it was revoked or never was.
    func visitor(bearer: String) async throws -> Actor?
    /// Begins a session.
    ///
    /// - Throws: A ``PublicError`` that is the same whether or not the account exists.
    func signIn(email: String, password: String, address: String) async throws -> String
    /// - Returns: When the session now ends.
    func extend(session: String) async throws -> Date
    func signOut(session: String) async throws
}

/// A person with a session, and when it ends unless extended.
package struct SignedInVisitor: Sendable {
    package let actor: Actor
    package let ends: Date

    package init(actor: Actor, ends: Date) {
        self.actor = actor
        self.ends = ends
    }
}

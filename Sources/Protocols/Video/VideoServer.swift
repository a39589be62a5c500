import Council
import Directory
import Foundation
import JWTKit
import Kernel

/// The Jitsi server of this installation.
package struct VideoServer: Sendable {
    /// Without a slash at its end.
    private let server: String
    private let app: String
    /// What its tokens are signed with; nil where the server lets in whoever knows the room.
    private let secret: String?

    /// - Parameters:
    ///   - app: The application id the server knows us by.
    ///   - secret: A file with the server's secret in one line; it is never a setting or an argument, which others on
    ///     the machine could read.
    package init?(server: String?, app: String?, secret file: URL) throws {
        guard let server, let url = URL(string: server), url.scheme == "https" || url.scheme == "http",
            url.host() != nil
        else { return nil }
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.app = app ?? "maru"
        secret = try? String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Seconds for which a token opens the door; it is made for one click.
    private static let lifetime: TimeInterval = 120

    /// What the server is told about somebody (Jitsi's prosody token): the name, and whether to moderate.
    struct Ticket: JWTPayload, Equatable {
        let aud: String
        let iss: String
        let sub: String
        let room: String
        let iat: Int
        let nbf: Int
        let exp: Int
        let context: Context

        struct Context: Codable, Equatable {
            let user: User
        }

        struct User: Codable, Equatable {
            let name: String
            /// `owner` or `member`: what the server's affiliation module goes by.
            let affiliation: String
            /// Only ever there for chair and secretary.
            let moderator: Bool?
        }

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    /// The address that lets one person into one meeting, now.
    func address(of room: String, for actor: Actor, isModerator: Bool, at instant: Date) async throws -> String {
        let place = "\(server)/\(room)"
        guard let secret, !secret.isEmpty else { return place }
        let seconds = Int(instant.timeIntervalSince1970)
        let ticket = Ticket(
            aud: app,
            iss: app,
            sub: URL(string: server)?.host() ?? "*",
            room: room,
            iat: seconds,
            // A server whose clock is a little behind lets people in too.
            nbf: seconds - 30,
            exp: seconds + Int(Self.lifetime),
            context: Ticket.Context(
                user: Ticket.User(
                    name: "\(actor.name) (\(actor.institutionName.ko))",
                    affiliation: isModerator ? "owner" : "member",
                    moderator: isModerator ? true : nil
                )
            )
        )
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        return "\(place)?jwt=\(try await keys.sign(ticket))"
    }
}

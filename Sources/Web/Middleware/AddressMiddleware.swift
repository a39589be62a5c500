import Foundation
import Hummingbird

/// Finds out from which address a request came when a proxy on this machine passed it on.
///
/// Without it everybody behind the proxy would share one address, and one guesser could lock all of them out.
package struct AddressMiddleware: RouterMiddleware {
    package typealias Context = SiteContext

    package init() {}

    package func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.visit.address = Self.address(
            peer: context.visit.address,
            forwarded: request.headers[values: .init("X-Forwarded-For") ?? .via]
        )
        return try await next(request, context)
    }

    /// - Parameters:
    ///   - peer: The address at the other end of the connection.
    ///   - forwarded: The headers `X-Forwarded-For`. Only what the last proxy added, the last entry, is its own word;
    ///     the rest is the client's. It is believed from this machine alone: anybody else could make up an address.
    static func address(peer: String, forwarded: [String]) -> String {
        guard peer == "::1" || peer.hasPrefix("127.") || peer == "::ffff:127.0.0.1",
            let last = forwarded.last?.split(separator: ",").last?.trimmingCharacters(in: .whitespaces),
            (2...45).contains(last.utf8.count), last.allSatisfy({ $0.isHexDigit || ".:".contains($0) })
        else { return peer }
        return last
    }
}

import Directory
import Foundation
import Hummingbird
import Kernel
import Logging

/// Finds out who asks: by the bearer token of a program, else by the session cookie of a browser.
///
/// A token that is not valid is refused; a session that has ended makes its browser a visitor again.
package struct SignInMiddleware: RouterMiddleware {
    package typealias Context = SiteContext
    private let door: Doorkeeper
    private let unread: UnreadCount

    /// - Parameter unread: How many notices somebody has not looked at, for the head of a page.
    package init(door: Doorkeeper, unread: @escaping UnreadCount = { _ in 0 }) {
        self.door = door
        self.unread = unread
    }

    package func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        guard !request.uri.path.hasPrefix("/assets/") else { return try await next(request, context) }
        var context = context
        if let bearer = request.bearerToken {
            guard let actor = try await door.visitor(bearer: bearer) else { throw Self.unknownToken }
            context.visit.actor = actor
        } else if let cookie = request.cookies[SessionCookie.name]?.value,
            let visitor = try await door.visitor(session: cookie)
        {
            context.visit.begin(visitor, secret: cookie)
        }
        if let actor = context.visit.actor {
            context.logger[metadataKey: "person"] = "\(actor.person)"
            // A page whose count cannot be read is still a page.
            if !request.uri.path.hasPrefix("/api/") { context.visit.unread = try? await unread(actor.person) }
        }
        return try await next(request, context)
    }

    private static let unknownToken = Problem(
        "web/unknown-token",
        LocalizedText("토큰이 올바르지 않습니다.", en: "The token is not valid."),
        status: 401,
        detail: LocalizedText(
            "회수되었거나 기간이 지났거나 잘못 적은 토큰입니다. ‘내 계정’에서 새로 만들어 주세요.",
            en: "It was revoked, has expired or is mistyped. Make a new one under “My account”."
        )
    )
}

/// Tells how many notices somebody has not looked at.
package typealias UnreadCount = @Sendable (Person.ID) async throws -> Int

/// The cookie that holds a session's secret: not readable by scripts, not sent along from other sites.
package struct SessionCookie: Sendable {
    package static let name = "maru_session"
    let isSecure: Bool

    func cookie(_ secret: String) -> Cookie {
        Cookie(name: Self.name, value: secret, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }

    var forgotten: Cookie {
        Cookie(name: Self.name, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }
}

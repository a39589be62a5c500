import HTTPTypes
import Hummingbird

/// Headers that keep a page from being framed, sniffed, or fed with foreign scripts.
package struct PageSecurityMiddleware: RouterMiddleware {
    package typealias Context = SiteContext
    /// Made once: a name is checked and folded each time it is made.
    private let headers: HTTPFields

    /// - Parameter isSecure: Whether people reach the site over https; adds Strict-Transport-Security.
    package init(isSecure: Bool = false) {
        var headers = HTTPFields()
        headers[text: "Content-Security-Policy"] = Self.policy
        headers[text: "X-Content-Type-Options"] = "nosniff"
        headers[text: "Referrer-Policy"] = "same-origin"
        headers[text: "Cross-Origin-Opener-Policy"] = "same-origin"
        headers[text: "Cross-Origin-Resource-Policy"] = "same-origin"
        headers[text: "Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if isSecure { headers[text: "Strict-Transport-Security"] = "max-age=31536000; includeSubDomains" }
        self.headers = headers
    }

    /// No inline script or style, nothing from elsewhere.
    package static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    package func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for header in headers where response.headers[header.name] == nil {
            response.headers[header.name] = header.value
        }
        return response
    }
}

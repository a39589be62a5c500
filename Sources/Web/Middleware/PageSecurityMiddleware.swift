import Hummingbird

/// Headers that keep a page from being framed, sniffed, or fed with foreign scripts.
package struct PageSecurityMiddleware: RouterMiddleware {
    package typealias Context = SiteContext
    private let isSecure: Bool

    /// - Parameter isSecure: Whether people reach the site over https; adds Strict-Transport-Security.
    package init(isSecure: Bool = false) { self.isSecure = isSecure }

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
        var headers: [(String, String)] = [
            ("Content-Security-Policy", Self.policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ]
        if isSecure { headers.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains")) }
        for (name, value) in headers { response.set(name, value) }
        return response
    }
}

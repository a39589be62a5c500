import Hummingbird
import Logging

/// Logs each answer once, with the request's id, and tells the client that id in `X-Request-ID`.
///
/// The query is left out: it holds what people search for.
package struct RequestLogMiddleware: RouterMiddleware {
    package typealias Context = SiteContext

    package init() {}

    package func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response = try await next(request, context)
        let elapsed = start.duration(to: .now)
        response.headers[text: "X-Request-ID"] = context.id
        context.logger.info(
            "Answered",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
                "ms": "\(elapsed / .milliseconds(1))",
            ]
        )
        return response
    }
}

import Foundation
import Hummingbird
import Kernel
import Logging

/// Answers every error thrown further in: a problem document for programs, a page for people.
///
/// An error that is not for people is logged in full and shown as a bare 500. A browser that is not signed in is
/// sent to the sign-in page instead of being shown a 401.
package struct ProblemMiddleware: RouterMiddleware {
    package typealias Context = SiteContext
    private let pages: Pages?

    /// - Parameter pages: Without them every answer is a problem document.
    package init(pages: Pages? = nil) { self.pages = pages }

    package func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            var problem = Problem(explaining: error)
            if problem == nil {
                context.logger.error("Unhandled error", metadata: ["error": "\(String(reflecting: error))"])
                problem = .unexpected
            }
            var response = try await answer(problem ?? .unexpected, error, to: request, in: context)
            if let error = error as? HTTPError, let allow = error.headers[.allow] { response.headers[.allow] = allow }
            return response
        }
    }

    private func answer(_ problem: Problem, _ error: any Error, to request: Request, in context: SiteContext)
        async throws -> Response
    {
        guard let pages, request.prefersPage else {
            return try problem.response(in: context.language, instance: context.id)
        }
        // The sign-in ended while a form was filled in, or changed in another tab: nothing typed is lost.
        if let kept = (error as? StaleForm)?.kept { return try kept.page(pages, in: context) }
        // Nobody has read the body of a request that was refused for want of a sign-in.
        if error is SignInRequired, context.visit.actor == nil, let kept = await KeptForm(sentTo: request) {
            return try SignInPages.page(keeping: kept, pages, in: context)
        }
        if problem.status == 401 {
            let back = request.method == .get ? context.visit.target : request.refererPath ?? "/"
            return .redirect(to: "/sign-in?next=" + FormValues.encoded(back), type: .normal)
        }
        return try pages.render(
            ErrorPage(problem, request: context.id, in: context.language),
            in: context,
            status: HTTPResponse.Status(code: problem.status)
        )
    }
}

/// A problem as a page.
struct ErrorPage: Page {
    static let template = "web/error"
    let status: Int
    let title: String
    let detail: String?
    let fields: [FormProblem.Entry]
    let request: String
    let isMissing: Bool
    let isForbidden: Bool
    let isOurs: Bool

    init(_ problem: Problem, request: String, in language: Language) {
        status = problem.status
        title = problem.title[language]
        detail = problem.detail?[language]
        fields = FormProblem(problem, in: language).fields
        self.request = request
        isMissing = problem.status == 404 || problem.status == 410
        isForbidden = problem.status == 403
        isOurs = problem.status >= 500
    }
}

extension Problem {
    /// The problem as RFC 9457 in one language.
    package func response(in language: Language, instance: String? = nil) throws -> Response {
        let body = try JSONEncoder.api.encode(document(in: language, instance: instance))
        var response = Response(
            status: HTTPResponse.Status(code: status),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
        response.headers[.contentType] = "application/problem+json"
        response.headers[.contentLanguage] = language.rawValue
        response.headers[.cacheControl] = "no-store"
        if status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
        if status == 429 || status == 503 { response.headers[.retryAfter] = "60" }
        return response
    }
}

extension Request {
    /// Whether the answer is for a person with a browser: outside the API, and HTML is welcome.
    package var prefersPage: Bool {
        !uri.path.hasPrefix("/api/") && headers[.accept]?.contains("text/html") == true
    }

    /// The path of the page that sent the form, when it is one of ours.
    var refererPath: String? {
        guard let text = headers[.referer], let url = URL(string: text), let host = url.host(),
            let authority = head.authority, authority == host || authority == "\(host):\(url.port ?? 0)"
        else { return nil }
        return url.path() + (url.query().map { "?\($0)" } ?? "")
    }
}

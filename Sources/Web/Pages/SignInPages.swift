import Directory
import Foundation
import Hummingbird
import Kernel

/// Signing in, staying in, signing out.
package struct SignInPages: Sendable {
    private let door: Doorkeeper
    private let pages: Pages
    private let cookie: SessionCookie

    package init(door: Doorkeeper, pages: Pages) {
        self.door = door
        self.pages = pages
        cookie = SessionCookie(isSecure: pages.site.isSecure)
    }

    package func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("sign-in", use: show)
        router.post("sign-in", use: signIn)
        router.post("sign-out", use: signOut)
        router.post("session/extend", use: extend)
    }

    struct SignInPage: Page {
        static let template = "web/sign-in"
        let next: String
        let fields: [FormField]
        let problem: FormProblem?
        /// A form that goes on once its sender has signed in again.
        let kept: Kept?

        struct Kept: Sendable {
            let path: String
            let body: String
        }
    }

    @Sendable private func show(_ request: Request, context: SiteContext) async throws -> Response {
        let next = Self.inside(request.query["next"])
        if context.actor != nil { return .redirect(to: next, type: .normal) }
        return try Self.answer(email: "", next: next, problem: nil, keeping: nil, pages, in: context)
    }

    /// The page for somebody whose sign-in ended while a form was filled in.
    static func page(keeping form: KeptForm, _ pages: Pages, in context: SiteContext) throws -> Response {
        try answer(email: "", next: "/", problem: nil, keeping: form, pages, in: context)
    }

    @Sendable private func signIn(_ request: Request, context: SiteContext) async throws -> Response {
        let form = try await request.form()
        let next = Self.inside(form["next"])
        let email = form["email"] ?? ""
        let kept = KeptForm(path: form["keptPath"], body: form.raw("kept"))
        do {
            let token = try await door.signIn(
                email: email,
                password: form.raw("password") ?? "",
                address: context.visit.address
            )
            var response = Response.redirect(to: next, type: .normal)
            if let kept, let session = try await door.visitor(session: token) {
                var context = context
                context.visit.begin(session, secret: token)
                response = try kept.page(pages, in: context)
            }
            response.setCookie(cookie.cookie(token))
            return response
        } catch let error as any PublicError {
            return try Self.answer(
                email: email,
                next: next,
                problem: error.problem,
                keeping: kept,
                pages,
                in: context
            )
        }
    }

    private static func answer(
        email: String,
        next: String,
        problem: Problem?,
        keeping form: KeptForm?,
        _ pages: Pages,
        in context: SiteContext
    ) throws -> Response {
        let language = context.language
        let fields = [
            FormField("email", pages.word("webEmail", in: language), value: email)
                .typed("email", autocomplete: "username", required: true),
            FormField("password", pages.word("webPassword", in: language))
                .typed("password", autocomplete: "current-password", required: true),
        ].map { $0.marked(by: problem, in: language) }
        let page = SignInPage(
            next: next,
            fields: fields,
            problem: problem.map { FormProblem($0, in: language) },
            kept: form.map { SignInPage.Kept(path: $0.path, body: $0.body) }
        )
        // 401 would make browsers ask in their own way; the page already is the way to sign in.
        let status = problem.map { HTTPResponse.Status(code: $0.status == 401 ? 422 : $0.status) } ?? .ok
        var response = try pages.render(page, in: context, status: status)
        if problem?.status == 429 { response.headers[.retryAfter] = "60" }
        return response
    }

    @Sendable private func signOut(_ request: Request, context: SiteContext) async throws -> Response {
        if let session = context.visit.session { try await door.signOut(session: session) }
        var response = Response.redirect(
            to: "/",
            saying: Flash(.success, pages.word("webSignedOut", in: context.language))
        )
        response.setCookie(cookie.forgotten)
        return response
    }

    /// When the extended session ends, for the page's script.
    private struct Extended: ResponseCodable {
        /// Seconds since 1970 (UTC).
        let ends: Int
    }

    @Sendable private func extend(_ request: Request, context: SiteContext) async throws -> Response {
        guard let token = context.visit.session else { throw SignInRequired() }
        let ends = try await door.extend(session: token)
        guard request.prefersPage else {
            let answer = Extended(ends: Int(ends.timeIntervalSince1970))
            return try context.responseEncoder.encode(answer, from: request, context: context)
        }
        let next = request.isForm ? try await request.form()["next"] : nil
        return .redirect(
            to: Self.ownPath(next),
            saying: Flash(.success, pages.word("webSessionExtended", in: context.language))
        )
    }

    /// Where somebody goes after signing in: the home page is for everybody, so whoever came from there wants to see
    /// what waits.
    private static func inside(_ path: String?) -> String {
        let own = ownPath(path)
        return own == "/" ? "/desk" : own
    }

    /// `path` when it leads to a page of ours, else the home page: nobody is sent elsewhere by a crafted link.
    static func ownPath(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
            !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }), path.utf8.count < 2000,
            !path.hasPrefix("/sign-")
        else { return "/" }
        // A header holds ASCII only.
        return path.unicodeScalars.map { $0.isASCII ? String($0) : FormValues.encoded(String($0)) }.joined()
    }
}

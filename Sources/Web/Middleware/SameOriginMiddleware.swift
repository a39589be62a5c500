import Crypto
import Foundation
import Hummingbird
import Kernel

/// Refuses changes that another site made a signed-in browser ask for.
///
/// A changing request must come from our own pages (`Sec-Fetch-Site`, else `Origin`), and with a session it must
/// also carry the session's form token. Requests with a bearer token are exempt: a browser never adds one by itself.
package struct SameOriginMiddleware: RouterMiddleware {
    package typealias Context = SiteContext

    package init() {}

    package func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        guard ![.get, .head, .options].contains(request.method), !request.hasBearerToken else {
            return try await next(request, context)
        }
        guard isOwn(request) else { throw Self.foreign }
        guard let expected = context.visit.csrf else { return try await next(request, context) }
        // A form with files is read as it arrives, and its token with it; until then the browser must have named
        // our own site.
        if request.isMultipart, request.takesFiles, saysWhereFrom(request) { return try await next(request, context) }
        var request = request
        guard let sent = try await token(in: &request), Self.equal(sent, expected) else {
            throw StaleForm(kept: request.isForm ? await KeptForm(sentTo: request) : nil)
        }
        return try await next(request, context)
    }

    private func isOwn(_ request: Request) -> Bool {
        if let site = request.headers[text: "Sec-Fetch-Site"] { return site == "same-origin" || site == "none" }
        if let origin = request.headers[.origin] {
            guard let url = URL(string: origin), let host = url.host() else { return false }
            let sender = url.port.map { "\(host):\($0)" } ?? host
            return sender == request.head.authority
        }
        // Neither: no browser of the last years. Without a session there is nothing to steal; with one, the token.
        return true
    }

    private func saysWhereFrom(_ request: Request) -> Bool {
        request.headers[text: "Sec-Fetch-Site"] != nil || request.headers[.origin] != nil
    }

    private func token(in request: inout Request) async throws -> String? {
        if let header = request.headers[text: "X-CSRF-Token"] { return header }
        guard request.isForm else { return nil }
        let body = try await request.collectBody(upTo: Request.formLimit)
        return FormValues(urlencoded: String(buffer: body))?.raw("csrf")
    }

    /// The form token of a session: made from its secret, so that it needs no place of its own.
    package static func token(for session: String) -> String {
        Data(SHA256.hash(data: Data("maru form token\n\(session)".utf8))).base64URL
    }

    /// Compares without telling by the time taken where the first difference is.
    static func equal(_ one: String, _ other: String) -> Bool {
        guard one.utf8.count == other.utf8.count else { return false }
        return zip(one.utf8, other.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static let foreign = Problem(
        "web/foreign-request",
        LocalizedText("다른 누리집에서 보낸 요청입니다.", en: "The request came from another site."),
        status: 403,
        detail: LocalizedText(
            "이 누리집의 화면을 직접 열어 다시 시도하세요. 프로그램은 토큰(Authorization: Bearer)을 쓰세요.",
            en: "Open the page on this site and try again. A program uses a token (Authorization: Bearer)."
        )
    )

    static let stale = Problem(
        "web/stale-form",
        LocalizedText("화면이 오래되어 보낼 수 없습니다.", en: "The page was open for too long."),
        status: 403,
        detail: LocalizedText(
            "로그인이 바뀌었거나 양식의 확인값이 없습니다. 앞 화면으로 돌아가 새로 고친 뒤 다시 보내세요.",
            en: "The sign-in changed, or the form's token is missing. Go back, reload the page and send it again."
        )
    )
}

/// The form's token is missing or of an earlier sign-in; what was typed is kept, for the body can be read once only.
struct StaleForm: PublicError {
    let kept: KeptForm?

    var problem: Problem { SameOriginMiddleware.stale }
}

extension Request {
    /// Whether the request says who it is by a token rather than a cookie.
    package var hasBearerToken: Bool { bearerToken != nil }

    var bearerToken: String? {
        guard let text = headers[.authorization], text.lowercased().hasPrefix("bearer ") else { return nil }
        return text.dropFirst(7).trimmingCharacters(in: .whitespaces)
    }
}

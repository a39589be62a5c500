import Foundation
import Hummingbird
import Kernel

/// Finds out the language, brightness and letter size, and remembers a choice made by `?lang=`, `?theme=`, `?text=`.
///
/// The language comes from the query, else the cookie, else `Accept-Language`, else it is Korean.
package struct LanguageMiddleware: RouterMiddleware {
    package typealias Context = SiteContext
    private let isSecure: Bool

    package init(isSecure: Bool = false) { self.isSecure = isSecure }

    package func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let query = request.query
        let cookies = request.cookies
        let chosen = query["lang"].flatMap(Language.init(rawValue:))
        context.visit.language =
            chosen ?? cookies["maru_lang"].flatMap { Language(rawValue: $0.value) }
            ?? Language(accepting: request.headers[.acceptLanguage] ?? "")
        let theme = query["theme"].flatMap(Visit.Theme.init(rawValue:))
        context.visit.theme = theme ?? cookies["maru_theme"].flatMap { .init(rawValue: $0.value) } ?? .system
        let text = query["text"].flatMap(Visit.TextSize.init(rawValue:))
        context.visit.textSize = text ?? cookies["maru_text"].flatMap { .init(rawValue: $0.value) } ?? .medium
        context.visit.flash = cookies[Flash.cookie].flatMap { Flash(cookie: $0.value) }
        context.visit.target = request.uri.string.hasPrefix("/") ? request.uri.string : "/"

        var response = try await next(request, context)
        response.headers[.contentLanguage] = response.headers[.contentLanguage] ?? context.visit.language.rawValue
        if !request.uri.path.hasPrefix("/assets/") {
            response.headers[.vary] = "Accept, Accept-Language, Cookie"
        }
        remember("maru_lang", chosen?.rawValue, in: &response)
        remember("maru_theme", theme?.rawValue, in: &response)
        remember("maru_text", text?.rawValue, in: &response)
        return response
    }

    private func remember(_ name: String, _ value: String?, in response: inout Response) {
        guard let value else { return }
        response.setCookie(
            Cookie(
                name: name,
                value: value,
                maxAge: 365 * 86400,
                path: "/",
                secure: isSecure,
                httpOnly: true,
                sameSite: .lax
            )
        )
    }
}

extension Language {
    /// The first of our languages in `Accept-Language`, by quality (RFC 9110, 12.5.4); Korean where there is none.
    package init(accepting header: String) {
        let wanted = header.split(separator: ",").enumerated().compactMap { place, part -> (Double, Int, Language)? in
            let pieces = part.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let tag = pieces.first?.lowercased().prefix(2), let language = Language(rawValue: String(tag)) else {
                return nil
            }
            let quality = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return quality > 0 ? (quality, -place, language) : nil
        }
        self = wanted.max { ($0.0, $0.1) < ($1.0, $1.1) }?.2 ?? .ko
    }
}

import Foundation
import Hummingbird
import Kernel
import Web

/// `/notices/{token}.atom`: somebody's notices for a feed reader (RFC 4287), which cannot sign in. Whoever has the
/// address reads them; it says what happened and where to act, and every link asks for a sign-in.
package struct NoticesFeed: Sendable {
    private let notices: Notices
    /// The address of this site, without a slash at its end.
    private let site: String

    package init(notices: Notices, site: String) {
        self.notices = notices
        self.site = site.hasSuffix("/") ? String(site.dropLast()) : site
    }

    package func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("notices/{token}.atom", use: feed)
    }

    @Sendable private func feed(_ request: Request, context: SiteContext) async throws -> Response {
        let token = try context.requireParameter("token", as: String.self)
        let (found, language) = try await notices.feed(token)
        var response = Response(
            status: .ok,
            body: ResponseBody(byteBuffer: ByteBuffer(string: xml(found, of: token, in: language)))
        )
        response.headers[.contentType] = "application/atom+xml; charset=utf-8"
        response.headers[.cacheControl] = "private, max-age=300"
        return response
    }

    private func xml(_ notices: [Notice], of token: String, in language: Language) -> String {
        let title = language == .ko ? "마루 알림" : "Maru notices"
        let entries = notices.map { notice in
            """
            <entry><id>urn:maru:notice:\(notice.id)</id><title>\(Self.escaped(notice.title[language]))</title>\
            <updated>\(notice.at.timestamp)</updated><link href="\(Self.escaped(site))/notices/\(notice.id)/open"/>\
            <category term="\(Self.escaped(notice.kind))"/>\
            <content type="text">\(Self.escaped([notice.text[language], notice.why[language]].filter { !$0.isEmpty }.joined(separator: "\n\n")))</content></entry>
            """
        }
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(language.rawValue)">
            <id>urn:maru:notices:\(Notices.hash(token).prefix(32))</id><title>\(title)</title>\
            <updated>\((notices.first?.at ?? Date(timeIntervalSince1970: 0)).timestamp)</updated>\
            <link rel="alternate" href="\(Self.escaped(site))/notices"/><author><name>\(title)</name></author>
            \(entries.joined(separator: "\n"))
            </feed>

            """
    }

    /// For text and attributes of XML, whose controls it cannot hold at all.
    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "\n", "\t": out.unicodeScalars.append(scalar)
            case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

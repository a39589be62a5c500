import Foundation
import Hummingbird

extension Flash {
    static let cookie = "maru_flash"

    /// Takes the message off the browser once it was shown.
    static let forgotten = Cookie(name: cookie, value: "", maxAge: 0, path: "/", httpOnly: true, sameSite: .lax)

    /// What `response` wants to have said on the next page, as its cookie holds it.
    static func said(by response: Response) -> String? {
        response.headers[values: .setCookie].compactMap { line in
            line.hasPrefix("\(cookie)=") ? String(line.dropFirst(cookie.count + 1).prefix { $0 != ";" }) : nil
        }.last
    }

    init?(cookie: String) {
        let halves = cookie.split(separator: ".", maxSplits: 1).map(String.init)
        guard halves.count == 2, let kind = Kind(rawValue: halves[0]), let data = Data(base64URL: halves[1]),
            let text = String(data: data, encoding: .utf8)
        else { return nil }
        self.init(kind, String(text.prefix(500)))
    }
}

extension Response {
    /// Goes on to `location` and says something there, once.
    package static func redirect(to location: String, saying flash: Flash) -> Response {
        var response = Response.redirect(to: location, type: .normal)
        response.setCookie(
            Cookie(
                name: Flash.cookie,
                value: "\(flash.kind.rawValue).\(Data(flash.text.utf8).base64URL)",
                maxAge: 60,
                path: "/",
                httpOnly: true,
                sameSite: .lax
            )
        )
        return response
    }
}

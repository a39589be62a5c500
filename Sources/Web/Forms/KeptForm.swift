import Foundation
import Hummingbird
import Kernel

/// What somebody had typed when the sign-in ended: carried through signing in, and sent on from there.
struct KeptForm: Sendable {
    /// Where the form was sent: a path of ours.
    let path: String
    /// The fields as they were encoded, without the token of the ended session; with the form's own key, so that what
    /// was sent before the sign-in ended is not done a second time.
    let body: String
    private let fields: [Field]

    struct Field: Sendable {
        let name: String
        let value: String
    }

    /// The form in `request`; nil where there is none, or it was already read to its end.
    init?(sentTo request: Request) async {
        guard request.method == .post, request.isForm else { return nil }
        var request = request
        guard let buffer = try? await request.collectBody(upTo: Request.formLimit) else { return nil }
        self.init(path: request.uri.path, body: String(buffer: buffer))
    }

    init?(path: String?, body: String?) {
        guard let path, SignInPages.ownPath(path) == path, path != "/session/extend", let body,
            let values = FormValues(urlencoded: body)
        else { return nil }
        // A password is typed again rather than written into a page.
        let secrets = values.names.filter { $0.lowercased().hasSuffix("password") }
        let kept = values.query(without: Set(["csrf"] + secrets))
        guard values.names.contains(where: { !["csrf", "once"].contains($0) && !secrets.contains($0) }),
            let fields = FormValues(urlencoded: kept)
        else { return nil }
        self.path = path
        self.body = kept
        self.fields = fields.all.map { Field(name: $0.name, value: $0.value) }
    }

    /// The page that sends it on with one press of a button.
    func page(_ pages: Pages, in context: some VisitContext) throws -> Response {
        let hasKey = fields.contains { $0.name == "once" }
        return try pages.render(ResendPage(path: path, fields: fields, hasKey: hasKey), in: context, status: .ok)
    }

    private struct ResendPage: Page {
        static let template = "web/resend"
        let path: String
        let fields: [Field]
        let hasKey: Bool
    }

    /// The page that offers to send it as a new one, because it was changed after it had led to `result`.
    func sentBefore(_ result: String?, _ pages: Pages, in context: some VisitContext) throws -> Response {
        let fields = fields.filter { $0.name != "once" }
        // Keys of ours say nothing to anybody.
        let typed = fields.map { $0.value.trimmingCharacters(in: .whitespacesAndNewlines) }.filter {
            !$0.isEmpty && $0.wholeMatch(of: /[0-9a-z]{20}/) == nil
        }
        let page = SentBeforePage(path: path, fields: fields, typed: typed, result: result)
        return try pages.render(page, in: context, status: .conflict)
    }
}

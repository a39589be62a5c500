import Crypto
import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel

/// Does what a form of our pages asks for once, however often it is sent: by a double click, or after the back button.
///
/// Every form carries a key in its field `once` (`web/csrf`). The same form with the same key leads to what was done
/// the first time. One that was changed since is not thrown away: what is typed is shown, and offered to be sent as a
/// new one. Forms that may be sent again with other words, because they only change a thing (`web/csrf-edit`), are
/// simply done.
///
/// Stands inside ``SignInMiddleware``: keys belong to the person who sends them. Answers that do not lead on to another
/// page (a form to be corrected) are not kept, so that it is sent again under the same key. Forms with files are read
/// as they arrive and have no key.
package struct OnceMiddleware: RouterMiddleware {
    package typealias Context = SiteContext
    private let answers: Idempotency
    private let pages: Pages
    private let clock: WallClock
    private let patience: Duration

    /// A second sending within so many seconds is a double click: there is nothing to explain.
    private static let doubleClick: TimeInterval = 10
    /// What the keys of ``web/csrf-edit` begin with.
    static let editPrefix = "edit."

    /// - Parameter patience: How long a second sending waits for the first to be done.
    package init(database: any DatabaseWriter, pages: Pages, clock: WallClock, patience: Duration = .seconds(20)) throws
    {
        answers = Idempotency(database: database, clock: clock)
        self.pages = pages
        self.clock = clock
        self.patience = patience
        try pages.require(SentBeforePage.self)
    }

    package func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        // A password is no fingerprint, and neither is a ballot: not even its hash is kept.
        guard request.method == .post, let actor = context.visit.actor, request.isForm,
            !request.uri.path.hasPrefix("/api/"), !request.uri.path.hasSuffix("/password"),
            !request.uri.path.hasSuffix("/ballots")
        else { return try await next(request, context) }
        var request = request
        let body = String(buffer: try await request.collectBody(upTo: Request.formLimit))
        guard let form = FormValues(urlencoded: body), let name = form["once"], name.utf8.count <= 190 else {
            return try await next(request, context)
        }
        let key = Idempotency.Key(person: actor.person.rawValue, key: "form/\(name)")
        switch try await claim(
            key,
            print: Self.fingerprint(form, to: request),
            mayChange: name.hasPrefix(Self.editPrefix)
        ) {
        case .free: break
        case .answered(let answer): return again(answer, in: context)
        case .used(let answer):
            guard let kept = KeptForm(path: request.uri.path, body: body) else { throw Idempotency.reused }
            return try kept.sentBefore(answer?.location, pages, in: context)
        case .busy: throw Self.slow
        }
        do {
            let answer = try await next(request, context)
            guard (300...399).contains(answer.status.code), let location = answer.headers[.location] else {
                // A form that came back to be corrected is sent again under the same key.
                try await answers.release(key)
                return answer
            }
            let kept = Idempotency.Answer(
                status: answer.status.code,
                contentType: nil,
                location: location,
                body: Data(),
                said: Flash.said(by: answer)
            )
            try await answers.keep(kept, for: key)
            return answer
        } catch {
            try await answers.release(key)
            throw error
        }
    }

    /// Takes the key; while the same form is being done for an earlier click, waits for it.
    private func claim(_ key: Idempotency.Key, print: String, mayChange: Bool) async throws -> Idempotency.Claim {
        let end = ContinuousClock.now + patience
        while true {
            let claim = try await answers.take(key, fingerprint: print, replacing: mayChange)
            switch claim {
            case .busy, .used(nil): guard ContinuousClock.now < end else { return .busy }
            case .free, .answered, .used: return claim
            }
            try await Task.sleep(for: .milliseconds(30))
        }
    }

    /// What makes two forms the same: where they go and what was typed, whatever sign-in they came from.
    private static func fingerprint(_ form: FormValues, to request: Request) -> String {
        Data(SHA256.hash(data: Data("\(request.uri.string)\n\(form.query(without: ["csrf", "once"]))".utf8))).base64URL
    }

    /// Leads to what was done before: after a double click in the first one's words, later with the reason.
    private func again(_ answer: Idempotency.Answer, in context: SiteContext) -> Response {
        let isDoubleClick = answer.at.map { clock.now.timeIntervalSince($0) <= Self.doubleClick } ?? false
        let location = answer.location ?? "/"
        var response =
            isDoubleClick
            ? Response.redirect(to: location, type: .normal)
            : Response.redirect(
                to: location,
                saying: Flash(.notice, pages.word("webSentBefore", in: context.language))
            )
        if isDoubleClick, let said = answer.said.flatMap(Flash.init(cookie:)) {
            response = Response.redirect(to: location, saying: said)
        }
        response.headers[text: "Idempotency-Replayed"] = "true"
        return response
    }

    private static let slow = Problem(
        "web/form-in-progress",
        LocalizedText("먼저 보낸 양식을 아직 처리하고 있습니다.", en: "The form sent first is still being worked on."),
        status: 409,
        detail: LocalizedText(
            "두 번 처리되지 않습니다. 잠시 뒤 앞 화면으로 돌아가 같은 양식을 다시 보내면 결과를 보여 드립니다.",
            en: "It is not done twice. In a moment, go back and send the same form again to see what came of it."
        )
    )
}

/// A form that was sent before and changed since: what is typed, what became of the first, and sending it as a new one.
struct SentBeforePage: Page {
    static let template = "web/sent-before"
    let path: String
    let fields: [KeptForm.Field]
    /// What a person typed, to be read again.
    let typed: [String]
    /// What became of the first.
    let result: String?
}

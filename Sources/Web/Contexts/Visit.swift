import Directory
import Foundation
import Hummingbird
import Kernel

/// Who is looking, in which language and how: what the middleware found out about one request.
package struct Visit: Sendable {
    /// The language of every word in the answer.
    package var language: Language = .ko
    /// The person who asks, when signed in by cookie or token.
    package var actor: Actor?
    /// The session's secret from the cookie; nil for visitors and for requests with a bearer token.
    package var session: String?
    /// When the session ends unless it is extended.
    package var sessionEnds: Date?
    /// What every form must send back as `csrf`; nil without a session.
    package var csrf: String?
    /// What the last request wants to have said on this page, once.
    package var flash: Flash?
    package var theme: Theme = .system
    package var textSize: TextSize = .medium
    /// How many notices wait unread; nil where nobody is signed in or no page is drawn.
    package var unread: Int?
    /// Path and query as asked for, to come back to.
    package var target = "/"
    /// Where the request came from: an IP address, or `unknown`.
    package var address = "unknown"

    package init() {}

    /// The visit of somebody who is signed in by cookie.
    mutating func begin(_ found: SignIns.Session, secret: String) {
        actor = found.actor
        session = secret
        sessionEnds = found.endsAt
        csrf = SameOriginMiddleware.token(for: secret)
    }

    /// How bright the pages are.
    package enum Theme: String, CaseIterable, Sendable {
        case system, light, dark, contrast
    }

    /// How large the letters are: KRDS's zoom steps.
    package enum TextSize: String, CaseIterable, Sendable {
        case small, medium, large, larger, largest
    }
}

/// Something to say on the next page: "registered", "sent".
package struct Flash: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case success, notice, problem
    }

    package let kind: Kind
    package let text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

/// A request context that knows its visit; all of ours do.
package protocol VisitContext: RequestContext where Decoder == APIDecoder, Encoder == JSONEncoder {
    var visit: Visit { get }
}

extension VisitContext {
    package var language: Language { visit.language }
    package var csrf: String? { visit.csrf }

    /// Reads instants with or without fractions of a second.
    package var requestDecoder: APIDecoder { APIDecoder() }
    /// Writes instants as in the ledger: UTC with milliseconds.
    package var responseEncoder: JSONEncoder { .api }
}

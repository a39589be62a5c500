import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The JSON under `/api/v1/notices`: everybody's own inbox.
package struct NoticesAPI: Sendable {
    private let notices: Notices

    package init(notices: Notices) { self.notices = notices }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("api/v1/notices", use: list)
        router.post("api/v1/notices/read", use: readAll)
        router.post("api/v1/notices/:id/read", use: read)
        router.get("api/v1/notices/preference", use: preference)
        router.patch("api/v1/notices/preference", use: prefer)
    }

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> APIPage<NoticeResource> {
        let paging = try APIPaging(request)
        let found = try await notices.inbox(
            of: context.actor.person,
            unread: request.query["unread"] == "true",
            before: paging.cursor.map { Notice.ID(rawValue: $0.place[0]) },
            limit: paging.limit + 1
        )
        return APIPage(found.map(NoticeResource.init), limit: paging.limit) { [$0.id] }
    }

    private struct Unread: ResponseCodable {
        let unread: Int
    }

    @Sendable private func read(_ request: Request, context: SignedIn) async throws -> Unread {
        _ = try await notices.open(context.requireParameter("id"), by: context.actor.person)
        return Unread(unread: try await notices.unread(of: context.actor.person))
    }

    @Sendable private func readAll(_ request: Request, context: SignedIn) async throws -> Unread {
        try await notices.read(nil, by: context.actor.person)
        return Unread(unread: 0)
    }

    private struct Preference: ResponseCodable {
        let mail: NoticePreference.Mail
        let language: String
        /// Whether this installation sends mail at all.
        let sendsMail: Bool
    }

    @Sendable private func preference(_ request: Request, context: SignedIn) async throws -> Preference {
        let found = try await notices.preference(of: context.actor.person)
        return Preference(mail: found.mail, language: found.language, sendsMail: notices.sendsMail)
    }

    private struct PreferenceBody: Decodable {
        let mail: NoticePreference.Mail?
        let language: String?
    }

    @Sendable private func prefer(_ request: Request, context: SignedIn) async throws -> Preference {
        let body = try await request.decode(as: PreferenceBody.self, context: context)
        let before = try await notices.preference(of: context.actor.person)
        let kept = try await notices.prefer(
            mail: body.mail ?? before.mail,
            language: body.language ?? before.language,
            by: context.actor.person
        )
        return Preference(mail: kept.mail, language: kept.language, sendsMail: notices.sendsMail)
    }
}

/// A notice as programs read it.
package struct NoticeResource: ResponseCodable {
    package let id: String
    /// The act it tells of; left out for a reminder.
    package let act: Int64?
    package let kind: String
    package let title: LocalizedText
    package let text: LocalizedText
    package let why: LocalizedText
    package let path: String
    package let at: Date
    package let readAt: Date?

    package init(_ notice: Notice) {
        id = notice.id.rawValue
        act = notice.seq
        kind = notice.kind
        title = notice.title
        text = notice.text
        why = notice.why
        path = notice.path
        at = notice.at
        readAt = notice.readAt
    }
}

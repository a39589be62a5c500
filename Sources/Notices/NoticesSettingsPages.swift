import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// How somebody wants to hear of things: by mail, by feed.
extension NoticesPages {
    struct SettingsPage: Page {
        static let template = "notices/settings"
        let title: String
        let crumbs: [Crumb]
        let problem: FormProblem?
        let sendsMail: Bool
        let email: String
        let fields: [FormField]
        let hasFeed: Bool
        /// The feed's address, this once.
        let feed: String?
    }

    @Sendable func settings(_ request: Request, context: SignedIn) async throws -> Response {
        try pages.render(try await settingsPage(problem: nil, in: context), in: context)
    }

    private func settingsPage(_ form: FormValues? = nil, problem: Problem?, feed: String? = nil, in context: SignedIn)
        async throws -> SettingsPage
    {
        let kept = try await notices.preference(of: context.actor.person)
        let language = context.language
        return SettingsPage(
            title: word("noticesSettings", context),
            crumbs: [
                Crumb(word("noticesTitle", context), "/notices"), Crumb(word("noticesSettings", context)),
            ],
            problem: problem.map { FormProblem($0, in: language) },
            sendsMail: notices.sendsMail,
            email: context.actor.email,
            fields: [
                FormField("mail", word("noticesMail", context), value: form?["mail"] ?? kept.mail.rawValue)
                    .choosing(NoticePreference.Mail.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }),
                FormField("language", word("noticesMailLanguage", context), value: form?["language"] ?? kept.language)
                    .choosing([FormField.Option("ko", "한국어"), FormField.Option("en", "English")]),
            ].marked(by: problem, in: language),
            hasFeed: kept.feedHash != nil,
            feed: feed
        )
    }

    @Sendable func save(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        do {
            guard let mail = form["mail"].flatMap(NoticePreference.Mail.init(rawValue:)) else {
                throw NoticesProblem.invalid(
                    "mail",
                    LocalizedText("메일을 어떻게 받을지 골라 주세요.", en: "Choose how to get mail.")
                )
            }
            try await notices.prefer(mail: mail, language: form["language"] ?? "", by: context.actor.person)
        } catch let error as any PublicError where error.problem.status == 422 {
            let page = try await settingsPage(form, problem: error.problem, in: context)
            return try pages.render(page, in: context, status: .unprocessableContent)
        }
        return .redirect(to: "/notices/settings", saying: Flash(.success, word("noticesSaved", context)))
    }

    /// Shows the address in the answer itself: it is never put where it could be read again.
    @Sendable func makeFeed(_ request: Request, context: SignedIn) async throws -> Response {
        _ = try await request.form()
        let token = try await notices.makeFeed(by: context.actor.person)
        let page = try await settingsPage(problem: nil, feed: "/notices/\(token).atom", in: context)
        var response = try pages.render(page, in: context, status: .created)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    @Sendable func endFeed(_ request: Request, context: SignedIn) async throws -> Response {
        _ = try await request.form()
        try await notices.endFeed(by: context.actor.person)
        return .redirect(to: "/notices/settings", saying: Flash(.success, word("noticesFeedEnded", context)))
    }
}

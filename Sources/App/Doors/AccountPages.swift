import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The pages under `/account`: who one is here, one's password, tokens and sessions, and how the pages look.
struct AccountPages: Sendable {
    let people: People
    let institutions: Institutions
    let signIns: SignIns
    let tokens: Tokens
    let pages: Pages
    let clock: WallClock

    init(_ platform: Platform, pages: Pages) throws {
        people = platform.people
        institutions = platform.institutions
        signIns = platform.signIns
        tokens = platform.tokens
        clock = platform.settings.clock
        self.pages = pages
        try pages.require(AccountPage.self)
    }

    func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("account", use: show)
        router.post("account/password", use: changePassword)
        router.post("account/tokens", use: createToken)
        router.post("account/tokens/:id/revoke", use: revokeToken)
        router.post("account/sessions/end", use: endSessions)
    }

    private func wording(_ context: SignedIn) -> Wording { Wording(pages: pages, language: context.language) }

    struct AccountPage: Page {
        static let template = "app/account"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let problem: FormProblem?
        let facts: [Fact]
        let terms: [Term]
        let passwords: [FormField]
        let tokenName: [FormField]
        let tokens: [Row]
        let hasTokens: Bool
        let email: String
        let secret: String?
        let sessions: [Row]
        let hasOthers: Bool

        struct Term: Sendable {
            let role: String
            let institution: String
            let days: String
            let isNow: Bool
        }

        /// A token or a session.
        struct Row: Sendable {
            let key: String
            let name: String
            let began: String
            let used: String
            let ends: String
            let isCurrent: Bool
        }
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> Response {
        try pages.render(try await page(FormValues(lenient: ""), problem: nil, in: context), in: context)
    }

    private func page(_ form: FormValues, problem: Problem?, secret: String? = nil, in context: SignedIn) async throws
        -> AccountPage
    {
        let (say, actor, language) = (wording(context), context.actor, context.language)
        let today = clock.today
        let terms = try await people.appointments(of: actor.person)
        let named = try await institutions.named(Set(terms.map(\.institution)))
        let sessions = try await signIns.sessions(of: actor, current: context.visit.session)
        let tokens = try await tokens.list(of: actor)
        func password(_ name: String, _ label: String, _ kind: String, hint: String? = nil) -> FormField {
            FormField(name, say(label), hint: hint).typed("password", autocomplete: kind, required: true)
        }
        return AccountPage(
            title: say("accountTitle"),
            lead: "\(actor.name) · \(actor.institutionName[language])",
            crumbs: [Crumb(say("accountTitle"))],
            problem: problem.map { FormProblem($0, in: language) },
            facts: [
                Fact(say("personName"), actor.name), Fact(say("personEmail"), actor.email),
                Fact(say("personInstitution"), actor.institutionName[language], "/institutions/\(actor.institution)"),
                Fact(say("accountActs"), say("accountActsText"), "/ledger?who=\(FormValues.encoded(actor.email))"),
            ],
            terms: terms.map { term in
                AccountPage.Term(
                    role: term.role.title[language],
                    institution: named[term.institution]?.title[language] ?? "",
                    days: say.days(term.since, term.until),
                    isNow: term.since <= today && term.until.map { $0 >= today } ?? true
                )
            },
            passwords: [
                password("presentPassword", "accountPresentPassword", "current-password"),
                password(
                    "password",
                    "accountNewPassword",
                    "new-password",
                    hint: say("accountPasswordHint", ["count": "\(Passwords.minimumLength)"])
                ),
                password("againPassword", "accountAgainPassword", "new-password"),
            ].marked(by: problem, in: language),
            tokenName: [
                FormField("name", say("accountTokenName"), value: form["name"] ?? "", hint: say("accountTokenNameHint"))
                    .with { $0.maximumLength = 100 }.required
            ].marked(by: problem, in: language),
            tokens: tokens.map { token in
                AccountPage.Row(
                    key: token.id.rawValue,
                    name: token.name,
                    began: Written.day(token.createdAt, in: language),
                    used: token.lastUsedAt.map { Written.instant($0, in: language) } ?? say("accountNever"),
                    ends: Written.day(token.endsAt, in: language),
                    isCurrent: false
                )
            },
            hasTokens: !tokens.isEmpty,
            email: actor.email,
            secret: secret,
            sessions: sessions.map { session in
                AccountPage.Row(
                    key: session.key,
                    name: say(session.isCurrent ? "accountThisBrowser" : "accountOtherBrowser"),
                    began: Written.instant(session.startedAt, in: language),
                    used: Written.instant(session.usedAt, in: language),
                    ends: "",
                    isCurrent: session.isCurrent
                )
            },
            hasOthers: sessions.contains { !$0.isCurrent }
        )
    }

    private func again(_ form: FormValues, _ problem: Problem, in context: SignedIn) async throws -> Response {
        let page = try await page(form, problem: problem, in: context)
        // 401 would make browsers ask in their own way, and the person is signed in.
        let status = problem.status == 401 ? 422 : problem.status
        return try pages.render(page, in: context, status: HTTPResponse.Status(code: status))
    }

    // MARK: - Password

    @Sendable private func changePassword(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        do {
            guard form.raw("password") == form.raw("againPassword") else { throw AppProblem.passwordsDiffer }
            try await signIns.changePassword(
                from: form.raw("presentPassword") ?? "",
                to: form.raw("password") ?? "",
                address: context.visit.address,
                by: context.actor
            )
        } catch let error as any PublicError where [401, 422, 429].contains(error.problem.status) {
            let problem = error.problem.status == 401 ? AppProblem.wrongPassword : error.problem
            return try await again(form, problem, in: context)
        }
        // A new password ends every session, this one too: whoever knew the old one is out.
        return .redirect(
            to: "/sign-in?next=/account",
            saying: Flash(.success, wording(context)("accountPasswordDone"))
        )
    }

    // MARK: - Tokens

    /// Shows the secret in the answer itself: it is never put where it could be read again.
    @Sendable private func createToken(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        do {
            guard let name = form["name"] else { throw AppProblem.noTokenName }
            let key = form["once"].flatMap { $0.wholeMatch(of: /[0-9a-z]{20}/) == nil ? nil : Token.ID(rawValue: $0) }
            let made = try await tokens.create(name: name, as: key, by: context.actor)
            let page = try await page(FormValues(lenient: ""), problem: nil, secret: made.secret, in: context)
            var response = try pages.render(page, in: context, status: .created)
            response.headers[.cacheControl] = "no-store"
            return response
        } catch let error as any PublicError where error.problem.belongsOnForm {
            return try await again(form, error.problem, in: context)
        }
    }

    @Sendable private func revokeToken(_ request: Request, context: SignedIn) async throws -> Response {
        do {
            try await tokens.revoke(context.requireParameter("id"), by: context.actor)
        } catch let error as any PublicError where error.problem.status == 404 {
            return try await again(FormValues(lenient: ""), error.problem, in: context)
        }
        return .redirect(to: "/account", saying: Flash(.success, wording(context)("accountRevoked")))
    }

    // MARK: - Sessions

    @Sendable private func endSessions(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        let ended = try await signIns.endSessions(
            of: context.actor,
            key: form["session"],
            except: context.visit.session
        )
        let said = wording(context)("accountSessionsEnded", ["count": "\(ended)"])
        return .redirect(to: "/account", saying: Flash(.success, said))
    }
}

extension AppProblem {
    /// The new password was typed in two ways.
    static let passwordsDiffer = Problem(
        "app/passwords-differ",
        LocalizedText("비밀번호를 바꾸지 못했습니다.", en: "The password was not changed."),
        status: 422,
        fields: [
            Problem.Field(
                "againPassword",
                LocalizedText("새 비밀번호와 다릅니다. 똑같이 적어 주세요.", en: "It is not the same as the new password.")
            )
        ]
    )

    /// The present password is another one.
    static let wrongPassword = Problem(
        "app/wrong-password",
        LocalizedText("비밀번호를 바꾸지 못했습니다.", en: "The password was not changed."),
        status: 422,
        fields: [
            Problem.Field(
                "presentPassword",
                LocalizedText("지금 비밀번호가 맞지 않습니다.", en: "That is not your present password.")
            )
        ]
    )

    /// A token nobody could tell from another later on.
    static let noTokenName = Problem(
        "app/no-token-name",
        LocalizedText("토큰을 만들지 못했습니다.", en: "The token was not made."),
        status: 422,
        fields: [
            Problem.Field("name", LocalizedText("어디에 쓰는 토큰인지 적어 주세요.", en: "Say what the token is for."))
        ]
    )
}

import Directory
import Foundation
import Hummingbird
import Kernel
import Statute
import Web

/// The pages about people and their roles, for those inside: `/institutions/:code/people`, `/people`, `/appointments`.
struct AppointmentPages: Sendable {
    let institutions: Institutions
    let people: People
    let signIns: SignIns
    let statutes: Statutes
    let pages: Pages
    let clock: WallClock

    init(_ platform: Platform, pages: Pages) throws {
        institutions = platform.institutions
        people = platform.people
        signIns = platform.signIns
        statutes = platform.statutes
        clock = platform.settings.clock
        self.pages = pages
        try pages.require(PeoplePage.self, PersonPage.self)
    }

    func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("institutions/:code/people", use: list)
        router.get("institutions/:code/people/new", use: newPerson)
        router.post("institutions/:code/people/new", use: addPerson)
        router.get("institutions/:code/appoint", use: blank)
        router.post("institutions/:code/appoint", use: appoint)
        router.get("appointments/:id/end", use: ending)
        router.post("appointments/:id/end", use: end)
        router.get("people/:email", use: show)
        for change in PersonChange.allCases {
            router.get("people/:email/\(change.rawValue)") { request, context in
                let page = try await self.page(change, request.query, problem: nil, in: context)
                return try pages.render(page, in: context)
            }
            router.post("people/:email/\(change.rawValue)") { request, context in
                let form = try await request.form()
                return try await pages.change(form, in: context) { form, problem in
                    try await self.page(change, form, problem: problem, in: context)
                } doing: {
                    try await self.apply(change, form, in: context)
                }
            }
        }
    }

    func wording(_ context: SignedIn) -> Wording { Wording(pages: pages, language: context.language) }

    func crumbs(_ institution: Institution, _ say: Wording, _ more: Crumb...) -> [Crumb] {
        [
            Crumb(say("institutionTitle"), "/institutions"),
            Crumb(institution.title[say.language], institution.path),
        ] + more
    }

    // MARK: - Everybody at an institution

    struct PeoplePage: Page {
        static let template = "app/people"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let add: String?
        let appoint: String?
        let caption: String
        let rows: [Row]
        let empty: EmptyState?
        let pagination: Pagination?

        struct Row: Sendable {
            let path: String
            let name: String
            let email: String
            let roles: [String]
        }
    }

    private static let pageSize = 50

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> Response {
        let say = wording(context)
        let institution = try await institutions.find(context.requireParameter("code"))
        let all = try await people.list(institution: institution.id.rawValue)
        let number = max(1, min(5000, request.query["page"].flatMap { Int($0) } ?? 1))
        let shown = all.dropFirst((number - 1) * Self.pageSize).prefix(Self.pageSize)
        func may(_ move: DirectoryMove) -> Bool { move.isAllowed(for: context.actor, at: institution.id) }
        let page = PeoplePage(
            title: say("personTitle"),
            lead: institution.title[context.language],
            crumbs: crumbs(institution, say, Crumb(say("personTitle"))),
            add: may(.addPerson) ? "\(institution.path)/people/new" : nil,
            appoint: may(.appointOther) ? "\(institution.path)/appoint" : nil,
            caption: say("personCount", ["count": Written.number(all.count)]),
            rows: shown.map { person in
                let roles = Role.allCases.filter { person.holds([$0], at: institution.id) }
                return PeoplePage.Row(
                    path: "/people/\(FormValues.encoded(person.email))",
                    name: person.name,
                    email: person.email,
                    roles: roles.map { $0.title[context.language] }
                )
            },
            empty: all.isEmpty ? EmptyState(say("personNobody"), say("personNobodyText")) : nil,
            pagination: Pagination(
                page: number,
                of: (all.count + Self.pageSize - 1) / Self.pageSize,
                path: "\(institution.path)/people",
                query: request.query
            )
        )
        return try pages.render(page, in: context)
    }

    @Sendable private func newPerson(_ request: Request, context: SignedIn) async throws -> Response {
        try pages.render(try await newPage(request.query, problem: nil, in: context), in: context)
    }

    private func newPage(_ form: FormValues, problem: Problem?, in context: SignedIn) async throws -> ChangePage {
        let say = wording(context)
        let institution = try await institutions.find(context.requireParameter("code"))
        try DirectoryMove.addPerson.require(of: context.actor, at: institution.id)
        return ChangePage(
            say("institutionAddPerson"),
            lead: institution.title[context.language],
            crumbs: crumbs(institution, say, Crumb(say("institutionAddPerson"))),
            action: "\(institution.path)/people/new",
            problem: problem,
            fields: [
                FormField("name", say("personName"), value: form["name"] ?? "").required,
                FormField("email", say("personEmail"), value: form["email"] ?? "", hint: say("personEmailHint"))
                    .typed("email", required: true),
            ],
            consequences: [say("personAddNext"), say("personAddNothingYet")],
            submit: say("institutionAddPerson"),
            back: "\(institution.path)/people",
            in: context.language
        )
    }

    @Sendable private func addPerson(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        return try await pages.change(form, in: context) { form, problem in
            try await newPage(form, problem: problem, in: context)
        } doing: {
            let person = try await people.add(
                email: form["email"] ?? "",
                name: form["name"] ?? "",
                institution: context.requireParameter("code"),
                by: context.actor
            )
            let flash = Flash(.success, wording(context)("personAddDone", ["name": person.name]))
            return .redirect(to: person.path, saying: flash)
        }
    }

    // MARK: - One person

    struct PersonPage: Page {
        static let template = "app/person"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let facts: [Fact]
        let actions: [Link]
        let hasActions: Bool
        let terms: [Row]
        let acts: String

        struct Row: Sendable {
            let role: String
            let institution: String
            let path: String
            let rank: String?
            let days: String
            let isNow: Bool
            let end: String?
        }
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> Response {
        let say = wording(context)
        let person = try await people.find(context.requireParameter("email", as: String.self))
        let terms = try await people.appointments(of: person.id)
        let named = try await institutions.named(Set(terms.map(\.institution) + [person.institution]))
        guard let home = named[person.institution] else { return Response(status: .notFound) }
        let today = clock.today
        // Whom one could not appoint one cannot shut out either.
        let hasAuthority = terms.filter { $0.until.map { $0 >= today } ?? true }.allSatisfy {
            DirectoryMove.appointing($0.role).isAllowed(for: context.actor, at: $0.institution)
        }
        func may(_ move: DirectoryMove) -> Bool { move.isAllowed(for: context.actor, at: home.id) }
        let isSelf = person.id == context.actor.person
        let actions: [(Bool, String, String)] = [
            (
                may(.appointOther), "institutionAppoint",
                "\(home.path)/appoint?email=\(FormValues.encoded(person.email))"
            ),
            (may(.setPassword) && hasAuthority && !isSelf, "personPassword", "\(person.path)/password"),
            (may(.addPerson) && hasAuthority, "personMove", "\(person.path)/move"),
            (may(.addPerson) && hasAuthority, "personRetire", "\(person.path)/retire"),
            (isSelf, "accountTitle", "/account"),
        ]
        let links = actions.filter(\.0).map { Link(say($0.1), $0.2) }
        let page = PersonPage(
            title: person.name,
            lead: home.title[context.language],
            crumbs: crumbs(home, say, Crumb(say("personTitle"), "\(home.path)/people"), Crumb(person.name)),
            facts: [
                Fact(say("personEmail"), person.email),
                Fact(say("personInstitution"), home.title[context.language], home.path),
                Fact(say("personSince"), Written.day(person.createdAt, in: context.language)),
                Fact(
                    say("personSignsIn"),
                    say(try await people.hasPassword(person.id) ? "personHasPassword" : "personNoPassword")
                ),
            ],
            actions: links,
            hasActions: !links.isEmpty,
            terms: terms.map { term in
                let isLasting = term.until.map { $0 >= today } ?? true
                let mayEnd = DirectoryMove.appointing(term.role).isAllowed(for: context.actor, at: term.institution)
                return PersonPage.Row(
                    role: term.role.title[context.language],
                    institution: named[term.institution]?.title[context.language] ?? "",
                    path: named[term.institution]?.path ?? "/institutions",
                    rank: term.rank,
                    days: say.days(term.since, term.until),
                    isNow: isLasting && term.since <= today,
                    end: isLasting && mayEnd ? "/appointments/\(term.id)/end" : nil
                )
            },
            acts: "/ledger?subject=person/\(person.id)"
        )
        return try pages.render(page, in: context)
    }
}

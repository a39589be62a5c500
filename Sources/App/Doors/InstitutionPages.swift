import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Statute
import Web

/// The pages under `/institutions` that everybody may read: who there is, and what each one is, was and holds.
struct InstitutionPages: Sendable {
    let institutions: Institutions
    let people: People
    let datasets: Datasets
    let statutes: Statutes
    let pages: Pages
    let clock: WallClock

    init(_ platform: Platform, pages: Pages) throws {
        institutions = platform.institutions
        people = platform.people
        datasets = platform.datasets
        statutes = platform.statutes
        clock = platform.settings.clock
        self.pages = pages
        try pages.require(ListPage.self, InstitutionPage.self, ChangePage.self)
    }

    func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("institutions", use: list)
        router.get("institutions/:code", use: show)
    }

    func wording(_ context: some VisitContext) -> Wording { Wording(pages: pages, language: context.language) }

    /// The kinds of institution in today's law.
    func kinds() throws -> [InstitutionKind] { try statutes.pack(on: clock.today).institutionKinds }

    func kind(_ institution: Institution, in language: Language) throws -> String {
        try kinds().first { $0.id == institution.kind }?.name[language] ?? institution.kind
    }

    // MARK: - List

    struct ListPage: Page {
        static let template = "app/institutions"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let add: String?
        let fields: [FormField]
        let isComplete: Bool
        let isVacant: Bool
        let sort: String?
        let caption: String
        let heads: [SortHead]
        let rows: [Row]
        let empty: EmptyState?
        let pagination: Pagination?

        struct Row: Sendable {
            let path: String
            let name: String
            let state: String?
            let kind: String
            let parent: String?
            let officer: String?
            let code: String
            let since: String
        }
    }

    private static let pageSize = 50

    @Sendable private func list(_ request: Request, context: SiteContext) async throws -> Response {
        let (say, values) = (wording(context), request.query)
        let kinds = try kinds()
        let number = max(1, min(5000, values["page"].flatMap { Int($0) } ?? 1))
        var search = Institutions.Search()
        search.text = String((values["q"] ?? "").prefix(200))
        search.kind = kinds.first { $0.id == values["kind"] }?.id
        search.isComplete = values["ended"] != nil
        search.isVacant = values["vacant"] != nil
        let sort = values["sort"] ?? "name"
        search.isDescending = sort.hasPrefix("-")
        search.order = Institutions.Order(rawValue: sort.replacing("-", with: "")) ?? .name
        search.limit = Self.pageSize
        search.offset = (number - 1) * Self.pageSize
        let (found, total) = try await institutions.search(search)
        func head(_ title: String, _ order: Institutions.Order) -> SortHead {
            SortHead(say(title), order.rawValue, path: "/institutions", query: values, fallback: "name")
        }
        let mayAdd = context.actor.map { DirectoryMove.manageInstitutions.isAllowed(for: $0, at: nil) } ?? false
        let page = ListPage(
            title: say("institutionTitle"),
            lead: say("institutionLead"),
            crumbs: [Crumb(say("institutionTitle"))],
            add: mayAdd ? "/institutions/new" : nil,
            fields: [
                FormField("q", say("institutionSearch"), value: search.text).typed("search")
                    .with { $0.placeholder = say("institutionSearchExample") },
                FormField("kind", say("institutionKind"), value: search.kind ?? "").selecting(
                    [FormField.Option("", say("institutionEveryKind"))]
                        + kinds.map { FormField.Option($0.id, $0.name[context.language]) }
                ),
            ],
            isComplete: search.isComplete,
            isVacant: search.isVacant,
            sort: values["sort"],
            caption: say("institutionCount", ["count": Written.number(total)]),
            heads: [
                head("institutionName", .name), head("institutionCode", .code), head("institutionKind", .kind),
                head("institutionSince", .since),
            ],
            rows: found.map { row($0, kinds, for: context.actor, say) },
            empty: total > 0
                ? nil
                : EmptyState(
                    say("institutionNothing"),
                    say("institutionNothingText"),
                    action: Link(say("institutionAll"), "/institutions")
                ),
            pagination: Pagination(
                page: number,
                of: (total + Self.pageSize - 1) / Self.pageSize,
                path: "/institutions",
                query: values
            )
        )
        return try pages.render(page, in: context)
    }

    private func row(_ found: Institutions.Found, _ kinds: [InstitutionKind], for actor: Actor?, _ say: Wording)
        -> ListPage.Row
    {
        let institution = found.institution
        let today = clock.today
        let isOver = institution.until.map { $0 < today } ?? false
        // Who holds the office is for those inside; that somebody does is for everybody.
        let officer = found.officer.map { actor == nil ? say("institutionAppointed") : $0 }
        return ListPage.Row(
            path: institution.path,
            name: institution.title[say.language],
            state: isOver
                ? say("institutionOver") : institution.since > today ? say("institutionAhead") : nil,
            kind: kinds.first { $0.id == institution.kind }?.name[say.language] ?? institution.kind,
            parent: found.parent?[say.language],
            officer: officer,
            code: institution.code,
            since: say.day(institution.since)
        )
    }

    // MARK: - One

    @Sendable private func show(_ request: Request, context: SiteContext) async throws -> Response {
        let lineage = try await institutions.lineage(of: context.requireParameter("code"))
        let id = lineage.institution.id
        var counts: [Dataset.Access: Int] = [:]
        for one in try await institutions.answeredFor(by: id) {
            let found = try await datasets.search(DatasetQuery(institution: one, limit: 0))
            for facet in found.facets.access {
                guard let access = Dataset.Access(rawValue: facet.value) else { continue }
                counts[access, default: 0] += facet.count
            }
        }
        let page = InstitutionPage(
            lineage,
            kind: try kind(lineage.institution, in: context.language),
            roster: try await people.roster(of: id),
            officers: try await people.officers(of: id),
            counts: counts,
            today: clock.today,
            for: context.actor,
            wording(context)
        )
        return try pages.render(page, in: context)
    }
}

extension Institution {
    /// Its page. A code may come back with another institution after this one ended; its key does not.
    var path: String { "/institutions/\(until == nil ? code : id.rawValue)" }

    /// As it is suggested in a field, see ``InstitutionPick``.
    func suggestion(in language: Language) -> String { "\(title[language]) (\(until == nil ? code : id.rawValue))" }
}

import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute
import Web

/// This room's templates and words.
package enum CatalogResources {
    package static let room = RoomResources(name: "catalog", bundle: .module)
}

/// The home page, the catalogue and a dataset's page, for everybody.
package struct CatalogPages: Sendable {
    private let datasets: Datasets
    private let institutions: Institutions
    private let pages: Pages
    private let drawn = DrawnPages<DatasetMark>()

    package init(datasets: Datasets, institutions: Institutions, pages: Pages) throws {
        self.datasets = datasets
        self.institutions = institutions
        self.pages = pages
        try pages.require(HomePage.self, ListPage.self, DatasetPage.self)
    }

    package func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("/", use: home)
        router.get("datasets", use: list)
        router.get("datasets/:id", use: show)
    }

    // MARK: - Home

    struct HomePage: Page {
        static let template = "catalog/home"
        let total: String
        let institutions: String
        let sectors: [Link]
        let newest: [HitValues]
        /// How soon whoever asks gets an answer.
        let requestText: String
    }

    @Sendable private func home(_ request: Request, context: SiteContext) async throws -> Response {
        let language = context.language
        let found = try await datasets.search(DatasetQuery(limit: 6))
        let page = HomePage(
            total: Written.number(found.total),
            institutions: Written.number(try await institutions.list().count),
            sectors: found.facets.sectors.map { facet in
                Link(facet.name[language], "/datasets?sector=\(FormValues.encoded(facet.value))", count: facet.count)
            },
            newest: found.hits.map { HitValues($0, in: language) },
            requestText: pages.word("catalogRequestText", in: language, with: try answerPeriod())
        )
        return try pages.render(page, in: context)
    }

    /// How many days a holder has to answer, and how many more at most, as the law in force has it.
    private func answerPeriod() throws -> [String: String] {
        let rule = try datasets.statutes.pack(on: datasets.clock.today).clock("provision.decide")
        return ["days": Written.number(rule?.days ?? 0), "more": Written.number(rule?.extension?.days ?? 0)]
    }

    // MARK: - List

    struct ListPage: Page {
        static let template = "catalog/list"
        /// Nil where nothing was asked for.
        let query: String?
        let title: String
        let total: String
        let canRegister: Bool
        let isLoose: Bool
        let isEmpty: Bool
        let facets: [FacetGroup]
        let chosen: [Link]
        let hits: [HitValues]
        let pagination: Pagination?
        let crumbs: [Crumb]
    }

    struct FacetGroup: Sendable {
        let title: String
        let links: [Link]
    }

    /// A dataset in a list.
    struct HitValues: Sendable {
        let path: String
        let title: String
        let summary: String?
        let institution: String
        let access: String
        let accessClass: String
        let sector: String?
        let updated: String
        let isHeld: Bool

        init(_ hit: DatasetHit, in language: Language) {
            path = "/datasets/\(hit.id)"
            title = LocalizedText(hit.title, en: hit.titleEn)[language]
            let text = hit.description.map { LocalizedText($0, en: hit.descriptionEn)[language] }
            summary = text.map { $0.count > 160 ? String($0.prefix(160)) + "…" : $0 }
            institution = LocalizedText(hit.institutionName, en: hit.institutionNameEn)[language]
            access = hit.access.title[language]
            accessClass = hit.access.rawValue
            sector = hit.sector.map { Sector.title($0)[language] }
            updated = Written.day(hit.updatedAt, in: language)
            isHeld = hit.stage == .held
        }
    }

    private static let pageSize = 20

    @Sendable private func list(_ request: Request, context: SiteContext) async throws -> Response {
        let language = context.language
        let values = request.query
        let number = max(1, min(5000, values["page"].flatMap { Int($0) } ?? 1))
        var query = DatasetQuery(
            text: values["q"] ?? "",
            access: values["access"].flatMap(Dataset.Access.init(rawValue:)),
            sector: values["sector"],
            limit: Self.pageSize,
            offset: (number - 1) * Self.pageSize
        )
        query.institution = values["institution"].map { Institution.ID(rawValue: $0) }
        let found = try await datasets.search(query)
        func group(_ key: String, _ title: String, _ facets: [DatasetHits.Facet]) -> FacetGroup {
            FacetGroup(
                title: pages.word(title, in: language),
                links: facets.map { facet in
                    let isCurrent = values[key] == facet.value
                    let kept = values.query(
                        without: [key, "page", "lang", "theme", "text"],
                        adding: isCurrent ? [] : [(key, facet.value)]
                    )
                    return Link(
                        facet.name[language],
                        "/datasets" + (kept.isEmpty ? "" : "?\(kept)"),
                        count: facet.count,
                        isCurrent: isCurrent
                    )
                }
            )
        }
        let groups = [
            group("sector", "catalogSector", found.facets.sectors),
            group("access", "catalogAccess", found.facets.access),
            group("institution", "catalogInstitution", found.facets.institutions),
        ].filter { !$0.links.isEmpty }
        let page = ListPage(
            query: query.text.isEmpty ? nil : query.text,
            title: pages.word("catalogTitle", in: language),
            total: Written.number(found.total),
            canRegister: context.actor?.holds(.officer, .deputy, .steward) ?? false,
            isLoose: found.isLoose && found.total > 0,
            isEmpty: found.total == 0,
            facets: groups,
            chosen: groups.flatMap(\.links).filter(\.isCurrent),
            hits: found.hits.map { HitValues($0, in: language) },
            pagination: Pagination(
                page: number,
                of: (found.total + Self.pageSize - 1) / Self.pageSize,
                path: "/datasets",
                query: values
            ),
            crumbs: [Crumb(pages.word("catalogTitle", in: language))]
        )
        return try pages.render(page, in: context)
    }

    @Sendable private func show(_ request: Request, context: SiteContext) async throws -> Response {
        let id = Dataset.ID(rawValue: try context.requireParameter("id"))
        // Read before the rest: should an edit come between, the page is kept under a mark that nothing has any more.
        let mark = context.visit.isNobodys ? try await datasets.mark(of: id) : nil
        if let mark, let known = drawn.page(of: id.rawValue, showing: mark, to: context.visit) {
            return pages.answer(request, with: known)
        }
        let detail = try await datasets.detail(id, for: context.actor)
        var previews: [String: TablePreview] = [:]
        var isWhole = true
        if DatasetPage.showsRows(detail.dataset, to: context.actor) {
            for file in detail.files {
                guard let table = file.table else { continue }
                // A worker that is missing or busy costs the rows, never the page.
                previews[table.name] = try? await datasets.preview(of: file, table)
                if previews[table.name] == nil { isWhole = false }
            }
        }
        let page = DatasetPage(
            detail,
            previews: previews,
            period: try answerPeriod(),
            for: context.actor,
            pages,
            in: context.language
        )
        guard let mark, isWhole else { return try pages.render(page, in: context) }
        let html = try pages.draw(page, in: context)
        drawn.keep(html, of: id.rawValue, showing: mark, weighing: mark.weight, to: context.visit)
        return pages.answer(request, with: html)
    }
}

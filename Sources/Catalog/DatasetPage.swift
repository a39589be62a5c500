import Directory
import Foundation
import Kernel
import Lake
import Web

/// One dataset: how it can be had, its columns with what they hold, what to know about it.
struct DatasetPage: Page {
    static let template = "catalog/dataset"
    let title: String
    let summary: String?
    let wayTitle: String
    let wayText: String
    /// What to do to get it; nil where nothing can be done now.
    let action: Link?
    let guide: String
    let isKeeper: Bool
    /// What its keepers may do.
    let keeping: [Link]
    let access: String
    let accessClass: String
    let institution: String
    let institutionPath: String
    let sector: String?
    let keywords: [String]
    let id: String
    let version: String
    let updated: String
    let citation: String?
    let ground: String?
    let tables: [Table]
    let documents: [Document]
    let notes: [String]
    /// What its keepers are told of findings that wait for an answer.
    let toAnswer: String?
    let versions: [Version]
    let hasHistory: Bool
    let crumbs: [Crumb]

    struct Table: Sendable {
        let name: String
        let title: String
        /// What the table is called in SQL, where that is not its title already.
        let code: String?
        let summary: String?
        let rows: String
        let columnCount: String
        let bytes: String
        let columns: [ColumnValues]
        /// How many columns are not shown.
        let more: String?
        let preview: Preview?
    }

    /// The first rows, where they may be looked at.
    struct Preview: Sendable {
        let caption: String
        let heads: [String]
        let rows: [[String]]
        let isOpen: Bool
    }

    struct ColumnValues: Sendable {
        let name: String
        let unit: String?
        let words: String?
        let type: String
        let empty: String
        let distinct: String
        let range: String?
        let chart: BarChart?
        /// What the bars stand for, as a table.
        let counts: [Count]
        let hasCounts: Bool
        let findings: String?
    }

    struct Count: Sendable {
        let label: String
        let count: String
    }

    struct Document: Sendable {
        let name: String
        let bytes: String
    }

    struct Version: Sendable {
        let number: String
        let day: String
        let changes: String?
    }

    /// - Parameter period: `days` a holder has to answer a request, and how many `more` at most.
    init(
        _ detail: Datasets.Detail,
        previews: [String: TablePreview],
        period: [String: String],
        for actor: Actor?,
        _ pages: Pages,
        in language: Language
    ) {
        let dataset = detail.dataset
        let keeps = actor.map { CatalogMove.register.isAllowed(for: $0, at: dataset.institution) } ?? false
        title = dataset.name[language]
        summary = dataset.summary?[language]
        isKeeper = keeps
        keeping = keeps ? Self.keeping(detail, pages, in: language) : []
        guide = keeps ? "/guides/steward" : "/guides/requester"
        let way = Self.wayWords(dataset)
        wayTitle = pages.word(way.title, in: language)
        wayText = pages.word(way.text, in: language, with: period)
        action = Self.action(dataset, pages, in: language)
        access = dataset.access.title[language]
        accessClass = dataset.access.rawValue
        institution = detail.institution.title[language]
        institutionPath = "/datasets?institution=\(FormValues.encoded(detail.institution.id.rawValue))"
        sector = dataset.sector.map { Sector.title($0)[language] }
        keywords = dataset.keywords
        id = dataset.id.rawValue
        version = String(dataset.version)
        updated = Written.day(dataset.updatedAt, in: language)
        citation = dataset.citation
        ground = dataset.ground
        tables = detail.tables.map { table in
            let words = detail.words(of: table.name)
            let columnWords = detail.columnWords(of: table.name)
            let hidden = table.columns.count - ReviewPage.columnLimit
            return Table(
                name: table.name,
                title: words?.name?[language] ?? table.name,
                code: words?.name == nil ? nil : table.name,
                summary: words?.summary?[language],
                rows: Written.number(table.rows),
                columnCount: Written.number(table.columns.count),
                bytes: Written.bytes(table.bytes),
                columns: table.columns.prefix(ReviewPage.columnLimit).map { column in
                    Self.column(
                        column,
                        columnWords[column.name],
                        rows: table.rows,
                        // What a keeper said is no personal data is not called that any more.
                        looksLike: detail.findings.filter {
                            $0.tableName == table.name && $0.columnName == column.name && $0.answer != .notPersonal
                        }.map(\.kind),
                        pages,
                        in: language
                    )
                },
                more: hidden > 0 ? Written.number(hidden) : nil,
                preview: previews[table.name].map { preview in
                    Preview(
                        caption: pages.word(
                            dataset.access == .open ? "catalogPreviewOpen" : "catalogPreviewOwn",
                            in: language
                        ),
                        heads: preview.columns,
                        rows: preview.rows.map { $0.map { $0 ?? "" } },
                        isOpen: detail.tables.count == 1
                    )
                }
            )
        }
        documents = detail.files.filter { $0.table == nil }.map {
            Document(name: $0.name, bytes: Written.bytes($0.bytes))
        }
        // What was strange about the upload is for those who keep the data.
        notes = keeps ? detail.readingNotes.map { $0[language] } : []
        let open = detail.findings.count { $0.answer == nil }
        toAnswer = keeps && open > 0 ? Datasets.findingsNote(open, access: dataset.access)[language] : nil
        versions = detail.versions.filter(\.isReady).map { version in
            let difference = version.schemaDifference
            let changes = difference.map { $0.sentences(in: language) }
            return Version(
                number: String(version.number),
                day: Written.day(version.at, in: language),
                changes: changes.flatMap { $0.isEmpty ? nil : $0.joined(separator: ", ") }
            )
        }
        hasHistory = versions.count > 1
        crumbs = [
            Crumb(pages.word("catalogTitle", in: language), "/datasets"), Crumb(dataset.name[language]),
        ]
    }

    /// Whose data it is may look at its first rows; open data is for everybody once it is out.
    static func showsRows(_ dataset: Dataset, to actor: Actor?) -> Bool {
        (dataset.access == .open && dataset.stage == .published)
            || actor.map { CatalogMove.register.isAllowed(for: $0, at: dataset.institution) } == true
    }

    private static func action(_ dataset: Dataset, _ pages: Pages, in language: Language) -> Link? {
        guard dataset.stage == .published else { return nil }
        switch dataset.access {
        case .open, .registered:
            return Link(pages.word("catalogUseIt", in: language), "/datasets/\(dataset.id)/use")
        case .request, .withheld:
            return Link(pages.word("catalogAskForIt", in: language), "/requests/new?dataset=\(dataset.id)")
        }
    }

    private static func keeping(_ detail: Datasets.Detail, _ pages: Pages, in language: Language) -> [Link] {
        let path = "/datasets/\(detail.dataset.id)"
        let open = detail.findings.count { $0.answer == nil }
        return [
            Link(pages.word("catalogDescribeAgain", in: language), "\(path)/describe"),
            Link(pages.word("catalogReviewAgain", in: language), "\(path)/review", count: open > 0 ? open : nil),
            Link(pages.word("catalogUpdateTitle", in: language), "\(path)/update"),
            Link(pages.word("catalogActs", in: language), "/ledger?subject=dataset/\(detail.dataset.id)"),
        ]
    }

    private static func column(
        _ column: LakeColumn,
        _ words: ColumnDescription?,
        rows: Int,
        looksLike found: [PersonalKind],
        _ pages: Pages,
        in language: Language
    ) -> ColumnValues {
        let profile = column.profile
        let kinds = found.map { $0.title[language] }
        var range: String?
        if let min = profile?.min, let max = profile?.max, column.isNumber || column.isTime {
            let ends = [min, max].map { Self.written($0, in: language) }
            range = min == max ? ends[0] : ends.joined(separator: " – ")
        }
        let chart = chart(column, pages, in: language)
        let counts = (chart == nil ? [] : bars(column)).map {
            Count(label: $0.label, count: Written.number(Int($0.value)))
        }
        return ColumnValues(
            name: column.name,
            unit: words?.unit,
            words: [words?.name?[language], words?.summary?[language]].compactMap { $0 }.joined(separator: " · ")
                .nonEmpty,
            type: column.typeTitle[language],
            empty: profile.map { Written.percent($0.nulls, of: rows) } ?? "–",
            distinct: profile.map { ($0.distinctIsEstimate ? "≈ " : "") + Written.number($0.distinct) } ?? "–",
            range: range,
            chart: chart,
            counts: counts,
            hasCounts: !counts.isEmpty,
            findings: kinds.isEmpty ? nil : kinds.joined(separator: ", ")
        )
    }

    /// The end of a range as a reader writes it: `89,962`, `2026. 11. 23.(월)`.
    private static func written(_ value: String, in language: Language) -> String {
        Day(value)?.written(in: language) ?? Written.grouped(value)
    }

    private static func wayWords(_ dataset: Dataset) -> (title: String, text: String) {
        if dataset.stage == .held { return ("catalogWayHeld", "catalogWayHeldText") }
        return switch dataset.access {
        case .open: ("catalogWayOpen", "catalogWayOpenText")
        case .registered: ("catalogWayRegistered", "catalogWayRegisteredText")
        case .request: ("catalogWayRequest", "catalogWayRequestText")
        case .withheld: ("catalogWayWithheld", "catalogWayWithheldText")
        }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

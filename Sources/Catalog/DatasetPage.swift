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
    let isHeld: Bool
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
    let versions: [Version]
    let hasHistory: Bool
    let crumbs: [Crumb]

    struct Table: Sendable {
        let name: String
        let rows: String
        let columnCount: String
        let bytes: String
        let columns: [ColumnValues]
    }

    struct ColumnValues: Sendable {
        let name: String
        let type: String
        let empty: String
        let distinct: String
        let range: String?
        let chart: BarChart?
        let findings: String?
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

    init(_ detail: Datasets.Detail, for actor: Actor?, _ pages: Pages, in language: Language) {
        let dataset = detail.dataset
        let isKeeper = actor.map { CatalogMove.register.isAllowed(for: $0, at: dataset.institution) } ?? false
        title = dataset.name[language]
        summary = dataset.summary?[language]
        isHeld = dataset.stage == .held
        let way = Self.wayWords(dataset)
        wayTitle = pages.word(way.title, in: language)
        wayText = pages.word(way.text, in: language)
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
            Table(
                name: table.name,
                rows: Written.number(table.rows),
                columnCount: Written.number(table.columns.count),
                bytes: Written.bytes(table.bytes),
                columns: table.columns.prefix(300).map { Self.column($0, rows: table.rows, pages, in: language) }
            )
        }
        documents = detail.files.filter { $0.table == nil }.map {
            Document(name: $0.name, bytes: Written.bytes($0.bytes))
        }
        let newest = detail.versions.first { $0.number == dataset.version }
        // What was strange about the upload is for those who keep the data.
        notes = isKeeper ? (newest?.notes ?? []).map { $0[language] } : []
        versions = detail.versions.filter(\.isReady).map { version in
            let difference = version.schemaDifference
            let changes = difference.map { ($0.added.map { "+ \($0)" } + $0.removed.map { "− \($0)" } + $0.retyped) }
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

    private static func column(_ column: LakeColumn, rows: Int, _ pages: Pages, in language: Language) -> ColumnValues {
        let profile = column.profile
        let kinds = column.findings.map { $0.kind.title[language] }
        var range: String?
        if let min = profile?.min, let max = profile?.max, column.isNumber || column.isTime {
            range = min == max ? min : "\(min) – \(max)"
        }
        return ColumnValues(
            name: column.name,
            type: pages.word(typeWord(column), in: language),
            empty: profile.map { Written.percent($0.nulls, of: rows) } ?? "–",
            distinct: profile.map { ($0.distinctIsEstimate ? "≈ " : "") + Written.number($0.distinct) } ?? "–",
            range: range,
            chart: chart(column, pages, in: language),
            findings: kinds.isEmpty ? nil : kinds.joined(separator: ", ")
        )
    }

    private static func chart(_ column: LakeColumn, _ pages: Pages, in language: Language) -> BarChart? {
        guard column.findings.isEmpty, let profile = column.profile else { return nil }
        let label = "\(column.name): \(pages.word("catalogDistribution", in: language))"
        if !profile.histogram.isEmpty, profile.histogram.contains(where: { $0 > 0 }) {
            let bars = profile.histogram.enumerated().map { (label: "\($0 + 1)/10", value: Double($1)) }
            return BarChart(bars, label: label)
        }
        guard !profile.top.isEmpty else { return nil }
        return BarChart(profile.top.map { (label: $0.value, value: Double($0.count)) }, label: label)
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

    private static func typeWord(_ column: LakeColumn) -> String {
        if column.type == "DATE" { return "catalogTypeDate" }
        if column.isTime { return "catalogTypeTime" }
        if column.isNumber {
            return column.type == "DOUBLE" || column.type.hasPrefix("DECIMAL")
                ? "catalogTypeDecimal" : "catalogTypeNumber"
        }
        return column.type == "BOOLEAN" ? "catalogTypeTruth" : "catalogTypeText"
    }
}

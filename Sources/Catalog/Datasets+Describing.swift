import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger

extension Datasets {
    /// What shall be said otherwise about a dataset. nil leaves a text as it is, an empty one takes it away.
    package struct Edit: Equatable, Sendable {
        package var title: String?
        package var titleEn: String?
        package var description: String?
        package var descriptionEn: String?
        package var sector: String?
        package var keywords: [String]?
        package var tables: [TableEdit]

        package init(
            title: String? = nil,
            titleEn: String? = nil,
            description: String? = nil,
            descriptionEn: String? = nil,
            sector: String? = nil,
            keywords: [String]? = nil,
            tables: [TableEdit] = []
        ) {
            self.title = title
            self.titleEn = titleEn
            self.description = description
            self.descriptionEn = descriptionEn
            self.sector = sector
            self.keywords = keywords
            self.tables = tables
        }
    }

    /// What shall be said otherwise about one table.
    package struct TableEdit: Equatable, Sendable {
        package var table: String
        package var words: Wording
        package var columns: [ColumnEdit]

        package init(_ table: String, _ words: Wording = Wording(), columns: [ColumnEdit] = []) {
            self.table = table
            self.words = words
            self.columns = columns
        }
    }

    /// What shall be said otherwise about one column.
    package struct ColumnEdit: Equatable, Sendable {
        package var column: String
        package var words: Wording
        package var unit: String?

        package init(_ column: String, _ words: Wording = Wording(), unit: String? = nil) {
            self.column = column
            self.words = words
            self.unit = unit
        }
    }

    /// Changes what is said about a dataset, its tables and their columns, all of it or nothing.
    ///
    /// - Returns: What changed, as `title`, `table.title`, `table.column.unit`; empty where it said the same before.
    @discardableResult
    package func describe(_ id: Dataset.ID, _ edit: Edit, by actor: Actor) async throws -> [String] {
        let instant = clock.now
        return try await database.write { db in
            var dataset = try Self.find(id, db)
            try CatalogMove.describe.require(of: actor, at: dataset.institution)
            let tables = try Self.files(of: id, version: dataset.version, db).compactMap(\.table)
            var changes = Changes()
            try changes.apply(edit, to: &dataset)
            for table in edit.tables { try describe(id, table, of: tables, &changes, db) }
            guard !changes.fields.isEmpty else { return [] }
            dataset.updatedAt = instant
            try dataset.update(db)
            if dataset.version > 0 { try index(dataset, tables, db) }
            try Act.append(
                "catalog.described",
                on: "dataset/\(id)",
                by: actor.attribution,
                details: ["fields": .array(changes.fields.map(JSONValue.string))],
                at: instant,
                db
            )
            return changes.fields
        }
    }

    private func describe(
        _ id: Dataset.ID,
        _ edit: TableEdit,
        of tables: [LakeTable],
        _ changes: inout Changes,
        _ db: Database
    ) throws {
        guard let table = tables.first(where: { $0.name == edit.table }) else {
            throw CatalogProblem.unknown(table: edit.table, known: tables.map(\.name))
        }
        var words =
            try TableDescription.fetchOne(db, key: ["dataset": id, "tableName": table.name])
            ?? TableDescription(dataset: id, tableName: table.name)
        let before = changes.fields.count
        try changes.apply(edit.words, to: &words, at: table.name)
        if changes.fields.count > before { try words.save(db) }
        for edit in edit.columns {
            guard table.columns.contains(where: { $0.name == edit.column }) else {
                throw CatalogProblem.unknown(column: edit.column, known: table.columns.map(\.name))
            }
            var words =
                try ColumnDescription.fetchOne(
                    db,
                    key: ["dataset": id, "tableName": table.name, "columnName": edit.column]
                ) ?? ColumnDescription(dataset: id, tableName: table.name, columnName: edit.column)
            let before = changes.fields.count
            let place = "\(table.name).\(edit.column)"
            try changes.apply(edit.words, to: &words, at: place)
            try changes.apply(edit.unit, to: &words.unit, as: "\(place).unit", limit: Wording.unitLimit)
            if changes.fields.count > before { try words.save(db) }
        }
    }
}

/// Texts in two languages as somebody types them. nil leaves a text as it is, an empty one takes it away.
package struct Wording: Equatable, Sendable {
    package var title: String?
    package var titleEn: String?
    package var description: String?
    package var descriptionEn: String?

    package init(
        title: String? = nil,
        titleEn: String? = nil,
        description: String? = nil,
        descriptionEn: String? = nil
    ) {
        self.title = title
        self.titleEn = titleEn
        self.description = description
        self.descriptionEn = descriptionEn
    }

    // In characters.
    static let titleLimit = 300
    static let textLimit = 10_000
    static let keywordLimit = 100
    static let unitLimit = 40

    /// `text` without space around it; nil where nothing is left.
    static func checked(_ text: String?, _ field: String, limit: Int) throws -> String? {
        guard var text = text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else { return nil }
        guard text.count <= limit else {
            throw CatalogProblem.invalid(
                field,
                LocalizedText(
                    "\(limit)자 이하로 적어 주세요. 지금은 \(text.count)자입니다.",
                    en: "Write up to \(limit) characters; there are \(text.count)."
                )
            )
        }
        // Marks that turn the direction of whatever follows make a title lie about the text beside it.
        text.unicodeScalars.removeAll { (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value) }
        // Only a description has lines.
        if limit < textLimit { text = text.split(whereSeparator: \.isNewline).joined(separator: " ") }
        return text
    }

    /// A title, which must be there.
    static func required(_ text: String, _ field: String) throws -> String {
        guard let title = try checked(text, field, limit: titleLimit) else {
            throw CatalogProblem.invalid(
                field,
                LocalizedText("제목을 1자에서 300자로 적어 주세요.", en: "Give a title of 1 to 300 characters.")
            )
        }
        return title
    }

    /// Keywords, each once and on one line.
    static func keywords(_ words: [String]) throws -> [String] {
        var known: Set<String> = []
        let kept = try words.compactMap { try checked($0, "keywords", limit: keywordLimit) }
            .filter { known.insert($0).inserted }
        guard kept.count <= 50 else {
            throw CatalogProblem.invalid("keywords", LocalizedText("핵심어는 50개까지입니다.", en: "Give up to 50 keywords."))
        }
        return kept
    }
}

/// Texts that ``Wording`` can change.
private protocol Worded {
    var title: String? { get set }
    var titleEn: String? { get set }
    var description: String? { get set }
    var descriptionEn: String? { get set }
}

extension TableDescription: Worded {}
extension ColumnDescription: Worded {}

/// What an edit really changed.
private struct Changes {
    var fields: [String] = []

    mutating func apply(_ new: String?, to old: inout String?, as field: String, limit: Int) throws {
        guard let new else { return }
        let checked = try Wording.checked(new, field, limit: limit)
        guard checked != old else { return }
        old = checked
        fields.append(field)
    }

    mutating func apply(_ words: Wording, to old: inout some Worded, at place: String) throws {
        try apply(words.title, to: &old.title, as: "\(place).title", limit: Wording.titleLimit)
        try apply(words.titleEn, to: &old.titleEn, as: "\(place).titleEn", limit: Wording.titleLimit)
        try apply(words.description, to: &old.description, as: "\(place).description", limit: Wording.textLimit)
        try apply(words.descriptionEn, to: &old.descriptionEn, as: "\(place).descriptionEn", limit: Wording.textLimit)
    }

    mutating func apply(_ edit: Datasets.Edit, to dataset: inout Dataset) throws {
        if let new = try edit.title.map({ try Wording.required($0, "title") }), new != dataset.title {
            dataset.title = new
            fields.append("title")
        }
        try apply(edit.titleEn, to: &dataset.titleEn, as: "titleEn", limit: Wording.titleLimit)
        try apply(edit.description, to: &dataset.description, as: "description", limit: Wording.textLimit)
        try apply(edit.descriptionEn, to: &dataset.descriptionEn, as: "descriptionEn", limit: Wording.textLimit)
        try apply(edit.sector, to: &dataset.sector, as: "sector", limit: Wording.keywordLimit)
        if let new = try edit.keywords.map(Wording.keywords), new != dataset.keywords {
            dataset.keywordLines = new.joined(separator: "\n")
            fields.append("keywords")
        }
    }
}

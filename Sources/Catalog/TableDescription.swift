import GRDB
import Kernel

/// What a steward says about a table; it stays from version to version.
package struct TableDescription: Codable, Equatable, Sendable {
    package let dataset: Dataset.ID
    package let tableName: String
    package internal(set) var title: String?
    package internal(set) var titleEn: String?
    package internal(set) var description: String?
    package internal(set) var descriptionEn: String?

    /// nil where nobody gave it one.
    package var name: LocalizedText? { LocalizedText(title, or: titleEn) }
    package var summary: LocalizedText? { LocalizedText(description, or: descriptionEn) }
}

/// What a steward says about a column; it stays from version to version, as long as the column does.
package struct ColumnDescription: Codable, Equatable, Sendable {
    package let dataset: Dataset.ID
    package let tableName: String
    package let columnName: String
    package internal(set) var title: String?
    package internal(set) var titleEn: String?
    package internal(set) var description: String?
    package internal(set) var descriptionEn: String?
    /// What its numbers count or measure: `명`, `㎍/㎥`.
    package internal(set) var unit: String?

    /// nil where nobody gave it one.
    package var name: LocalizedText? { LocalizedText(title, or: titleEn) }
    package var summary: LocalizedText? { LocalizedText(description, or: descriptionEn) }
}

extension LocalizedText {
    /// A text that may be there in one language only; nil where it is in neither.
    fileprivate init?(_ ko: String?, or en: String?) {
        guard let text = ko ?? en else { return nil }
        self.init(text, en: en)
    }
}

// MARK: - Database

extension TableDescription: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "tableDescription"
}

extension ColumnDescription: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "columnDescription"
}

import Directory
import Foundation
import GRDB
import Kernel
import Lake

/// One upload of a dataset, and what it changed.
package struct DatasetVersion: Codable, Equatable, Sendable {
    package let dataset: Dataset.ID
    /// From 1.
    package let number: Int
    package internal(set) var isReady: Bool
    package let by: Person.ID
    package let at: Date
    /// ``SchemaDifference`` against the version before, as JSON; nil for the first.
    var difference: String?
    /// ``Reading/warnings`` as JSON.
    var warnings: String
}

extension DatasetVersion: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "datasetVersion"
}

extension DatasetVersion {
    package var schemaDifference: SchemaDifference? {
        difference.flatMap { try? JSONDecoder().decode(SchemaDifference.self, from: Data($0.utf8)) }
    }

    package var notes: [LocalizedText] {
        (try? JSONDecoder().decode([LocalizedText].self, from: Data(warnings.utf8))) ?? []
    }
}

/// How the columns of a version differ from those of the version before, as `table.column`.
package struct SchemaDifference: Codable, Equatable, Sendable {
    package let added: [String]
    package let removed: [String]
    /// `table.column: old → new`.
    package let retyped: [String]

    package init(from old: [LakeTable], to new: [LakeTable]) {
        func columns(_ tables: [LakeTable]) -> [String: String] {
            Dictionary(
                tables.flatMap { table in table.columns.map { ("\(table.name).\($0.name)", $0.type) } },
                uniquingKeysWith: { first, _ in first }
            )
        }
        let before = columns(old)
        let after = columns(new)
        added = after.keys.filter { before[$0] == nil }.sorted()
        removed = before.keys.filter { after[$0] == nil }.sorted()
        retyped = after.compactMap { name, type in
            before[name].flatMap { $0 == type ? nil : "\(name): \($0) → \(type)" }
        }.sorted()
    }

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && retyped.isEmpty }
}

/// One file of a version: the raw upload, and the table that was read from it.
package struct DatasetFile: Codable, Equatable, Sendable {
    package let dataset: Dataset.ID
    package let version: Int
    package let position: Int
    /// The name it was uploaded under.
    package let name: String
    /// Of the raw upload: SHA-256 in hexadecimal, and its size.
    package let sha256: String
    package let bytes: Int
    /// The name its table shall have.
    let tableName: String
    /// ``LakeTable`` as JSON; nil for a document, or while it is being read.
    var tableJSON: String?
    /// ``ChosenTypes`` of a steward as JSON; nil where they are found by reading.
    let typesJSON: String?
    /// ``ChosenLayout`` of a steward as JSON; nil where the file is read as it is understood.
    let layoutJSON: String?
}

extension DatasetFile: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "datasetFile"
}

extension DatasetFile {
    package var chosenTypes: ChosenTypes {
        typesJSON.flatMap { try? JSONDecoder().decode(ChosenTypes.self, from: Data($0.utf8)) } ?? ChosenTypes()
    }

    package var chosenLayout: ChosenLayout {
        layoutJSON.flatMap { try? JSONDecoder().decode(ChosenLayout.self, from: Data($0.utf8)) } ?? ChosenLayout()
    }

    package var table: LakeTable? {
        tableJSON.flatMap { try? JSONDecoder().decode(LakeTable.self, from: Data($0.utf8)) }
    }
}

/// Personal data that a column of a dataset seems to hold, and what the steward said about it.
package struct PersonalFinding: Codable, Equatable, Sendable {
    package let dataset: Dataset.ID
    package let version: Int
    package let tableName: String
    package let columnName: String
    package let kind: PersonalKind
    package let count: Int
    package internal(set) var answer: Answer?
    package internal(set) var answeredBy: Person.ID?
    package internal(set) var answeredAt: Date?

    /// What the steward decides. The raw values are stored: never rename one.
    package enum Answer: String, Codable, CaseIterable, Sendable {
        /// It is no personal data: an office's number, a company's address.
        case notPersonal
        /// It is, and a law lets it be published.
        case lawful
    }
}

extension PersonalFinding.Answer: DatabaseValueConvertible {}
extension PersonalKind: DatabaseValueConvertible {}

extension PersonalFinding: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "personalFinding"
}

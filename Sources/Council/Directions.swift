import Directory
import Foundation
import GRDB
import Kernel

/// A year's promotion directions (추진방향) of a council: a document whose items meetings, actions and suggestions
/// point to. One version is in force; a later one supersedes it.
package struct Directions: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Directions>

    package let id: ID
    package let council: Council.ID
    package let year: Int
    /// 1 for the first of the year.
    package let version: Int
    package internal(set) var stage: OperationPlan.Stage
    package internal(set) var foreword: String
    package let writtenBy: Person.ID
    package let createdAt: Date
    package internal(set) var adoptedAt: Date?
    package internal(set) var adoptedBy: Person.ID?
}

/// One direction: what is to be promoted this year.
package struct DirectionItem: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<DirectionItem>

    package let id: ID
    package let directions: Directions.ID
    /// Its place in the document, from 1.
    package let number: Int
    package let title: String
    package let text: String
}

// MARK: - Database

extension Directions: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "directions"
}

extension DirectionItem: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "directionItem"
}

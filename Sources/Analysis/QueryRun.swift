import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Sharing

/// One run of a question: who asked what of which shares, and what came out.
package struct QueryRun: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<QueryRun>

    package let id: ID
    package let person: Person.ID
    package let institution: Institution.ID
    package let sql: String
    /// Grants, separated by line feeds.
    let grantLines: String
    package internal(set) var stage: Stage
    /// The process that runs it, see `JobOwner`.
    var owner: String?
    /// `[Manifest.Column]` as JSON.
    var columnsJSON: String?
    package internal(set) var rows: Int?
    package internal(set) var isTruncated: Bool
    /// Of the result's Parquet file.
    package internal(set) var sha256: String?
    package internal(set) var elapsedMs: Int?
    /// ``Problem`` as JSON.
    var failure: String?
    package let at: Date
    /// When its result was thrown away; nil while it is kept, and where there was none.
    var removedAt: Date?

    package var grants: [Grant.ID] { grantLines.split(separator: "\n").map { Grant.ID(rawValue: String($0)) } }

    /// Where it stands. The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case waiting, running, done, failed, cancelled

        var isOver: Bool { self == .done || self == .failed || self == .cancelled }
    }

    package var columns: [Manifest.Column] {
        columnsJSON.flatMap { try? JSONDecoder().decode([Manifest.Column].self, from: Data($0.utf8)) } ?? []
    }

    package var problem: Problem? {
        failure.flatMap { try? JSONDecoder().decode(Problem.self, from: Data($0.utf8)) }
    }
}

// MARK: - Database

extension QueryRun.Stage: DatabaseValueConvertible {}

extension QueryRun: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "queryRun"
}

/// A question kept to be asked again.
package struct SavedQuestion: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<SavedQuestion>

    package let id: ID
    package let person: Person.ID
    package internal(set) var title: String
    package internal(set) var sql: String
    var grantLines: String
    package let createdAt: Date
    /// When it was last changed; nil while it is as it was saved.
    package internal(set) var updatedAt: Date?

    package var grants: [Grant.ID] { grantLines.split(separator: "\n").map { Grant.ID(rawValue: String($0)) } }
}

extension SavedQuestion: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "savedQuestion"
}

/// The analysis room's tables.
package enum AnalysisSchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("analysis-001 questions") { db in
            try db.create(table: "queryRun", options: .strict) { t in
                t.primaryKey("id", .text)
                t.column("person", .text).notNull().references("person")
                t.column("institution", .text).notNull().indexed().references("institution")
                t.column("sql", .text).notNull()
                t.column("grantLines", .text).notNull()
                t.column("stage", .text).notNull()
                    .check(sql: "stage IN ('waiting', 'running', 'done', 'failed', 'cancelled')")
                t.column("owner", .text)
                t.column("columnsJSON", .text)
                t.column("rows", .integer)
                t.column("isTruncated", .integer).notNull()
                t.column("sha256", .text)
                t.column("elapsedMs", .integer)
                t.column("failure", .text)
                t.column("at", .text).notNull().indexed()
            }
            try db.create(index: "queryRunOnPerson", on: "queryRun", columns: ["person", "stage"])
            try db.create(table: "savedQuestion", options: .strict) { t in
                t.primaryKey("id", .text)
                t.column("person", .text).notNull().indexed().references("person")
                t.column("title", .text).notNull().check { length($0) > 0 }
                t.column("sql", .text).notNull()
                t.column("grantLines", .text).notNull()
                t.column("createdAt", .text).notNull()
            }
        }
        // Few of many: what a killed process left is looked for every minute.
        migrator.registerMigration("analysis-002 running questions") { db in
            try db.create(
                index: "queryRunRunning",
                on: "queryRun",
                columns: ["stage"],
                condition: Column("stage") == "running"
            )
        }
        migrator.registerMigration("analysis-003 kept results") { db in
            try db.alter(table: "queryRun") { t in t.add(column: "removedAt", .text) }
            try db.create(
                index: "queryRunKept",
                on: "queryRun",
                columns: ["at"],
                condition: Column("sha256") != nil && Column("removedAt") == nil
            )
            try db.alter(table: "savedQuestion") { t in t.add(column: "updatedAt", .text) }
        }
    }
}

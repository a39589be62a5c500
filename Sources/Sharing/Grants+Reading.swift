import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake

extension Grants {
    /// A table that a person may read, and where it lies.
    package struct BoundTable: Sendable {
        package let grant: Grant.ID
        package let shareVersion: Int
        package let table: Manifest.Table
        /// The name in SQL: the table's own, with a number where two grants have the same.
        package let name: String
        package let file: URL
    }

    /// The shares of `ids`, for the person they were given to and nobody else.
    ///
    /// - Throws: 404 for an unknown grant, 403 for somebody else's, 409 for one that is not in force.
    package func bound(_ ids: [Grant.ID], by actor: Actor) async throws -> [BoundTable] {
        let today = clock.today
        let grants = try await database.read { db in try ids.map { try Self.find($0, db) } }
        var used: Set<String> = []
        var tables: [BoundTable] = []
        for grant in grants {
            guard grant.person == actor.person else { throw SharingProblem.notYours }
            guard grant.stage == .active, let manifest = grant.manifest else {
                throw Grant.RefusedMove(stage: grant.stage)
            }
            guard grant.until >= today else { throw Grant.RefusedMove(stage: .expired) }
            for table in manifest.tables {
                var name = table.name
                var number = 2
                while !used.insert(name.lowercased()).inserted {
                    name = "\(table.name)_\(number)"
                    number += 1
                }
                tables.append(
                    BoundTable(
                        grant: grant.id,
                        shareVersion: manifest.version,
                        table: table,
                        name: name,
                        file: shares.file(grant: grant.id.rawValue, version: manifest.version, table: table.name)
                    )
                )
            }
        }
        return tables
    }

    /// Whether every one of `ids` is still in force.
    package func areInForce(_ ids: [Grant.ID]) async throws -> Bool {
        let today = clock.today
        return try await database.read { db in
            try ids.allSatisfy { id in
                let grant = try Self.find(id, db)
                return grant.stage == .active && grant.until >= today
            }
        }
    }

    /// A grant with those around it.
    package struct Detail: Sendable {
        package let grant: Grant
        package let dataset: Dataset
        package let person: Person?
        package let provider: Institution
    }

    package func detail(_ id: Grant.ID, by actor: Actor) async throws -> Detail {
        try await database.read { db in
            let grant = try Self.find(id, db)
            guard Self.isVisible(grant, to: actor) else { throw SharingProblem.notYours }
            return try Self.detail(grant, db)
        }
    }

    /// The grants somebody may see, newest first.
    package func list(stage: Grant.Stage? = nil, by actor: Actor) async throws -> [Detail] {
        try await database.read { db in
            try Grant.all().filter(stage.map { Column("stage") == $0 } ?? true.sqlExpression)
                .order(Column("createdAt").desc, Column("id").desc).fetchAll(db)
                .filter { Self.isVisible($0, to: actor) }.map { try Self.detail($0, db) }
        }
    }

    private static func detail(_ grant: Grant, _ db: Database) throws -> Detail {
        Detail(
            grant: grant,
            dataset: try Datasets.find(grant.dataset, db),
            person: try Person.fetchOne(db, key: grant.person),
            provider: try Institutions.find(grant.provider.rawValue, db)
        )
    }

    private static func isVisible(_ grant: Grant, to actor: Actor) -> Bool {
        grant.person == actor.person || SharingMove.see.isAllowed(for: actor, at: grant.institution)
            || SharingMove.see.isAllowed(for: actor, at: grant.provider)
    }

    static func find(_ id: Grant.ID, _ db: Database) throws -> Grant {
        guard let grant = try Grant.fetchOne(db, key: id) else { throw SharingProblem.noSuchGrant(id.rawValue) }
        return grant
    }
}

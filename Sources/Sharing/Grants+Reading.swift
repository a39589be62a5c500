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
    /// - Throws: 404 for an unknown grant, 403 for somebody else's or after leaving the institution, 409 for one that is not in force.
    package func bound(_ ids: [Grant.ID], by actor: Actor) async throws -> [BoundTable] {
        let today = clock.today
        var once: Set<Grant.ID> = []
        let ids = ids.filter { once.insert($0).inserted }
        let grants = try await database.read { db in try ids.map { try Self.find($0, db) } }
        var used: Set<String> = []
        var tables: [BoundTable] = []
        for grant in grants {
            guard grant.person == actor.person else { throw SharingProblem.notYours }
            // It was given to somebody for the work of an institution, and is not taken along to another.
            guard actor.holds(SharingMove.use.own, at: grant.institution) else { throw SharingProblem.leftInstitution }
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

    /// - Throws: A problem unless every one of `ids` was given to this person, whatever became of it since.
    package func requireOwn(_ ids: [Grant.ID], by actor: Actor) async throws {
        try await database.read { db in
            for id in ids where try Self.find(id, db).person != actor.person { throw SharingProblem.notYours }
        }
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
        /// Who answers for the provider today, where it was merged since.
        package let deemedProvider: Institution?
        /// Why the share could not be made, as long as it is not.
        package let failure: Problem?
    }

    package func detail(_ id: Grant.ID, by actor: Actor) async throws -> Detail {
        try await database.read { db in
            let grant = try Self.find(id, db)
            guard Self.isVisible(grant, to: actor) else { throw SharingProblem.notYours }
            var neighbours = Neighbours(on: clock.today)
            return try detail(grant, &neighbours, db)
        }
    }

    /// The grants somebody may see, newest first.
    ///
    /// - Parameters:
    ///   - last: The last one seen; what is older follows.
    ///   - limit: At most so many; all unless given.
    package func list(stage: Grant.Stage? = nil, after last: Grant.ID? = nil, limit: Int? = nil, by actor: Actor)
        async throws -> [Detail]
    {
        try await database.read { db in
            var found = Grant.filter(SharingMove.visible(to: actor, ends: ["institution", "provider"]))
            if let stage { found = found.filter(Column("stage") == stage) }
            if let last { found = found.filter(Column("id") < last) }
            if let limit { found = found.limit(limit) }
            var neighbours = Neighbours(on: clock.today)
            return try found.order(Column("id").desc).fetchAll(db).map { try detail($0, &neighbours, db) }
        }
    }

    func detail(_ grant: Grant, _ neighbours: inout Neighbours, _ db: Database) throws -> Detail {
        Detail(
            grant: grant,
            dataset: try neighbours.dataset(grant.dataset, db),
            person: try neighbours.person(grant.person, db),
            provider: try neighbours.institution(grant.provider, db),
            deemedProvider: try neighbours.successor(of: grant.provider, db),
            failure: grant.stage == .failed ? try Self.making(grant.id, db)?.problem : nil
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

extension Grants {
    /// The grants somebody may ask questions with today, newest first.
    ///
    /// - Parameter limit: At most so many.
    package func usable(by actor: Actor, limit: Int = 200) async throws -> [Detail] {
        let today = clock.today
        return try await database.read { db in
            var neighbours = Neighbours(on: today)
            return
                try Grant
                .filter(Column("person") == actor.person && Column("stage") == Grant.Stage.active)
                .filter(Column("until") >= today)
                .order(Column("id").desc)
                .limit(limit)
                .fetchAll(db)
                .filter { $0.manifest != nil && actor.holds(SharingMove.use.own, at: $0.institution) }
                .map { try detail($0, &neighbours, db) }
        }
    }
}

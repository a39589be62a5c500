import Directory
import Foundation
import GRDB
import Kernel
import Ledger

extension Datasets {
    /// Where a dataset stands once it is out: open data waits until every finding is answered.
    static func stage(of dataset: Dataset, openFindings: Int) -> Dataset.Stage {
        dataset.access == .open && openFindings > 0 ? .held : .published
    }

    /// Shows a dataset that waited for review to everybody; open data with findings is held back until each is answered.
    ///
    /// Publishing what is out already changes nothing.
    package func publish(_ id: Dataset.ID, by actor: Actor) async throws -> Dataset {
        let instant = clock.now
        return try await database.write { db in
            var dataset = try Self.find(id, db)
            try CatalogMove.register.require(of: actor, at: dataset.institution)
            guard dataset.needsReview else { return dataset }
            guard dataset.isDraft else { throw CatalogProblem.busy }
            dataset.needsReview = false
            dataset.stage = Self.stage(of: dataset, openFindings: try Self.openFindings(of: dataset, db))
            dataset.updatedAt = instant
            try dataset.update(db)
            // Nobody could search for it before.
            try index(dataset, Self.files(of: id, version: dataset.version, db).compactMap(\.table), db)
            try Act.append(
                "catalog.published",
                on: "dataset/\(id)",
                by: actor.attribution,
                details: ["stage": .string(dataset.stage.rawValue), "access": .string(dataset.access.rawValue)],
                at: instant,
                db
            )
            return dataset
        }
    }

    /// Takes back a dataset that was never published, with the tables that were read from it.
    package func discard(_ id: Dataset.ID, by actor: Actor) async throws {
        let instant = clock.now
        let versions = try await database.write { db in
            let dataset = try Self.find(id, db)
            try CatalogMove.register.require(of: actor, at: dataset.institution)
            guard dataset.isDraft else { throw CatalogProblem.published }
            let versions = try DatasetVersion.filter(Column("dataset") == id).fetchAll(db)
            guard versions.allSatisfy(\.isReady) else { throw CatalogProblem.busy }
            try dataset.delete(db)
            try Act.append("catalog.discarded", on: "dataset/\(id)", by: actor.attribution, at: instant, db)
            return versions.map(\.number)
        }
        for version in versions {
            try? FileManager.default.removeItem(at: Self.folder(of: id, version: version, in: lake))
        }
    }

    /// The newest job that reads an upload of a dataset, also of one that was taken back because it could not be read.
    ///
    /// - Returns: nil where there is none, or it is no concern of `actor`.
    package func reading(of id: Dataset.ID, by actor: Actor) async throws -> Job? {
        let job = try await database.read { db in
            // Keys are `dataset/version/…`; "0" follows "/".
            try Job.filter(Column("kind") == Self.readJob && Column("key") >= "\(id)/" && Column("key") < "\(id)0")
                .order(Column("id").desc)
                .fetchOne(db)
        }
        guard let job else { return nil }
        let keeps = job.institution.map {
            CatalogMove.register.isAllowed(for: actor, at: Institution.ID(rawValue: $0))
        }
        return job.person == actor.person.rawValue || keeps == true ? job : nil
    }
}

import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger

extension Grants {
    /// The tables that terms speak of, with where the owner's files lie.
    func parts(_ files: [DatasetFile], _ terms: [String: Terms]) -> [Shares.Part] {
        files.compactMap { file in
            guard let table = file.table, let terms = terms[table.name] else { return nil }
            return Shares.Part(table: table, file: datasets.file(of: file), terms: terms)
        }
    }

    /// The job: makes the share, then opens the grant. Bears being killed anywhere and run again.
    func makeShare(_ job: Job) async throws {
        let id = try job.decoded(as: Payload.self).grant
        let (grant, parts): (Grant, [Shares.Part]) = try await database.read { db in
            let grant = try Self.find(id, db)
            let files = try Datasets.files(of: grant.dataset, version: grant.sourceVersion, db)
            return (grant, self.parts(files, grant.terms))
        }
        guard grant.stage == .making else {
            // Failed by a process that was killed before its job ended, in a Maru that stored the two one by one.
            if grant.stage == .failed { throw SharingProblem.shareFailed }
            // Ended after its share was made and before that was stored: nothing may stay.
            if grant.stage != .active { try shares.remove(grant: id.rawValue) }
            return
        }
        do {
            let manifest = try await shares.make(
                grant: id.rawValue,
                version: Grant.shareVersion,
                sourceVersion: grant.sourceVersion,
                parts: parts,
                sealedKey: grant.sealedKey
            )
            try await end(id, .made, manifest: manifest) { _ in }
        } catch {
            // What may yet succeed, such as on a full disk, is tried again; the grant waits for it.
            if let problem = job.failure(for: error) {
                let instant = clock.now
                try await end(id, .fail, reason: problem.type) { try job.fail(problem, at: instant, $0) }
            }
            throw error
        }
        // Revoked while it was being made: nothing may stay.
        if try await database.read({ try Self.find(id, $0).stage }) != .active { try shares.remove(grant: id.rawValue) }
    }

    /// Ends the making of a share, one way or the other.
    ///
    /// - Parameter finish: What belongs into the same transaction.
    private func end(
        _ id: Grant.ID,
        _ move: Grant.Move,
        manifest: Manifest? = nil,
        reason: String? = nil,
        _ finish: @escaping @Sendable (Database) throws -> Void
    ) async throws {
        let instant = clock.now
        try await database.write { db in
            var grant = try Self.find(id, db)
            try finish(db)
            guard grant.stage == .making else { return }
            grant.stage = try Grant.next(grant.stage, move)
            grant.manifestJSON = try manifest.map(SharingRequests.json)
            grant.endReason = reason
            if move == .fail { grant.endedAt = instant }
            try grant.update(db)
            try Act.append(
                move == .made ? "sharing.shareMade" : "sharing.shareFailed",
                on: "grant/\(id)",
                by: .system,
                reason: reason,
                details: manifest.map { manifest in
                    [
                        "terms": .string(manifest.termsHash), "version": .number(manifest.version),
                        "sourceVersion": .number(manifest.sourceVersion),
                        "tables": .array(
                            manifest.tables.map {
                                [
                                    "name": .string($0.name), "rows": .number($0.rows), "sha256": .string($0.sha256),
                                    "suppressed": .number($0.suppressed),
                                ]
                            }
                        ),
                    ]
                } ?? [:],
                at: instant,
                db
            )
        }
    }
}

extension Grants {
    /// Makes a share that failed to be made once more, under the same terms and from the same version of the data.
    ///
    /// For the holder's people. A second press finds it being made.
    package func remake(_ id: Grant.ID, by actor: Actor) async throws -> (grant: Grant, job: Job.ID) {
        let instant = clock.now
        return try await database.write { db in
            var grant = try Self.find(id, db)
            try SharingMove.remake.require(of: actor, at: grant.provider)
            grant.stage = try Grant.next(grant.stage, .remake)
            guard grant.until >= Day(of: instant) else {
                throw Grant.RefusedMove(stage: .expired, isRemake: true)
            }
            // What was used at once may have been withheld, or held back, since.
            if grant.request == nil { try Self.requireAtOnce(Datasets.find(grant.dataset, db)) }
            grant.endedAt = nil
            grant.endReason = nil
            try grant.update(db)
            try Act.append("sharing.shareRemade", on: "grant/\(id)", by: actor.attribution, at: instant, db)
            let failures = try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM act WHERE subject = ? AND kind = 'sharing.shareFailed'",
                arguments: ["grant/\(id)"]
            )
            // A job of its own: the one that failed stays, with its reason.
            let job = try Job.enqueue(
                Self.makeJob,
                key: "\(id)/\((failures ?? 0) + 1)",
                payload: ["grant": .string(id.rawValue)],
                by: grant.person.rawValue,
                for: grant.provider.rawValue,
                at: instant,
                db
            )
            return (grant, job)
        }
    }

    /// The job that makes a grant's share: the last one, where it was made again.
    static func making(_ id: Grant.ID, _ db: Database) throws -> Job? {
        try Job.filter(Column("kind") == makeJob)
            .filter(Column("key") == id.rawValue || (Column("key") > "\(id)/" && Column("key") < "\(id)0"))
            .order(Column("createdAt").desc, Column("id").desc)
            .fetchOne(db)
    }
}

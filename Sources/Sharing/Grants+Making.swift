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
            try await end(id, .made, manifest: manifest)
        } catch {
            // What may yet succeed, such as on a full disk, is tried again; the grant waits for it.
            if let problem = job.failure(for: error) { try await end(id, .fail, reason: problem.type) }
            throw error
        }
        // Revoked while it was being made: nothing may stay.
        if try await database.read({ try Self.find(id, $0).stage }) != .active { try shares.remove(grant: id.rawValue) }
    }

    private func end(_ id: Grant.ID, _ move: Grant.Move, manifest: Manifest? = nil, reason: String? = nil) async throws
    {
        let instant = clock.now
        try await database.write { db in
            var grant = try Self.find(id, db)
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

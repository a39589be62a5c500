import Directory
import Foundation
import GRDB
import Kernel
import Ledger

// An institution's name is in the search entries of its datasets. The Directory knows nothing of them, so its acts are
// followed: each committed rename becomes a job, exactly one whichever process comes first, and none is passed over.
extension Datasets {
    static let indexJob = "catalog.index"

    private struct IndexPayload: Decodable {
        let institution: Institution.ID
    }

    /// What is done after others have changed something: short work that no long reading may hold up.
    package var followUps: [String: JobQueue.Handler] {
        [Self.indexJob: { job, _ in try await reindex(job.decoded(as: IndexPayload.self).institution) }]
    }

    /// Puts a job into the queue for each institution that was renamed since the last time; the job writes the search
    /// entries of its datasets anew.
    ///
    /// - Returns: The jobs; none where another process came first.
    @discardableResult
    package func followRenames() async throws -> [Job.ID] {
        let isBehind = try await database.read { db in
            try Bool.fetchOne(db, sql: "SELECT (SELECT max(seq) FROM act) > (SELECT seq FROM renameFollower)")
        }
        guard isBehind == true else { return [] }
        let instant = clock.now
        return try await database.write { db in
            let acts = try Act.fetchAll(
                db,
                sql: """
                    SELECT * FROM act WHERE seq > (SELECT seq FROM renameFollower)
                    AND kind = 'directory.institutionRenamed' ORDER BY seq
                    """
            )
            try db.execute(sql: "UPDATE renameFollower SET seq = coalesce((SELECT max(seq) FROM act), 0)")
            return try acts.map { act in
                let institution = String(act.subject.dropFirst("institution/".count))
                return try Job.enqueue(
                    Self.indexJob,
                    key: "\(institution)/\(act.seq)",
                    payload: ["institution": .string(institution)],
                    at: instant,
                    db
                )
            }
        }
    }

    /// Writes the search entries of an institution's datasets anew, some at a time, so that others may write between.
    private func reindex(_ institution: Institution.ID) async throws {
        var last: Dataset.ID?
        repeat {
            let after = last
            last = try await database.write { db in
                let some = try Dataset.filter(Column("institution") == institution)
                    .filter(Column("id") > (after?.rawValue ?? ""))
                    .order(Column("id")).limit(Self.indexedAtOnce).fetchAll(db)
                for dataset in some {
                    let files = try Self.files(of: dataset.id, version: dataset.version, db)
                    try index(dataset, files.compactMap(\.table), db)
                }
                return some.last?.id
            }
        } while last != nil
    }

    private static let indexedAtOnce = 100
}

import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Sharing

extension Queries {
    package func find(_ id: QueryRun.ID, by actor: Actor) async throws -> QueryRun {
        let run = try await database.read { try Self.find(id, $0) }
        guard run.person == actor.person else { throw Self.unknown(id) }
        return run
    }

    package func list(by actor: Actor) async throws -> [QueryRun] {
        try await database.read { db in
            try QueryRun.filter(Column("person") == actor.person).order(Column("at").desc).limit(100).fetchAll(db)
        }
    }

    /// Stops a question, wherever it runs.
    package func cancel(_ id: QueryRun.ID, by actor: Actor) async throws -> QueryRun {
        let run = try await find(id, by: actor)
        return try await database.write { db in
            try db.execute(
                sql: "UPDATE queryRun SET stage = 'cancelled' WHERE id = ? AND stage IN ('waiting', 'running')",
                arguments: [run.id]
            )
            return try Self.find(id, db)
        }
    }

    /// More rows of a finished run, each a JSON array's text.
    package func page(_ id: QueryRun.ID, offset: Int, limit: Int, by actor: Actor) async throws -> [String] {
        let run = try await readable(id, by: actor)
        return try await runs.page(of: run.id.rawValue, offset: max(0, offset), limit: limit)
    }

    /// The result as a file.
    package func download(_ id: QueryRun.ID, as format: Runs.Format, mark: Bool, by actor: Actor) async throws -> URL {
        let run = try await readable(id, by: actor)
        let instant = clock.now
        let file = try await runs.download(run.id.rawValue, as: format, mark: mark)
        _ = try await database.write { db in
            try Act.append(
                "analysis.downloaded",
                on: "run/\(id)",
                by: actor.attribution,
                details: ["format": .string(format.rawValue), "result": .string(run.sha256 ?? "")],
                at: instant,
                db
            )
        }
        return file
    }

    /// A finished run whose grants are still in force: a result does not outlive what it was made from.
    private func readable(_ id: QueryRun.ID, by actor: Actor) async throws -> QueryRun {
        let run = try await find(id, by: actor)
        guard run.stage == .done else { throw run.problem ?? Self.notDone }
        _ = try await grants.bound(run.grants, by: actor)
        return run
    }

    /// Ends the questions whose process was killed, and throws away what they had written; a question that a job runs
    /// is begun again instead.
    package func endInterrupted() async throws {
        let lost = try await database.read { db in
            try QueryRun.filter(
                sql: """
                    stage = 'running' AND NOT EXISTS (SELECT 1 FROM job WHERE kind = ? AND key = queryRun.id
                    AND job.stage IN ('waiting', 'running'))
                    """,
                arguments: [Self.runJob]
            ).fetchAll(db)
        }
        for run in lost where Self.isInterrupted(run) {
            runs.remove(run.id.rawValue)
            let attribution = Attribution(person: run.person.rawValue, institution: run.institution.rawValue)
            try await fail(run.id, run.sql, Self.interrupted, by: attribution)
        }
    }

    /// Throws results away that are older than ``lifetime``, or whose grants are not all in force any more.
    package func removeOld() async throws {
        let instant = clock.now
        let limit = instant.addingTimeInterval(-Self.lifetime)
        let kept = try await database.read { db in
            try QueryRun.filter(sql: "sha256 IS NOT NULL AND removedAt IS NULL").fetchAll(db)
        }
        for run in kept {
            let isInForce = run.at < limit ? false : try await grants.areInForce(run.grants)
            guard !isInForce else { continue }
            runs.remove(run.id.rawValue)
            try await database.write { db in
                try db.execute(
                    sql: "UPDATE queryRun SET removedAt = ? WHERE id = ?",
                    arguments: [instant, run.id]
                )
            }
        }
    }

    static func find(_ id: QueryRun.ID, _ db: Database) throws -> QueryRun {
        guard let run = try QueryRun.fetchOne(db, key: id) else { throw unknown(id) }
        return run
    }

    /// The client went away, or the process is shutting down: nothing came out.
    func abandon(_ id: QueryRun.ID, as stage: QueryRun.Stage) async throws {
        let database = database
        try await Task.detached {
            try await database.write { db in
                try db.execute(
                    sql: "UPDATE queryRun SET stage = ?, owner = NULL WHERE id = ? AND stage = 'running'",
                    arguments: [stage, id]
                )
            }
        }.value
    }
}

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
        _ = try await grants.bound(
            run.grantLines.split(separator: "\n").map { Grant.ID(rawValue: String($0)) },
            by: actor
        )
        return run
    }

    /// Throws results away that are older than ``lifetime``.
    package func removeOld() async throws {
        let limit = clock.now.addingTimeInterval(-Self.lifetime)
        let old = try await database.read { db in
            try String.fetchAll(
                db,
                sql: "SELECT id FROM queryRun WHERE at < ? AND sha256 IS NOT NULL",
                arguments: [limit]
            )
        }
        for id in old { runs.remove(id) }
    }

    static func find(_ id: QueryRun.ID, _ db: Database) throws -> QueryRun {
        guard let run = try QueryRun.fetchOne(db, key: id) else { throw unknown(id) }
        return run
    }

    // MARK: - Saved questions

    package func save(_ title: String, sql: String, grants ids: [Grant.ID], by actor: Actor) async throws
        -> SavedQuestion
    {
        try AnalysisMove.ask.require(of: actor, at: nil)
        let title = title.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !title.isEmpty, title.count <= 200, !sql.isEmpty else {
            throw Self.invalid("title", LocalizedText("제목과 SQL을 적어 주세요.", en: "Give a title and SQL."))
        }
        let question = SavedQuestion(
            id: .make(at: clock.now),
            person: actor.person,
            title: title,
            sql: sql,
            grantLines: ids.map(\.rawValue).joined(separator: "\n"),
            createdAt: clock.now
        )
        try await database.write { db in
            try question.insert(db)
            try Act.append(
                "analysis.questionSaved",
                on: "question/\(question.id)",
                by: actor.attribution,
                details: ["title": .string(title)],
                at: question.createdAt,
                db
            )
        }
        return question
    }

    package func saved(by actor: Actor) async throws -> [SavedQuestion] {
        try await database.read { db in
            try SavedQuestion.filter(Column("person") == actor.person).order(Column("createdAt").desc).fetchAll(db)
        }
    }
}

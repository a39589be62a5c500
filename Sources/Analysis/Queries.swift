import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Sharing

/// Everybody's questions to their shares.
package struct Queries: Sendable {
    let database: any DatabaseWriter
    let grants: Grants
    let runs: Runs
    let clock: WallClock

    /// Questions one person may have running at a time.
    package static let concurrent = 3
    /// How long a result is kept: 24 hours.
    package static let lifetime: TimeInterval = 86400

    package init(database: any DatabaseWriter, grants: Grants, runs: Runs, clock: WallClock) {
        self.database = database
        self.grants = grants
        self.runs = runs
        self.clock = clock
    }

    private static let runJob = "analysis.run"

    private struct Payload: Decodable {
        let run: QueryRun.ID
        let email: String
    }

    /// This room's jobs; `people` tells again who asked, with the roles of that moment.
    package func jobs(people: People) -> [String: JobQueue.Handler] {
        [
            Self.runJob: { job, _ in
                let payload: Payload = try job.decoded()
                let run = try await database.read { try Self.find(payload.run, $0) }
                // A run whose process was killed is run again: it changes nothing.
                guard !run.stage.isOver else { return }
                let actor = try await people.actor(email: payload.email)
                // How it failed is kept with the run; the job has done its part.
                _ = try? await perform(run, first: 0, by: actor)
            }
        ]
    }

    /// A finished run with its first rows, each a JSON array's text.
    package struct Answer: Sendable {
        package let run: QueryRun
        package let page: [String]
    }

    /// Runs a question and waits for it.
    ///
    /// - Parameter first: How many rows to answer with at once, at most 10,000.
    package func ask(_ sql: String, grants ids: [Grant.ID], first: Int = 1000, by actor: Actor) async throws -> Answer {
        let run = try await begin(sql, ids, stage: .running, by: actor)
        return try await perform(run, first: first, by: actor)
    }

    /// Starts a question in the background; its run tells how far it is.
    package func start(_ sql: String, grants ids: [Grant.ID], by actor: Actor) async throws -> QueryRun {
        try await begin(sql, ids, stage: .waiting, by: actor)
    }

    private func begin(_ sql: String, _ ids: [Grant.ID], stage: QueryRun.Stage, by actor: Actor) async throws
        -> QueryRun
    {
        try AnalysisMove.ask.require(of: actor, at: nil)
        guard !ids.isEmpty else {
            throw Self.invalid("grants", LocalizedText("이용권한을 하나 이상 적어 주세요.", en: "Name at least one grant."))
        }
        guard (1...100_000).contains(sql.utf8.count) else {
            throw Self.invalid("sql", LocalizedText("SQL을 100KB 이하로 적어 주세요.", en: "Write SQL of up to 100 KB."))
        }
        // Before anything is stored, so that somebody else's grant is refused at once.
        _ = try await grants.bound(ids, by: actor)
        let instant = clock.now
        let run = QueryRun(
            id: .make(at: instant),
            person: actor.person,
            institution: actor.institution,
            sql: sql,
            grantLines: ids.map(\.rawValue).joined(separator: "\n"),
            stage: stage,
            owner: stage == .running ? JobOwner.current.description : nil,
            columnsJSON: nil,
            rows: nil,
            isTruncated: false,
            sha256: nil,
            elapsedMs: nil,
            failure: nil,
            at: instant
        )
        try await database.write { db in
            let open =
                try QueryRun
                .filter(Column("person") == actor.person && ["waiting", "running"].contains(Column("stage")))
                .fetchAll(db)
            let alive = open.filter { run in run.owner.flatMap { JobOwner($0) }.map { !$0.isGone } ?? true }
            guard alive.count < Self.concurrent else { throw Self.tooMany }
            try run.insert(db)
            guard stage == .waiting else { return }
            try Job.enqueue(
                Self.runJob,
                key: run.id.rawValue,
                payload: ["run": .string(run.id.rawValue), "email": .string(actor.email)],
                at: instant,
                db
            )
        }
        return run
    }

    private func perform(_ run: QueryRun, first: Int, by actor: Actor) async throws -> Answer {
        let ids = run.grantLines.split(separator: "\n").map { Grant.ID(rawValue: String($0)) }
        do {
            let tables = try await grants.bound(ids, by: actor)
            try await claim(run.id)
            let answer = try await watched(run.id, ids) {
                try await runs.run(
                    run.sql,
                    over: tables.map { Runs.Bound(name: $0.name, file: $0.file) },
                    run: run.id.rawValue,
                    first: max(first, 1)
                )
            }
            let done = try await finish(run, answer, tables, by: actor)
            return Answer(run: done, page: answer.page)
        } catch let error as any PublicError {
            try await fail(run, error.problem, by: actor)
            throw error
        } catch {
            runs.remove(run.id.rawValue)
            try await abandon(run.id)
            throw error
        }
    }

    /// Runs `work`, cancelling it when the run is cancelled or one of its grants ends.
    private func watched(
        _ id: QueryRun.ID,
        _ grants: [Grant.ID],
        _ work: @escaping @Sendable () async throws -> Runs.Answer
    )
        async throws -> Runs.Answer
    {
        try await withThrowingTaskGroup(of: Runs.Answer?.self) { group in
            group.addTask(operation: work)
            group.addTask {
                while true {
                    try await Task.sleep(for: .milliseconds(400))
                    let stage = try await database.read { try Self.find(id, $0).stage }
                    if stage == .cancelled { throw Self.cancelled }
                    if try await !self.grants.areInForce(grants) { throw Self.withdrawn }
                }
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else { throw Self.cancelled }
            return answer
        }
    }

    private func claim(_ id: QueryRun.ID) async throws {
        try await database.write { db in
            try db.execute(
                sql:
                    "UPDATE queryRun SET stage = 'running', owner = ? WHERE id = ? AND stage IN ('waiting', 'running')",
                arguments: [JobOwner.current.description, id]
            )
            guard db.changesCount == 1 else { throw Self.cancelled }
        }
    }

    private func finish(_ run: QueryRun, _ answer: Runs.Answer, _ tables: [Grants.BoundTable], by actor: Actor)
        async throws
        -> QueryRun
    {
        let columns = String(decoding: try JSONEncoder().encode(answer.columns), as: UTF8.self)
        let instant = clock.now
        return try await database.write { db in
            var done = run
            done.stage = .done
            done.owner = nil
            done.columnsJSON = columns
            done.rows = answer.rows
            done.isTruncated = answer.isTruncated
            done.sha256 = answer.sha256
            done.elapsedMs = answer.elapsedMs
            try done.update(db)
            try Act.append(
                "analysis.ran",
                on: "run/\(run.id)",
                by: actor.attribution,
                details: [
                    "sql": .string(run.sql), "engine": .string("duckdb \(Engine.version)"),
                    "result": .string(answer.sha256), "rows": .number(answer.rows),
                    "shares": .array(
                        tables.map {
                            [
                                "grant": .string($0.grant.rawValue), "version": .number($0.shareVersion),
                                "table": .string($0.table.name), "sha256": .string($0.table.sha256),
                            ]
                        }
                    ),
                ],
                at: instant,
                db
            )
            return done
        }
    }

    private func fail(_ run: QueryRun, _ problem: Problem, by actor: Actor) async throws {
        let text = String(decoding: try JSONEncoder().encode(problem), as: UTF8.self)
        let instant = clock.now
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE queryRun SET stage = CASE WHEN stage = 'cancelled' THEN stage ELSE 'failed' END, failure = ?,
                    owner = NULL WHERE id = ?
                    """,
                arguments: [text, run.id]
            )
            try Act.append(
                "analysis.refused",
                on: "run/\(run.id)",
                by: actor.attribution,
                reason: problem.type,
                details: ["sql": .string(run.sql)],
                at: instant,
                db
            )
        }
    }

    /// The client went away, or the process is shutting down: nothing came out.
    private func abandon(_ id: QueryRun.ID) async throws {
        let database = database
        try await Task.detached {
            try await database.write { db in
                try db.execute(
                    sql: "UPDATE queryRun SET stage = 'cancelled', owner = NULL WHERE id = ? AND stage = 'running'",
                    arguments: [id]
                )
            }
        }.value
    }
}

extension Queries {
    static func invalid(_ field: String, _ message: LocalizedText) -> Problem {
        Problem(
            "analysis/invalid",
            LocalizedText("질의를 확인해 주세요.", en: "Please check the question."),
            status: 422,
            fields: [Problem.Field(field, message)]
        )
    }

    static func unknown(_ id: QueryRun.ID) -> Problem {
        Problem(
            "analysis/no-such-run",
            LocalizedText("그런 질의가 없습니다: \(id)", en: "There is no such run: \(id)"),
            status: 404
        )
    }

    static let tooMany = Problem(
        "analysis/too-many-runs",
        LocalizedText("동시에 \(concurrent)건까지 질의할 수 있습니다.", en: "You may run \(concurrent) questions at a time."),
        status: 429,
        detail: LocalizedText("끝나기를 기다리거나 하나를 취소해 주세요.", en: "Wait for one to end, or cancel it.")
    )

    static let cancelled = Problem(
        "analysis/cancelled",
        LocalizedText("질의를 취소했습니다.", en: "The question was cancelled."),
        status: 409
    )

    static let withdrawn = Problem(
        "analysis/grant-ended",
        LocalizedText("이용권한이 끝나 질의를 멈추었습니다.", en: "A grant ended, so the question was stopped."),
        status: 409
    )

    static let notDone = Problem(
        "analysis/not-done",
        LocalizedText("아직 끝나지 않은 질의입니다.", en: "The question has not ended yet."),
        status: 409
    )
}

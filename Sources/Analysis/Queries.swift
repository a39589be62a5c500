import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Sharing
import Synchronization

/// Everybody's questions to their shares.
package struct Queries: Sendable {
    let database: any DatabaseWriter
    let grants: Grants
    let runs: Runs
    let clock: WallClock
    private let isEnding: @Sendable () -> Bool
    /// What this process is asking right now: a run that is its own and not here was dropped.
    private static let underway = Mutex<Set<QueryRun.ID>>([])

    /// Questions one person may have running at a time.
    package static let concurrent = 3
    /// How long a result is kept: 24 hours.
    package static let lifetime: TimeInterval = 86400

    /// - Parameter isEnding: Whether the process was asked to end: a question that somebody waits for ends with it.
    package init(
        database: any DatabaseWriter,
        grants: Grants,
        runs: Runs,
        clock: WallClock,
        isEnding: @escaping @Sendable () -> Bool = { false }
    ) {
        self.database = database
        self.grants = grants
        self.runs = runs
        self.clock = clock
        self.isEnding = isEnding
    }

    static let runJob = "analysis.run"

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
                do {
                    _ = try await perform(run, first: 0, by: actor, isJob: true)
                } catch let error as any PublicError {
                    // How it failed is kept with the run; the job has done its part.
                    _ = error
                } catch {
                    if let problem = job.failure(for: error) {
                        try await fail(run.id, run.sql, problem, by: actor.attribution)
                    }
                    throw error
                }
            }
        ]
    }

    /// A finished run with its first rows, each a JSON array's text.
    package struct Answer: Sendable {
        package let run: QueryRun
        package let page: [String]
        /// What the question could read, each table under the name it had: two grants may bring tables of one name.
        package let tables: [Grants.BoundTable]
    }

    /// Runs a question and waits for it.
    ///
    /// - Parameter first: How many rows to answer with at once, at most 10,000.
    package func ask(_ sql: String, grants ids: [Grant.ID], first: Int = 1000, by actor: Actor) async throws -> Answer {
        let run = try await begin(sql, ids, stage: .running, by: actor)
        return try await perform(run, first: first, by: actor)
    }

    /// Starts a question in the background; its run tells how far it is.
    ///
    /// - Parameter pause: Seconds within which the same question by the same person is the run that it already has: a
    ///   button pressed twice.
    package func start(_ sql: String, grants ids: [Grant.ID], pause: TimeInterval = 0, by actor: Actor) async throws
        -> QueryRun
    {
        try await begin(sql, ids, stage: .waiting, pause: pause, by: actor)
    }

    private func begin(
        _ sql: String,
        _ ids: [Grant.ID],
        stage: QueryRun.Stage,
        pause: TimeInterval = 0,
        by actor: Actor
    ) async throws -> QueryRun {
        try AnalysisMove.ask.require(of: actor, at: nil)
        guard !ids.isEmpty else {
            throw Self.invalid("grants", LocalizedText("이용권한을 하나 이상 적어 주세요.", en: "Name at least one grant."))
        }
        guard ids.count <= Self.grantLimit else { throw Self.tooManyGrants }
        let sql = try Self.checked(sql: sql)
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
        if stage == .running { Self.underway.withLock { _ = $0.insert(run.id) } }
        do {
            return try await insert(run, pause: pause, by: actor)
        } catch {
            Self.underway.withLock { _ = $0.remove(run.id) }
            throw error
        }
    }

    private func insert(_ run: QueryRun, pause: TimeInterval, by actor: Actor) async throws -> QueryRun {
        try await database.write { db in
            let own = QueryRun.filter(Column("person") == actor.person)
            let recent = own.filter(Column("at") > run.at.addingTimeInterval(-pause))
                .filter(Column("sql") == run.sql && Column("grantLines") == run.grantLines)
                .filter(!["failed", "cancelled"].contains(Column("stage")))
            if pause > 0, let known = try recent.fetchOne(db) { return known }
            let open = try own.filter(["waiting", "running"].contains(Column("stage"))).fetchAll(db)
            guard open.filter({ !Self.isInterrupted($0) }).count < Self.concurrent else { throw Self.tooMany }
            try run.insert(db)
            guard run.stage == .waiting else { return run }
            try Job.enqueue(
                Self.runJob,
                key: run.id.rawValue,
                payload: ["run": .string(run.id.rawValue), "email": .string(actor.email)],
                by: actor.person.rawValue,
                for: actor.institution.rawValue,
                at: run.at,
                db
            )
            return run
        }
    }

    /// - Parameter isJob: Whether a job runs it, which is begun again when this process ends.
    private func perform(_ run: QueryRun, first: Int, by actor: Actor, isJob: Bool = false) async throws -> Answer {
        Self.underway.withLock { _ = $0.insert(run.id) }
        defer { Self.underway.withLock { _ = $0.remove(run.id) } }
        let ids = run.grants
        do {
            let tables = try await grants.bound(ids, by: actor)
            try await claim(run.id)
            let answer = try await watched(run.id, ids, isJob: isJob) {
                try await runs.run(
                    run.sql,
                    over: tables.map { Runs.Bound(name: $0.name, file: $0.file) },
                    run: run.id.rawValue,
                    first: max(first, 1)
                )
            }
            let done = try await finish(run, answer, tables, by: actor)
            return Answer(run: done, page: answer.page, tables: tables)
        } catch let error as any PublicError {
            runs.remove(run.id.rawValue)
            try await fail(run.id, run.sql, error.problem, by: actor.attribution)
            throw error
        } catch {
            runs.remove(run.id.rawValue)
            try await abandon(run.id, as: isJob ? .waiting : .cancelled)
            throw error
        }
    }

    /// Runs `work`, cancelling it when the run is cancelled or one of its grants ends.
    private func watched(
        _ id: QueryRun.ID,
        _ grants: [Grant.ID],
        isJob: Bool,
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
                    // A job is cancelled by its queue, and begun again.
                    if !isJob, isEnding() { throw Self.interrupted }
                }
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else { throw Self.cancelled }
            return answer
        }
    }

    /// Whether nobody runs it any more: its process was killed, or could not write down how it ended.
    static func isInterrupted(_ run: QueryRun) -> Bool {
        guard run.stage == .running, let owner = run.owner.flatMap({ JobOwner($0) }) else { return false }
        return owner.isGone || owner == .current && !underway.withLock { $0.contains(run.id) }
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
            // Cancelled in the moment it ended: then it was cancelled.
            guard var done = try QueryRun.fetchOne(db, key: run.id), done.stage == .running else {
                throw Self.cancelled
            }
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

    func fail(_ id: QueryRun.ID, _ sql: String, _ problem: Problem, by attribution: Attribution) async throws {
        let text = String(decoding: try JSONEncoder().encode(problem), as: UTF8.self)
        let instant = clock.now
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE queryRun SET stage = CASE WHEN stage = 'cancelled' THEN stage ELSE 'failed' END, failure = ?,
                    owner = NULL WHERE id = ?
                    """,
                arguments: [text, id]
            )
            try Act.append(
                "analysis.refused",
                on: "run/\(id)",
                by: attribution,
                reason: problem.type,
                details: ["sql": .string(sql)],
                at: instant,
                db
            )
        }
    }
}

import Foundation
import GRDB
import Logging
import ServiceLifecycle
import Synchronization

/// Runs the jobs of the store in this process.
///
/// Every process that has the store open may run one; a job is claimed in a transaction. A job whose process was
/// killed is claimed again: at once when this machine can see that the process is gone, else when its heartbeat
/// is a minute old.
package struct JobQueue: Service {
    /// Does the work. ``Job/failure(for:)`` says which errors end the job for good and which are tried again.
    package typealias Handler = @Sendable (Job, Progress) async throws -> Void

    private let database: any DatabaseWriter
    private let handlers: [String: Handler]
    private let clock: WallClock
    private let owner: JobOwner
    private let patience: Duration
    /// What this process is working on right now: a job that is its own and not here was dropped, for instance
    /// because a full disk kept its end from being written, and may be claimed again at once.
    private static let underway = Mutex<Set<Job.ID>>([])

    /// How often a job is started before an unexplained error ends it for good.
    package static let attempts = 5
    /// Seconds until a job is tried again that the machine could not do: no space, no engine.
    private static let postponement: TimeInterval = 10

    /// - Parameter patience: How long to wait before looking again for what another process has put into the queue;
    ///   what this one has is heard of at once.
    package init(
        database: any DatabaseWriter,
        handlers: [String: Handler],
        clock: WallClock,
        owner: JobOwner = .current,
        patience: Duration = .milliseconds(250)
    ) {
        self.database = database
        self.handlers = handlers
        self.clock = clock
        self.owner = owner
        self.patience = patience
    }

    /// How a handler says how far it is.
    package struct Progress: Sendable {
        let job: Job.ID
        let database: any DatabaseWriter

        /// Stores the share that is done, 0…100.
        package func report(_ percent: Int) async throws {
            try await database.write { db in
                try db.execute(
                    sql: "UPDATE job SET percent = ? WHERE id = ?",
                    arguments: [max(0, min(100, percent)), job]
                )
            }
        }
    }

    /// Runs jobs as they come, two at a time, until the service group shuts down.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask { await work() }
                }
            }
        }
    }

    private func work() async {
        while !Task.isCancelled {
            do {
                let rings = JobBell.queued.rings
                if try await runNext() { continue }
                try await JobBell.queued.wait(beyond: rings, atMost: patience)
            } catch is CancellationError {
                return
            } catch {
                Logger.current.error("Job queue", metadata: ["error": "\(String(reflecting: error))"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Runs every job that is due, one after another.
    package func runAll() async throws {
        while try await runNext() {}
    }

    /// Returns once the job has ended; runs it here unless another process does.
    ///
    /// - Throws: The job's ``Problem`` when it failed for good, and why it has to wait when the machine cannot do it
    ///   now; then it stays in the queue.
    package func finish(_ id: Job.ID) async throws {
        while true {
            let rings = JobBell.settled.rings
            guard let job = try await database.read({ try Job.fetchOne($0, key: id) }) else { return }
            switch job.stage {
            case .done: return
            case .failed: throw job.problem ?? Self.lost
            case .waiting where job.failure != nil && job.notBefore > clock.now:
                throw Self.postponed(job.problem ?? Self.lost)
            case .waiting, .running:
                if let claimed = try await claim(id) {
                    try await perform(claimed)
                } else {
                    try await JobBell.settled.wait(beyond: rings, atMost: patience / 5)
                }
            }
        }
    }

    private func runNext() async throws -> Bool {
        guard let job = try await claim(nil) else { return false }
        try await perform(job)
        return true
    }

    /// Claims one job that is due or whose process is gone: `id`, or the oldest.
    private func claim(_ id: Job.ID?) async throws -> Job? {
        let instant = clock.now
        let kinds = Array(handlers.keys)
        guard !kinds.isEmpty else { return nil }
        let candidates = try await database.read { db in
            try Job
                .filter(kinds.contains(Column("kind")))
                .filter(id.map { Column("id") == $0 } ?? true.sqlExpression)
                .filter(sql: "stage = 'running' OR (stage = 'waiting' AND notBefore <= ?)", arguments: [instant])
                .order(Column("createdAt"))
                .limit(20)
                .fetchAll(db)
        }
        guard candidates.contains(where: { isFree($0, at: instant) }) else { return nil }
        return try await database.write { db in
            for candidate in candidates {
                guard var job = try Job.fetchOne(db, key: candidate.id), isFree(job, at: instant) else { continue }
                job.stage = .running
                job.attempts += 1
                job.owner = owner.description
                job.heartbeat = instant
                job.failure = nil
                try job.update(db)
                db.afterNextTransaction { _ in Self.underway.withLock { _ = $0.insert(candidate.id) } }
                return job
            }
            return nil
        }
    }

    private func isFree(_ job: Job, at instant: Date) -> Bool {
        switch job.stage {
        // The store keeps milliseconds: an instant read back may be a hair later than the one written.
        case .waiting: return job.notBefore.timeIntervalSince(instant) < 0.001
        case .running:
            if let owner = job.owner.flatMap({ JobOwner($0) }), owner.isGone { return true }
            if job.owner == JobOwner.current.description, !Self.underway.withLock({ $0.contains(job.id) }) {
                return true
            }
            return job.heartbeat.map { instant.timeIntervalSince($0) > 60 } ?? true
        case .done, .failed: return false
        }
    }

    private func perform(_ job: Job) async throws {
        defer { Self.underway.withLock { _ = $0.remove(job.id) } }
        guard let handler = handlers[job.kind] else { return }
        do {
            try await withHeartbeat(of: job) {
                try await handler(job, Progress(job: job.id, database: database))
            }
            try await end(job, as: .done, failure: nil)
        } catch is CancellationError {
            // Shutting down: the next process starts it anew, and the attempt does not count.
            try await release(job, after: 0, attempts: job.attempts - 1)
            throw CancellationError()
        } catch {
            let cause = (error as? any PublicError)?.problem ?? Problem(storage: error)
            if cause == nil || cause?.isTemporary == true {
                Logger.current.error(
                    "Job failed",
                    metadata: ["job": "\(job.id)", "kind": "\(job.kind)", "error": "\(String(reflecting: error))"]
                )
            }
            if let failure = job.failure(for: error) {
                try await end(job, as: .failed, failure: failure)
            } else if let cause, !(error is any Interruption) {
                try await release(job, after: Self.postponement, attempts: job.attempts - 1, because: cause)
            } else {
                try await release(job, after: pow(2, Double(job.attempts)), attempts: job.attempts)
            }
        }
    }

    private func withHeartbeat(of job: Job, _ work: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(operation: work)
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(15))
                    let instant = clock.now
                    try await database.write { db in
                        try db.execute(
                            sql: "UPDATE job SET heartbeat = ? WHERE id = ? AND owner = ?",
                            arguments: [instant, job.id, owner.description]
                        )
                    }
                }
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }

    private func end(_ job: Job, as stage: Job.Stage, failure: Problem?) async throws {
        let instant = clock.now
        let text = try failure.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        defer { JobBell.settled.ring() }
        try await uncancelled {
            try await database.write { db in
                try db.execute(
                    sql: "UPDATE job SET stage = ?, failure = ?, endedAt = ?, owner = NULL WHERE id = ?",
                    arguments: [stage, text, instant, job.id]
                )
            }
        }
    }

    private func release(
        _ job: Job,
        after delay: TimeInterval,
        attempts: Int,
        because cause: Problem? = nil
    ) async throws {
        let instant = clock.now.addingTimeInterval(delay)
        let text = try cause.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        defer { JobBell.settled.ring() }
        try await uncancelled {
            try await database.write { db in
                try db.execute(
                    sql: """
                        UPDATE job SET stage = 'waiting', notBefore = ?, attempts = ?, failure = ?, owner = NULL
                        WHERE id = ?
                        """,
                    arguments: [instant, attempts, text, job.id]
                )
            }
        }
    }

    /// Runs `work` to its end although the surrounding task was cancelled; GRDB refuses to write in one that was.
    private func uncancelled(_ work: @escaping @Sendable () async throws -> Void) async throws {
        try await Task.detached { try await work() }.value
    }

    /// For whoever waits for a job that has to wait itself.
    private static func postponed(_ cause: Problem) -> Problem {
        var problem = cause
        let why = cause.detail ?? LocalizedText("", en: "")
        problem.detail = LocalizedText(
            "\(why.ko) 결정한 내용은 저장되어 있으며, 원인이 해결되면 서버가 이어서 처리합니다.",
            en: "\(why[.en]) What was decided is stored; a server goes on with it once the cause is gone."
        )
        return problem
    }

    fileprivate static let lost = Problem(
        "kernel/job-failed",
        LocalizedText("작업을 끝내지 못했습니다.", en: "The work could not be finished."),
        status: 500,
        detail: LocalizedText(
            "여러 번 다시 시도했으나 실패했습니다. 서버 기록을 확인한 뒤 다시 요청하세요.",
            en: "It was tried several times and failed. See the server's log, then ask again."
        )
    )
}

extension Job {
    /// Why `error` ends this job for good; nil where the job is tried again.
    ///
    /// What was asked is at fault: for good. The machine is (no space, no engine, a busy store): tried again until
    /// it can. Unexplained, or an ``Interruption``: five times. A handler asks this to undo what it began, in the same breath.
    package func failure(for error: any Error) -> Problem? {
        if error is CancellationError { return nil }
        let problem = (error as? any PublicError)?.problem ?? Problem(storage: error)
        if let problem, !(error is any Interruption) { return problem.isTemporary ? nil : problem }
        return attempts >= JobQueue.attempts ? problem ?? JobQueue.lost : nil
    }
}

import Foundation
import GRDB
import Logging
import ServiceLifecycle

/// Runs the jobs of the store in this process.
///
/// Every process that has the store open may run one; a job is claimed in a transaction. A job whose process was
/// killed is claimed again: at once when this machine can see that the process is gone, else when its heartbeat
/// is a minute old.
package struct JobQueue: Service {
    /// Does the work. A thrown ``PublicError`` fails the job for good; any other error is tried again, five times.
    package typealias Handler = @Sendable (Job, Progress) async throws -> Void

    private let database: any DatabaseWriter
    private let handlers: [String: Handler]
    private let clock: WallClock
    private let owner: JobOwner

    /// How often a job is started before it has failed for good.
    package static let attempts = 5

    package init(
        database: any DatabaseWriter,
        handlers: [String: Handler],
        clock: WallClock,
        owner: JobOwner = .current
    ) {
        self.database = database
        self.handlers = handlers
        self.clock = clock
        self.owner = owner
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
                if try await runNext() { continue }
                try await Task.sleep(for: .milliseconds(250))
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
    /// - Throws: The job's ``Problem`` when it failed for good.
    package func finish(_ id: Job.ID) async throws {
        while true {
            guard let job = try await database.read({ try Job.fetchOne($0, key: id) }) else { return }
            switch job.stage {
            case .done: return
            case .failed: throw job.problem ?? Self.lost
            case .waiting, .running:
                if let claimed = try await claim(id) {
                    try await perform(claimed)
                } else {
                    try await Task.sleep(for: .milliseconds(50))
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
                try job.update(db)
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
            return job.heartbeat.map { instant.timeIntervalSince($0) > 60 } ?? true
        case .done, .failed: return false
        }
    }

    private func perform(_ job: Job) async throws {
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
        } catch let error as any PublicError {
            try await end(job, as: .failed, failure: error.problem)
        } catch {
            Logger.current.error(
                "Job failed",
                metadata: ["job": "\(job.id)", "kind": "\(job.kind)", "error": "\(String(reflecting: error))"]
            )
            if job.attempts >= Self.attempts {
                try await end(job, as: .failed, failure: Self.lost)
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
        try await uncancelled {
            try await database.write { db in
                try db.execute(
                    sql: "UPDATE job SET stage = ?, failure = ?, endedAt = ?, owner = NULL WHERE id = ?",
                    arguments: [stage, text, instant, job.id]
                )
            }
        }
    }

    private func release(_ job: Job, after delay: TimeInterval, attempts: Int) async throws {
        let instant = clock.now.addingTimeInterval(delay)
        try await uncancelled {
            try await database.write { db in
                try db.execute(
                    sql: "UPDATE job SET stage = 'waiting', notBefore = ?, attempts = ?, owner = NULL WHERE id = ?",
                    arguments: [instant, attempts, job.id]
                )
            }
        }
    }

    /// Runs `work` to its end although the surrounding task was cancelled; GRDB refuses to write in one that was.
    private func uncancelled(_ work: @escaping @Sendable () async throws -> Void) async throws {
        try await Task.detached { try await work() }.value
    }

    private static let lost = Problem(
        "kernel/job-failed",
        LocalizedText("작업을 끝내지 못했습니다.", en: "The work could not be finished."),
        status: 500,
        detail: LocalizedText(
            "여러 번 다시 시도했으나 실패했습니다. 서버 기록을 확인한 뒤 다시 요청하세요.",
            en: "It was tried several times and failed. See the server's log, then ask again."
        )
    )
}

import Foundation
import GRDB
import Logging
import ServiceLifecycle
import Synchronization

/// Runs the jobs of the store in this process.
///
/// Every process that has the store open may run one; a job is claimed in a transaction. A job whose process was
/// killed is claimed again: at once when this machine can see that the process is gone, else when its heartbeat
/// is a minute old. Each kind of work has its ``JobLane``: a full one holds up no other.
package struct JobQueue: Service {
    /// Does the work. ``Job/failure(for:)`` says which errors end the job for good and which are tried again.
    package typealias Handler = @Sendable (Job, Progress) async throws -> Void

    private let database: any DatabaseWriter
    private let lanes: [JobLane]
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

    /// - Parameters:
    ///   - lanes: The kinds of work that are done here; no kind is in two of them.
    ///   - patience: How long to wait before looking again for what another process has put into the queue; what this
    ///     one has is heard of at once.
    package init(
        database: any DatabaseWriter,
        lanes: [JobLane],
        clock: WallClock,
        owner: JobOwner = .current,
        patience: Duration = .milliseconds(250)
    ) {
        self.database = database
        self.lanes = lanes
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

    /// Runs jobs as they come, in each lane as many at a time as it has workers, until the service group shuts down.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for lane in lanes {
                    for _ in 0..<lane.workers {
                        group.addTask { await work(in: lane) }
                    }
                }
            }
        }
    }

    private func work(in lane: JobLane) async {
        while !Task.isCancelled {
            do {
                let rings = Bell.queued.rings
                if try await runNext(in: lane) { continue }
                try await Bell.queued.wait(beyond: rings, atMost: patience)
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
        var isBusy = true
        while isBusy {
            isBusy = false
            for lane in lanes {
                // A job may decide on others, in another lane too.
                while try await runNext(in: lane) { isBusy = true }
            }
        }
    }

    /// Returns once the job has ended; runs it here unless another process does.
    ///
    /// - Throws: The job's ``Problem`` when it failed for good, and why it has to wait when the machine cannot do it
    ///   now; then it stays in the queue.
    package func finish(_ id: Job.ID) async throws {
        while true {
            let rings = Bell.settled.rings
            guard let job = try await database.read({ try Job.fetchOne($0, key: id) }) else { return }
            switch job.stage {
            case .done: return
            case .failed: throw job.problem ?? Self.lost
            case .waiting where job.failure != nil && job.notBefore > clock.now:
                throw Self.postponed(job.problem ?? Self.lost)
            case .waiting, .running:
                if let claimed = try await claim({ try self.claimable(id, $0) }) {
                    try await perform(claimed)
                } else {
                    try await Bell.settled.wait(beyond: rings, atMost: patience / 5)
                }
            }
        }
    }

    private func runNext(in lane: JobLane) async throws -> Bool {
        guard let job = try await claim({ try self.next(in: lane, $0) }) else { return false }
        try await perform(job)
        return true
    }

    /// Claims the job that `choose` finds, where it finds one.
    private func claim(_ choose: @escaping @Sendable (Database) throws -> Job?) async throws -> Job? {
        // Looking takes no turn from those who write.
        guard try await database.read(choose) != nil else { return nil }
        let instant = clock.now
        return try await database.write { db in
            guard var job = try choose(db) else { return nil }
            let id = job.id
            job.stage = .running
            job.attempts += 1
            job.owner = owner.description
            job.heartbeat = instant
            job.failure = nil
            try job.update(db)
            let person = job.person
            let lane = lane(of: job.kind)
            db.afterNextTransaction { _ in
                Self.underway.withLock { _ = $0.insert(id) }
                lane?.turns.take(person)
            }
            return job
        }
    }

    private func lane(of kind: String) -> JobLane? { lanes.first { $0.handlers[kind] != nil } }

    /// The job, where it is work that is done here, is due or was left by a process that is gone.
    private func claimable(_ id: Job.ID, _ db: Database) throws -> Job? {
        guard let job = try Job.fetchOne(db, key: id), lane(of: job.kind) != nil else { return nil }
        return isFree(job, at: clock.now) ? job : nil
    }

    /// The job in `lane` whose turn it is: one whose process is gone; else the oldest of whoever has the fewest
    /// running, and among those of whoever has waited longest for a turn. A thousand uploads by one person are no
    /// reason for another to wait until the last.
    private func next(in lane: JobLane, _ db: Database) throws -> Job? {
        let instant = clock.now
        let isOfLane = lane.handlers.keys.sorted().contains(Column("kind"))
        let running = try Job.filter(isOfLane && Column("stage") == Job.Stage.running)
            .order(Column("createdAt"), Column("id")).fetchAll(db)
        if let left = running.first(where: { isFree($0, at: instant) }) { return left }
        let firsts =
            try Job
            .select(AllColumns(), min(Column("createdAt")).forKey("first"))
            .filter(isOfLane && Column("stage") == Job.Stage.waiting && Column("notBefore") <= instant)
            .group(Column("person"))
            .fetchAll(db)
        let turns = lane.turns.taken
        func place(_ job: Job) -> (Int, Int, Date, String) {
            let underway = running.count { $0.person == job.person }
            return (underway, turns[job.person ?? ""] ?? 0, job.createdAt, job.id.rawValue)
        }
        return firsts.min { place($0) < place($1) }
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
        guard let handler = lane(of: job.kind)?.handlers[job.kind] else { return }
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
        // Also where the handler has ended it in its own transaction, which rang before it left ``underway``.
        defer { Bell.settled.ring() }
        try await uncancelled {
            try await database.write { try job.end(as: stage, failure, at: instant, $0) }
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
        defer { Bell.settled.ring() }
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
}

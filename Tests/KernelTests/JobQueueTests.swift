import Foundation
import GRDB
import Synchronization
import Testing

@testable import Kernel

@Suite("The job queue")
struct JobQueueTests {
    private let database: DatabaseQueue
    private let start = Date(timeIntervalSince1970: 1_795_000_000)

    init() throws {
        database = try Store.inMemory()
        var migrator = DatabaseMigrator()
        KernelSchema.register(in: &migrator)
        try migrator.migrate(database)
    }

    private func enqueue(_ key: String = "one") async throws -> Job.ID {
        let start = start
        return try await database.write { try Job.enqueue("test.work", key: key, payload: ["n": 1], at: start, $0) }
    }

    private func queue(
        at instant: Date? = nil,
        owner: JobOwner = .current,
        _ handler: @escaping JobQueue.Handler
    ) -> JobQueue {
        JobQueue(
            database: database,
            lanes: [JobLane(["test.work": handler], workers: 2)],
            clock: .fixed(instant ?? start),
            owner: owner
        )
    }

    private func stored(_ id: Job.ID) async throws -> Job {
        try #require(try await database.read { try Job.fetchOne($0, key: id) })
    }

    @Test("A job that was enqueued runs once and is done")
    func once() async throws {
        let id = try await enqueue()
        let runs = Mutex(0)
        let queue = queue { job, progress in
            #expect(job.payload == #"{"n":1}"#)
            try await progress.report(50)
            runs.withLock { $0 += 1 }
        }
        try await queue.finish(id)
        try await queue.runAll()
        #expect(runs.withLock { $0 } == 1)
        #expect(try await stored(id).stage == .done)
        #expect(try await stored(id).percent == 50)
    }

    @Test("Enqueuing the same key again returns the first job")
    func same() async throws {
        let first = try await enqueue()
        #expect(try await enqueue() == first)
        #expect(try await enqueue("two") != first)
    }

    @Test("A rolled-back transaction leaves no job")
    func rollback() async throws {
        struct Undo: Error {}
        let start = start
        await #expect(throws: Undo.self) {
            try await database.write { db in
                try Job.enqueue("test.work", key: "x", payload: [:], at: start, db)
                throw Undo()
            }
        }
        #expect(try await database.read { try Job.fetchCount($0) } == 0)
    }

    @Test("A refusal fails the job for good, and whoever waits hears why")
    func refusal() async throws {
        let id = try await enqueue()
        let refusal = Problem("lake/not-a-table", LocalizedText("표가 아닙니다."), status: 422)
        await #expect(throws: refusal) { try await queue { _, _ in throw refusal }.finish(id) }
        #expect(try await stored(id).stage == .failed)
        #expect(try await stored(id).attempts == 1)
    }

    @Test("An unforeseen error is tried again later, five times in all")
    func retries() async throws {
        struct Broken: Error {}
        let id = try await enqueue()
        for attempt in 1...JobQueue.attempts {
            let later = start.addingTimeInterval(Double(attempt) * 1000)
            try await queue(at: later) { _, _ in throw Broken() }.runAll()
            #expect(try await stored(id).attempts == attempt)
        }
        #expect(try await stored(id).stage == .failed)
        #expect(try await stored(id).problem?.type == "kernel/job-failed")
    }

    @Test("A job whose worker is killed every time is tried five times, then says what happened to it")
    func interrupted() async throws {
        struct Killed: Interruption {
            var problem: Problem { Problem("lake/engine-died", LocalizedText("멈추었습니다."), status: 503) }
        }
        let id = try await enqueue()
        for attempt in 1...JobQueue.attempts {
            let later = start.addingTimeInterval(Double(attempt) * 1000)
            try await queue(at: later) { _, _ in throw Killed() }.runAll()
            #expect(try await stored(id).attempts == attempt)
            #expect(try await stored(id).stage == (attempt < JobQueue.attempts ? .waiting : .failed))
        }
        #expect(try await stored(id).problem?.type == "lake/engine-died")
    }

    @Test("What is put into the queue is heard of at once, and so is its end: nobody waits for the next look")
    func heard() async throws {
        let clock = WallClock.fixed(start)
        let worker = JobQueue(
            database: database,
            lanes: [JobLane(["test.work": { _, _ in }], workers: 2)],
            clock: clock,
            patience: .seconds(3600)
        )
        let waiter = JobQueue(database: database, lanes: [], clock: clock, patience: .seconds(3600))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            for round in 0..<20 { try await waiter.finish(enqueue("\(round)")) }
            group.cancelAll()
        }
        #expect(try await database.read { try Job.filter(Column("stage") == "done").fetchCount($0) } == 20)
    }

    @Test("A job whose process was killed is taken over at once")
    func takeover() async throws {
        let id = try await enqueue()
        let child = Process()
        child.executableURL = URL(filePath: "/bin/true")
        try child.run()
        child.waitUntilExit()
        let parts = JobOwner.current.description.split(separator: "/")
        let gone = try #require(JobOwner("\(parts[0])/\(child.processIdentifier)/1"))
        #expect(gone.isGone)
        #expect(!JobOwner.current.isGone)
        let owner = gone.description
        let start = start
        try await database.write { db in
            try db.execute(
                sql: "UPDATE job SET stage = 'running', attempts = 1, owner = ?, heartbeat = ?",
                arguments: [owner, start]
            )
        }
        try await queue { _, _ in }.finish(id)
        #expect(try await stored(id).stage == .done)
        #expect(try await stored(id).attempts == 2)
    }

    @Test(
        "A job that runs elsewhere is left alone until its heartbeat is a minute old",
        arguments: [(59.0, 0), (61.0, 1)]
    )
    func heartbeat(age: TimeInterval, runs expected: Int) async throws {
        _ = try await enqueue()
        let start = start
        try await database.write { db in
            try db.execute(
                sql: "UPDATE job SET stage = 'running', owner = 'another-machine/1/1', heartbeat = ?",
                arguments: [start]
            )
        }
        let runs = Mutex(0)
        try await queue(at: start.addingTimeInterval(age)) { _, _ in runs.withLock { $0 += 1 } }.runAll()
        #expect(runs.withLock { $0 } == expected)
    }

    @Test("A job that was cancelled by a shutdown starts anew and does not count as an attempt")
    func shutdown() async throws {
        let id = try await enqueue()
        await #expect(throws: CancellationError.self) {
            try await queue { _, _ in throw CancellationError() }.finish(id)
        }
        #expect(try await stored(id).stage == .waiting)
        #expect(try await stored(id).attempts == 0)
    }

    @Test("What the machine cannot do now waits, however often, and whoever waits hears why")
    func postponed() async throws {
        let id = try await enqueue()
        for attempt in 0..<10 {
            let later = start.addingTimeInterval(Double(attempt) * 60)
            await #expect(throws: Problem.self) {
                do {
                    try await queue(at: later) { _, _ in throw DatabaseError(resultCode: .SQLITE_FULL) }.finish(id)
                } catch let problem as Problem {
                    #expect(problem.type == "kernel/disk-full")
                    #expect(problem.exitStatus == 75)
                    throw problem
                }
            }
            #expect(try await stored(id).stage == .waiting)
        }
        try await queue(at: start.addingTimeInterval(3600)) { _, _ in }.finish(id)
        #expect(try await stored(id).stage == .done)
        #expect(try await stored(id).failure == nil)
    }

    @Test("A job whose end could not be written down is begun again by the same process")
    func dropped() async throws {
        let id = try await enqueue()
        let start = start
        try await database.write { db in
            try db.execute(
                sql: "UPDATE job SET stage = 'running', attempts = 1, owner = ?, heartbeat = ?",
                arguments: [JobOwner.current.description, start]
            )
        }
        try await queue { _, _ in }.finish(id)
        #expect(try await stored(id).stage == .done)
    }

    // MARK: - Lanes

    private func enqueue(_ kind: String, _ keys: String..., by person: String? = nil, after seconds: Double = 0)
        async throws -> [Job.ID]
    {
        let start = start
        return try await database.write { db in
            try keys.enumerated().map { number, key in
                let instant = start.addingTimeInterval(seconds + Double(number))
                return try Job.enqueue(kind, key: key, payload: [:], by: person, at: instant, db)
            }
        }
    }

    /// Blocks whoever passes until it is opened.
    private final class Gate: Sendable {
        private let (stream, open) = AsyncStream<Void>.makeStream()
        func pass() async { for await _ in stream {} }
        func lift() { open.finish() }
    }

    @Test("A full lane holds up no other: a share is made while two long questions run")
    func lanes() async throws {
        let (gate, asked) = (Gate(), AsyncStream<Void>.makeStream())
        let clock = WallClock.fixed(start.addingTimeInterval(100))
        let questions = try await enqueue("test.ask", "1", "2", "3")
        let ask: JobQueue.Handler = { _, _ in
            asked.continuation.yield()
            await gate.pass()
        }
        let queue = JobQueue(
            database: database,
            lanes: [JobLane(["test.ask": ask], workers: 2), JobLane(["test.make": { _, _ in }], workers: 1)],
            clock: clock,
            patience: .seconds(3600)
        )
        let waiter = JobQueue(database: database, lanes: [], clock: clock, patience: .seconds(3600))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await queue.run() }
            var begun = asked.stream.makeAsyncIterator()
            for _ in 1...2 { await begun.next() }
            let share = try await enqueue("test.make", "share")[0]
            try await waiter.finish(share)
            // The third question waits: a lane has as many workers as it was given.
            var stages: [Job.Stage] = []
            for id in questions { stages.append(try await stored(id).stage) }
            #expect(stages == [.running, .running, .waiting])
            gate.lift()
            for id in questions { try await waiter.finish(id) }
            group.cancelAll()
        }
    }

    @Test("One person's many jobs stand beside another's one, not before it")
    func turns() async throws {
        _ = try await enqueue("test.work", "a1", "a2", "a3", by: "a")
        _ = try await enqueue("test.work", "b1", by: "b", after: 10)
        _ = try await enqueue("test.work", "c1", "c2", by: "c", after: 20)
        let order = Mutex<[String]>([])
        try await queue(at: start.addingTimeInterval(100)) { job, _ in order.withLock { $0.append(job.key) } }.runAll()
        #expect(order.withLock { $0 } == ["a1", "b1", "c1", "a2", "c2", "a3"])
    }

    @Test("Whoever has a job running in a lane lets those with none go first, however short theirs are")
    func beside() async throws {
        let (gate, asked) = (Gate(), AsyncStream<String>.makeStream())
        let clock = WallClock.fixed(start.addingTimeInterval(100))
        var jobs = try await enqueue("test.ask", "a1", "a2", by: "a")
        jobs += try await enqueue("test.ask", "b1", "b2", by: "b", after: 50)
        let ask: JobQueue.Handler = { job, _ in
            asked.continuation.yield(job.key)
            if job.key == "a1" { await gate.pass() }
        }
        let queue = JobQueue(
            database: database,
            lanes: [JobLane(["test.ask": ask], workers: 2)],
            clock: clock,
            patience: .seconds(3600)
        )
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await queue.run() }
            var begun = asked.stream.makeAsyncIterator()
            var order: [String] = []
            for _ in jobs { order.append(await begun.next() ?? "") }
            #expect(order.filter { $0 != "a1" } == ["b1", "b2", "a2"])
            gate.lift()
            group.cancelAll()
        }
    }

    @Test("A job that its handler ended as failed is not taken over, and whoever waits hears why")
    func failedWithin() async throws {
        let id = try await enqueue()
        let refusal = Problem("lake/not-a-table", LocalizedText("표가 아닙니다."), status: 422)
        let (start, job) = (start, try await stored(id))
        try await database.write { db in
            try db.execute(sql: "UPDATE job SET stage = 'running', attempts = 1, owner = 'gone/1/1'")
            try job.fail(refusal, at: start, db)
        }
        await #expect(throws: refusal) { try await queue { _, _ in }.finish(id) }
        #expect(try await stored(id).endedAt == start)
    }
}

import Dispatch

/// Threads for work that is busy for seconds: parsing, hashing, mending files.
///
/// The threads that everything else shares are as few as the processor's cores. Kept busy, they would leave questions
/// waiting for their answers until they were past their deadline.
final class BusyThreads: TaskExecutor {
    private static let shared = BusyThreads()
    private let queue = DispatchQueue(label: "maru.lake", qos: .utility, attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Runs `work`, and the tasks within it, on these threads.
    static func run<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        try await withTaskExecutorPreference(shared) { try await work() }
    }
}

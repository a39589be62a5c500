import Dispatch
import Foundation
import Testing

@testable import Lake

@Suite("Copying an upload")
struct ChecksumTests {
    /// A single thread, as the shared ones are few.
    private final class OneThread: TaskExecutor {
        private let queue = DispatchQueue(label: "test.one")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    @Test("An upload from a slow disk leaves the thread it was asked from to everything else")
    func apart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "maru-copy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Whoever opens a pipe for reading waits until somebody writes: the slowest of disks.
        let pipe = folder.appending(path: "pipe")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        let thread = OneThread()
        let copy = Task(executorPreference: thread) {
            try await Checksum.copy(pipe, to: folder.appending(path: "copy"), limit: 1 << 20)
        }
        let answered = DispatchSemaphore(value: 0)
        Task(executorPreference: thread) { answered.signal() }
        let isAnswered = await withCheckedContinuation { (answer: CheckedContinuation<Bool, Never>) in
            Thread.detachNewThread {
                let isAnswered = answered.wait(timeout: .now() + 30) == .success
                close(open(pipe.path, O_WRONLY))
                answer.resume(returning: isAnswered)
            }
        }
        #expect(isAnswered)
        // SHA-256 of nothing.
        #expect(try await copy.value.hasPrefix("e3b0c442"))
    }
}

import Synchronization

/// Wakes whoever waits in this process for something to move, so that nobody waits for the next look at the store.
///
/// Another process hears nothing: it looks again and again.
package final class Bell: Sendable {
    /// Rings when a job was put into the queue.
    static let queued = Bell()
    /// Rings when a job has ended, or was put off.
    static let settled = Bell()

    package init() {}

    private struct State {
        var rings = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// How often it has rung; taken before looking at the store, so that no ring is lost between looking and waiting.
    package var rings: Int { state.withLock { $0.rings } }

    package func ring() {
        let waiting = state.withLock { state in
            state.rings += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns once it has rung more than `rings` times, or when `patience` is at its end.
    package func wait(beyond rings: Int, atMost patience: Duration) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Task.sleep(for: patience) }
            group.addTask { await self.rung(beyond: rings) }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Task.checkCancellation()
    }

    private func rung(beyond rings: Int) async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.rings > rings || Task.isCancelled { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }
}

import Foundation

/// How many workers this process runs at once; the others wait their turn, first come, first served.
///
/// A deadline counts from the start of the work and not from the wish for it: a hundred questions at once on a small
/// machine would else all be stopped for being slow, where each alone takes a moment.
actor WorkerSlots {
    static let shared = WorkerSlots(max(8, 4 * ProcessInfo.processInfo.activeProcessorCount))

    private var free: Int
    private var waiting: [(id: UUID, turn: CheckedContinuation<Void, any Error>)] = []

    init(_ number: Int) { free = number }

    /// Does `work` once there is a slot for it.
    ///
    /// - Throws: What `work` throws, and `CancellationError` where the wait was given up.
    func holding<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        try await take()
        do {
            let value = try await work()
            give()
            return value
        } catch {
            give()
            throw error
        }
    }

    private func take() async throws {
        try Task.checkCancellation()
        guard free == 0 else {
            free -= 1
            return
        }
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (turn: CheckedContinuation<Void, any Error>) in
                // Cancelled between the check above and here, the handler found nobody to wake.
                if Task.isCancelled { turn.resume(throwing: CancellationError()) } else { waiting.append((id, turn)) }
            }
        } onCancel: {
            Task { await self.leave(id) }
        }
    }

    private func leave(_ id: UUID) {
        guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: place).turn.resume(throwing: CancellationError())
    }

    /// Hands the slot to whoever waits longest.
    private func give() {
        guard waiting.isEmpty else { return waiting.removeFirst().turn.resume() }
        free += 1
    }
}

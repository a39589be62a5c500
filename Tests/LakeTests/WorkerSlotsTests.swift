import Testing

@testable import Lake

@Suite("Workers wait their turn")
struct WorkerSlotsTests {
    @Test("Never more at once than there are slots, and everybody has a turn")
    func turns() async throws {
        let slots = WorkerSlots(3)
        let running = Running()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await slots.holding {
                        await running.begin()
                        await Task.yield()
                        await running.end()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await running.most <= 3)
        #expect(await running.done == 40)
    }

    private actor Running {
        private var now = 0
        var most = 0
        var done = 0

        func begin() {
            now += 1
            most = max(most, now)
        }

        func end() {
            now -= 1
            done += 1
        }
    }

    @Test("Whoever gives up waiting leaves the queue, and whoever fails gives the slot back")
    func leaving() async throws {
        struct Failed: Error {}
        let slots = WorkerSlots(1)
        let (held, release) = AsyncStream.makeStream(of: Void.self)
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await slots.holding {
                begin.finish()
                for await _ in held {}
                throw Failed()
            }
        }
        for await _ in began {}
        let second = Task { try await slots.holding {} }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        release.finish()
        await #expect(throws: Failed.self) { try await first.value }
        #expect(try await slots.holding { 7 } == 7)
    }
}

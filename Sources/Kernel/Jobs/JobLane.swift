import Synchronization

/// A kind of work with workers of its own, which no other kind can hold up.
package struct JobLane: Sendable {
    /// What runs the jobs of each kind.
    package let handlers: [String: JobQueue.Handler]
    /// How many of its jobs one process runs at a time.
    package let workers: Int
    let turns = JobTurns()

    /// - Parameter workers: At least one, whatever is asked for: a lane without would never move.
    package init(_ handlers: [String: JobQueue.Handler], workers: Int) {
        self.handlers = handlers
        self.workers = max(1, workers)
    }
}

/// Who has had a turn in a lane of this process, and in which order: what makes one person's thousand jobs stand beside
/// another's one rather than before it.
final class JobTurns: Sendable {
    private struct State {
        var number = 0
        var last: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// The number of each person's last turn; the smaller, the longer ago. Jobs of nobody are those of "".
    var taken: [String: Int] { state.withLock(\.last) }

    func take(_ person: String?) {
        state.withLock { state in
            state.number += 1
            state.last[person ?? ""] = state.number
        }
    }
}

import Foundation
import Testing

/// A process of the built program, with its words in files of their own.
///
/// Started and waited for by the system's own calls: Foundation's `Process` waits for ever where a process and its
/// workers are killed at once.
final class Running {
    let identifier: pid_t
    private let words: URL
    private var ended: Int32?

    init(_ program: URL, _ arguments: [String], environment: [String: String]) throws {
        words = FileManager.default.temporaryDirectory.appending(path: "maru-words-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: words, withIntermediateDirectories: true)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, name) in [(Int32(1), "out"), (2, "err")] {
            let file = words.appending(path: name).path
            posix_spawn_file_actions_addopen(&actions, descriptor, file, O_WRONLY | O_CREAT, 0o600)
        }
        var argv = ([program.path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in argv + variables { free(text) } }
        var started = pid_t()
        let code = posix_spawn(&started, program.path, &actions, nil, &argv, &variables)
        identifier = started
        try #require(code == 0)
    }

    deinit {
        killed()
        try? FileManager.default.removeItem(at: words)
    }

    /// What it wrote to standard error so far.
    var errors: String { (try? String(contentsOf: words.appending(path: "err"), encoding: .utf8)) ?? "" }

    /// The DuckDB process that works for this one.
    var worker: Int32? { Processes.child(of: identifier, named: "duckdb") }

    func signal(_ signal: Int32) { if ended == nil { kill(identifier, signal) } }

    /// Ends it as nothing else would, and waits until it is gone.
    func killed() {
        signal(SIGKILL)
        _ = wait()
    }

    /// Waits for its end.
    ///
    /// - Returns: Its exit status; 128 and the signal where one ended it.
    @discardableResult
    func wait() -> Int32 {
        if let ended { return ended }
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        let result = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        ended = result
        return result
    }

    /// Whether it is over, without waiting for it.
    var hasEnded: Bool { ended != nil || !Processes.isAlive(identifier, named: "maru") }

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// A value of the JSON document on standard output, by its path.
        func value(_ path: String...) throws -> String {
            var value = try JSONSerialization.jsonObject(with: Data(output.utf8))
            for step in path { value = (value as? [String: Any])?[step] ?? "" }
            return "\(value)"
        }
    }

    /// Waits for its end, and what it said.
    func outcome() throws -> Outcome {
        let status = wait()
        let output = try String(contentsOf: words.appending(path: "out"), encoding: .utf8)
        return Outcome(status: status, output: output, errors: errors)
    }
}

import Foundation

/// The process that runs a job, named so that another one on the machine can tell whether it still lives.
package struct JobOwner: Hashable, Sendable, CustomStringConvertible {
    private let host: String
    private let process: Int32
    /// When the process started, in clock ticks since boot: tells two processes with one number apart.
    private let started: String

    /// This process.
    package static let current = JobOwner(
        host: bootIdentifier,
        process: ProcessInfo.processInfo.processIdentifier,
        started: startTicks(of: ProcessInfo.processInfo.processIdentifier) ?? "0"
    )

    package var description: String { "\(host)/\(process)/\(started)" }

    private init(host: String, process: Int32, started: String) {
        self.host = host
        self.process = process
        self.started = started
    }

    package init?(_ description: String) {
        let parts = description.split(separator: "/").map(String.init)
        guard parts.count == 3, let process = Int32(parts[1]) else { return nil }
        self.init(host: parts[0], process: process, started: parts[2])
    }

    /// Whether the process is known to have ended; false where this machine cannot tell.
    package var isGone: Bool {
        host == Self.bootIdentifier && Self.startTicks(of: process) != started
    }

    /// Differs from machine to machine and from boot to boot.
    private static let bootIdentifier: String =
        ((try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? "unknown")
        .trimmingCharacters(in: .whitespacesAndNewlines)

    private static func startTicks(of process: Int32) -> String? {
        guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = line.lastIndex(of: ")")
        else { return nil }
        let fields = line[line.index(after: end)...].split(separator: " ")
        // A zombie has ended, although its number is still taken.
        guard fields.count > 19, fields[0] != "Z" else { return nil }
        return String(fields[19])
    }
}

import Foundation
import Kernel
import Subprocess

/// Hands one message to the program that sends mail on this machine.
struct Sendmail: Sendable {
    let command: [String]

    /// Seconds after which a program that says nothing is taken for one that cannot reach its server.
    private static let deadline = 60

    enum Outcome: Equatable, Sendable {
        case sent
        /// The server does not want this message or this address.
        case refused(String)
        /// Nothing can be sent for now: no server, no network, no program, a wrong password.
        case unreachable(String)
    }

    /// - Parameter recipient: Must have passed ``MailMessage/isAddress(_:)``.
    func send(_ message: MailMessage, to recipient: String) async -> Outcome {
        let arguments = Array(command.dropFirst()) + ["-i", "-f", message.from.address, "--", recipient]
        do {
            return try await within(Self.deadline) { [source = message.source, program = command[0]] in
                let result = try await Subprocess.run(
                    // `env` finds a program by its name and by its path alike.
                    .name("env"),
                    arguments: Arguments(["--", program] + arguments),
                    input: .string(source),
                    output: .discarded,
                    error: .string(limit: 4096)
                )
                let said = Self.line(result.standardError)
                guard case .exited(let code) = result.terminationStatus else {
                    return .unreachable("\(program): \(result.terminationStatus)")
                }
                // sysexits.h: 65 and 67 speak of this message and this address, everything else of the way there.
                return switch code {
                case 0: .sent
                case 65, 67: .refused(said)
                default: .unreachable("\(code) \(said)")
                }
            }
        } catch {
            return .unreachable("\(command[0]): \(Self.line("\(error)"))")
        }
    }

    /// One line, and not a long one: what a person finds in a log.
    private static func line(_ text: String?) -> String {
        String((text ?? "").split(whereSeparator: \.isNewline).joined(separator: " ").prefix(300))
    }

    private struct Silent: Error {}

    private func within(_ seconds: Int, _ work: @escaping @Sendable () async throws -> Outcome) async throws -> Outcome
    {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask(operation: work)
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw Silent()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .unreachable("")
        }
    }
}

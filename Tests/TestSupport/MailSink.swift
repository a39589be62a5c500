import Foundation
import Kernel
import Synchronization

/// A real mail server (`Tests/clients/mail_sink.py`) and what it was sent, for as long as a test needs it.
package final class MailSink {
    package let port: Int
    private let process: Process
    private let output: FileHandle

    /// A message as a mail program reads it.
    package struct Message: Decodable, Sendable {
        package let from: String
        package let recipients: [String]
        /// The names of its headers, in small letters.
        package let headers: [String]
        package let to: String
        package let subject: String
        package let id: String
        package let date: String
        package let type: String
        package let parts: [Part]
        /// What the reader found wrong with it.
        package let defects: [String]

        package struct Part: Decodable, Sendable {
            package let type: String
            package let method: String?
            package let text: String
        }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// - Parameters:
    ///   - port: A port that is known to be free; any where it is nil.
    ///   - refused: Addresses for which nothing is taken.
    package init(port: Int? = nil, refusing refused: [String] = []) throws {
        let process = Process()
        process.executableURL = Self.root.appending(path: ".tools/venv/bin/python")
        process.arguments =
            [Self.root.appending(path: "Tests/clients/mail_sink.py").path, "\(port ?? 0)"] + refused
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        self.process = process
        // One line tells the port: the server listens once it is there.
        var line = Data()
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8), !byte.isEmpty {
            line += byte
        }
        guard let port = Int(String(decoding: line, as: UTF8.self)) else { throw CocoaError(.fileReadUnknown) }
        self.port = port
        output = pipe.fileHandleForReading
    }

    /// Ends the server.
    ///
    /// - Returns: Everything it was sent, in order.
    package func end() throws -> [Message] {
        process.terminate()
        let lines = try output.readToEnd() ?? Data()
        process.waitUntilExit()
        return try lines.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Message.self, from: $0) }
    }
}

/// A clock that a test moves by hand.
package final class MovingClock: Sendable {
    private let state: Mutex<Date>

    package init(_ instant: Date = Date()) { state = Mutex(instant) }

    package var clock: WallClock { WallClock { self.state.withLock { $0 } } }

    package func advance(by seconds: TimeInterval) { state.withLock { $0 = $0.addingTimeInterval(seconds) } }
}

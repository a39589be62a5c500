import Foundation
import GRDB
import Kernel
import Testing

/// Runs the built `maru`, and kills it where it hurts.
@Suite("A killed process leaves nothing half done", .serialized)
struct KillTests {
    private let home = FileManager.default.temporaryDirectory.appending(path: "maru-kill-\(UUID().uuidString)")

    private static let maru: URL = {
        var folder = Bundle.main.bundleURL
        while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.appending(path: "maru").path) {
            folder = folder.deletingLastPathComponent()
        }
        return folder.appending(path: "maru")
    }()

    private func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = Self.maru
        process.arguments = ["--home", home.path, "--json", "--as", "s@x.example"] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    private func run(_ arguments: String...) throws -> Int32 {
        let process = process(arguments)
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private func count(_ sql: String) throws -> Int {
        let database = try Store.open(at: home.appending(path: "maru.sqlite").path)
        return try database.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }

    @Test(
        "Killed at many moments while registering: the next process finishes it, with one act each",
        arguments: [30, 120, 250, 400, 700]
    )
    func registering(milliseconds: Int) throws {
        defer { try? FileManager.default.removeItem(at: home) }
        #expect(
            try run(
                "init",
                "--secretariat",
                "s@x.example",
                "--name",
                "s",
                "--institution-code",
                "1",
                "--institution-name",
                "x"
            ) == 0
        )
        #expect(try run("appoint", "--email", "s@x.example", "--institution", "1", "--role", "steward") == 0)
        let file = home.appending(path: "rows.csv")
        let rows = (0..<60_000).map { "C\($0),\($0 % 7),text \($0 % 31)" }.joined(separator: "\n")
        try Data(("코드,수,글\n" + rows + "\n").utf8).write(to: file)
        let victim = process([
            "dataset", "register", file.path, "--institution", "1", "--title", "표", "--table", "t", "--access",
            "registered",
        ])
        try victim.run()
        usleep(UInt32(milliseconds) * 1000)
        kill(victim.processIdentifier, SIGKILL)
        victim.waitUntilExit()
        let received = try count("SELECT count(*) FROM dataset")
        // The effect and its act stand or fall together.
        #expect(try count("SELECT count(*) FROM act WHERE kind = 'catalog.received'") == received)
        #expect(
            try run(
                "dataset",
                "register",
                file.path,
                "--institution",
                "1",
                "--title",
                "둘",
                "--table",
                "u",
                "--access",
                "registered"
            ) == 0
        )
        // A server that starts takes over what was left.
        let server = process(["serve", "--port", "0"])
        try server.run()
        let deadline = Date(timeIntervalSinceNow: 30)
        while try count("SELECT count(*) FROM job WHERE stage <> 'done'") > 0, Date() < deadline { usleep(50000) }
        server.terminate()
        server.waitUntilExit()
        #expect(try count("SELECT count(*) FROM dataset WHERE stage = 'published'") == received + 1)
        #expect(try count("SELECT count(*) FROM act WHERE kind = 'catalog.registered'") == received + 1)
        #expect(try run("ledger", "verify") == 0)
        let staged = try FileManager.default.contentsOfDirectory(atPath: home.appending(path: "lake/staging").path)
        #expect(staged.filter { $0.hasPrefix("dataset-") } == [])
    }
}

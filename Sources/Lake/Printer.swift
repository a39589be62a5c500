import Foundation
import Kernel
import Logging
import Subprocess

/// Makes PDFs: WeasyPrint in a process of its own that has no network, no environment and a deadline, and
/// dies with this one.
package struct Printer: Sendable {
    private let python: URL?
    /// Seconds one PDF may take.
    private let deadline: Int

    /// - Parameter setting: A Python that has WeasyPrint; nil for that of `.tools/venv` beside the program.
    package init(setting: String?, deadline: Int = 60) {
        self.deadline = deadline
        let files = FileManager.default
        if let setting {
            python = files.isExecutableFile(atPath: setting) ? URL(filePath: setting) : nil
        } else {
            python = Engine.roots().map { $0.appending(path: ".tools/venv/bin/python") }
                .first { files.isExecutableFile(atPath: $0.path) && Self.hasWeasyPrint($0) }
        }
    }

    /// Whether there is a program to make PDFs with.
    package var isReady: Bool { python != nil }

    private static func hasWeasyPrint(_ python: URL) -> Bool {
        let lib = python.deletingLastPathComponent().deletingLastPathComponent().appending(path: "lib")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: lib.path)) ?? []
        return names.contains { name in
            let package = lib.appending(path: "\(name)/site-packages/weasyprint")
            return FileManager.default.fileExists(atPath: package.path)
        }
    }

    /// The page comes on standard input and refers to nothing outside; what it refers to is not fetched.
    private static let program = """
        import sys
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
        page = sys.stdin.buffer.read().decode()
        HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=())).write_pdf(sys.stdout.buffer, pdf_variant="pdf/ua-1")
        """

    /// Bytes of the largest PDF that is taken.
    private static let largest = 64 << 20

    /// - Throws: `council/no-printer` where the program is missing, `council/printing-failed` where it fails or takes
    ///   too long.
    package func pdf(of html: String) async throws -> Data {
        guard let python else { throw LakeProblem.printerMissing }
        var options = PlatformOptions()
        options.teardownSequence = []
        let configuration = Configuration(
            executable: .name("setpriv"),
            arguments: Arguments([
                "--pdeathsig", "KILL", "--no-new-privs", "prlimit", "--as=\(2 << 30)", "--core=0", "--nofile=256",
                "--cpu=\(deadline)", "--", "unshare", "--user", "--map-root-user", "--net", "--", python.path, "-I",
                "-c", Self.program,
            ]),
            environment: .custom(["LANG": "C.UTF-8"]),
            platformOptions: options
        )
        let result = try await withThrowingTaskGroup(of: (TerminationStatus, Data, String)?.self) { group in
            group.addTask {
                let ended = try await Subprocess.run(
                    configuration,
                    input: .string(html),
                    output: .data(limit: Self.largest),
                    error: .string(limit: 1 << 16)
                )
                return (ended.terminationStatus, ended.standardOutput, ended.standardError)
            }
            group.addTask { [deadline] in
                try await Task.sleep(for: .seconds(deadline))
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let (status, data, _) = result, status.isSuccess, data.starts(with: Data("%PDF-".utf8)) else {
            let last = result?.2.split(separator: "\n").last.map(String.init) ?? "deadline"
            Logger.current.warning("A PDF could not be made", metadata: ["cause": "\(last)"])
            throw LakeProblem.printerFailed
        }
        return data
    }
}

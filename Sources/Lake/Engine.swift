import Foundation
import Kernel
import Logging
import Subprocess

/// Starts DuckDB, one short-lived process a piece of work.
///
/// The process is the isolation: it starts with an empty environment, no startup file and limits of its own, reads
/// its script on standard input, and dies with this process, at its deadline or when its task is cancelled.
package struct Engine: Sendable {
    private let program: URL?
    private let tried: [String]
    private let excel: URL?

    /// The version everything was tried with.
    package static let version = "1.5.5"

    /// What one process may use.
    package struct Limits: Sendable {
        package var threads: Int
        /// Of DuckDB's own accounting, in MiB; the process as a whole gets 2 GiB more of address space.
        package var memory: Int
        /// Scratch space on the disk, in MiB.
        package var scratch: Int
        /// The largest file it may write, in MiB.
        package var file: Int
        /// Seconds on the wall.
        package var deadline: Int

        package init(
            threads: Int = 2,
            memory: Int = 2048,
            scratch: Int = 20480,
            file: Int = 102_400,
            deadline: Int = 3600
        ) {
            self.threads = threads
            self.memory = memory
            self.scratch = scratch
            self.file = file
            self.deadline = deadline
        }
    }

    /// Looks for the program: the setting, then `.tools` of the working folder and of the executable's, then PATH.
    ///
    /// A program that is missing is an error only once it is needed: a 503 problem (exit status 69) that names the
    /// places that were tried.
    ///
    /// - Parameters:
    ///   - setting: The path of the DuckDB CLI, or nil.
    ///   - excel: The path of `excel.duckdb_extension`, or nil.
    package init(setting: String?, excel: String?, environment: [String: String]) {
        let (found, tried) = Self.locate(setting, environment)
        program = found
        self.tried = tried
        self.excel = excel.map { URL(filePath: $0) } ?? found.flatMap { Self.excel(beside: $0) }
    }

    /// Where the DuckDB CLI is.
    package var duckdb: URL {
        get throws {
            guard let program else { throw LakeProblem.engineMissing(tried) }
            return program
        }
    }

    private static func locate(_ setting: String?, _ environment: [String: String]) -> (URL?, [String]) {
        let files = FileManager.default
        if let setting {
            return (files.isExecutableFile(atPath: setting) ? URL(filePath: setting) : nil, [setting])
        }
        var tried: [String] = []
        for root in roots() {
            let lib = root.appending(path: ".tools/venv/lib")
            tried.append(root.appending(path: ".tools").path)
            for python in (try? files.contentsOfDirectory(atPath: lib.path)) ?? [] {
                let program = lib.appending(path: "\(python)/site-packages/duckdb_cli/duckdb")
                if files.isExecutableFile(atPath: program.path) { return (program, tried) }
            }
        }
        for folder in (environment["PATH"] ?? "").split(separator: ":") {
            let program = "\(folder)/duckdb"
            if files.isExecutableFile(atPath: program) { return (URL(filePath: program), tried) }
        }
        return (nil, tried + ["PATH"])
    }

    /// The working folder, and the folders above the executable: `.build/debug/maru` lies in the checkout.
    static func roots() -> [URL] {
        var roots = [URL(filePath: FileManager.default.currentDirectoryPath)]
        if let program = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            var folder = program.deletingLastPathComponent()
            for _ in 0..<5 {
                roots.append(folder)
                folder = folder.deletingLastPathComponent()
            }
        }
        return roots
    }

    private static func excel(beside program: URL) -> URL? {
        let packages = program.deletingLastPathComponent().deletingLastPathComponent()
        let file = packages.appending(
            path: "duckdb_extension_excel/extensions/v\(version)/excel.duckdb_extension"
        )
        return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
    }

    /// The line that loads the extension for XLSX.
    func loadExcel() throws -> String {
        guard let excel else { throw LakeProblem.extensionMissing }
        return "LOAD \(SQLText.path(excel));\n"
    }

    /// The lines that bound a process; `scratch` is its folder for what does not fit in memory.
    func settings(_ limits: Limits, scratch: URL) -> String {
        """
        SET threads=\(limits.threads); SET memory_limit='\(limits.memory)MiB';
        SET temp_directory=\(SQLText.path(scratch.appending(path: "tmp"))); SET max_temp_directory_size='\(limits.scratch)MiB';
        SET preserve_insertion_order=true; SET autoinstall_known_extensions=false; SET autoload_known_extensions=false;

        """
    }

    /// What a script printed.
    package struct Output: Sendable {
        /// The lines, list mode, without heads.
        package let lines: [String]

        /// The rest of the first line that begins with `tag` and a bar.
        package func first(_ tag: String) -> String? {
            lines.first { $0.hasPrefix(tag + "|") }.map { String($0.dropFirst(tag.count + 1)) }
        }

        package func all(_ tag: String) -> [String] {
            lines.filter { $0.hasPrefix(tag + "|") }.map { String($0.dropFirst(tag.count + 1)) }
        }
    }

    /// DuckDB refused or failed.
    package struct Failure: Error {
        /// What it said; for a log, or for whoever wrote the SQL.
        package let message: String

        var isOfMemory: Bool { message.contains("Out of Memory") }

        /// The first line, without what may be a person's data: the engine quotes values that it cannot read.
        var cause: String {
            let line = message.prefix { !$0.isNewline }
            let isOfOurs = ["Out of Memory", "Binder", "Parser", "Catalog", "IO", "INTERNAL", "Not implemented"]
                .contains { line.hasPrefix($0 + " Error") || line.hasPrefix($0 + " error") }
            return isOfOurs ? String(line) : String(line).replacing(/(['"]).*\1/, with: "…")
        }

        /// Tells the operator what the uploader is told in other words.
        func log(_ what: String) {
            Logger.current.warning("\(what)", metadata: ["cause": "\(cause)"])
        }
    }

    /// Somebody or something outside, such as the kernel short of memory, killed the worker.
    struct Died: Interruption {
        var problem: Problem { LakeProblem.engineDied }
    }

    /// Runs a script to its end.
    ///
    /// - Parameter answerLimit: Bytes of standard output that are taken.
    /// - Throws: ``Failure`` where DuckDB fails, ``Died`` where it is killed, a ``Problem`` at the deadline.
    package func run(_ script: String, limits: Limits, answerLimit: Int = 64 << 20) async throws -> Output {
        let configuration = try configuration(limits)
        let result = try await WorkerSlots.shared.holding {
            try await within(limits.deadline) {
                try await Subprocess.run(
                    configuration,
                    input: .string(script),
                    output: .data(limit: answerLimit),
                    error: .string(limit: 1 << 16)
                )
            }
        }
        try Task.checkCancellation()
        guard result.terminationStatus.isSuccess else {
            let message = result.standardError
            if case .signaled = result.terminationStatus { throw Died() }
            throw Failure(message: message)
        }
        // By bytes: cutting ten thousand rows up by characters took longer than many a question.
        let lines = result.standardOutput.withUnsafeBytes { bytes in
            bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        }
        return Output(lines: lines)
    }

    private func configuration(_ limits: Limits) throws -> Configuration {
        let duckdb = try duckdb
        var options = PlatformOptions()
        options.teardownSequence = []
        let bytes = (limits.memory + 2048) << 20
        return Configuration(
            // The kernel holds these limits, whatever DuckDB thinks; it also ends the worker when we are killed.
            executable: .name("setpriv"),
            arguments: Arguments([
                "--pdeathsig", "KILL", "--no-new-privs", "prlimit", "--as=\(bytes)", "--core=0", "--nofile=4096",
                "--cpu=\(limits.deadline * limits.threads + 5)", "--fsize=\(limits.file << 20)", "--",
                duckdb.path, "-no-init", "-bail", "-list", "-noheader", ":memory:",
            ]),
            environment: .custom([:]),
            platformOptions: options
        )
    }
}

/// Runs `work`, cancelling it once `seconds` have passed.
private func within<Value: Sendable>(_ seconds: Int, _ work: @escaping @Sendable () async throws -> Value) async throws
    -> Value
{
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else { throw LakeProblem.deadline(seconds) }
        return value
    }
}

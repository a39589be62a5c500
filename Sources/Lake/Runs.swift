import Crypto
import Foundation
import Kernel

/// Runs people's questions, each in a process that sees the tables it was given and nothing else.
package struct Runs: Sendable {
    private let engine: Engine
    private let folder: LakeFolder
    /// What one question may use.
    package let limits: Engine.Limits

    /// - Parameters:
    ///   - memory: MiB that one question may use.
    ///   - deadline: Seconds that one question may take.
    package init(engine: Engine, folder: LakeFolder, memory: Int = 1024, deadline: Int = 60) {
        self.engine = engine
        self.folder = folder
        limits = Engine.Limits(threads: 2, memory: memory, scratch: 4096, file: 4096, deadline: deadline)
    }

    /// A table the question may read, under the name it has there.
    package struct Bound: Sendable {
        let name: String
        let file: URL

        package init(name: String, file: URL) {
            self.name = name
            self.file = file
        }
    }

    /// What a question answered.
    package struct Answer: Sendable {
        package let columns: [Manifest.Column]
        package let rows: Int
        /// The first rows, each a JSON array's text; numbers are JSON numbers, dates and decimals beyond them text.
        package let page: [String]
        /// Whether there were more rows than are kept.
        package let isTruncated: Bool
        /// Of the result's Parquet file.
        package let sha256: String
        package let elapsedMs: Int
    }

    /// Rows of a result that are kept at most.
    package static let rowLimit = 1_000_000
    /// Rows of one page.
    package static let pageLimit = 10_000

    package func result(of run: String) -> URL { folder.runs.appending(path: "\(run)/result.parquet") }

    /// Runs one SELECT.
    ///
    /// - Parameters:
    ///   - run: The run's own folder under `runs/`.
    ///   - first: How many rows to answer with at once.
    /// - Throws: A 422 problem with DuckDB's own message where the SQL is at fault.
    package func run(_ sql: String, over tables: [Bound], run: String, first: Int = 1000) async throws -> Answer {
        let home = folder.runs.appending(path: run)
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let result = result(of: run)
        let question = "query(decode(from_base64('\(Data(sql.utf8).base64EncodedString())')))"
        var script = engine.settings(limits, scratch: home) + "SET errors_as_json=true;\n"
        for table in tables {
            script +=
                "CREATE VIEW \(SQLText.identifier(table.name)) AS SELECT * FROM read_parquet(\(SQLText.path(table.file)));\n"
        }
        let allowed = tables.map { SQLText.path($0.file) }.joined(separator: ", ")
        script += "SET allowed_paths=[\(allowed)]; SET allowed_directories=[\(SQLText.path(home))];\n.safe_mode\n"
        // Parquet has no 128-bit integer; sums keep every digit as decimals.
        script += """
            SET VARIABLE shape = (SELECT string_agg(CASE WHEN column_type IN ('HUGEINT', 'UHUGEINT') THEN \
            'CAST("' || replace(column_name, '"', '""') || '" AS DECIMAL(38,0)) AS ' ELSE '' END || \
            '"' || replace(column_name, '"', '""') || '"', ', ') FROM (DESCRIBE FROM \(question)));
            COPY (FROM query('SELECT ' || getvariable('shape') || ' FROM \(question.replacing("'", with: "''")) LIMIT \(Self.rowLimit + 1)')) \
            TO \(SQLText.path(result)) (FORMAT parquet, COMPRESSION zstd);
            SELECT 'rows', count(*) FROM read_parquet(\(SQLText.path(result)));
            \(Described.statement("read_parquet(\(SQLText.path(result)))"))\(Self.page(of: result, offset: 0, limit: min(first, Self.pageLimit)))
            """
        let start = ContinuousClock.now
        let output: Engine.Output
        do {
            output = try await engine.run(script, limits: limits)
        } catch let failure as Engine.Failure {
            remove(run)
            throw await explained(failure, in: sql)
        } catch {
            remove(run)
            throw error
        }
        try? FileManager.default.removeItem(at: home.appending(path: "tmp"))
        let columns = try Described.columns(in: output)
        let rows = Int(output.first("rows") ?? "") ?? 0
        return Answer(
            columns: columns.map { Manifest.Column(name: $0.name, type: $0.type) },
            rows: min(rows, Self.rowLimit),
            page: output.all("page"),
            isTruncated: rows > Self.rowLimit,
            sha256: try Checksum.sha256(result),
            elapsedMs: Int(start.duration(to: .now) / .milliseconds(1))
        )
    }

    /// More rows of a finished run, each a JSON array's text.
    package func page(of run: String, offset: Int, limit: Int) async throws -> [String] {
        let result = result(of: run)
        guard FileManager.default.fileExists(atPath: result.path) else { throw Self.gone }
        let script =
            engine.settings(limits, scratch: folder.runs.appending(path: run))
            + Self.page(of: result, offset: offset, limit: min(limit, Self.pageLimit))
        return try await engine.run(script, limits: limits).all("page")
    }

    private static func page(of result: URL, offset: Int, limit: Int) -> String {
        // A row as a struct keeps the columns' order; its values alone are what is shown.
        "SELECT 'page', json_array(*COLUMNS(*)) FROM (SELECT * FROM read_parquet(\(SQLText.path(result))) LIMIT \(limit) OFFSET \(offset));"
    }

    /// A form a result can be taken away in.
    package enum Format: String, CaseIterable, Sendable {
        case csv, xlsx, parquet
    }

    /// Writes a finished run's result as a file in the run's folder.
    ///
    /// - Parameter mark: Whether CSV begins with the byte order mark that Excel wants.
    package func download(_ run: String, as format: Format, mark: Bool = true) async throws -> URL {
        let result = result(of: run)
        guard FileManager.default.fileExists(atPath: result.path) else { throw Self.gone }
        let home = folder.runs.appending(path: run)
        let source = SQLText.path(result)
        var script = ""
        let target: URL
        switch format {
        case .parquet: return result
        case .csv:
            target = home.appending(path: "result.csv")
            script = engine.settings(limits, scratch: home)
            script += "COPY (FROM read_parquet(\(source)) LIMIT \(Self.rowLimit)) TO \(SQLText.path(target)) "
            script += "(FORMAT csv, HEADER true);"
        case .xlsx:
            target = home.appending(path: "result.xlsx")
            script = try engine.loadExcel() + engine.settings(limits, scratch: home)
            script +=
                "COPY (FROM read_parquet(\(source)) LIMIT 1048575) TO \(SQLText.path(target)) (FORMAT xlsx, HEADER true);"
        }
        try? FileManager.default.removeItem(at: target)
        do {
            _ = try await engine.run(script, limits: limits)
        } catch let failure as Engine.Failure {
            throw Self.explained(failure)
        }
        return format == .csv && mark ? try marked(target, in: home) : target
    }

    /// The file with the byte order mark before it.
    private func marked(_ file: URL, in home: URL) throws -> URL {
        let target = home.appending(path: "result-excel.csv")
        guard FileManager.default.createFile(atPath: target.path, contents: Data([0xEF, 0xBB, 0xBF])),
            let output = FileHandle(forWritingAtPath: target.path), let input = FileHandle(forReadingAtPath: file.path)
        else { throw LakeProblem.disk(errno) }
        defer {
            try? output.close()
            try? input.close()
        }
        try output.seekToEnd()
        while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty { try output.write(contentsOf: chunk) }
        return target
    }

    /// Throws a run's folder away.
    package func remove(_ run: String) { try? FileManager.default.removeItem(at: folder.runs.appending(path: run)) }

    private static func explained(_ failure: Engine.Failure) -> any Error {
        if failure.message.contains("No space left") { return LakeProblem.disk(ENOSPC) }
        if failure.message.contains("Out of Memory") || failure.message.contains("bad_alloc") {
            return LakeProblem.memory
        }
        let message = QueryMessage.plain(failure.message)
        return LakeProblem.query(LocalizedText(message, en: message))
    }

    /// Why a person's SQL was refused: in our words, and where in it.
    private func explained(_ failure: Engine.Failure, in sql: String) async -> any Error {
        let plain = Self.explained(failure)
        guard let mistake = QueryMistake(failure.message), (plain as? Problem)?.type == "lake/query-refused" else {
            return plain
        }
        // Read only, and only as text: nothing of the SQL is run.
        let tree =
            "SELECT 'tree', json_serialize_sql(decode(from_base64('\(Data(sql.utf8).base64EncodedString())')));"
        let look = Engine.Limits(threads: 1, memory: 256, scratch: 0, file: 1, deadline: 30)
        let read = try? await engine.run(tree, limits: look, answerLimit: 8 << 20).first("tree")
        let sharp = mistake.sharpened(by: read)
        return LakeProblem.query(sharp.words, at: sharp.place(in: sql, tree: read))
    }

    static let gone = Problem(
        "lake/result-gone",
        LocalizedText("질의 결과가 더 이상 없습니다.", en: "The result is no longer kept."),
        status: 410,
        detail: LocalizedText("같은 질의를 다시 실행해 주세요.", en: "Run the query again.")
    )
}

/// What DuckDB says, without our own wrapping and without paths.
enum QueryMessage {
    static func plain(_ message: String) -> String {
        let lines = message.split(separator: "\n").map(String.init).filter {
            !$0.contains("from_base64") && !$0.hasPrefix("LINE ")
                && !$0.trimmingCharacters(in: .whitespaces).hasPrefix("^")
        }
        let text = lines.joined(separator: " ").replacing(/\/[^\s'"]*\//, with: "…/")
        return String(text.trimmingCharacters(in: .whitespaces).prefix(600))
    }
}

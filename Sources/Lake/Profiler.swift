import Foundation
import Kernel

/// Counts what a table holds: nulls, distinct values, ranges, the most frequent values, personal data.
///
/// A small table is counted exactly, many columns in one pass. Of a large one the file itself knows the ranges, and some
/// rows say whether a column's values are few: then they are grouped, and looked at once each; else every row is.
struct Profiler: Sendable {
    let engine: Engine
    let limits: Engine.Limits

    /// Above so many rows distinct values are estimated, unless they are few.
    static let exactRows = 200_000
    /// Up to so many distinct values in the sample of a large table all of them are counted one by one,
    private static let fewValues = 100_000
    /// unless they may become so many.
    private static let mostGroups = 5_000_000
    /// Cells that are looked at together in a small table.
    private static let cells = 4_000_000

    private let settings: String
    private let table: String
    /// The same with `file_row_number`.
    private let numbered: String

    init(engine: Engine, limits: Engine.Limits, file: URL, scratch: URL) {
        self.engine = engine
        self.limits = limits
        table = "read_parquet(\(SQLText.path(file)))"
        numbered = "read_parquet(\(SQLText.path(file)), file_row_number=true)"
        settings = engine.settings(limits, scratch: scratch)
    }

    /// - Returns: The rows, and the columns with their profiles.
    func profile() async throws -> (Int, [LakeColumn]) {
        let output = try await engine.run(
            settings + "SELECT 'rows', count(*) FROM \(table);\n" + Described.statement(table),
            limits: limits
        )
        let rows = Int(output.first("rows") ?? "") ?? 0
        let columns = try Described.columns(in: output).map { Counting(column: $0) }
        guard rows > Self.exactRows else { return (rows, try await small(columns, rows: rows)) }
        return (rows, try await large(columns, rows: rows))
    }

    // MARK: - Small tables

    private func small(_ columns: [Counting], rows: Int) async throws -> [LakeColumn] {
        let width = max(1, min(2000, Self.cells / max(rows, 1)))
        var result: [LakeColumn] = []
        for start in stride(from: 0, to: columns.count, by: width) {
            var part = Array(columns[start..<min(start + width, columns.count)])
            let output = try await engine.run(settings + script(part), limits: limits)
            try Counting.takeRanges(from: output, into: &part)
            for line in output.all("values") {
                let values = try JSONDecoder().decode(Values.self, from: Data(line.utf8))
                part[values.place].values = values
            }
            for line in output.all("bin") { Counting.takeBin(line, into: &part) }
            result += part.map { $0.result(rows: rows, isEstimate: false) }
        }
        return result
    }

    /// Turns the columns into rows of place and value: one plan for all of them, whatever their number.
    private func script(_ part: [Counting]) -> String {
        let indices = part.indices
        let sources = indices.map { "\(SQLText.identifier(part[$0].column.name)) AS c\($0)" }
        // Read again by each statement: as a table of its own, what the file holds once would stand there in full.
        let rows = "(SELECT \(sources.joined(separator: ", ")) FROM \(table))"
        let texts = indices.map { "CAST(c\($0) AS VARCHAR) AS \"\($0)\"" }
        let numbers = indices.filter { part[$0].hasHistogram }.map { "\(part[$0].number("c\($0)")) AS \"\($0)\"" }
        var script = """
            \(Counting.ranges(part, over: rows))
            SELECT 'values', to_json(\(Values.counted("place"))) FROM (SELECT *, \(PersonalKind.prefilter("v")) AS looked FROM
            (SELECT CAST(place AS INTEGER) AS place, v, count(*) AS n FROM (UNPIVOT (SELECT \(texts.joined(separator: ", ")) FROM \(rows))
            ON COLUMNS(*) INTO NAME place VALUE v) GROUP BY ALL)) GROUP BY place;

            """
        if !numbers.isEmpty {
            script += """
                CREATE TEMP TABLE numbers AS UNPIVOT (SELECT \(numbers.joined(separator: ", ")) FROM \(rows)) ON COLUMNS(*) INTO NAME place VALUE x;
                SELECT 'bin', place, \(Counting.bin("x", "lo", "hi")), count(*) FROM numbers JOIN
                (SELECT place, min(x) AS lo, max(x) AS hi FROM numbers GROUP BY place) USING (place) GROUP BY ALL;

                """
        }
        return script
    }

    // MARK: - Large tables

    private func large(_ columns: [Counting], rows: Int) async throws -> [LakeColumn] {
        var columns = columns
        for start in stride(from: 0, to: columns.count, by: 100) {
            var part = Array(columns[start..<min(start + 100, columns.count)])
            let script = Counting.statistics(part, over: table) + Counting.sample(part, over: sample(of: rows))
            let output = try await engine.run(settings + script, limits: limits)
            try Counting.takeRanges(from: output, into: &part)
            try Counting.takeSample(from: output, into: &part)
            columns.replaceSubrange(start..<(start + part.count), with: part)
        }
        for start in stride(from: 0, to: columns.count, by: 50) {
            let indices = start..<min(start + 50, columns.count)
            let statements = indices.map { look(at: columns[$0], place: $0, rows: rows) }.joined()
            let output = try await engine.run(settings + statements, limits: limits)
            for line in output.all("values") {
                let values = try JSONDecoder().decode(Values.self, from: Data(line.utf8))
                columns[values.place].values = values
            }
            for line in output.all("frequent") {
                let frequent = try JSONDecoder().decode(Values.Frequent.self, from: Data(line.utf8))
                columns[frequent.place].values?.candidates = frequent.candidates
            }
        }
        try await count(&columns)
        return columns.map { $0.result(rows: rows, isEstimate: true) }
    }

    private static let windows = 8
    private static let windowRows = 32_768

    /// Some rows from every part of a large table; the engine skips the others without reading them.
    private func sample(of rows: Int) -> String {
        let starts = (0..<Self.windows).map { rows / Self.windows * $0 }
        let tests = starts.map { "file_row_number BETWEEN \($0) AND \($0 + Self.windowRows - 1)" }
        return "\(numbered) WHERE \(tests.joined(separator: " OR "))"
    }

    /// Whether a column seems to have few enough values to be grouped.
    private func isOfFew(_ column: Counting, rows: Int) -> Bool {
        let sampled = min(rows, Self.windows * Self.windowRows)
        return column.sampled <= Self.fewValues && column.sampled * rows / sampled <= Self.mostGroups
    }

    /// The second look at a column of a large table.
    private func look(at column: Counting, place: Int, rows: Int) -> String {
        let v = SQLText.identifier(column.column.name)
        let isGrouped = isOfFew(column, rows: rows)
        let source =
            isGrouped
            ? "SELECT \(v) AS w, count(*) AS n FROM \(table) WHERE \(v) IS NOT NULL GROUP BY ALL"
            : "SELECT \(v) AS w FROM \(table) WHERE \(v) IS NOT NULL"
        let number = column.hasHistogram ? column.number("w") : "NULL"
        let bin = column.hasHistogram ? column.bin("x", over: table) : "NULL"
        let looked = column.isLookedInto ? PersonalKind.prefilter("v") : "false"
        // One row in 32, wherever it stands, shows what is frequent; it is counted afterwards.
        let part = "SELECT CAST(\(v) AS VARCHAR) AS v FROM \(numbered) WHERE hash(file_row_number) % 32 = 0"
        let frequent = isGrouped || column.hasHistogram ? "" : Values.frequent(place, in: part)
        return frequent + """
            SELECT 'values', to_json(\(Values.looked(at: column, place: place, isGrouped: isGrouped))) FROM
            (SELECT *, \(bin) AS b, \(looked) AS looked FROM (SELECT *, CAST(w AS VARCHAR) AS v, \(number) AS x FROM (\(source))));

            """
    }

    /// Counts the values that seemed frequent among many.
    private func count(_ columns: inout [Counting]) async throws {
        for place in columns.indices {
            guard let candidates = columns[place].values?.candidates, !candidates.isEmpty else { continue }
            let v = SQLText.identifier(columns[place].column.name)
            let list = candidates.map(SQLText.literal).joined(separator: ", ")
            let output = try await engine.run(
                settings + """
                    SELECT 'top', to_json(struct_pack(value := left(v, 100), count := n)) FROM (SELECT CAST(\(v) AS VARCHAR) AS v,
                    count(*) AS n FROM \(table) WHERE CAST(\(v) AS VARCHAR) IN (\(list)) GROUP BY ALL ORDER BY n DESC, v LIMIT 5);
                    """,
                limits: limits
            )
            columns[place].values?.top = try output.all("top").map {
                try JSONDecoder().decode(ColumnProfile.Count.self, from: Data($0.utf8))
            }
        }
    }
}

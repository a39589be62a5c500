import Foundation
import Kernel

/// Counts what a table holds: nulls, distinct values, ranges, the most frequent values, personal data.
///
/// A small table is counted exactly, many columns in one pass. A large one is read once for the ranges of all columns
/// and once for each column that has more to tell; what memory that takes does not depend on its rows.
struct Profiler: Sendable {
    let engine: Engine
    let limits: Engine.Limits

    /// Above so many rows distinct values are estimated, unless they are few.
    static let exactRows = 200_000
    /// Up to so many distinct values are counted one by one in a large table.
    private static let fewValues = 100_000
    /// Cells that are looked at together in a small table.
    private static let cells = 4_000_000

    private let settings: String
    private let table: String

    init(engine: Engine, limits: Engine.Limits, file: URL, scratch: URL) {
        self.engine = engine
        self.limits = limits
        table = "read_parquet(\(SQLText.path(file)))"
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
        let width = max(1, min(250, Self.cells / max(rows, 1)))
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
        let texts = indices.map { "CAST(c\($0) AS VARCHAR) AS \"\($0)\"" }
        let numbers = indices.filter { part[$0].hasHistogram }.map { "\(part[$0].number("c\($0)")) AS \"\($0)\"" }
        var script = """
            CREATE TEMP TABLE part AS SELECT \(sources.joined(separator: ", ")) FROM \(table);
            \(Counting.ranges(part, over: "part", isEstimate: false))
            SELECT 'values', to_json(\(Values.struct("place"))) FROM (SELECT *, \(PersonalKind.prefilter("v")) AS looked FROM
            (SELECT CAST(place AS INTEGER) AS place, v, count(*) AS n FROM (UNPIVOT (SELECT \(texts.joined(separator: ", ")) FROM part)
            ON COLUMNS(*) INTO NAME place VALUE v) GROUP BY ALL)) GROUP BY place;

            """
        if !numbers.isEmpty {
            script += """
                CREATE TEMP TABLE numbers AS UNPIVOT (SELECT \(numbers.joined(separator: ", ")) FROM part) ON COLUMNS(*) INTO NAME place VALUE x;
                SELECT 'bin', place, \(Counting.bin), count(*) FROM numbers JOIN
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
            let output = try await engine.run(
                settings + Counting.ranges(part, over: table, isEstimate: true),
                limits: limits
            )
            try Counting.takeRanges(from: output, into: &part)
            columns.replaceSubrange(start..<(start + part.count), with: part)
        }
        for start in stride(from: 0, to: columns.count, by: 50) {
            let indices = start..<min(start + 50, columns.count)
            let statements = indices.map { look(at: columns[$0], place: $0) }.joined()
            guard !statements.isEmpty else { continue }
            let output = try await engine.run(settings + statements, limits: limits)
            for line in output.all("values") {
                let values = try JSONDecoder().decode(Values.self, from: Data(line.utf8))
                columns[values.place].values = values
            }
            for line in output.all("bin") { Counting.takeBin(line, into: &columns) }
        }
        try await count(&columns)
        return columns.map { $0.result(rows: rows, isEstimate: true) }
    }

    /// The second look at a column of a large table.
    private func look(at column: Counting, place: Int) -> String {
        let v = SQLText.identifier(column.column.name)
        var script = ""
        if column.hasHistogram {
            let number = "(SELECT \(column.number(v)) AS x FROM \(table))"
            script += """
                SELECT 'bin', \(place), \(Counting.bin), count(*) FROM \(number),
                (SELECT min(x) AS lo, max(x) AS hi FROM \(number)) WHERE x IS NOT NULL GROUP BY ALL;

                """
        }
        guard column.isLookedInto else { return script }
        if column.distinct <= Self.fewValues {
            return script + """
                SELECT 'values', to_json(\(Values.struct("\(place)"))) FROM (SELECT *, \(PersonalKind.prefilter("v")) AS looked FROM
                (SELECT CAST(w AS VARCHAR) AS v, n FROM (SELECT \(v) AS w, count(*) AS n FROM \(table) WHERE \(v) IS NOT NULL GROUP BY w)));

                """
        }
        return script + """
            SELECT 'values', to_json(\(Values.scan(place))) FROM (SELECT *, \(PersonalKind.prefilter("v")) AS looked FROM
            (SELECT CAST(\(v) AS VARCHAR) AS v FROM \(table) WHERE \(v) IS NOT NULL));

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
                    SELECT 'top', to_json(struct_pack(value := left(v, 100), count := n)) FROM (SELECT \(v) AS v, count(*) AS n
                    FROM \(table) WHERE \(v) IN (\(list)) GROUP BY ALL ORDER BY n DESC, v LIMIT 5);
                    """,
                limits: limits
            )
            columns[place].values?.top = try output.all("top").map {
                try JSONDecoder().decode(ColumnProfile.Count.self, from: Data($0.utf8))
            }
        }
    }
}

import Foundation
import Kernel

/// Counts what a table holds: nulls, distinct values, ranges, the most frequent values, personal data.
struct Profiler: Sendable {
    let engine: Engine
    let limits: Engine.Limits

    /// Above so many rows distinct values are estimated.
    private static let exactRows = 200_000

    private struct Described: Decodable {
        let n: String
        let t: String
    }

    private struct Counted: Decodable {
        let nulls: Int
        let distinct: Int
        let min: String?
        let max: String?
        let findings: [Int]
        let top: [Top]?
        let histogram: [Int]?
    }

    private struct Top: Decodable {
        let value: String?
        let count: Int
    }

    /// - Returns: The rows, and the columns with their profiles.
    func profile(_ file: URL, scratch: URL) async throws -> (Int, [LakeColumn]) {
        let table = "read_parquet(\(SQLText.path(file)))"
        let settings = engine.settings(limits, scratch: scratch)
        let described = try await engine.run(
            settings + """
                SELECT 'rows', count(*) FROM \(table);
                SELECT 'column', to_json(struct_pack(n := column_name, t := column_type)) FROM (DESCRIBE FROM \(table));
                """,
            limits: limits
        )
        let rows = Int(described.first("rows") ?? "") ?? 0
        let columns = try described.all("column").map { try JSONDecoder().decode(Described.self, from: Data($0.utf8)) }
        var result: [LakeColumn] = []
        for start in stride(from: 0, to: columns.count, by: 100) {
            let part = columns[start..<min(start + 100, columns.count)]
            let script = part.map { select(for: $0, rows: rows, from: table) }.joined(separator: "\n")
            let lines = try await engine.run(settings + script, limits: limits).all("profile")
            for (column, line) in zip(part, lines) {
                result.append(Self.column(column, try JSONDecoder().decode(Counted.self, from: Data(line.utf8)), rows))
            }
        }
        return (rows, result)
    }

    private func select(for column: Described, rows: Int, from table: String) -> String {
        let v = SQLText.identifier(column.n)
        let plain = LakeColumn(name: column.n, type: column.t, findings: [])
        let isEstimate = rows > Self.exactRows
        var members = [
            "\"nulls\" := count(*) - count(v)",
            "\"distinct\" := \(isEstimate ? "approx_count_distinct(v)" : "count(DISTINCT v)")",
            "\"min\" := CAST(min(v) AS VARCHAR)", "\"max\" := CAST(max(v) AS VARCHAR)",
        ]
        var from = "(SELECT \(v) AS v FROM \(table))"
        if plain.isText {
            let kinds = PersonalKind.allCases.map { kind in
                kind.pattern("v").map { "count(*) FILTER (WHERE looked AND \($0))" } ?? "0"
            }
            members.append("\"findings\" := [\(kinds.joined(separator: ", "))]")
            members.append("\"top\" := \(Self.top(v, of: table, rows: rows))")
            from = "(SELECT v, \(PersonalKind.prefilter("v")) AS looked FROM \(from))"
        } else {
            members.append("\"findings\" := []")
            members.append("\"top\" := \(plain.isNumber || plain.isTime ? "NULL" : Self.top(v, of: table, rows: rows))")
            if plain.isNumber || plain.isTime {
                let number = plain.isNumber ? "CAST(v AS DOUBLE)" : "epoch(CAST(v AS TIMESTAMP))"
                from = """
                    (SELECT v, least(9, CAST(floor((\(number) - lo) * 10 / nullif(hi - lo, 0)) AS INTEGER)) AS bin FROM \(from),
                    (SELECT min(\(number)) AS lo, max(\(number)) AS hi FROM \(from)))
                    """.replacing("\n", with: " ")
                let bins = (0..<10).map { "count(*) FILTER (WHERE coalesce(bin, 0) = \($0) AND v IS NOT NULL)" }
                members.append("\"histogram\" := [\(bins.joined(separator: ", "))]")
            }
        }
        return "SELECT 'profile', to_json(struct_pack(\(members.joined(separator: ", ")))) FROM \(from);"
    }

    /// The five most frequent values of the column; above two million rows they are not looked for.
    private static func top(_ v: String, of table: String, rows: Int) -> String {
        guard rows <= 2_000_000 else { return "NULL" }
        return "(SELECT list(struct_pack(value := CAST(w AS VARCHAR), count := n) ORDER BY n DESC, w) FROM "
            + "(SELECT \(v) AS w, count(*) AS n FROM \(table) WHERE \(v) IS NOT NULL GROUP BY w ORDER BY n DESC, w LIMIT 5))"
    }

    private static func column(_ column: Described, _ counted: Counted, _ rows: Int) -> LakeColumn {
        var findings: [Finding] = []
        for (place, kind) in PersonalKind.allCases.enumerated() {
            let count = counted.findings.indices.contains(place) ? counted.findings[place] : 0
            if count > 0 || kind.isNamed(column.n) { findings.append(Finding(kind: kind, count: count)) }
        }
        let profile = ColumnProfile(
            nulls: counted.nulls,
            distinct: counted.distinct,
            distinctIsEstimate: rows > exactRows,
            min: findings.isEmpty ? counted.min.map { String($0.prefix(200)) } : nil,
            max: findings.isEmpty ? counted.max.map { String($0.prefix(200)) } : nil,
            top: findings.isEmpty
                ? (counted.top ?? []).filter { $0.count > 1 }.map {
                    ColumnProfile.Count(value: String(($0.value ?? "").prefix(100)), count: $0.count)
                } : [],
            histogram: counted.histogram ?? []
        )
        return LakeColumn(name: column.n, type: column.t, profile: profile, findings: findings)
    }
}

import Foundation
import Kernel

/// What is being counted of one column.
struct Counting {
    let column: Described
    private(set) var nulls = 0
    /// Distinct values in a sample, roughly.
    private(set) var sampled = 0
    private var min: String?
    private var max: String?
    /// The range as numbers, where it is finite and known.
    private var low: Double?
    private var high: Double?
    var values: Values?
    private var histogram: [Int] = Array(repeating: 0, count: 10)

    private let plain: LakeColumn

    init(column: Described) {
        self.column = column
        plain = LakeColumn(name: column.name, type: column.type, findings: [])
    }

    var hasHistogram: Bool { plain.isNumber || plain.isTime }
    /// Whether its values are looked at one by one; numbers of 13 digits may be residents'.
    var isLookedInto: Bool {
        if plain.isNumber { return plain.isInteger && [min, max].contains { ($0 ?? "").count > 9 } }
        return !plain.isTime
    }

    /// The value as a number for the histogram; nothing for what is not finite.
    func number(_ v: String) -> String {
        plain.isTime
            ? "CASE WHEN isfinite(\(v)) THEN epoch(CAST(\(v) AS TIMESTAMP)) END"
            : "CASE WHEN isfinite(CAST(\(v) AS DOUBLE)) THEN CAST(\(v) AS DOUBLE) END"
    }

    /// Which of ten bins of equal width between `low` and `high` the number `x` falls into.
    static func bin(_ x: String, _ low: String, _ high: String) -> String {
        let share = "(\(x) / 2 - \(low) / 2) * 10 / nullif(\(high) / 2 - \(low) / 2, 0)"
        return "coalesce(least(9, greatest(0, TRY_CAST(floor(\(share)) AS INTEGER))), 0)"
    }

    /// The bin of the number `x` of a large table.
    func bin(_ x: String, over table: String) -> String {
        func end(_ known: Double?, _ name: String) -> String {
            known.map { "CAST('\($0)' AS DOUBLE)" }
                ?? "(SELECT \(name)(\(number(SQLText.identifier(column.name)))) FROM \(table))"
        }
        return "CASE WHEN \(x) IS NOT NULL THEN \(Self.bin(x, end(low, "min"), end(high, "max"))) END"
    }

    private struct Range: Decodable {
        let nulls: Int
        let min: String?
        let max: String?
        let low: Double?
        let high: Double?
    }

    /// The statement that finds nulls and ranges of all columns of `part` in one pass. It has them as `c0`, `c1`, ….
    static func ranges(_ part: [Counting], over table: String) -> String {
        ranges(part.indices.map { ("c\($0)", "") }, isRange: part.map { _ in true }, over: table)
    }

    /// The same for a Parquet file, without a pass: it knows all that is asked of it here.
    static func statistics(_ part: [Counting], over table: String) -> String {
        let columns = part.map { counting in
            let v = SQLText.identifier(counting.column.name)
            let ends = ", 'low': \(counting.number("min(\(v))")), 'high': \(counting.number("max(\(v))"))"
            return (v, counting.hasHistogram ? ends : "")
        }
        return ranges(columns, isRange: part.map(\.hasHistogram), over: table)
    }

    private static func ranges(_ columns: [(String, String)], isRange: [Bool], over table: String) -> String {
        let members = zip(columns, isRange).map { column, isRange in
            let (v, more) = column
            let range =
                isRange
                ? ", 'min': left(CAST(min(\(v)) AS VARCHAR), 200), 'max': left(CAST(max(\(v)) AS VARCHAR), 200)\(more)"
                : ""
            return "{'nulls': count(*) - count(\(v))\(range)}"
        }
        return "SELECT 'ranges', to_json([\(members.joined(separator: ", "))]) FROM \(table);\n"
    }

    static func takeRanges(from output: Engine.Output, into part: inout [Counting]) throws {
        let ranges = try JSONDecoder().decode([Range].self, from: Data((output.first("ranges") ?? "[]").utf8))
        for (place, range) in zip(part.indices, ranges) {
            part[place].nulls = range.nulls
            part[place].min = range.min
            part[place].max = range.max
            part[place].low = range.low
            part[place].high = range.high
        }
    }

    /// The statement that estimates how many values each column of a sample has.
    static func sample(_ part: [Counting], over sample: String) -> String {
        let counts = part.map { "approx_count_distinct(\(SQLText.identifier($0.column.name)))" }
        return "SELECT 'sample', to_json([\(counts.joined(separator: ", "))]) FROM \(sample);\n"
    }

    static func takeSample(from output: Engine.Output, into part: inout [Counting]) throws {
        let counts = try JSONDecoder().decode([Int].self, from: Data((output.first("sample") ?? "[]").utf8))
        for (place, count) in zip(part.indices, counts) { part[place].sampled = count }
    }

    /// Reads `place|bin|count`.
    static func takeBin(_ line: String, into columns: inout [Counting]) {
        let numbers = line.split(separator: "|").compactMap { Int($0) }
        guard numbers.count == 3, columns.indices.contains(numbers[0]), (0..<10).contains(numbers[1]) else { return }
        columns[numbers[0]].histogram[numbers[1]] = numbers[2]
    }

    /// - Parameter isEstimate: Whether distinct values are estimated where they were not counted.
    func result(rows: Int, isEstimate: Bool) -> LakeColumn {
        let findings = plain.isText || plain.isInteger ? findings(among: rows - nulls) : []
        let isOpen = findings.isEmpty
        let profile = ColumnProfile(
            nulls: nulls,
            distinct: values?.distinct ?? values?.about ?? 0,
            distinctIsEstimate: isEstimate && values?.distinct == nil,
            min: isOpen ? min ?? values?.min : nil,
            max: isOpen ? max ?? values?.max : nil,
            top: isOpen && !hasHistogram ? (values?.top ?? []).filter { $0.count > 1 } : [],
            histogram: hasHistogram ? values?.bins ?? histogram : []
        )
        return LakeColumn(name: column.name, type: column.type, profile: profile, findings: findings)
    }

    private func findings(among filled: Int) -> [Finding] {
        let counts = values?.findings ?? []
        return PersonalKind.allCases.enumerated().compactMap { place, kind in
            let count = counts.indices.contains(place) ? counts[place] : 0
            // A handful of words may look like names by chance.
            let isFound = kind == .name ? count >= 10 && count * 10 >= filled * 8 && isOfMany : count > 0
            let isNamed = kind.isNamed(column.name)
            guard isFound || isNamed && plain.isText else { return nil }
            return Finding(kind: kind, count: count)
        }
    }

    /// Names differ; a few words that come again and again are kinds of things.
    private var isOfMany: Bool { (values?.distinct ?? values?.about ?? 0) >= 10 }
}

/// What a column's values are.
struct Values: Decodable {
    let place: Int
    /// nil where only an estimate was made.
    let distinct: Int?
    /// The estimate.
    let about: Int?
    var top: [ColumnProfile.Count]?
    /// Values that are frequent among many, still to be counted.
    var candidates: [String]?
    /// How many values look like each kind of personal data.
    let findings: [Int]?
    let bins: [Int]?
    let min: String?
    let max: String?

    /// Over rows of a value `v`, how often it stands there `n`, and whether it is to be `looked` at.
    static func counted(_ place: String) -> String {
        "{'place': \(place), 'distinct': count(*), \(top), 'findings': [\(findings(isGrouped: true))]}"
    }

    private static let top =
        "'top': (list({'value': left(v, 100), 'count': n} ORDER BY n DESC, v) FILTER (WHERE n > 1))[1:5]"

    /// Over values `w`, their texts `v`, their bins `b`, and whether they are to be `looked` at: grouped and counted as
    /// `n`, or one a row.
    static func looked(at column: Counting, place: Int, isGrouped: Bool) -> String {
        var members = ["'place': \(place)"]
        members.append(isGrouped ? "'distinct': count(*)" : "'about': approx_count_distinct(w)")
        if column.hasHistogram {
            members.append("'bins': [\((0..<10).map { count("b = \($0)", isGrouped) }.joined(separator: ", "))]")
        } else {
            members.append("'min': left(min(v), 200), 'max': left(max(v), 200)")
            if isGrouped { members.append(top) }
        }
        if column.isLookedInto { members.append("'findings': [\(findings(isGrouped: isGrouped))]") }
        return "{\(members.joined(separator: ", "))}"
    }

    /// Over a part of the rows' texts `v`: those that are there more than once, to be counted among all rows.
    static func frequent(_ place: Int, in rows: String) -> String {
        """
        SELECT 'frequent', to_json({'place': \(place), 'candidates': coalesce(list(v), [])}) FROM (SELECT v FROM (\(rows))
        WHERE v IS NOT NULL GROUP BY v HAVING count(*) > 1 AND length(v) <= 1000 ORDER BY count(*) DESC, v LIMIT 10);

        """
    }

    struct Frequent: Decodable {
        let place: Int
        let candidates: [String]
    }

    private static func count(_ test: String, _ isGrouped: Bool) -> String {
        isGrouped
            ? "CAST(coalesce(sum(n) FILTER (WHERE \(test)), 0) AS BIGINT)" : "count(*) FILTER (WHERE \(test))"
    }

    private static func findings(isGrouped: Bool) -> String {
        PersonalKind.allCases.map { kind in
            guard let test = kind.test("v") else { return count(PersonalKind.looksLikeName("v"), isGrouped) }
            return count("CASE WHEN looked THEN \(test) ELSE false END", isGrouped)
        }.joined(separator: ", ")
    }
}

import Foundation
import Kernel

/// What is being counted of one column.
struct Counting {
    let column: Described
    private(set) var nulls = 0
    private(set) var distinct = 0
    private var min: String?
    private var max: String?
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

    /// Which of ten bins of equal width between `lo` and `hi` the number `x` falls into.
    static let bin =
        "coalesce(least(9, greatest(0, TRY_CAST(floor((x / 2 - lo / 2) * 10 / nullif(hi / 2 - lo / 2, 0)) AS INTEGER))), 0)"

    private struct Range: Decodable {
        let nulls: Int
        let distinct: Int?
        let min: String?
        let max: String?
    }

    /// The statement that finds nulls and ranges of all columns of `part` in one pass.
    ///
    /// A small part has its columns as `c0`, `c1`, …, and gets its distinct values otherwise.
    static func ranges(_ part: [Counting], over table: String, isEstimate: Bool) -> String {
        let members = part.enumerated().map { place, counting in
            let v = isEstimate ? SQLText.identifier(counting.column.name) : "c\(place)"
            let distinct = isEstimate ? ", 'distinct': approx_count_distinct(\(v))" : ""
            return "{'nulls': count(*) - count(\(v))\(distinct), 'min': left(CAST(min(\(v)) AS VARCHAR), 200), "
                + "'max': left(CAST(max(\(v)) AS VARCHAR), 200)}"
        }
        return "SELECT 'ranges', to_json([\(members.joined(separator: ", "))]) FROM \(table);\n"
    }

    static func takeRanges(from output: Engine.Output, into part: inout [Counting]) throws {
        let ranges = try JSONDecoder().decode([Range].self, from: Data((output.first("ranges") ?? "[]").utf8))
        for (place, range) in zip(part.indices, ranges) {
            part[place].nulls = range.nulls
            part[place].distinct = range.distinct ?? 0
            part[place].min = range.min
            part[place].max = range.max
        }
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
            distinct: values?.distinct ?? distinct,
            distinctIsEstimate: isEstimate && values?.distinct == nil,
            min: isOpen ? min : nil,
            max: isOpen ? max : nil,
            top: isOpen && !hasHistogram ? (values?.top ?? []).filter { $0.count > 1 } : [],
            histogram: hasHistogram ? histogram : []
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
    private var isOfMany: Bool { (values?.distinct ?? distinct) >= 10 }
}

/// What a column's values are.
struct Values: Decodable {
    let place: Int
    /// nil where only an estimate was made.
    let distinct: Int?
    var top: [ColumnProfile.Count]?
    /// Values that are frequent among many, still to be counted.
    let candidates: [String]?
    /// How many values look like each kind of personal data.
    let findings: [Int]

    /// Over rows of a value `v`, how often it stands there `n`, and whether it is to be `looked` at.
    static func `struct`(_ place: String) -> String {
        """
        {'place': \(place), 'distinct': count(*), 'top': (list({'value': left(v, 100), 'count': n} ORDER BY n DESC, v) FILTER (WHERE n > 1))[1:5],
        'findings': [\(findings { "CAST(coalesce(sum(n) FILTER (WHERE \($0)), 0) AS BIGINT)" })]}
        """
    }

    /// Over every row's value `v`, and whether it is to be `looked` at.
    static func scan(_ place: Int) -> String {
        """
        {'place': \(place), 'candidates': list_filter(approx_top_k(v, 10), lambda x: length(x) <= 1000),
        'findings': [\(findings { "count(*) FILTER (WHERE \($0))" })]}
        """
    }

    private static func findings(_ count: (String) -> String) -> String {
        PersonalKind.allCases.map { kind in
            guard let test = kind.test("v") else { return count(PersonalKind.looksLikeName("v")) }
            return count("CASE WHEN looked THEN \(test) ELSE false END")
        }.joined(separator: ", ")
    }
}

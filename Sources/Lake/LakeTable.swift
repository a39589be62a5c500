import Foundation
import Kernel

/// A column of a table in the lake, with what was found in it.
package struct LakeColumn: Codable, Equatable, Sendable {
    package let name: String
    /// DuckDB's type: `VARCHAR`, `BIGINT`, `DOUBLE`, `DATE`, `TIMESTAMP`, …
    package let type: String
    package var profile: ColumnProfile?
    /// The kinds of personal data that were found.
    package var findings: [Finding]

    package init(name: String, type: String, profile: ColumnProfile? = nil, findings: [Finding] = []) {
        self.name = name
        self.type = type
        self.profile = profile
        self.findings = findings
    }

    package var isText: Bool { type == "VARCHAR" }
    package var isNumber: Bool { isInteger || ["DOUBLE", "FLOAT"].contains(type) || type.hasPrefix("DECIMAL") }
    var isInteger: Bool {
        [
            "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT",
            "UHUGEINT",
        ].contains(type)
    }
    package var isTime: Bool { type == "DATE" || type.hasPrefix("TIMESTAMP") }
}

/// What a column holds, in numbers.
package struct ColumnProfile: Codable, Equatable, Sendable {
    package let nulls: Int
    package let distinct: Int
    /// Above 200,000 rows distinct values are estimated (HyperLogLog), unless they are few.
    package let distinctIsEstimate: Bool
    package let min: String?
    package let max: String?
    /// The most frequent values; empty where the column may be personal.
    package var top: [Count]
    /// Ten bins of equal width, for numbers and dates.
    package let histogram: [Int]

    package struct Count: Codable, Equatable, Sendable {
        package let value: String
        package let count: Int
    }
}

/// Personal data that a column seems to hold.
package struct Finding: Codable, Hashable, Sendable {
    package let kind: PersonalKind
    /// How many values look like it; 0 where only the name says so.
    package let count: Int
}

/// What a reading of one upload made.
package struct LakeTable: Codable, Equatable, Sendable {
    /// The name in SQL.
    package let name: String
    package let rows: Int
    package let columns: [LakeColumn]
    /// Of the Parquet file.
    package let bytes: Int
    package let sha256: String
    /// nil for a file that names its columns itself, and for what was read before this was kept.
    package var layout: FileLayout?

    package static let file = "data.parquet"
}

/// A column of a result, by the engine's name for its type.
struct ResultColumn: Sendable {
    let type: String

    init(_ type: String) { self.type = type }

    var isWhole: Bool {
        [
            "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT",
            "UHUGEINT",
        ].contains(type) || type.hasPrefix("DECIMAL") && type.hasSuffix(",0)")
    }

    var isNumber: Bool { isWhole || ["DOUBLE", "FLOAT"].contains(type) || type.hasPrefix("DECIMAL") }

    var isTime: Bool { type == "DATE" || type.hasPrefix("TIMESTAMP") }

    /// Whether a column of this name counts nothing: years and codes are read digit by digit.
    static func isLabel(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["년", "년도", "연도", "코드", "번호", "year", "code", "id", "no"].contains { name.hasSuffix($0) }
    }
}

import Kernel
import Testing

@testable import Analysis

@Suite("Cells of a result")
struct ResultCellsTests {
    @Test(
        "A row is taken apart where its values end, whatever they hold",
        arguments: [
            (#"["가,나",1.50,null]"#, [#""가,나""#, "1.50", "null"]),
            (#"["a\"],[",[1,2],{"k":"],"}]"#, [#""a\"],[""#, "[1,2]", #"{"k":"],"}"#]),
            ("[12345678901234567890123]", ["12345678901234567890123"]), ("[]", []),
            (#"["\\",""]"#, [#""\\""#, #""""#]),
        ]
    )
    func split(row: String, parts: [String]) { #expect(ResultCells.split(row).map(String.init) == parts) }

    @Test(
        "Numbers are written with thousands apart and every digit; years and codes as they are; a missing value is said"
    )
    func shown() {
        func cell(_ text: Substring, _ type: String, _ name: String) -> String {
            ResultCells.cell(text, of: ResultColumn(type), named: name, word: { $0 }).text
        }
        #expect(cell("1234567", "BIGINT", "합계") == "1,234,567")
        #expect(cell("12345678901234567890123", "DECIMAL(38,0)", "합계") == "12,345,678,901,234,567,890,123")
        #expect(cell("2026", "BIGINT", "기준연도") == "2026" && cell("11110", "BIGINT", "시군구코드") == "11110")
        #expect(cell("3.3333333333333335", "DOUBLE", "평균") == "3.333333")
        #expect(cell("true", "BOOLEAN", "야간") == "analysisTrue" && cell("null", "BIGINT", "수") == "–")
        #expect(cell("\"<b>\\u0000</b>\"", "VARCHAR", "a").hasPrefix("<b>"))
        #expect(cell(Substring("\"" + String(repeating: "가", count: 500) + "\""), "VARCHAR", "a").count == 241)
    }

    @Test(
        "A name is quoted in SQL where it must be",
        arguments: [("구", "구"), ("a b", "\"a b\""), ("order", "\"order\""), ("1일", "\"1일\""), ("a\"b", "\"a\"\"b\"")]
    )
    func quoted(name: String, written: String) { #expect(SQLName.written(name) == written) }
}

import Foundation
import Web

/// A row as the engine wrote it, a JSON array's text, taken apart without changing a digit.
enum ResultCells {
    /// The elements' own texts: `["가",1.50,null]` is `"가"`, `1.50`, `null`.
    static func split(_ row: String) -> [Substring] {
        let bytes = row.utf8
        guard bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]"), bytes.count > 2 else { return [] }
        var parts: [Substring] = []
        var (depth, isInText, isEscaped) = (0, false, false)
        var start = bytes.index(after: bytes.startIndex)
        var place = start
        let end = bytes.index(before: bytes.endIndex)
        while place < end {
            switch bytes[place] {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isInText: isEscaped = true
            case UInt8(ascii: "\""): isInText.toggle()
            case _ where isInText: break
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                parts.append(row[start..<place])
                start = bytes.index(after: place)
            default: break
            }
            place = bytes.index(after: place)
        }
        parts.append(row[start..<end])
        return parts
    }

    /// An element as text; nil where the value is missing.
    static func text(_ element: Substring) -> String? {
        if element == "null" { return nil }
        guard element.hasPrefix("\"") else { return String(element) }
        return (try? JSONDecoder().decode(String.self, from: Data(element.utf8))) ?? String(element)
    }

    /// What a cell shows at most, in characters.
    private static let longest = 240

    /// An element as a reader sees it.
    ///
    /// - Parameter word: The reader's word of a name.
    static func cell(
        _ element: Substring,
        of column: ResultColumn,
        named name: String,
        word: (String) -> String
    ) -> QueryPage.Result.Cell {
        guard let text = text(element) else {
            return QueryPage.Result.Cell(text: "–", isNumber: column.isNumber, isEmpty: true)
        }
        var shown = text
        if column.type == "BOOLEAN" {
            shown = word(text == "true" ? "analysisTrue" : "analysisFalse")
        } else if column.isWhole {
            shown = ResultColumn.isLabel(name) ? text : Written.grouped(text)
        } else if column.isNumber {
            shown =
                column.type.hasPrefix("DECIMAL")
                ? Written.grouped(text) : Double(text).map { Written.decimal($0, places: 6) } ?? text
        } else if text.count > longest {
            shown = text.prefix(longest) + "…"
        }
        return QueryPage.Result.Cell(text: shown, isNumber: column.isNumber, isEmpty: false)
    }
}

import Foundation
import Kernel

/// A cell that is not empty, as it stands in the file.
struct SheetCell {
    enum Kind {
        case number(Double)
        /// The place among the shared texts.
        case shared(Int)
        case text
        case boolean(Bool)
        case error
    }

    let row: Int
    /// Counted from 0.
    let column: Int
    let kind: Kind
    let style: CellStyle
    /// What is written in the cell, not yet unescaped.
    let bytes: [UInt8]
}

/// Somebody to tell of a sheet's cells, row by row.
protocol CellTaker: SendableMetatype {
    mutating func take(_ cell: SheetCell) throws
    /// A formula whose result is not in the file.
    mutating func missResult(row: Int, column: Int)
    mutating func merge(_ range: CellRange)
}

/// Cells from one corner to another, rows counted from 1, columns from 0.
struct CellRange: Equatable, Sendable {
    let rows: ClosedRange<Int>
    let columns: ClosedRange<Int>
}

/// Reads one sheet's XML and tells of its cells.
struct SheetReader<Taker: CellTaker>: MarkupHandler {
    var taker: Taker
    private let styles: [CellStyle]
    private let strings: SharedStrings
    private let file: String

    private var row = 0
    private var column = -1
    private var style = CellStyle.plain
    private var type: [UInt8] = []
    private var value: [UInt8] = []
    private var isValue = false
    private var isPhonetic = false
    private var hasFormula = false

    init(_ taker: Taker, styles: [CellStyle], strings: SharedStrings, file: String) {
        self.taker = taker
        self.styles = styles
        self.strings = strings
        self.file = file
    }

    mutating func open(_ name: Bytes, _ attributes: Bytes) throws {
        if name.isExactly("c") {
            column = attributes.attribute("r").flatMap(Self.place)?.column ?? column + 1
            let index = attributes.attribute("s")?.digits ?? 0
            style = styles.indices.contains(index) ? styles[index] : .plain
            type = attributes.attribute("t").map { Array($0) } ?? []
            value.removeAll(keepingCapacity: true)
            hasFormula = false
            guard column < 16_384 else { throw tooLarge }
        } else if name.isExactly("v") || name.isExactly("t") {
            isValue = !isPhonetic
        } else if name.isExactly("row") {
            row = attributes.attribute("r")?.digits ?? row + 1
            column = -1
            guard row <= 1_048_576 else { throw tooLarge }
        } else if name.isExactly("f") {
            hasFormula = true
        } else if name.isExactly("rPh") {
            isPhonetic = true
        } else if name.isExactly("mergeCell"), let range = attributes.attribute("ref").flatMap(Self.range) {
            taker.merge(range)
        }
    }

    mutating func text(_ bytes: Bytes) throws {
        guard isValue else { return }
        value.append(contentsOf: bytes)
        guard value.count <= 4 << 20 else { throw tooLarge }
    }

    mutating func close(_ name: Bytes) throws {
        if name.isExactly("v") || name.isExactly("t") {
            isValue = false
        } else if name.isExactly("rPh") {
            isPhonetic = false
        } else if name.isExactly("c") {
            try end()
        }
    }

    private mutating func end() throws {
        guard !value.isEmpty else {
            if hasFormula, type.isEmpty { taker.missResult(row: row, column: column) }
            return
        }
        let kind: SheetCell.Kind
        switch type.first {
        case nil, UInt8(ascii: "n"):
            guard let number = Self.number(value) else { throw damaged }
            kind = .number(number)
        case UInt8(ascii: "s") where type.count == 1:
            guard let index = value.withUnsafeBufferPointer({ $0.digits }) else { throw damaged }
            guard !strings.isEmpty(index) else { return }
            kind = .shared(index)
        case UInt8(ascii: "b"): kind = .boolean(value == [UInt8(ascii: "1")] || value == Array("true".utf8))
        case UInt8(ascii: "e"): kind = .error
        // Text within the cell (inlineStr), a formula's text (str), a date as ISO text (d).
        default: kind = .text
        }
        try taker.take(SheetCell(row: row, column: column, kind: kind, style: style, bytes: value))
    }

    private static func number(_ bytes: [UInt8]) -> Double? {
        if let digits = bytes.withUnsafeBufferPointer({ $0.digits }) { return Double(digits) }
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    private var tooLarge: Problem {
        LakeProblem.unreadable(
            file,
            LocalizedText(
                "엑셀이 허용하는 크기를 넘는 시트가 있습니다. CSV로 저장해 올려 주세요.",
                en: "A sheet is larger than Excel allows. Save it as CSV and try again."
            )
        )
    }

    private var damaged: Problem {
        let place = CellName.of(row: row, column: column)
        return LakeProblem.unreadable(
            file,
            LocalizedText(
                "\(place) 칸이 손상되었습니다. 엑셀에서 열어 다시 저장해 올려 주세요.",
                en: "Cell \(place) is damaged. Open the file in Excel, save it again and retry."
            )
        )
    }

    /// Reads `BC12`.
    private static func place(_ bytes: Bytes) -> (row: Int, column: Int)? {
        var column = 0
        var letters = 0
        while letters < bytes.count, letters < 4, (0x41...0x5A).contains(bytes[letters]) {
            column = column * 26 + Int(bytes[letters] - 0x40)
            letters += 1
        }
        guard letters > 0, letters < bytes.count, let row = UnsafeBufferPointer(rebasing: bytes[letters...]).digits
        else { return nil }
        return (row, column - 1)
    }

    /// Reads `A1:C2`.
    private static func range(_ bytes: Bytes) -> CellRange? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let from = place(UnsafeBufferPointer(rebasing: bytes[..<colon])),
            let to = place(UnsafeBufferPointer(rebasing: bytes[(colon + 1)...])), from.row <= to.row,
            from.column <= to.column
        else { return nil }
        return CellRange(rows: from.row...to.row, columns: from.column...to.column)
    }
}

/// Names of cells as people see them.
enum CellName {
    /// A1, BC12.
    static func of(row: Int, column: Int) -> String { letters(column) + String(row) }

    private static func letters(_ column: Int) -> String {
        guard column >= 0 else { return "" }
        return letters(column / 26 - 1) + String(UnicodeScalar(UInt8(65 + column % 26)))
    }
}

import Foundation
import Kernel

/// Writes a sheet's table as CSV for the engine, each cell as a person sees it.
struct SheetWriter: CellTaker {
    private let table: SheetSurvey.Table
    private let strings: SharedStrings
    private let isFrom1904: Bool
    private let output: FileHandle
    /// Where each column of the sheet stands in the table.
    private let places: [Int: Int]

    private var cells: [String]
    private var isBlank = true
    private var row = 0
    private var buffer = Data()
    private var headCells: [Int: [Int: String]] = [:]

    init(_ table: SheetSurvey.Table, to target: URL, strings: SharedStrings, isFrom1904: Bool) throws {
        guard FileManager.default.createFile(atPath: target.path, contents: nil),
            let output = FileHandle(forWritingAtPath: target.path)
        else { throw LakeProblem.disk(errno) }
        self.table = table
        self.strings = strings
        self.isFrom1904 = isFrom1904
        self.output = output
        places = Dictionary(uniqueKeysWithValues: table.columns.enumerated().map { ($1.place, $0) })
        cells = Array(repeating: "", count: table.columns.count)
    }

    mutating func take(_ cell: SheetCell) throws {
        guard cell.row >= table.header?.lowerBound ?? table.firstRow, let place = places[cell.column] else { return }
        if cell.row < table.firstRow {
            headCells[cell.row, default: [:]][cell.column] = text(cell, in: nil)
            return
        }
        if cell.row != row {
            try endRow()
            row = cell.row
        }
        cells[place] = text(cell, in: table.columns[place].cells)
        isBlank = false
    }

    mutating func missResult(row: Int, column: Int) {}
    mutating func merge(_ range: CellRange) {}

    /// Writes what is left.
    mutating func end() throws {
        try endRow()
        try flush()
        try output.close()
    }

    /// The columns' heads; where the header has several rows, what stands above one another is joined.
    var heads: [String] {
        table.columns.map { column, _ in
            var parts: [String] = []
            for row in table.header.map(Array.init) ?? [] {
                let merge = table.headMerges.first { $0.rows.contains(row) && $0.columns.contains(column) }
                let text = headCells[merge?.rows.lowerBound ?? row]?[merge?.columns.lowerBound ?? column] ?? ""
                let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
                if !trimmed.isEmpty, parts.last != trimmed { parts.append(trimmed) }
            }
            return parts.joined(separator: " ")
        }
    }

    private func text(_ cell: SheetCell, in column: SheetSurvey.Column?) -> String {
        switch (cell.kind, cell.style) {
        case (.shared(let index), _): strings[index]
        case (.text, _), (.error, _): Markup.cellText(cell.bytes)
        case (.boolean(let value), _): value ? "true" : "false"
        case (.number(let value), .date) where CellText.isDay(value),
            (.number(let value), .dateTime) where CellText.isDay(value):
            CellText.day(
                value,
                withTime: column?.isOfInstants ?? false || cell.style == .dateTime,
                isFrom1904: isFrom1904
            )
        case (.number(let value), .time) where value >= 0: CellText.time(value)
        case (.number(let value), .mask(let mask)) where value >= 0 && value == value.rounded():
            CellText.masked(value, mask)
        case (.number(let value), _): CellText.number(value)
        }
    }

    private mutating func endRow() throws {
        guard !isBlank else { return }
        for (place, cell) in cells.enumerated() {
            if place > 0 { buffer.append(UInt8(ascii: ",")) }
            guard !cell.isEmpty else { continue }
            // Always quoted: a lone number never looks like an empty line, nor a quote like the end.
            buffer.append(UInt8(ascii: "\""))
            for byte in cell.utf8 {
                if byte == UInt8(ascii: "\"") { buffer.append(byte) }
                buffer.append(byte)
            }
            buffer.append(UInt8(ascii: "\""))
            cells[place] = ""
        }
        buffer.append(UInt8(ascii: "\n"))
        isBlank = true
        if buffer.count > 1 << 20 { try flush() }
    }

    private mutating func flush() throws {
        do { try output.write(contentsOf: buffer) } catch { throw LakeProblem.disk(ENOSPC) }
        buffer.removeAll(keepingCapacity: true)
    }
}

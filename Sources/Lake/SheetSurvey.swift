import Foundation
import Kernel

/// What a sheet holds, seen in one pass: where its table begins, and of what kind each column's cells are.
struct SheetSurvey: CellTaker {
    /// How many cells of each kind a column has.
    struct Column {
        private(set) var numbers = 0
        private(set) var days = 0
        private(set) var instants = 0
        private(set) var times = 0
        private(set) var booleans = 0
        private(set) var texts = 0
        private(set) var hasFraction = false

        var cells: Int { numbers + days + instants + times + booleans + texts }
        /// Whether every cell is a day or an instant, and one at least tells the time.
        var isOfInstants: Bool { instants > 0 && instants + days == cells }
        var isOfFractions: Bool { hasFraction && numbers == cells }
        var isOfBooleans: Bool { booleans > 0 && booleans == cells }

        mutating func count(_ kind: SheetCell.Kind, _ style: CellStyle) {
            switch (kind, style) {
            case (.number(let value), .date) where CellText.isDay(value):
                if value == value.rounded(.down) { days += 1 } else { instants += 1 }
            case (.number(let value), .dateTime) where CellText.isDay(value): instants += 1
            case (.number(let value), .time) where value >= 0: times += 1
            case (.number(let value), .mask) where value >= 0 && value == value.rounded(): texts += 1
            case (.number(let value), _):
                numbers += 1
                if value != value.rounded() || abs(value) >= 1e18 { hasFraction = true }
            case (.boolean, _): booleans += 1
            case (.shared, _), (.text, _), (.error, _): texts += 1
            }
        }
    }

    private struct Seen {
        let column: Int
        let kind: SheetCell.Kind
        let style: CellStyle
    }

    /// The first rows that hold anything; among them is the header.
    private var head: [(row: Int, cells: [Seen])] = []
    private var below: [Column] = []
    private var rowsBelow = 0
    private var lastRow = 0
    private var merges: [CellRange] = []
    private(set) var missedResults: (count: Int, first: String)?

    private static let headRows = 60

    mutating func take(_ cell: SheetCell) {
        if cell.row != lastRow {
            lastRow = cell.row
            if head.count < Self.headRows { head.append((cell.row, [])) } else { rowsBelow += 1 }
        }
        if rowsBelow == 0 {
            head[head.count - 1].cells.append(Seen(column: cell.column, kind: cell.kind, style: cell.style))
        } else {
            while below.count <= cell.column { below.append(Column()) }
            below[cell.column].count(cell.kind, cell.style)
        }
    }

    mutating func missResult(row: Int, column: Int) {
        missedResults = (
            (missedResults?.count ?? 0) + 1, missedResults?.first ?? CellName.of(row: row, column: column)
        )
    }

    mutating func merge(_ range: CellRange) {
        if merges.count < 100_000 { merges.append(range) }
    }

    /// The table that was found.
    struct Table {
        /// The rows of the header; more than one where cells are merged in it, nil where there is none.
        let header: ClosedRange<Int>?
        /// The first row below the header.
        let firstRow: Int
        /// The columns that hold a head or a value, and what kind of cells.
        let columns: [(place: Int, cells: Column)]
        /// Rows below the header that hold anything.
        let rows: Int
        /// Those that reach over the header.
        let headMerges: [CellRange]
        /// Merged cells below the header, where one value stands for several cells.
        let merged: (count: Int, first: CellRange?)

        /// Whether it is worth the name: two columns, and a row.
        var isProper: Bool { columns.count > 1 && rows > 0 }
    }

    /// Takes the first row that is nearly as wide as the widest for the header; titles above it are narrower.
    ///
    /// - Parameter headerRow: Where the header is instead, counted from 1; 0 for nowhere.
    /// - Returns: nil for an empty sheet, or where nothing stands in `headerRow`.
    func table(headerRow: Int? = nil) -> Table? {
        let widest = head.map(\.cells.count).max() ?? 0
        let place =
            if let headerRow, headerRow > 0 {
                head.firstIndex { $0.row == headerRow }
            } else {
                head.firstIndex { $0.cells.count * 10 >= widest * 6 }
            }
        guard widest > 0, let place else { return nil }
        let first = head[place].row
        let header = headerRow == 0 ? nil : first...lastHeaderRow(from: first)
        let firstRow = header.map { $0.upperBound + 1 } ?? first
        var columns = below
        var rows = rowsBelow
        var heads: Set<Int> = []
        for (row, cells) in head[place...] {
            if row < firstRow {
                heads.formUnion(cells.map(\.column))
                continue
            }
            rows += 1
            for cell in cells {
                while columns.count <= cell.column { columns.append(Column()) }
                columns[cell.column].count(cell.kind, cell.style)
            }
        }
        let places = heads.union(columns.indices.filter { columns[$0].cells > 0 }).sorted()
        let bodies = merges.filter { $0.rows.lowerBound >= firstRow }
        return Table(
            header: header,
            firstRow: firstRow,
            columns: places.map { ($0, columns.indices.contains($0) ? columns[$0] : Column()) },
            rows: rows,
            headMerges: header.map { rows in merges.filter { $0.rows.overlaps(rows) } } ?? [],
            merged: (bodies.count, bodies.first)
        )
    }

    /// A head merged over several rows, or over columns that have heads of their own below, makes the header deeper.
    private func lastHeaderRow(from first: Int) -> Int {
        let starting = merges.filter { $0.rows.lowerBound == first }
        let down = starting.filter { $0.rows.count > 1 && $0.rows.count <= 5 }.map(\.rows.upperBound).max()
        if let down { return down }
        // Merged sideways alone: the row below names the parts, if it holds nothing but text.
        guard starting.contains(where: { $0.columns.count > 1 }),
            let next = head.first(where: { $0.row == first + 1 })
        else { return first }
        let isText = next.cells.allSatisfy {
            switch $0.kind {
            case .shared, .text: true
            case .number, .boolean, .error: false
            }
        }
        return isText ? first + 1 : first
    }
}

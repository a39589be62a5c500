import Foundation
import Kernel

/// Writes a delimited file anew, as strictly as the engine wants it, where it refused the file as it came.
///
/// The engine's own leniency cuts off cells that are too many, and letters behind a closing quote.
struct LineMender {
    /// Lines with too few cells, or with quotes that are letters.
    private(set) var odd: (count: Int, first: Int)?

    private let file: String
    private let width: Int
    private let delimiter: UInt8
    private var skipped: Int

    private var scanner: CellScanner
    private var cell: [UInt8] = []
    private var record: [UInt8] = []
    private var cells = 0
    private var began = 1
    private var isOdd = false

    /// - Parameters:
    ///   - skipped: Records before the header that are left out.
    ///   - width: The header's cells.
    init(_ file: String, delimiter: Delimiter, skipped: Int, width: Int) {
        self.file = file
        self.width = width
        self.delimiter = delimiter.character.asciiValue ?? UInt8(ascii: ",")
        self.skipped = skipped
        scanner = CellScanner(self.delimiter)
    }

    /// - Throws: A 422 problem with the line of a quote that is never closed, or of a row that is too long.
    mutating func mend(_ source: URL, to target: URL) throws {
        guard let input = FileHandle(forReadingAtPath: source.path) else { throw LakeProblem.missingFile(source.path) }
        defer { try? input.close() }
        guard FileManager.default.createFile(atPath: target.path, contents: nil),
            let output = FileHandle(forWritingAtPath: target.path)
        else { throw LakeProblem.disk(errno) }
        defer { try? output.close() }
        // A mark of UTF-8 is no part of the first cell.
        let mark = try input.read(upToCount: 3) ?? Data()
        var mended: [UInt8] = []
        if mark != Data([0xEF, 0xBB, 0xBF]) { for byte in mark { try take(byte, &mended) } }
        while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty {
            try Task.checkCancellation()
            for byte in [UInt8](chunk) { try take(byte, &mended) }
            do { try output.write(contentsOf: mended) } catch { throw LakeProblem.disk(ENOSPC) }
            mended.removeAll(keepingCapacity: true)
        }
        guard !scanner.isOpen else { throw openQuote }
        if !cell.isEmpty || cells > 0 || scanner.isQuoted { try endRecord(&mended) }
        do { try output.write(contentsOf: mended) } catch { throw LakeProblem.disk(ENOSPC) }
    }

    private mutating func take(_ byte: UInt8, _ mended: inout [UInt8]) throws {
        switch scanner.take(byte) {
        case .text(let byte):
            // A cell of so many bytes is a file behind a quote that was forgotten.
            guard cell.count < 16 << 20 else { throw scanner.isQuoted ? openQuote : longCell }
            cell.append(byte)
        case .endOfCell: try endCell()
        case .endOfRecord: try endRecord(&mended)
        case .mark: break
        }
    }

    private mutating func endCell() throws {
        if scanner.isStray {
            // Text behind the closing quote: lines between them were hardly meant to be in one cell.
            guard !scanner.hasLines else { throw openQuote }
            isOdd = true
        }
        if cells > 0 { record.append(delimiter) }
        cells += 1
        let isPlain = !cell.contains {
            $0 == delimiter || $0 == CellScanner.quote || $0 == CellScanner.feed || $0 == CellScanner.carriage
        }
        if isPlain, !scanner.isQuoted {
            record += cell
        } else {
            record.append(CellScanner.quote)
            for byte in cell {
                if byte == CellScanner.quote { record.append(byte) }
                record.append(byte)
            }
            record.append(CellScanner.quote)
        }
        cell.removeAll(keepingCapacity: true)
        scanner.forget()
    }

    private mutating func endRecord(_ mended: inout [UInt8]) throws {
        let isBlank = cells == 0 && cell.isEmpty && !scanner.isQuoted
        try endCell()
        defer {
            record.removeAll(keepingCapacity: true)
            cells = 0
            isOdd = false
            began = scanner.line
        }
        guard skipped == 0 else {
            skipped -= 1
            return
        }
        guard cells <= width else { throw LakeProblem.longLine(file, line: began, cells: cells, heads: width) }
        if !isBlank, cells < width {
            isOdd = true
            record += [UInt8](repeating: delimiter, count: width - cells)
        }
        if isOdd { odd = ((odd?.count ?? 0) + 1, odd?.first ?? began) }
        mended += record
        mended.append(CellScanner.feed)
    }

    private var openQuote: Problem {
        LakeProblem.unreadable(
            file,
            LocalizedText(
                "\(scanner.opened)번째 줄에서 열린 따옴표(\")가 바르게 닫히지 않았습니다. 그 줄의 따옴표를 고쳐 다시 올려 주세요.",
                en:
                    "The quote (\") opened on line \(scanner.opened) is not closed properly. Correct that line and try again."
            )
        )
    }

    private var longCell: Problem {
        LakeProblem.unreadable(
            file,
            LocalizedText(
                "\(began)번째 줄의 한 칸이 16MB를 넘습니다. 그 줄을 고쳐 다시 올려 주세요.",
                en: "A cell on line \(began) is larger than 16 MB. Correct that line and try again."
            )
        )
    }
}

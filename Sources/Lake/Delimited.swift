import Foundation
import Kernel

/// How a delimited file is laid out, as found by looking at its beginning.
struct Delimited: Equatable, Sendable {
    let delimiter: Delimiter
    /// The header's cells as they stand; blank ones where there is no header.
    let header: [String]
    /// See ``FileLayout/headerRow``.
    let headerRow: Int

    /// The records before the header, or before the first row where there is none; blank ones unless a header was
    /// chosen.
    let skippedRecords: Int
    let lineEnd: LineEnd

    var hasHeader: Bool { headerRow > 0 }

    /// Whether the first head cannot do without quotes.
    var needsQuotes: Bool {
        header[0].unicodeScalars.contains { "\"\r\n".unicodeScalars.contains($0) }
            || header[0].contains(delimiter.character)
    }

    /// How the header's line ends.
    enum LineEnd: Equatable, Sendable {
        /// `\n`, or nothing at all.
        case feed
        case carriage
        case pair
        /// `\r\n`, but other ends stand before it: in a head of several lines, as Excel writes them.
        case pairBehindOthers

        var told: LineEnding {
            switch self {
            case .feed: .feed
            case .carriage: .carriage
            case .pair, .pairBehindOthers: .pair
            }
        }
    }

    /// Whether the header holds what hardly names a column: a day, a fraction, a number of many digits.
    ///
    /// Years and months do, and so they are none.
    var looksLikeValues: Bool {
        header.contains { cell in
            let text = cell.trimmingCharacters(in: .whitespaces)
            if text.wholeMatch(of: /(19|20)[0-9]{2}(0[1-9]|1[0-2])?([0-3][0-9])?/) != nil { return false }
            let value =
                /[0-9]{5,}|-?[0-9]+\.[0-9]+|(19|20)[0-9]{2}[-.\/][0-9]{1,2}[-.\/][0-9]{1,2}.*/
            return text.wholeMatch(of: value) != nil
        }
    }

    /// Reads the first record under each delimiter that is known, and takes the one under which the first records
    /// agree on the widest row.
    ///
    /// - Parameter chosen: What is not to be found, because somebody said it.
    /// - Returns: nil where there is no record, or none where the header was said to be.
    init?(sample: Data, _ chosen: ChosenLayout = ChosenLayout()) {
        let bytes = [UInt8](sample)
        var best: (score: Int, layout: Delimited)?
        for delimiter in chosen.delimiter.map({ [$0] }) ?? Delimiter.allCases {
            let head = Head(bytes, delimiter.character.asciiValue ?? 0, headerRow: chosen.headerRow)
            guard let width = head.widths.first else { continue }
            let agreement = head.widths.count { $0 == width } * 1000 / head.widths.count
            // A single column is the last resort; then the delimiter is one that does not stand in the values.
            let score = width == 1 ? agreement : (agreement + 1) * 10_000 + min(width, 9999)
            if score > best?.score ?? -1 { best = (score, Delimited(delimiter, head, chosen.headerRow)) }
        }
        guard let best else { return nil }
        self = best.layout
    }

    private init(_ delimiter: Delimiter, _ head: Head, _ headerRow: Int?) {
        self.delimiter = delimiter
        self.headerRow = headerRow ?? head.skipped + 1
        // Without a header the widest of the first rows says how many columns there are.
        header = headerRow == 0 ? Array(repeating: "", count: head.widths.max() ?? 1) : head.header
        skippedRecords = head.skipped
        lineEnd = head.lineEnd
    }

    /// The first records that are not empty.
    private struct Head {
        var header: [String] = []
        var widths: [Int] = []
        var skipped = 0
        var lineEnd = LineEnd.feed

        private static let limit = 20

        /// - Parameter headerRow: Where the header is; 0 for nowhere, nil for the first row that holds anything.
        init(_ bytes: [UInt8], _ delimiter: UInt8, headerRow: Int?) {
            // A row that was chosen is counted with the blank ones.
            var above = max(0, (headerRow ?? 0) - 1)
            skipped = above
            let start = (headerRow ?? 0) > 0 ? 0 : skipBlankLines(bytes, delimiter)
            var scanner = CellScanner(delimiter)
            var cell: [UInt8] = []
            var width = 1
            var isBlank = true
            func end() {
                if widths.isEmpty, above == 0 { header.append(String(decoding: cell, as: UTF8.self)) }
                cell.removeAll(keepingCapacity: true)
                scanner.forget()
            }
            for place in start..<bytes.count {
                switch scanner.take(bytes[place]) {
                case .text(let byte):
                    if widths.isEmpty, above == 0 { cell.append(byte) }
                    isBlank = false
                case .mark: isBlank = isBlank && !scanner.isQuoted
                case .endOfCell:
                    end()
                    width += 1
                    isBlank = false
                case .endOfRecord:
                    if above > 0 {
                        end()
                        above -= 1
                    } else if widths.isEmpty, isBlank, (headerRow ?? 0) > 0 {
                        return
                    } else if !isBlank {
                        if widths.isEmpty { lineEnd = Self.end(bytes, place) }
                        end()
                        widths.append(width)
                        if widths.count == Self.limit { return }
                    }
                    width = 1
                    isBlank = true
                }
            }
            // A record cut off by the end of the sample says nothing about the width, but for the only one.
            if widths.isEmpty, !isBlank, above == 0 {
                end()
                widths.append(width)
            }
        }

        private mutating func skipBlankLines(_ bytes: [UInt8], _ delimiter: UInt8) -> Int {
            var start = 0
            for (place, byte) in bytes.enumerated() {
                if byte == CellScanner.feed || byte == CellScanner.carriage {
                    let isSecond = byte == CellScanner.feed && place > 0 && bytes[place - 1] == CellScanner.carriage
                    if !isSecond { skipped += 1 }
                    start = place + 1
                } else if byte != delimiter, byte != UInt8(ascii: " ") {
                    return start
                }
            }
            return start
        }

        private static func end(_ bytes: [UInt8], _ place: Int) -> LineEnd {
            guard bytes[place] == CellScanner.carriage else { return .feed }
            guard place + 1 < bytes.count, bytes[place + 1] == CellScanner.feed else { return .carriage }
            let hasOthers = bytes[..<place].contains { $0 == CellScanner.feed || $0 == CellScanner.carriage }
            return hasOthers ? .pairBehindOthers : .pair
        }
    }

    /// Names for columns: trimmed, never blank, each once whatever its case.
    ///
    /// - Returns: The names, and what had to be changed, in words.
    static func uniqueNames(_ header: [String]) -> (names: [String], warnings: [LocalizedText]) {
        var used: Set<String> = []
        var warnings: [LocalizedText] = []
        var names: [String] = []
        for (place, cell) in header.enumerated() {
            let trimmed = cell.trimmingCharacters(in: .whitespacesAndNewlines.union(.controlCharacters))
                .replacing(/\s+/, with: " ")
            let base = trimmed.isEmpty ? "column_\(place + 1)" : String(trimmed.prefix(200))
            var name = base
            var number = 2
            while !used.insert(name.lowercased()).inserted {
                name = "\(base)_\(number)"
                number += 1
            }
            if trimmed.isEmpty {
                warnings.append(
                    LocalizedText(
                        "\(place + 1)번째 열의 이름이 비어 있어 ‘\(name)’(으)로 정했습니다.",
                        en: "Column \(place + 1) has no name; it is called “\(name)”."
                    )
                )
            } else if name != base {
                warnings.append(
                    LocalizedText(
                        "열 이름 ‘\(base)’이(가) 겹쳐 \(place + 1)번째 열을 ‘\(name)’(으)로 정했습니다.",
                        en: "The name “\(base)” is used twice; column \(place + 1) is called “\(name)”."
                    )
                )
            }
            names.append(name)
        }
        return (names, warnings)
    }
}

import Foundation
import Kernel

/// How a delimited file is laid out, as found by looking at its beginning.
struct Delimited: Equatable, Sendable {
    let delimiter: Character
    /// The header's cells as they stand.
    let header: [String]

    /// The lines before the header, all of them blank.
    let blankLines: Int

    /// Reads the first record under each delimiter that is known, and takes the one under which the first records
    /// agree on the widest row.
    ///
    /// - Returns: nil where there is no record.
    init?(sample: String) {
        var best: (score: Int, layout: Delimited)?
        for delimiter in [",", "\t", ";", "|"] as [Character] {
            let (text, blankLines) = Self.withoutBlankLines(sample, delimiter)
            let records = Self.records(of: text, delimiter: delimiter, limit: 20)
            guard let header = records.first else { continue }
            let agreement = records.count { $0.count == header.count } * 1000 / records.count
            // A single column is the last resort; then the delimiter is one that does not stand in the values.
            let score = header.count == 1 ? agreement : (agreement + 1) * 10_000 + min(header.count, 9999)
            if score > best?.score ?? -1 { best = (score, Delimited(delimiter, header, blankLines)) }
        }
        guard let best else { return nil }
        self = best.layout
    }

    private init(_ delimiter: Character, _ header: [String], _ blankLines: Int) {
        self.delimiter = delimiter
        self.header = header
        self.blankLines = blankLines
    }

    private static func withoutBlankLines(_ sample: String, _ delimiter: Character) -> (Substring, Int) {
        var rest = Substring(sample)
        var count = 0
        while let end = rest.firstIndex(where: isLineEnd), rest[..<end].allSatisfy({ $0 == delimiter || $0 == " " }) {
            rest = rest[rest.index(after: end)...]
            count += 1
        }
        return (rest, count)
    }

    /// The engine's idea of a line's end, and no other of Unicode's.
    private static func isLineEnd(_ character: Character) -> Bool {
        character == "\n" || character == "\r\n" || character == "\r"
    }

    /// The first records that are not empty, as RFC 4180 reads them.
    static func records(of text: Substring, delimiter: Character, limit: Int) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var cell = ""
        var isQuoted = false
        var wasQuoted = false
        var scalars = text.makeIterator()
        var next = scalars.next()
        func end() {
            record.append(cell)
            cell = ""
            wasQuoted = false
        }
        while let character = next, records.count < limit {
            next = scalars.next()
            if isQuoted {
                if character == "\"" {
                    if next == "\"" {
                        cell.append("\"")
                        next = scalars.next()
                    } else {
                        isQuoted = false
                    }
                } else {
                    cell.append(character)
                }
            } else if character == "\"", cell.isEmpty, !wasQuoted {
                isQuoted = true
                wasQuoted = true
            } else if character == delimiter {
                end()
            } else if isLineEnd(character) {
                end()
                if record != [""] { records.append(record) }
                record = []
            } else {
                cell.append(character)
            }
        }
        if records.count < limit, !(cell.isEmpty && record.isEmpty) {
            end()
            // A record cut off by the end of the sample says nothing about the width.
            if records.isEmpty { records.append(record) }
        }
        return records
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

import Foundation
import Kernel

extension Intake {
    func readDelimited(_ source: URL, named file: String, as name: String, into folder: URL) async throws -> Reading {
        let sample = try Self.head(of: source, bytes: 1 << 18)
        guard !sample.isEmpty else { throw Self.empty(file) }
        guard let encoding = TextEncoding.sniff(sample) else {
            throw LakeProblem.unreadable(
                file,
                LocalizedText(
                    "글자로 된 표가 아닙니다. 엑셀 파일이면 .xlsx로, 아니면 UTF-8이나 CP949 CSV로 저장해 올려 주세요.",
                    en: "This is not a table in text. Save it as .xlsx, or as CSV in UTF-8 or CP949, and try again."
                )
            )
        }
        do {
            return try await readDelimited(source, encoding, named: file, as: name, into: folder)
        } catch let failure as Engine.Failure {
            guard encoding == .utf8, failure.message.contains("nvalid unicode") || failure.message.contains("not utf-8")
            else { throw Self.explained(failure, file) }
            if let line = try TextEncoding.brokenUTF8(source) { throw TextEncoding.utf8.broken(file, line: line) }
            // Korean may begin far behind the sample: then the rest says what the encoding is.
            do {
                return try await readDelimited(source, .cp949, named: file, as: name, into: folder)
            } catch let failure as Engine.Failure {
                throw Self.explained(failure, file)
            }
        }
    }

    private static func empty(_ file: String) -> Problem {
        LakeProblem.unreadable(file, LocalizedText("빈 파일입니다.", en: "The file is empty."))
    }

    private func readDelimited(
        _ source: URL,
        _ encoding: TextEncoding,
        named file: String,
        as name: String,
        into folder: URL
    ) async throws -> Reading {
        var text = source
        if encoding != .utf8 {
            text = folder.appending(path: "utf8.csv")
            try encoding.transcode(source, to: text, file: file)
        }
        let unified = folder.appending(path: "lines.csv")
        defer {
            try? FileManager.default.removeItem(at: unified)
            if text != source { try? FileManager.default.removeItem(at: text) }
        }
        // Room for ten thousand long heads.
        var head = try Self.head(of: text, bytes: 4 << 20)
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head = Data(head.dropFirst(3)) }
        guard let layout = Delimited(sample: String(decoding: head, as: UTF8.self)) else { throw Self.empty(file) }
        let (names, warnings) = Delimited.uniqueNames(layout.header)
        try Self.refuseWide(names.count, file: file)
        let table = TextTable(layout: layout, names: names)
        do {
            return try await read(table, from: text, file: file, as: name, into: folder, warnings)
        } catch let failure as Engine.Failure where failure.message.contains("CSV Parser") {
            try LineEnds.unify(text, to: unified)
            return try await read(table, from: unified, file: file, as: name, into: folder, warnings)
        }
    }

    /// Reads strictly, then, where rows are short or quotes stray, once more and says so.
    private func read(
        _ table: TextTable,
        from text: URL,
        file: String,
        as name: String,
        into folder: URL,
        _ warnings: [LocalizedText]
    ) async throws -> Reading {
        do {
            return try await write(table.reader(text), file: file, as: name, into: folder, warnings: warnings)
        } catch let failure as Engine.Failure where failure.message.contains("CSV Error") {
            // Rows that are too long stay an error.
            let line = failure.message.firstMatch(of: /CSV Error on Line: ([0-9]+)/).map { String($0.output.1) } ?? "?"
            let note = LocalizedText(
                "\(line)번째 줄의 형식이 다른 줄과 다릅니다(열 수나 따옴표). 모자란 칸은 비워 두고 읽었으니 확인해 주세요.",
                en:
                    "Line \(line) is laid out differently (number of cells, or quotes). Missing cells were left empty; please check."
            )
            let warnings = warnings + [note]
            do {
                let reader = table.reader(text, isPadded: true)
                return try await write(reader, file: file, as: name, into: folder, warnings: warnings)
            } catch let second as Engine.Failure
                where second.message.contains("CSV Error") && !second.message.contains("Expected Number of Columns")
            {
                let reader = table.reader(text, isPadded: true, isStrict: false)
                // A quote that is never closed swallows the lines behind it.
                guard try await !hasLineBreaks(reader, scratch: folder) else { throw failure }
                return try await write(reader, file: file, as: name, into: folder, warnings: warnings)
            }
        }
    }

    private func hasLineBreaks(_ reader: TableReader, scratch: URL) async throws -> Bool {
        let tests = reader.columns.map { "coalesce(contains(\($0.source), chr(10)), false)" }.joined(separator: " OR ")
        let output = try await engine.run(
            engine.settings(limits, scratch: scratch)
                + "SELECT 'any', count(*) FROM \(reader.relation) WHERE \(tests);",
            limits: limits
        )
        return output.first("any") != "0"
    }

    private static func explained(_ failure: Engine.Failure, _ file: String) -> Problem {
        let line = failure.message.firstMatch(of: /CSV Error on Line: ([0-9]+)/).map { String($0.output.1) }
        let counts = failure.message.firstMatch(of: /Expected Number of Columns: ([0-9]+) Found: ([0-9]+)/)
        if let line, let counts {
            return LakeProblem.unreadable(
                file,
                LocalizedText(
                    "\(line)번째 줄에 칸이 \(counts.output.2)개 있습니다. 머리글은 \(counts.output.1)개입니다. 그 줄을 고쳐 다시 올려 주세요.",
                    en:
                        "Line \(line) has \(counts.output.2) cells, the header \(counts.output.1). Correct that line and try again."
                )
            )
        }
        let place = line.map { LocalizedText("\($0)번째 줄: ", en: "Line \($0): ") }
        return LakeProblem.unreadable(
            file,
            LocalizedText(
                (place?.ko ?? "") + "표로 읽을 수 없습니다. 닫히지 않은 따옴표와 줄바꿈을 확인해 주세요.",
                en: (place?[.en] ?? "")
                    + "It cannot be read as a table. Check line breaks and quotes that are not closed."
            )
        )
    }
}

/// A delimited file's layout as the engine's words.
private struct TextTable {
    let layout: Delimited
    let names: [String]

    func reader(_ file: URL, isPadded: Bool = false, isStrict: Bool = true) -> TableReader {
        let columns = names.indices.map { "'c\($0)':'VARCHAR'" }.joined(separator: ",")
        // DuckDB pads no rows with line breaks in quotes while it reads in parallel.
        let padding = isPadded ? "null_padding=true, parallel=false, " : ""
        return TableReader(
            relation: "read_csv(\(SQLText.path(file)), auto_detect=false, header=true, skip=\(layout.blankLines), "
                + "columns={\(columns)}, delim='\(layout.delimiter)', quote='\"', escape='\"', "
                + "max_line_size=16777216, \(padding)strict_mode=\(isStrict))",
            columns: names.enumerated().map { TableReader.Column(source: "c\($0)", name: $1, type: nil) }
        )
    }
}

import Foundation
import Kernel

extension Intake {
    func readDelimited(_ source: URL, named file: String, as name: String, into folder: URL) async throws -> Reading {
        let sample = try Self.head(of: source, bytes: 1 << 18)
        guard !sample.isEmpty else { throw Self.empty(file) }
        guard let encoding = layout.encoding ?? TextEncoding.sniff(sample) else {
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
            guard encoding == .utf8, Self.isOfLetters(failure) else { throw Self.explained(failure, file) }
            if let line = try TextEncoding.brokenUTF8(source, isSure: layout.encoding != nil) {
                throw TextEncoding.utf8.broken(file, line: line)
            }
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
        let mended = folder.appending(path: "lines.csv")
        defer {
            try? FileManager.default.removeItem(at: mended)
            if text != source { try? FileManager.default.removeItem(at: text) }
        }
        // Room for ten thousand long heads.
        var head = try Self.head(of: text, bytes: 4 << 20)
        let isMarked = head.starts(with: [0xEF, 0xBB, 0xBF])
        if isMarked { head = Data(head.dropFirst(3)) }
        guard let found = Delimited(sample: head, layout) else {
            if let row = layout.headerRow, row > 0 { throw Self.noSuchRow(row, file: file) }
            throw Self.empty(file)
        }
        var (names, warnings) = Delimited.uniqueNames(found.header)
        // Nobody wonders at names that are missing because there is no header.
        if !found.hasHeader { warnings = [] }
        if layout.headerRow == nil, found.looksLikeValues { warnings.append(Self.likelyValues) }
        try Self.refuseWide(names.count, file: file)
        let table = TextTable(
            layout: found,
            names: names,
            told: FileLayout(
                encoding: encoding,
                delimiter: found.delimiter,
                lineEnd: found.lineEnd.told,
                headerRow: found.headerRow
            )
        )
        // The engine takes the first end in the file, within quotes too, for that of all lines, and sees no quote behind
        // a mark of UTF-8. Then it finds no rows and says nothing.
        let isBehindMark = isMarked && (found.needsQuotes || !found.hasHeader)
        if found.skippedRecords == 0, found.lineEnd != .pairBehindOthers, !isBehindMark {
            do {
                return try await write(table.reader(text), file: file, as: name, into: folder, warnings: warnings)
            } catch let failure as Engine.Failure where Self.isOfLines(failure) {
                // Ends are mixed, rows short, or quotes stray: what can be mended without loss is.
            }
        }
        var mender = LineMender(
            file,
            delimiter: found.delimiter,
            skipped: found.skippedRecords,
            width: names.count
        )
        try mender.mend(text, to: mended)
        let notes = mender.odd.map { [Self.note(first: $0.first, count: $0.count)] } ?? []
        return try await write(
            table.reader(mended, .feed),
            file: file,
            as: name,
            into: folder,
            warnings: warnings + notes
        )
    }

    private static func isOfLines(_ failure: Engine.Failure) -> Bool {
        ["CSV Error", "CSV Parser"].contains { failure.message.contains($0) } && !isOfLetters(failure)
    }

    private static func isOfLetters(_ failure: Engine.Failure) -> Bool {
        failure.message.contains("nvalid unicode") || failure.message.contains("not utf-8")
    }

    private static func note(first line: Int, count: Int) -> LocalizedText {
        let (others, othersEn) = count > 1 ? (" 등 \(count)개 줄", " and \(count - 1) others") : ("", "")
        return LocalizedText(
            "\(line)번째 줄\(others)의 형식이 다른 줄과 다릅니다(열 수나 따옴표). 모자란 칸은 비워 두고 읽었으니 확인해 주세요.",
            en:
                "Line \(line)\(othersEn) is laid out differently (number of cells, or quotes). Missing cells were left empty; please check."
        )
    }

    private static let likelyValues = LocalizedText(
        "첫 행이 열 이름이 아니라 값으로 보입니다. 머리글이 없는 파일이면 ‘읽은 방법’에서 ‘머리글 없음’을 골라 다시 읽어 주세요.",
        en:
            "The first row looks like values, not like names of columns. If the file has no header, choose “no header” under “How it was read” and read it again."
    )

    private static func explained(_ failure: Engine.Failure, _ file: String) -> Problem {
        failure.log("A text file could not be read")
        let line = failure.message.firstMatch(of: /CSV Error on Line: ([0-9]+)/).map { String($0.output.1) }
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
    let told: FileLayout

    /// Room for long lines. Without a size of its own the engine's buffer would have room for sixteen of them.
    static let lineSize = "max_line_size=16777216, buffer_size=33554432, "

    func reader(_ file: URL, _ end: Delimited.LineEnd? = nil) -> TableReader {
        let columns = names.indices.map { "'c\($0)':'VARCHAR'" }.joined(separator: ",")
        let end =
            switch end ?? layout.lineEnd {
            case .feed: "new_line='\\n', "
            case .carriage: "new_line='\\r', "
            // The word for it exists and does not work; left to itself the engine finds it.
            case .pair, .pairBehindOthers: ""
            }
        return TableReader(
            relation: "read_csv(\(SQLText.path(file)), auto_detect=false, header=\(layout.hasHeader), "
                + "columns={\(columns)}, delim='\(layout.delimiter.character)', quote='\"', escape='\"', "
                + "\(Self.lineSize)\(end)strict_mode=true)",
            columns: names.enumerated().map { TableReader.Column(source: "c\($0)", name: $1, type: nil) },
            layout: told
        )
    }
}

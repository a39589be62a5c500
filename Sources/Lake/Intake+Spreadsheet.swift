import Foundation
import Kernel

extension Intake {
    /// Reads the sheet that holds the table. Why not with DuckDB's own reader is in decision 0018.
    func readSpreadsheet(_ source: URL, named file: String, as name: String, into folder: URL) async throws -> Reading {
        try Self.refuseForeign(source, file: file)
        let csv = folder.appending(path: "sheet.csv")
        defer { try? FileManager.default.removeItem(at: csv) }
        let reader: TableReader
        do {
            reader = try spreadsheet(source, file: file, csv: csv, scratch: folder.appending(path: "strings"))
        } catch is MarkupReader.Endless {
            throw LakeProblem.unreadable(
                file,
                LocalizedText("엑셀 파일이 손상되었습니다. 다시 저장해 올려 주세요.", en: "The file is damaged. Save it again and retry.")
            )
        }
        do {
            return try await write(reader, file: file, as: name, into: folder)
        } catch let failure as Engine.Failure {
            failure.log("A sheet could not be read")
            throw LakeProblem.unreadable(
                file,
                LocalizedText(
                    "시트의 한 줄이 너무 길어 읽을 수 없습니다. CSV로 저장해 올려 주세요.",
                    en: "A row of the sheet is too long. Save it as CSV and try again."
                )
            )
        }
    }

    private struct Found {
        let sheet: Workbook.Sheet
        let survey: SheetSurvey
        let table: SheetSurvey.Table
    }

    private func spreadsheet(_ source: URL, file: String, csv: URL, scratch: URL) throws -> TableReader {
        let archive = try ZipArchive(source, name: file)
        let book = try Workbook(archive, file: file)
        let strings = try SharedStrings(of: archive, path: book.strings, scratch: scratch, file: file)
        let visible = book.sheets.filter(\.isVisible)
        var found: [Found] = []
        for sheet in visible where archive.holds(sheet.path) {
            try Task.checkCancellation()
            var reader = SheetReader(SheetSurvey(), styles: book.styles, strings: strings, file: file)
            try archive.read(sheet.path, to: &reader)
            if let table = reader.taker.table() {
                found.append(Found(sheet: sheet, survey: reader.taker, table: table))
            }
        }
        let proper = found.filter(\.table.isProper)
        guard var best = (proper.isEmpty ? found : proper).max(by: { $0.table.rows < $1.table.rows }) else {
            throw LakeProblem.unreadable(
                file,
                LocalizedText(
                    "표가 있는 시트가 없습니다. 표를 첫 시트에 두고 숨김을 풀어 다시 올려 주세요.",
                    en: "No sheet holds a table. Put the table on a sheet that is not hidden and try again."
                )
            )
        }
        best = try corrected(best, among: found, file: file)
        try Self.refuseWide(best.table.columns.count, file: file)
        let writer = try SheetWriter(best.table, to: csv, strings: strings, isFrom1904: book.isFrom1904)
        var reader = SheetReader(writer, styles: book.styles, strings: strings, file: file)
        try archive.read(best.sheet.path, to: &reader)
        try reader.taker.end()
        var (names, warnings) = Delimited.uniqueNames(reader.taker.heads)
        if best.table.header == nil { warnings = [] }
        let columns = zip(best.table.columns, names).enumerated().map { place, column in
            TableReader.Column(
                source: "c\(place)",
                name: column.1,
                type: Self.type(of: column.0.cells, named: column.1)
            )
        }
        let values = columns.map { column in
            column.type.map { "CAST(\(column.source) AS \($0)) AS \(column.source)" } ?? column.source
        }
        let described = columns.map { "'\($0.source)':'VARCHAR'" }.joined(separator: ",")
        return TableReader(
            relation:
                "(SELECT \(values.joined(separator: ", ")) FROM read_csv(\(SQLText.path(csv)), auto_detect=false, "
                + "header=false, columns={\(described)}, delim=',', quote='\"', escape='\"', "
                + "new_line='\\n', max_line_size=67108864, buffer_size=134217728))",
            columns: columns,
            warnings: Self.notes(best, others: proper, of: book, isChosen: layout.sheet != nil) + warnings,
            layout: FileLayout(
                headerRow: best.table.header?.lowerBound ?? 0,
                sheet: best.sheet.name,
                sheets: found.map(\.sheet.name)
            )
        )
    }

    /// The sheet and the header that were chosen, where some were.
    private func corrected(_ best: Found, among found: [Found], file: String) throws -> Found {
        var best = best
        if let name = layout.sheet {
            guard let chosen = found.first(where: { $0.sheet.name == name }) else {
                throw Self.noSuchSheet(name, known: found.map(\.sheet.name), file: file)
            }
            best = chosen
        }
        guard let row = layout.headerRow else { return best }
        guard let table = best.survey.table(headerRow: row) else { throw Self.noSuchRow(row, file: file) }
        return Found(sheet: best.sheet, survey: best.survey, table: table)
    }

    /// nil where the text of the cells tells more than their kind.
    private static func type(of cells: SheetSurvey.Column, named name: String) -> String? {
        if cells.isOfBooleans { return "BOOLEAN" }
        return cells.isOfFractions && !ColumnTyping.isIdentifier(name) ? "DOUBLE" : nil
    }

    /// What the uploader should know: which sheet was read, what was not, and where cells hold less than they show.
    ///
    /// - Parameter isChosen: Whether somebody chose the sheet, and knows of the others.
    private static func notes(_ best: Found, others: [Found], of book: Workbook, isChosen: Bool) -> [LocalizedText] {
        var notes: [LocalizedText] = []
        func listed(_ names: [String]) -> String {
            names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " …" : "")
        }
        let unread = others.filter { $0.sheet.path != best.sheet.path }
        if !unread.isEmpty, !isChosen {
            let korean = listed(unread.map { "‘\($0.sheet.name)’(\($0.table.rows)행)" })
            let english = listed(unread.map { "‘\($0.sheet.name)’ (\($0.table.rows) rows)" })
            notes.append(
                LocalizedText(
                    "행이 가장 많은 시트 ‘\(best.sheet.name)’을(를) 읽었습니다. 표가 있는 다른 시트는 읽지 않았습니다: \(korean). 필요하면 시트마다 파일을 따로 올려 주세요.",
                    en:
                        "The sheet with most rows, ‘\(best.sheet.name)’, was read. Other sheets with tables were not: \(english). Upload them as files of their own if they are needed."
                )
            )
        } else if !isChosen, let first = book.sheets.first(where: \.isVisible), first.path != best.sheet.path {
            notes.append(
                LocalizedText(
                    "첫 시트 ‘\(first.name)’에는 표가 없어 시트 ‘\(best.sheet.name)’을(를) 읽었습니다.",
                    en: "The first sheet, ‘\(first.name)’, holds no table; ‘\(best.sheet.name)’ was read."
                )
            )
        }
        let hidden = book.sheets.filter { !$0.isVisible }.map { "‘\($0.name)’" }
        if !hidden.isEmpty {
            notes.append(
                LocalizedText(
                    "숨긴 시트는 읽지 않았습니다: \(listed(hidden)).",
                    en: "Hidden sheets were not read: \(listed(hidden))."
                )
            )
        }
        if let first = best.table.merged.first {
            let place = CellName.of(row: first.rows.lowerBound, column: first.columns.lowerBound)
            notes.append(
                LocalizedText(
                    "표 안에 병합된 칸이 \(best.table.merged.count)곳 있습니다(\(place)부터). 첫 칸에만 값이 있고 나머지는 비어 있으니 병합을 풀어 채워 주세요.",
                    en:
                        "\(best.table.merged.count) ranges within the table are merged (from \(place)). Only their first cell holds the value; unmerge and fill them."
                )
            )
        }
        if let missed = best.survey.missedResults {
            notes.append(
                LocalizedText(
                    "수식의 결과가 저장되어 있지 않은 칸이 \(missed.count)개 있어 비워 두었습니다(\(missed.first)부터). 엑셀에서 열어 저장한 뒤 다시 올려 주세요.",
                    en:
                        "\(missed.count) formulas have no stored result and were left empty (from \(missed.first)). Open the file in Excel, save it and upload it again."
                )
            )
        }
        return notes
    }

    /// Files that Excel opens and that are no XLSX, each with what to do about it.
    private static func refuseForeign(_ source: URL, file: String) throws {
        let head = [UInt8](try head(of: source, bytes: 512))
        if head.starts(with: [0x50, 0x4B]) { return }
        guard head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]), head.count == 512 else {
            let text = String(decoding: head, as: UTF8.self).lowercased()
            guard text.contains("<html") || text.contains("<table") || text.contains("<?xml") else {
                _ = try ZipArchive(source, name: file)
                return
            }
            throw LakeProblem.unreadable(
                file,
                LocalizedText(
                    "엑셀 파일이 아니라 웹 문서(HTML·XML)입니다. 엑셀에서 열어 ‘Excel 통합 문서(.xlsx)’로 저장해 올려 주세요.",
                    en:
                        "This is a web document, not a workbook. Open it in Excel and save it as “Excel Workbook (.xlsx)”."
                )
            )
        }
        // An OLE file. Where its directory names an encrypted package, it is an XLSX behind a password.
        let sector = 1 << min(Int(head[30]), 16)
        let place = (0..<4).reduce(0) { $0 | Int(head[48 + $1]) << (8 * $1) }
        let handle = try FileHandle(forReadingFrom: source)
        defer { try? handle.close() }
        try handle.seek(toOffset: UInt64((place + 1) * sector))
        let directory = try handle.read(upToCount: 8 * sector) ?? Data()
        let mark = "EncryptedPackage".data(using: .utf16LittleEndian) ?? Data()
        guard directory.range(of: mark) == nil else { throw LakeProblem.locked(file) }
        throw LakeProblem.unreadable(
            file,
            LocalizedText(
                "옛 엑셀 형식(.xls)입니다. 엑셀에서 열어 ‘Excel 통합 문서(.xlsx)’로 저장해 올려 주세요.",
                en: "This is the old Excel format (.xls). Open it in Excel and save it as “Excel Workbook (.xlsx)”."
            )
        )
    }
}

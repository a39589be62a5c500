import Foundation
import Kernel

/// Turns an upload into a table: reads it, finds types that lose nothing, writes Parquet, profiles it.
package struct Intake: Sendable {
    private let engine: Engine
    private let limits: Engine.Limits

    /// - Parameter memory: MiB that one reading may use.
    package init(engine: Engine, memory: Int = 2048) {
        self.engine = engine
        limits = Engine.Limits(threads: 2, memory: memory, deadline: 7200)
    }

    /// What became of an upload.
    package struct Reading: Sendable {
        /// nil for a document: a file without tables.
        package let table: LakeTable?
        package let warnings: [LocalizedText]
    }

    /// Reads `source` and writes its table as `folder/data.parquet`.
    ///
    /// - Parameters:
    ///   - file: The name it was uploaded under; its ending says what it is.
    ///   - name: The table's name in SQL.
    /// - Throws: A 422 problem that says where and why, when the file is not what its name says.
    package func read(_ source: URL, named file: String, as name: String, into folder: URL) async throws -> Reading {
        let ending = (file as NSString).pathExtension.lowercased()
        let reader: TableReader
        switch ending {
        case "csv", "tsv", "txt", "tab":
            return try await readDelimited(source, named: file, as: name, into: folder)
        case "xlsx": reader = try await spreadsheet(source, file: file)
        case "json", "ndjson", "jsonl", "geojson":
            reader = try await described(
                "read_json(\(SQLText.path(source)), sample_size=-1, maximum_object_size=67108864)",
                file
            )
        case "parquet": reader = try await described("read_parquet(\(SQLText.path(source)))", file)
        default: return Reading(table: nil, warnings: [])
        }
        return try await write(reader, file: file, as: name, into: folder)
    }

    // MARK: - Delimited text

    private func readDelimited(_ source: URL, named file: String, as name: String, into folder: URL) async throws
        -> Reading
    {
        let sample = try Self.head(of: source, bytes: 1 << 18)
        guard !sample.isEmpty else {
            throw LakeProblem.unreadable(file, LocalizedText("빈 파일입니다.", en: "The file is empty."))
        }
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
            // Korean may begin far behind the sample: then the rest says what the encoding is.
            guard encoding == .utf8, failure.message.contains("nvalid unicode") || failure.message.contains("not utf-8")
            else { throw Self.explained(failure, file) }
            do {
                return try await readDelimited(source, .cp949, named: file, as: name, into: folder)
            } catch let failure as Engine.Failure {
                throw Self.explained(failure, file)
            }
        }
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
        defer { if text != source { try? FileManager.default.removeItem(at: text) } }
        var head = try Self.head(of: text, bytes: 1 << 18)
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head = Data(head.dropFirst(3)) }
        guard let layout = Delimited(sample: String(decoding: head, as: UTF8.self)) else {
            throw LakeProblem.unreadable(file, LocalizedText("빈 파일입니다.", en: "The file is empty."))
        }
        let (names, warnings) = Delimited.uniqueNames(layout.header)
        guard names.count <= 10_000 else {
            throw LakeProblem.unreadable(
                file,
                LocalizedText(
                    "열이 \(names.count)개입니다. 10,000개까지 읽습니다.",
                    en: "It has \(names.count) columns; 10,000 are read."
                )
            )
        }
        func relation(padding: Bool, strict: Bool = true) -> String {
            let columns = names.indices.map { "'c\($0)':'VARCHAR'" }.joined(separator: ",")
            return "read_csv(\(SQLText.path(text)), auto_detect=false, header=true, columns={\(columns)}, "
                + "delim='\(layout.delimiter)', quote='\"', escape='\"', max_line_size=16777216, "
                + (padding ? "null_padding=true, parallel=false, " : "") + "strict_mode=\(strict))"
        }
        let reader = TableReader(
            relation: relation(padding: false),
            columns: names.enumerated().map { TableReader.Column(source: "c\($0)", name: $1, type: nil) }
        )
        do {
            return try await write(reader, file: file, as: name, into: folder, warnings: warnings)
        } catch let failure as Engine.Failure where failure.message.contains("CSV Error") {
            // Short rows: read again slowly, and say so. Rows that are too long stay an error; stray quotes do not.
            var lenient = reader
            lenient.relation = relation(padding: true)
            let line = failure.message.firstMatch(of: /CSV Error on Line: ([0-9]+)/).map { String($0.output.1) } ?? "?"
            let note = LocalizedText(
                "\(line)번째 줄의 형식이 다른 줄과 다릅니다(열 수나 따옴표). 모자란 칸은 비워 두고 읽었으니 확인해 주세요.",
                en:
                    "Line \(line) is laid out differently (number of cells, or quotes). Missing cells were left empty; please check."
            )
            do {
                return try await write(lenient, file: file, as: name, into: folder, warnings: warnings + [note])
            } catch let failure as Engine.Failure
                where failure.message.contains("CSV Error") && !failure.message.contains("Expected Number of Columns")
            {
                lenient.relation = relation(padding: true, strict: false)
                return try await write(lenient, file: file, as: name, into: folder, warnings: warnings + [note])
            }
        }
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
                (place?.ko ?? "") + "표로 읽을 수 없습니다. 따옴표와 줄바꿈을 확인해 주세요.",
                en: (place?[.en] ?? "") + "It cannot be read as a table. Check quotes and line breaks."
            )
        )
    }

    // MARK: - Spreadsheets, JSON, Parquet

    private func spreadsheet(_ source: URL, file: String) async throws -> TableReader {
        try ZipGuard.check(source, file: file)
        let load = try engine.loadExcel()
        // Without a range DuckDB takes the first row's width, which may be a title's.
        func relation(_ range: String) -> String {
            "read_xlsx(\(SQLText.path(source)), header=false, all_varchar=true, stop_at_empty=false, range='\(range)')"
        }
        let lines = try await explaining(file) {
            try await engine.run(
                load + "SELECT 'row', json_array(*COLUMNS(*)) FROM \(relation("A1:ZZ50"));",
                limits: limits
            ).all("row")
        }
        let rows = lines.compactMap { line -> [(String, String?)]? in
            guard let cells = try? JSONDecoder().decode([String?].self, from: Data(line.utf8)) else { return nil }
            return cells.enumerated().map { (Self.letters($0), $1) }
        }
        let widest = rows.map { row in row.count { !($0.1 ?? "").isEmpty } }.max() ?? 0
        guard widest > 0,
            let place = rows.firstIndex(where: { row in row.count { !($0.1 ?? "").isEmpty } * 10 >= widest * 6 })
        else {
            throw LakeProblem.unreadable(
                file,
                LocalizedText("첫 시트에 표가 없습니다.", en: "There is no table on its first sheet.")
            )
        }
        let header = rows[place]
        // Columns behind the last head that hold nothing are no columns.
        let width = (header.lastIndex { !($0.1 ?? "").isEmpty } ?? 0) + 1
        let (names, warnings) = Delimited.uniqueNames(header.prefix(width).map { $0.1 ?? "" })
        let letters = header.prefix(width).map(\.0)
        let below = "A\(place + 2):\(letters[width - 1])"
        // Read as text a date is Excel's day number; the first row, read with its types, tells which columns hold dates.
        let typed = "read_xlsx(\(SQLText.path(source)), header=false, range='\(below)\(place + 2)')"
        let described = try await explaining(file) {
            try await engine.run(
                load + "SELECT 'type', column_type FROM (DESCRIBE FROM \(typed));",
                limits: limits
            ).all("type")
        }
        let types = described.count == width ? described : letters.map { _ in "VARCHAR" }
        let cells = letters.map(SQLText.identifier)
        let values = zip(cells, types).map { cell, type in "\(Self.dated(cell, type)) AS \(cell)" }
        let isEmpty = cells.map { "coalesce(\($0), '') = ''" }.joined(separator: " AND ")
        return TableReader(
            prelude: load,
            relation:
                "(SELECT \(values.joined(separator: ", ")) FROM \(relation(below + "1048576")) WHERE NOT (\(isEmpty)))",
            columns: zip(letters, names).map { TableReader.Column(source: $0, name: $1, type: nil) },
            warnings: warnings
        )
    }

    /// A cell of a column of dates as ISO text; anything else in it stays as it is.
    private static func dated(_ cell: String, _ type: String) -> String {
        let number = "TRY_CAST(\(cell) AS DOUBLE)"
        let seconds = "to_seconds(CAST(round(\(number) * 86400) AS BIGINT))"
        // Excel counts days from 1899-12-30.
        switch type {
        case "DATE": return "coalesce(strftime(TIMESTAMP '1899-12-30' + \(seconds), '%Y-%m-%d'), \(cell))"
        case "TIMESTAMP": return "coalesce(strftime(TIMESTAMP '1899-12-30' + \(seconds), '%Y-%m-%d %H:%M:%S'), \(cell))"
        default: return cell
        }
    }

    /// The name of a sheet's column, counted from 0: A, B, …, Z, AA.
    private static func letters(_ column: Int) -> String {
        let last = String(UnicodeScalar(UInt8(65 + column % 26)))
        return column < 26 ? last : letters(column / 26 - 1) + last
    }

    /// A source whose columns DuckDB knows by itself; nested values are kept as JSON text.
    private func described(_ relation: String, _ file: String) async throws -> TableReader {
        let lines = try await explaining(file) {
            try await engine.run(
                "SELECT 'column', to_json(struct_pack(n := column_name, t := column_type)) FROM (DESCRIBE FROM \(relation));",
                limits: limits
            ).all("column")
        }
        struct Described: Decodable {
            let n: String
            let t: String
        }
        let found = try lines.map { try JSONDecoder().decode(Described.self, from: Data($0.utf8)) }
        let (names, warnings) = Delimited.uniqueNames(found.map(\.n))
        return TableReader(
            relation: relation,
            columns: zip(found, names).map { TableReader.Column(source: $0.n, name: $1, type: $0.t) },
            warnings: warnings
        )
    }

    private func explaining<Value>(_ file: String, _ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let failure as Engine.Failure {
            if failure.message.contains("No space left") { throw LakeProblem.disk(ENOSPC) }
            throw LakeProblem.unreadable(
                file,
                LocalizedText(
                    "파일의 내용이 확장자와 다르거나 손상되었습니다. 다시 저장해 올려 주세요.",
                    en: "The content is not what its ending says, or is damaged. Save it again and retry."
                )
            )
        }
    }

    // MARK: - Writing

    private func write(
        _ reader: TableReader,
        file: String,
        as name: String,
        into folder: URL,
        warnings: [LocalizedText] = []
    ) async throws -> Reading {
        let target = folder.appending(path: LakeTable.file)
        let settings = reader.prelude + engine.settings(limits, scratch: folder)
        do {
            let sample = try await types(of: reader, in: "(SELECT * FROM \(reader.relation) LIMIT 20000)", settings)
            do {
                try await copy(reader, sample, to: target, settings, isChecked: true)
            } catch let failure as Engine.Failure where failure.message.contains("maru-damage") {
                // The sample promised more than the rest keeps: look at every row before choosing.
                let full = try await types(of: reader, in: reader.relation, settings)
                try await copy(reader, full, to: target, settings, isChecked: false)
            }
        } catch let failure as Engine.Failure {
            if failure.message.contains("No space left") { throw LakeProblem.disk(ENOSPC) }
            if failure.message.contains("CSV Error") || failure.message.contains("nvalid unicode") { throw failure }
            throw LakeProblem.unreadable(
                file,
                LocalizedText("표로 바꾸지 못했습니다.", en: "It could not be made into a table.")
            )
        }
        try? FileManager.default.removeItem(at: folder.appending(path: "tmp"))
        let (rows, columns) = try await Profiler(engine: engine, limits: limits).profile(target, scratch: folder)
        try? FileManager.default.removeItem(at: folder.appending(path: "tmp"))
        let table = LakeTable(
            name: name,
            rows: rows,
            columns: columns,
            bytes: try Checksum.size(target),
            sha256: try Checksum.sha256(target)
        )
        return Reading(table: table, warnings: warnings + reader.warnings)
    }

    /// The best type for each column that every value of `relation` survives.
    private func types(of reader: TableReader, in relation: String, _ settings: String) async throws -> [ColumnTyping] {
        let candidates = ColumnTyping.allCases.filter { $0 != .text }
        let open = reader.columns.indices.filter { reader.columns[$0].type == nil }
        guard !open.isEmpty else { return reader.columns.map { _ in .text } }
        var result = reader.columns.map { _ in ColumnTyping.text }
        // A few hundred columns at a time: one SELECT over 10,000 would take minutes to plan.
        for start in stride(from: 0, to: open.count, by: 250) {
            let part = open[start..<min(start + 250, open.count)]
            let tests = part.map { place in
                let v = SQLText.identifier(reader.columns[place].source)
                let survivors = candidates.map { "coalesce(bool_and(\($0.survives(v))), false)" }
                return "[count(\(v)) > 0, " + survivors.joined(separator: ", ") + "]"
            }
            let output = try await engine.run(
                settings + "SELECT 'types', to_json([\(tests.joined(separator: ", "))]) FROM \(relation);",
                limits: limits
            )
            let found = try JSONDecoder().decode([[Bool]].self, from: Data((output.first("types") ?? "[]").utf8))
            for (place, flags) in zip(part, found) where flags.first == true {
                let typing = zip(candidates, flags.dropFirst()).first { $0.1 }?.0 ?? .text
                let isName = ColumnTyping.isIdentifier(reader.columns[place].name)
                result[place] = isName && [.bigint, .double].contains(typing) ? .text : typing
            }
        }
        return result
    }

    private func copy(
        _ reader: TableReader,
        _ types: [ColumnTyping],
        to target: URL,
        _ settings: String,
        isChecked: Bool
    ) async throws {
        let columns = zip(reader.columns, types).map { column, typing in
            let v = SQLText.identifier(column.source)
            let name = SQLText.identifier(column.name)
            if let type = column.type {
                let isNested =
                    type.contains("STRUCT") || type.contains("[]") || type.contains("MAP") || type == "JSON"
                    || type.contains("UNION")
                return (isNested ? "CAST(to_json(\(v)) AS VARCHAR)" : type == "UUID" ? "CAST(\(v) AS VARCHAR)" : v)
                    + " AS \(name)"
            }
            guard typing != .text else { return "\(v) AS \(name)" }
            guard isChecked else { return "\(typing.value(v)) AS \(name)" }
            return "CASE WHEN \(v) IS NULL THEN NULL WHEN \(typing.survives(v)) THEN \(typing.value(v)) "
                + "ELSE error('maru-damage') END AS \(name)"
        }
        try? FileManager.default.removeItem(at: target)
        _ = try await engine.run(
            settings + "COPY (SELECT \(columns.joined(separator: ", ")) FROM \(reader.relation)) TO "
                + "\(SQLText.path(target)) (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880);",
            limits: limits
        )
    }

    private static func head(of file: URL, bytes: Int) throws -> Data {
        guard let handle = FileHandle(forReadingAtPath: file.path) else { throw LakeProblem.missingFile(file.path) }
        defer { try? handle.close() }
        return try handle.read(upToCount: bytes) ?? Data()
    }
}

/// Something that DuckDB can read as rows, and what its columns shall be called.
struct TableReader: Sendable {
    var prelude = ""
    var relation: String
    var columns: [Column]
    var warnings: [LocalizedText] = []

    struct Column: Sendable {
        let source: String
        let name: String
        /// nil for text whose type is still to be found.
        let type: String?
    }
}

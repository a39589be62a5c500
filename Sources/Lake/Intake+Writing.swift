import Foundation
import Kernel

extension Intake {
    /// Finds the types, writes the Parquet file and profiles it.
    ///
    /// - Throws: ``Engine/Failure`` where the CSV is at fault, so that the caller can read it another way.
    func write(
        _ reader: TableReader,
        file: String,
        as name: String,
        into folder: URL,
        warnings: [LocalizedText] = []
    ) async throws -> Reading {
        let target = folder.appending(path: LakeTable.file)
        let settings = engine.settings(limits, scratch: folder)
        var applied = Applied()
        do {
            if !chosen.columns.isEmpty { applied = try await self.applied(to: reader, settings) }
            if reader.columns.count > Self.wideColumns {
                // Each look at a value needs memory of its own while rows are written: a pass before needs none.
                let full = try await types(of: reader, in: reader.relation, settings)
                try await copy(reader, full, applied, to: target, settings, isChecked: false)
            } else {
                let sample = try await types(of: reader, in: "(SELECT * FROM \(reader.relation) LIMIT 20000)", settings)
                do {
                    try await copy(reader, sample, applied, to: target, settings, isChecked: true)
                } catch let failure as Engine.Failure where failure.message.contains("maru-damage") {
                    // The sample promised more than the rest keeps: look at every row before choosing.
                    let full = try await types(of: reader, in: reader.relation, settings, below: sample)
                    try await copy(reader, full, applied, to: target, settings, isChecked: false)
                }
            }
            try? FileManager.default.removeItem(at: folder.appending(path: "tmp"))
            async let hash = Checksum.sha256(target)
            let (rows, columns) = try await Profiler(engine: engine, limits: limits, file: target, scratch: folder)
                .profile()
            try? FileManager.default.removeItem(at: folder.appending(path: "tmp"))
            let table = LakeTable(
                name: name,
                rows: rows,
                columns: columns,
                bytes: try Checksum.size(target),
                sha256: try await hash,
                layout: reader.layout
            )
            return Reading(table: table, warnings: warnings + reader.warnings + applied.warnings)
        } catch let failure as Engine.Failure {
            if failure.message.contains("No space left") { throw LakeProblem.disk(ENOSPC) }
            if Self.isOfText(failure) { throw failure }
            failure.log("A table could not be written")
            throw Self.unwritable(file, failure, columns: reader.columns.count)
        }
    }

    /// A file that was read, but whose table the engine could not write.
    private static func unwritable(_ file: String, _ failure: Engine.Failure, columns: Int) -> Problem {
        guard failure.isOfMemory else {
            return LakeProblem.unreadable(
                file,
                LocalizedText(
                    "표로 바꾸지 못했습니다. 운영자에게 서버 기록의 원인을 확인해 달라고 하세요.",
                    en: "It could not be made into a table. Ask the operator for the cause in the server's log."
                )
            )
        }
        return LakeProblem.unreadable(
            file,
            LocalizedText(
                "열 \(columns)개의 표를 쓰기에 기억장치가 모자랍니다. 표를 나누거나, 운영자에게 work.memory를 늘려 달라고 하세요.",
                en:
                    "There is too little memory to write its \(columns) columns. Split the table, or ask the operator to raise work.memory."
            )
        )
    }

    /// The best type for each column that every value of `relation` survives.
    ///
    /// - Parameter known: Types that a part of the rows survives; what is text by them is not looked at again.
    private func types(
        of reader: TableReader,
        in relation: String,
        _ settings: String,
        below known: [ColumnTyping]? = nil
    ) async throws -> [ColumnTyping] {
        let open = reader.columns.indices.filter { reader.columns[$0].type == nil && known?[$0] != .text }
        var result = reader.columns.map { _ in ColumnTyping.text }
        guard !open.isEmpty else { return result }
        // The columns become rows: one plan for all of them, whatever their number. Empty cells fall out.
        let sources = open.map { "\(SQLText.identifier(reader.columns[$0].source)) AS \"\($0)\"" }
        let output = try await engine.run(
            settings + """
                SELECT 'type', to_json(struct_pack(place := CAST(place AS INTEGER), look := \(ColumnTyping.Look.sql("v"))))
                FROM (UNPIVOT (SELECT \(sources.joined(separator: ", ")) FROM \(relation)) ON COLUMNS(*) INTO NAME place VALUE v)
                GROUP BY place;
                """,
            limits: limits
        )
        for line in output.all("type") {
            let found = try JSONDecoder().decode(FoundType.self, from: Data(line.utf8))
            let isName = ColumnTyping.isIdentifier(reader.columns[found.place].name)
            result[found.place] = isName && found.look.typing.isNumber ? .text : found.look.typing
        }
        return result
    }

    private struct FoundType: Decodable {
        let place: Int
        let look: ColumnTyping.Look
    }

    private func copy(
        _ reader: TableReader,
        _ types: [ColumnTyping],
        _ applied: Applied,
        to target: URL,
        _ settings: String,
        isChecked: Bool
    ) async throws {
        var inner: [String] = []
        let columns = zip(reader.columns, types).enumerated().map { place, pair in
            let (column, typing) = pair
            let v = SQLText.identifier(column.source)
            let name = SQLText.identifier(column.name)
            inner.append(v)
            if let value = applied.values[place] { return "\(value) AS \(name)" }
            if let type = column.type { return "\(Self.stored(v, type)) AS \(name)" }
            guard typing != .text else { return "\(v) AS \(name)" }
            // In a SELECT of its own the value is computed once, and not again to be looked at.
            let d = SQLText.identifier("value \(place)")
            inner.append("\(typing.value(v)) AS \(d)")
            guard isChecked else { return "\(d) AS \(name)" }
            return
                "CASE WHEN \(v) IS NULL OR \(typing.survives(v, as: d)) THEN \(d) ELSE error('maru-damage') END AS \(name)"
        }
        // A row group is in memory as a whole, once a thread, each column with buffers of its own.
        let isWide = columns.count > Self.wideColumns
        let group = max(2048, min(122_880, 20_000_000 / max(1, columns.count) / 2048 * 2048))
        // Else the dictionaries of 10,000 columns alone take gigabytes.
        let dictionary = isWide ? ", STRING_DICTIONARY_PAGE_SIZE_LIMIT 4096" : ""
        try? FileManager.default.removeItem(at: target)
        _ = try await engine.run(
            settings + (isWide ? "SET threads=1;\n" : "")
                + "COPY (SELECT \(columns.joined(separator: ", ")) FROM "
                + "(SELECT \(inner.joined(separator: ", ")) FROM \(reader.relation))) TO "
                + "\(SQLText.path(target)) (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE \(group)\(dictionary));",
            limits: limits
        )
    }

    /// Above so many columns the Parquet writer's buffers outweigh what a second thread gains.
    private static let wideColumns = 500

    /// A typed column as it is kept: what is nested, and what Parquet or the pages cannot hold, becomes text.
    static func stored(_ v: String, _ type: String) -> String {
        let isNested =
            type.contains("STRUCT") || type.contains("[") || type.contains("MAP") || type == "JSON"
            || type.contains("UNION")
        if isNested { return "CAST(to_json(\(v)) AS VARCHAR)" }
        switch type {
        case "HUGEINT", "UHUGEINT", "UUID": return "CAST(\(v) AS VARCHAR)"
        default: return v
        }
    }

    /// Whether DuckDB could not read the text as cells: another way of reading it may do.
    static func isOfText(_ failure: Engine.Failure) -> Bool {
        ["CSV Error", "CSV Parser", "nvalid unicode", "not utf-8"].contains { failure.message.contains($0) }
    }
}

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
            // Fewer rows of a wide table: what is looked at stays about as much.
            let rows = max(1000, min(20_000, 4_000_000 / max(1, reader.columns.count)))
            let sample = try await types(of: reader, in: "(SELECT * FROM \(reader.relation) LIMIT \(rows))", settings)
            do {
                try await copy(reader, sample, applied, to: target, settings, isChecked: true)
            } catch let failure as Engine.Failure where failure.message.contains("maru-damage") {
                // The sample promised more than the rest keeps: look at every row before choosing.
                let full = try await types(of: reader, in: reader.relation, settings)
                try await copy(reader, full, applied, to: target, settings, isChecked: false)
            }
        } catch let failure as Engine.Failure {
            if failure.message.contains("No space left") { throw LakeProblem.disk(ENOSPC) }
            if Self.isOfText(failure) { throw failure }
            throw LakeProblem.unreadable(
                file,
                LocalizedText("표로 바꾸지 못했습니다.", en: "It could not be made into a table.")
            )
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
            sha256: try await hash
        )
        return Reading(table: table, warnings: warnings + reader.warnings + applied.warnings)
    }

    /// The best type for each column that every value of `relation` survives.
    private func types(of reader: TableReader, in relation: String, _ settings: String) async throws -> [ColumnTyping] {
        let open = reader.columns.indices.filter { reader.columns[$0].type == nil }
        var result = reader.columns.map { _ in ColumnTyping.text }
        // A few hundred columns at a time: one SELECT over 10,000 would take minutes to plan.
        for start in stride(from: 0, to: open.count, by: 250) {
            let part = open[start..<min(start + 250, open.count)]
            let looks = part.map { ColumnTyping.Look.sql(SQLText.identifier(reader.columns[$0].source)) }
            let output = try await engine.run(
                settings + "SELECT 'types', to_json([\(looks.joined(separator: ", "))]) FROM \(relation);",
                limits: limits
            )
            let found = try JSONDecoder().decode(
                [ColumnTyping.Look].self,
                from: Data((output.first("types") ?? "[]").utf8)
            )
            for (place, look) in zip(part, found) {
                let typing = look.typing
                let isName = ColumnTyping.isIdentifier(reader.columns[place].name)
                result[place] = isName && typing.isNumber ? .text : typing
            }
        }
        return result
    }

    private func copy(
        _ reader: TableReader,
        _ types: [ColumnTyping],
        _ applied: Applied,
        to target: URL,
        _ settings: String,
        isChecked: Bool
    ) async throws {
        let columns = zip(reader.columns, types).enumerated().map { place, pair in
            let (column, typing) = pair
            let v = SQLText.identifier(column.source)
            let name = SQLText.identifier(column.name)
            if let value = applied.values[place] { return "\(value) AS \(name)" }
            if let type = column.type { return "\(Self.stored(v, type)) AS \(name)" }
            guard typing != .text else { return "\(v) AS \(name)" }
            guard isChecked else { return "\(typing.value(v)) AS \(name)" }
            return "CASE WHEN \(v) IS NULL THEN NULL WHEN \(typing.survives(v)) THEN \(typing.value(v)) "
                + "ELSE error('maru-damage') END AS \(name)"
        }
        // A row group is in memory as a whole, each column with buffers of its own.
        let group = max(2048, min(122_880, 20_000_000 / max(1, columns.count) / 2048 * 2048))
        try? FileManager.default.removeItem(at: target)
        _ = try await engine.run(
            settings + "COPY (SELECT \(columns.joined(separator: ", ")) FROM \(reader.relation)) TO "
                + "\(SQLText.path(target)) (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE \(group));",
            limits: limits
        )
    }

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

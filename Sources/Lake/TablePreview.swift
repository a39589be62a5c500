import Foundation

/// The first rows of a table, as text, for people to look at.
package struct TablePreview: Codable, Equatable, Sendable {
    package let columns: [String]
    /// At most ``TablePreview/limit`` rows; a missing value is nil, a long one is cut.
    package let rows: [[String?]]

    static let limit = 10
    /// What a page can show; the rest of a wide table is seen by asking.
    static let columnLimit = 60
    /// In characters.
    static let valueLimit = 120
    static let file = "preview.json"
}

extension Intake {
    /// The first rows of a table in the lake.
    ///
    /// Made by a worker the first time and kept beside the table, which never changes: a page that many look at costs
    /// no worker each time.
    package func preview(of file: URL, _ table: LakeTable) async throws -> TablePreview {
        let kept = file.deletingLastPathComponent().appending(path: TablePreview.file)
        if let data = try? Data(contentsOf: kept),
            let preview = try? JSONDecoder().decode(TablePreview.self, from: data)
        {
            return preview
        }
        let columns = table.columns.prefix(TablePreview.columnLimit).map(\.name)
        let values = columns.map { "left(CAST(\(SQLText.identifier($0)) AS VARCHAR), \(TablePreview.valueLimit))" }
        let limits = Engine.Limits(threads: 1, memory: 512, scratch: 64, file: 64, deadline: 20)
        let output = try await engine.run(
            engine.settings(limits, scratch: file.deletingLastPathComponent())
                + """
                SELECT 'row', json_array(\(values.joined(separator: ", ")))
                FROM (FROM read_parquet(\(SQLText.path(file))) LIMIT \(TablePreview.limit));
                """,
            limits: limits
        )
        let preview = TablePreview(
            columns: columns,
            rows: try output.all("row").map { try JSONDecoder().decode([String?].self, from: Data($0.utf8)) }
        )
        // Two visitors at once write the same; whoever is last replaces the whole file.
        try? JSONEncoder().encode(preview).write(to: kept, options: .atomic)
        return preview
    }
}

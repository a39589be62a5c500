import Foundation
import Kernel

/// What a share would hold, before anything is decided.
package struct SharePreview: Equatable, Sendable {
    package let table: String
    package let columns: [String]
    /// The first rows as they would leave; a missing value is nil. Pseudonyms are made with a key that is thrown away,
    /// so those of the share will be others.
    package let rows: [[String?]]
    /// Of the share.
    package let rowCount: Int
    /// Of the owner's table.
    package let sourceRows: Int
    /// Rows the condition leaves out.
    package let filteredOut: Int
    /// Rows left out because their group is too small.
    package let suppressed: Int
}

extension Shares {
    /// Makes what the terms would make of each table, and shows its first rows; nothing is kept.
    ///
    /// - Parameter limit: Rows of each table that are shown.
    /// - Throws: A 422 problem where a value cannot be compared as the condition asks.
    package func preview(_ parts: [Part], limit: Int = 10) async throws -> [SharePreview] {
        let staged = try folder.stage("preview-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: staged) }
        let limits = Engine.Limits(threads: 2, memory: 1024, scratch: 4096, file: 4096, deadline: 60)
        var previews: [SharePreview] = []
        for part in parts {
            let source = "read_parquet(\(SQLText.path(part.file)))"
            let key = Data((0..<32).map { _ in UInt8.random(in: 0...255) })
            let select = try part.terms.select(from: source, table: part.table, key: key)
            let names = try part.terms.outputs(of: part.table).map(\.column.name)
            let filter = part.terms.filter.map { " WHERE (\($0))" } ?? ""
            let script =
                engine.settings(limits, scratch: staged)
                    + """
                    SELECT 'after', count(*) FROM (\(select));
                    SELECT 'before', count(*) FROM \(source)\(filter);
                    SELECT 'row', json_array(*COLUMNS(*)) FROM (SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (\(select) LIMIT \(limit)));
                    """
            do {
                let output = try await engine.run(script, limits: limits)
                let after = Int(output.first("after") ?? "") ?? 0
                let before = Int(output.first("before") ?? "") ?? after
                previews.append(
                    SharePreview(
                        table: part.table.name,
                        columns: names,
                        rows: try output.all("row").map {
                            try JSONDecoder().decode([String?].self, from: Data($0.utf8))
                        },
                        rowCount: after,
                        sourceRows: part.table.rows,
                        filteredOut: part.table.rows - before,
                        suppressed: before - after
                    )
                )
            } catch let failure as Engine.Failure where failure.message.contains("Conversion Error") {
                let message = QueryMessage.plain(failure.message)
                throw LakeProblem.filter(LocalizedText(message, en: message), at: nil)
            }
        }
        return previews
    }
}

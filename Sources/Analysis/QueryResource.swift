import Foundation
import Kernel
import Lake
import Sharing

/// An answer as the API and the command line show it: `{id, columns, rows, truncated, elapsedMs, …}`.
package enum QueryResource {
    /// The JSON text. Rows are put in as the engine wrote them, so that no number loses a digit.
    package static func json(_ answer: Queries.Answer) throws -> String {
        struct Table: Encodable {
            let name: String
            let grant: String
            let table: String
        }
        struct Head: Encodable {
            let id: String
            let stage: String
            let columns: [Manifest.Column]
            let rowCount: Int
            let truncated: Bool
            let elapsedMs: Int
            let sha256: String?
            let tables: [Table]
        }
        let (run, page) = (answer.run, answer.page)
        let head = Head(
            id: run.id.rawValue,
            stage: run.stage.rawValue,
            columns: run.columns,
            rowCount: run.rows ?? 0,
            truncated: run.isTruncated || (run.rows ?? 0) > page.count,
            elapsedMs: run.elapsedMs ?? 0,
            sha256: run.sha256,
            tables: answer.tables.map { Table(name: $0.name, grant: $0.grant.rawValue, table: $0.table.name) }
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(head), as: UTF8.self)
        return text.dropLast() + ",\"rows\":[" + page.joined(separator: ",") + "]}"
    }
}

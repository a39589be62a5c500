import Foundation
import Kernel
import Lake

/// An answer as the API and the command line show it: `{id, columns, rows, truncated, elapsedMs, …}`.
package enum QueryResource {
    /// The JSON text. Rows are put in as the engine wrote them, so that no number loses a digit.
    package static func json(_ run: QueryRun, page: [String]) throws -> String {
        struct Head: Encodable {
            let id: String
            let stage: String
            let columns: [Manifest.Column]
            let rowCount: Int
            let truncated: Bool
            let elapsedMs: Int
            let sha256: String?
        }
        let head = Head(
            id: run.id.rawValue,
            stage: run.stage.rawValue,
            columns: run.columns,
            rowCount: run.rows ?? 0,
            truncated: run.isTruncated || (run.rows ?? 0) > page.count,
            elapsedMs: run.elapsedMs ?? 0,
            sha256: run.sha256
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(head), as: UTF8.self)
        return text.dropLast() + ",\"rows\":[" + page.joined(separator: ",") + "]}"
    }
}

import Foundation
import Kernel

/// A column as DuckDB's DESCRIBE tells of it.
struct Described: Decodable, Sendable {
    let name: String
    let type: String

    private enum CodingKeys: String, CodingKey {
        case name = "n"
        case type = "t"
    }

    /// The statement that prints the columns of `relation`, one a line.
    static func statement(_ relation: String) -> String {
        "SELECT 'column', to_json(struct_pack(n := column_name, t := column_type)) FROM (DESCRIBE FROM \(relation));\n"
    }

    /// What ``statement(_:)`` printed.
    static func columns(in output: Engine.Output) throws -> [Described] {
        try output.all("column").map { try JSONDecoder().decode(Described.self, from: Data($0.utf8)) }
    }
}

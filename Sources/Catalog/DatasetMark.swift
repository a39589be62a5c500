import GRDB
import Kernel

/// Every row that a dataset's page is drawn from, as it lies in the store: equal to another only while not one of them
/// has changed.
///
/// Reading it costs a fraction of ``Datasets/Detail``, for nothing in it is decoded.
struct DatasetMark: Equatable, Sendable {
    private var bytes: [UInt8] = []

    /// About how much memory it takes.
    var weight: Int { bytes.count }

    private static let statements = [
        "SELECT * FROM dataset WHERE id = ?",
        "SELECT * FROM institution WHERE id = (SELECT institution FROM dataset WHERE id = ?)",
        """
        SELECT * FROM datasetFile
        WHERE dataset = ?1 AND version = (SELECT version FROM dataset WHERE id = ?1) ORDER BY position
        """,
        "SELECT * FROM datasetVersion WHERE dataset = ? ORDER BY number",
        """
        SELECT * FROM personalFinding
        WHERE dataset = ?1 AND version = (SELECT version FROM dataset WHERE id = ?1) ORDER BY tableName, columnName, kind
        """,
        "SELECT * FROM tableDescription WHERE dataset = ? ORDER BY tableName",
        "SELECT * FROM columnDescription WHERE dataset = ? ORDER BY tableName, columnName",
    ]

    init(of dataset: Dataset.ID, _ db: Database) throws {
        for sql in Self.statements {
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [dataset])
            while let row = try rows.next() {
                bytes.append(1)
                for (_, value) in row { add(value) }
            }
            bytes.append(0)
        }
    }

    private mutating func add(_ value: DatabaseValue) {
        switch value.storage {
        case .null: bytes.append(0)
        case .int64(let number): add(1, number)
        case .double(let number): add(2, Int64(bitPattern: number.bitPattern))
        case .string(let text):
            add(3, Int64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        case .blob(let data):
            add(4, Int64(data.count))
            bytes.append(contentsOf: data)
        }
    }

    private mutating func add(_ kind: UInt8, _ number: Int64) {
        bytes.append(kind)
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
    }
}

extension Datasets {
    /// What the page of `id` is drawn from now; empty rows where there is no such dataset.
    func mark(of id: Dataset.ID) async throws -> DatasetMark {
        try await database.read { try DatasetMark(of: id, $0) }
    }
}

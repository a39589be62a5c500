import Foundation
import Kernel

/// Turns an upload into a table: reads it, finds types that lose nothing, writes Parquet, profiles it.
///
/// How each kind of file is read is in `Intake+Delimited.swift`, `Intake+Spreadsheet.swift` and
/// `Intake+Structured.swift`; what is done with all of them in `Intake+Writing.swift`.
package struct Intake: Sendable {
    let engine: Engine
    let limits: Engine.Limits
    /// See ``choosing(_:)``.
    var chosen = ChosenTypes()
    /// See ``assuming(_:)``.
    var layout = ChosenLayout()

    /// - Parameter memory: MiB that one reading may use.
    package init(engine: Engine, memory: Int = 2048) {
        self.engine = engine
        limits = Engine.Limits(threads: 2, memory: memory, deadline: 7200)
    }

    /// Columns that a table may have.
    static let columnLimit = 10_000

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
        try await BusyThreads.run { try await readHere(source, named: file, as: name, into: folder) }
    }

    private func readHere(_ source: URL, named file: String, as name: String, into folder: URL) async throws -> Reading
    {
        switch (file as NSString).pathExtension.lowercased() {
        case "csv", "tsv", "txt", "tab":
            return try await readDelimited(source, named: file, as: name, into: folder)
        case "xlsx", "xlsm", "xls":
            return try await readSpreadsheet(source, named: file, as: name, into: folder)
        case "json", "ndjson", "jsonl", "geojson":
            let relation = "read_json(\(SQLText.path(source)), sample_size=-1, maximum_object_size=67108864)"
            return try await write(try await structured(relation, file), file: file, as: name, into: folder)
        case "parquet":
            let relation = "read_parquet(\(SQLText.path(source)))"
            return try await write(try await structured(relation, file), file: file, as: name, into: folder)
        default:
            return Reading(table: nil, warnings: [])
        }
    }

    static func refuseWide(_ columns: Int, file: String) throws {
        guard columns > columnLimit else { return }
        throw LakeProblem.unreadable(
            file,
            LocalizedText(
                "열이 \(columns)개입니다. 10,000개까지 읽습니다.",
                en: "It has \(columns) columns; 10,000 are read."
            )
        )
    }

    static func head(of file: URL, bytes: Int) throws -> Data {
        guard let handle = FileHandle(forReadingAtPath: file.path) else { throw LakeProblem.missingFile(file.path) }
        defer { try? handle.close() }
        return try handle.read(upToCount: bytes) ?? Data()
    }
}

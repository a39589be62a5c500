import Foundation
import Kernel

extension Intake {
    /// A source whose columns DuckDB knows by itself; nested values are kept as JSON text.
    func structured(_ relation: String, _ file: String) async throws -> TableReader {
        let found: [Described]
        do {
            found = try Described.columns(in: try await engine.run(Described.statement(relation), limits: limits))
        } catch let failure as Engine.Failure {
            if failure.message.contains("No space left") { throw LakeProblem.disk(ENOSPC) }
            failure.log("A file could not be read")
            throw LakeProblem.unreadable(
                file,
                LocalizedText(
                    "파일의 내용이 확장자와 다르거나 손상되었습니다. 다시 저장해 올려 주세요.",
                    en: "The content is not what its ending says, or is damaged. Save it again and retry."
                )
            )
        }
        try Self.refuseWide(found.count, file: file)
        let (names, warnings) = Delimited.uniqueNames(found.map(\.name))
        return TableReader(
            relation: relation,
            columns: zip(found, names).map { TableReader.Column(source: $0.name, name: $1, type: $0.type) },
            warnings: warnings
        )
    }
}

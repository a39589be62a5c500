import Directory
import GRDB
import Kernel
import Lake

extension Datasets {
    /// Reads the uploads of the present version again with other types for some columns, as the next version.
    ///
    /// The job refuses where a value would be lost, with how many; then the version before stays.
    package func retype(
        _ id: Dataset.ID,
        table name: String,
        _ types: [String: ChosenType],
        by actor: Actor
    ) async throws -> Registration {
        try await retype(id, types.isEmpty ? [:] : [name: types], by: actor)
    }

    /// The same for several tables at once: types by table and column.
    package func retype(_ id: Dataset.ID, _ types: [String: [String: ChosenType]], by actor: Actor) async throws
        -> Registration
    {
        guard !types.isEmpty else {
            throw CatalogProblem.invalid("types", LocalizedText("바꿀 열을 적어 주세요.", en: "Name the columns to change."))
        }
        return try await database.write { db in
            let dataset = try Self.find(id, db)
            try CatalogMove.describe.require(of: actor, at: dataset.institution)
            let files = try Self.files(of: id, version: dataset.version, db)
            for (name, types) in types {
                guard let table = files.compactMap(\.table).first(where: { $0.name == name }) else {
                    throw CatalogProblem.unknown(table: name, known: files.compactMap(\.table).map(\.name))
                }
                let columns = table.columns.map(\.name)
                if let unknown = types.keys.sorted().first(where: { !columns.contains($0) }) {
                    throw CatalogProblem.unknown(column: unknown, known: columns)
                }
            }
            let kept = try files.map { file in
                var chosen = file.chosenTypes.columns
                let new = types[file.table?.name ?? file.tableName]
                if let new { chosen.merge(new) { _, new in new } }
                return KeptFile(
                    name: file.name,
                    table: file.tableName,
                    sha256: file.sha256,
                    bytes: file.bytes,
                    // What was chosen for another table was tried on this very file before.
                    types: try Self.json(ChosenTypes(chosen, isRequired: new != nil)),
                    layout: file.layoutJSON
                )
            }
            return try receive(kept, for: dataset, version: Self.nextVersion(of: id, db), by: actor, db)
        }
    }

    /// Reads the uploads of the present version again, laid out otherwise, as the next version.
    ///
    /// The job refuses what cannot be read so, with where and why; then the version before stays.
    ///
    /// - Parameter layouts: What was understood wrongly, by table.
    package func reread(_ id: Dataset.ID, _ layouts: [String: ChosenLayout], by actor: Actor) async throws
        -> Registration
    {
        guard layouts.values.contains(where: { !$0.isEmpty }) else {
            throw Self.noLayout
        }
        return try await database.write { db in
            let dataset = try Self.find(id, db)
            try CatalogMove.describe.require(of: actor, at: dataset.institution)
            let files = try Self.files(of: id, version: dataset.version, db)
            let tables = files.compactMap(\.table)
            for (name, layout) in layouts {
                guard let table = tables.first(where: { $0.name == name }) else {
                    throw CatalogProblem.unknown(table: name, known: tables.map(\.name))
                }
                try Self.require(layout, of: table)
            }
            let kept = try files.map { file in
                let new = layouts[file.table?.name ?? file.tableName]
                return KeptFile(
                    name: file.name,
                    table: file.tableName,
                    sha256: file.sha256,
                    bytes: file.bytes,
                    // What was chosen for a column is tried again: there may be other columns now, or other values.
                    types: try Self.json(ChosenTypes(file.chosenTypes.columns, isRequired: new == nil)),
                    layout: try Self.json(new.map(file.chosenLayout.with) ?? file.chosenLayout)
                )
            }
            return try receive(kept, for: dataset, version: Self.nextVersion(of: id, db), by: actor, db)
        }
    }

    /// A workbook has no encoding, a text no sheet, and a file that names its columns itself neither.
    private static func require(_ layout: ChosenLayout, of table: LakeTable) throws {
        let isText = table.layout?.encoding != nil
        let wrong: String? =
            if table.layout == nil {
                "table"
            } else if isText {
                layout.sheet == nil ? nil : "sheet"
            } else {
                layout.encoding != nil ? "encoding" : layout.delimiter != nil ? "delimiter" : nil
            }
        if let wrong {
            throw CatalogProblem.invalid(
                wrong,
                LocalizedText("이 파일은 그렇게 정해 읽을 수 없습니다.", en: "A file of this kind is not read so.")
            )
        }
        try requireRow(layout)
    }

    static let noLayout = CatalogProblem.invalid(
        "layout",
        LocalizedText("어떻게 읽을지 하나는 정해 주세요.", en: "Say how it is to be read.")
    )

    static func requireRow(_ layout: ChosenLayout) throws {
        if let row = layout.headerRow, !(0...1000).contains(row) {
            throw CatalogProblem.invalid(
                "headerRow",
                LocalizedText("0(머리글 없음)부터 1000까지 적어 주세요.", en: "Write 0 (no header) to 1000.")
            )
        }
    }
}

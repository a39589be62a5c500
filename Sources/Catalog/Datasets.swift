import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Statute

/// Every institution's datasets.
package struct Datasets: Sendable {
    let database: any DatabaseWriter
    let lake: LakeFolder
    let intake: Intake
    let statutes: Statutes
    let clock: WallClock
    let uploadLimit: Int
    let facetNames = FacetNames()

    /// - Parameter uploadLimit: The largest file that is taken, in bytes.
    package init(
        database: any DatabaseWriter,
        lake: LakeFolder,
        intake: Intake,
        statutes: Statutes,
        clock: WallClock,
        uploadLimit: Int
    ) {
        self.database = database
        self.lake = lake
        self.intake = intake
        self.statutes = statutes
        self.clock = clock
        self.uploadLimit = uploadLimit
    }

    package func find(_ id: Dataset.ID) async throws -> Dataset {
        try await database.read { try Self.find(id, $0) }
    }

    /// Finds a dataset inside another room's transaction.
    package static func find(_ id: Dataset.ID, _ db: Database) throws -> Dataset {
        guard let dataset = try Dataset.fetchOne(db, key: id) else { throw CatalogProblem.noSuchDataset(id.rawValue) }
        return dataset
    }

    /// The files of a version, with their tables, inside another room's transaction.
    package static func files(of id: Dataset.ID, version: Int, _ db: Database) throws -> [DatasetFile] {
        try DatasetFile.filter(Column("dataset") == id && Column("version") == version).order(Column("position"))
            .fetchAll(db)
    }

    /// Everything about one dataset.
    package struct Detail: Sendable {
        package let dataset: Dataset
        package let institution: Institution
        package let files: [DatasetFile]
        /// Newest first.
        package let versions: [DatasetVersion]
        package let findings: [PersonalFinding]
        let tableDescriptions: [TableDescription]
        let columnDescriptions: [ColumnDescription]

        /// What was strange about the present upload, and what its findings ask for while one of them is open.
        package var notes: [LocalizedText] {
            let open = findings.count { $0.answer == nil }
            return open > 0
                ? readingNotes + [Datasets.findingsNote(open, access: dataset.access)] : readingNotes
        }

        /// The same without what is said of findings, for pages that lead to them.
        var readingNotes: [LocalizedText] {
            versions.first { $0.number == dataset.version }?.notes ?? []
        }

        package var tables: [LakeTable] { files.compactMap(\.table) }

        /// What is said about a table; nil where nothing is.
        package func words(of table: String) -> TableDescription? {
            tableDescriptions.first { $0.tableName == table }
        }

        /// What is said about the columns of a table, by name.
        package func columnWords(of table: String) -> [String: ColumnDescription] {
            Dictionary(
                columnDescriptions.filter { $0.tableName == table }.map { ($0.columnName, $0) },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }

    /// Everything about a dataset that `actor` may see: one that is not published yet is there for its keepers only.
    ///
    /// - Parameter actor: nil for somebody who is not signed in.
    package func detail(_ id: Dataset.ID, for actor: Actor?) async throws -> Detail {
        let detail = try await detail(id)
        let keeps = actor.map { CatalogMove.register.isAllowed(for: $0, at: detail.dataset.institution) } ?? false
        guard keeps || detail.dataset.stage != .registering else { throw CatalogProblem.noSuchDataset(id.rawValue) }
        return detail
    }

    package func detail(_ id: Dataset.ID) async throws -> Detail {
        try await database.read { db in
            let dataset = try Self.find(id, db)
            return Detail(
                dataset: dataset,
                institution: try Institutions.find(dataset.institution.rawValue, db),
                files: try Self.files(of: id, version: dataset.version, db),
                versions: try DatasetVersion.filter(Column("dataset") == id).order(Column("number").desc).fetchAll(db),
                findings:
                    try PersonalFinding
                    .filter(Column("dataset") == id && Column("version") == dataset.version)
                    .order(Column("tableName"), Column("columnName"), Column("kind"))
                    .fetchAll(db),
                tableDescriptions: try TableDescription.filter(Column("dataset") == id).fetchAll(db),
                columnDescriptions: try ColumnDescription.filter(Column("dataset") == id).fetchAll(db)
            )
        }
    }

    /// Where the Parquet file of a table lies.
    package func file(of file: DatasetFile) -> URL {
        Self.folder(of: file.dataset, version: file.version, in: lake).appending(
            path: "\(file.position)/\(LakeTable.file)"
        )
    }

    /// The first rows of a table, for people to look at; who may is the caller's to know.
    func preview(of file: DatasetFile, _ table: LakeTable) async throws -> TablePreview {
        try await intake.preview(of: self.file(of: file), table)
    }

    static func folder(of id: Dataset.ID, version: Int, in lake: LakeFolder) -> URL {
        lake.tables.appending(path: "\(id)/v\(version)")
    }
}

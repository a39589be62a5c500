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
    private let statutes: Statutes
    let clock: WallClock
    private let uploadLimit: Int

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

    /// What is said about a new dataset.
    package struct Draft: Sendable {
        /// A key or code.
        package var institution: String
        package var title: String
        package var titleEn: String?
        package var description: String?
        package var descriptionEn: String?
        package var access: Dataset.Access
        package var ground: String?
        package var citation: String?
        package var sector: String?
        package var keywords: [String]

        package init(
            institution: String,
            title: String,
            titleEn: String? = nil,
            description: String? = nil,
            descriptionEn: String? = nil,
            access: Dataset.Access,
            ground: String? = nil,
            citation: String? = nil,
            sector: String? = nil,
            keywords: [String] = []
        ) {
            self.institution = institution
            self.title = title
            self.titleEn = titleEn
            self.description = description
            self.descriptionEn = descriptionEn
            self.access = access
            self.ground = ground
            self.citation = citation
            self.sector = sector
            self.keywords = keywords
        }
    }

    /// A file to be registered: where it is now, and the name it came with.
    package struct Upload: Sendable {
        let file: URL
        let name: String
        let table: String?

        /// - Parameter table: The name in SQL; made from the file's name unless given.
        package init(file: URL, name: String, table: String? = nil) {
            self.file = file
            self.name = name
            self.table = table
        }
    }

    /// A registration that was accepted; `job` reads it.
    package struct Registration: Sendable {
        package let dataset: Dataset.ID
        package let version: Int
        package let job: Job.ID
    }

    /// Takes uploads as a new dataset, or as the next version of `dataset`, and leaves reading them to a job.
    package func register(_ draft: Draft, _ uploads: [Upload], by actor: Actor) async throws -> Registration {
        let draft = try await checked(draft)
        guard !uploads.isEmpty else {
            throw CatalogProblem.invalid("file", LocalizedText("파일을 하나 이상 올려 주세요.", en: "Give at least one file."))
        }
        let institution = try await database.read { try Institutions.find(draft.institution, $0) }
        try CatalogMove.register.require(of: actor, at: institution.id)
        let files = try keep(uploads)
        let instant = clock.now
        let dataset = Dataset(
            id: .make(at: instant),
            institution: institution.id,
            title: draft.title,
            titleEn: draft.titleEn,
            description: draft.description,
            descriptionEn: draft.descriptionEn,
            access: draft.access,
            ground: draft.ground,
            citation: draft.citation,
            sector: draft.sector,
            keywordLines: draft.keywords.joined(separator: "\n"),
            stage: .registering,
            version: 0,
            createdAt: instant,
            updatedAt: instant
        )
        return try await database.write { db in
            try dataset.insert(db)
            return try receive(files, for: dataset, version: 1, by: actor, db)
        }
    }

    /// Takes uploads as the next version of a dataset.
    package func update(_ id: Dataset.ID, _ uploads: [Upload], by actor: Actor) async throws -> Registration {
        let dataset = try await find(id)
        try CatalogMove.register.require(of: actor, at: dataset.institution)
        let files = try keep(uploads)
        return try await database.write { db in
            let dataset = try Self.find(id, db)
            let newest = try DatasetVersion.filter(Column("dataset") == id).order(Column("number").desc).fetchOne(db)
            guard newest?.isReady ?? true else { throw CatalogProblem.busy }
            return try receive(files, for: dataset, version: (newest?.number ?? 0) + 1, by: actor, db)
        }
    }

    private func receive(
        _ files: [KeptFile],
        for dataset: Dataset,
        version: Int,
        by actor: Actor,
        _ db: Database
    ) throws -> Registration {
        let instant = clock.now
        try DatasetVersion(
            dataset: dataset.id,
            number: version,
            isReady: false,
            by: actor.person,
            at: instant,
            difference: nil,
            warnings: "[]"
        ).insert(db)
        for (position, file) in files.enumerated() {
            try DatasetFile(
                dataset: dataset.id,
                version: version,
                position: position,
                name: file.name,
                sha256: file.sha256,
                bytes: file.bytes,
                tableName: file.table,
                tableJSON: nil
            ).insert(db)
        }
        try Act.append(
            "catalog.received",
            on: "dataset/\(dataset.id)",
            by: actor.attribution,
            details: [
                "version": .number(version), "files": .array(files.map { .string($0.sha256) }),
                "access": .string(dataset.access.rawValue),
            ],
            at: instant,
            db
        )
        let job = try Job.enqueue(
            Self.readJob,
            key: "\(dataset.id)/\(version)",
            payload: ["dataset": .string(dataset.id.rawValue), "version": .number(version)],
            at: instant,
            db
        )
        return Registration(dataset: dataset.id, version: version, job: job)
    }

    /// A raw upload that is safe in the lake.
    struct KeptFile {
        let name: String
        let table: String
        let sha256: String
        let bytes: Int
    }

    /// Copies the uploads into the lake under their hashes.
    private func keep(_ uploads: [Upload]) throws -> [KeptFile] {
        var names: Set<String> = []
        return try uploads.map { upload in
            let draft = lake.staging.appending(path: "upload-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: draft) }
            let hash = try Checksum.copy(upload.file, to: draft, limit: uploadLimit)
            let place = lake.raw.appending(path: hash)
            if !FileManager.default.fileExists(atPath: place.path) {
                guard rename(draft.path, place.path) == 0 else { throw LakeProblem.disk(errno) }
            }
            let base = LakeFolder.safeName(upload.table ?? (upload.name as NSString).deletingPathExtension)
            var name = base
            var number = 2
            while !names.insert(name.lowercased()).inserted {
                name = "\(base)_\(number)"
                number += 1
            }
            return KeptFile(name: upload.name, table: name, sha256: hash, bytes: try Checksum.size(place))
        }
    }

    private func checked(_ draft: Draft) async throws -> Draft {
        var draft = draft
        draft.title = draft.title.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !draft.title.isEmpty, draft.title.count <= 300 else {
            throw CatalogProblem.invalid(
                "title",
                LocalizedText("제목을 1자에서 300자로 적어 주세요.", en: "Give a title of 1 to 300 characters.")
            )
        }
        if draft.access == .withheld {
            let grounds = try statutes.pack(on: clock.today).grounds
            guard let ground = draft.ground, grounds.contains(where: { $0.id == ground }) else {
                let known = grounds.map { "\($0.id): \($0.text.ko)" }.joined(separator: " / ")
                throw CatalogProblem.invalid(
                    "ground",
                    LocalizedText(
                        "비공개하려면 법에 정한 사유를 골라 주세요. \(known)",
                        en:
                            "To withhold data, choose a ground of the law: \(grounds.map(\.id).joined(separator: ", "))."
                    )
                )
            }
            guard let citation = draft.citation, !citation.trimmingCharacters(in: .whitespaces).isEmpty else {
                throw CatalogProblem.invalid(
                    "citation",
                    LocalizedText("사유의 근거 조문을 적어 주세요.", en: "Cite the provision it rests on.")
                )
            }
        }
        draft.keywords = draft.keywords.map {
            $0.replacing("\n", with: " ").trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
        return draft
    }

    // MARK: - Reading the catalogue

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

        package var tables: [LakeTable] { files.compactMap(\.table) }
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
                    .fetchAll(db)
            )
        }
    }

    /// Where the Parquet file of a table lies.
    package func file(of file: DatasetFile) -> URL {
        Self.folder(of: file.dataset, version: file.version, in: lake).appending(
            path: "\(file.position)/\(LakeTable.file)"
        )
    }

    static func folder(of id: Dataset.ID, version: Int, in lake: LakeFolder) -> URL {
        lake.tables.appending(path: "\(id)/v\(version)")
    }
}

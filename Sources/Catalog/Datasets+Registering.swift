import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Statute

extension Datasets {
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
        /// Whether its keepers look at what was read before others see it, see ``Datasets/publish(_:by:)``.
        package var needsReview: Bool

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
            keywords: [String] = [],
            needsReview: Bool = false
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
            self.needsReview = needsReview
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
        guard !uploads.isEmpty else { throw Self.noFile }
        let today = clock.today
        // What is registered for an institution that was merged belongs to the one that followed it.
        let institution = try await database.read { db in
            let named = try Institutions.find(draft.institution, db)
            return try Institutions.find(Institutions.holder(of: named.id, on: today, db).rawValue, db)
        }
        try CatalogMove.register.require(of: actor, at: institution.id)
        let files = try await keep(uploads)
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
            updatedAt: instant,
            needsReview: draft.needsReview
        )
        return try await database.write { db in
            try dataset.insert(db)
            return try receive(files, for: dataset, version: 1, by: actor, db)
        }
    }

    /// Takes uploads as the next version of a dataset; types that were chosen for a column are tried again.
    package func update(_ id: Dataset.ID, _ uploads: [Upload], by actor: Actor) async throws -> Registration {
        let dataset = try await find(id)
        try CatalogMove.register.require(of: actor, at: dataset.institution)
        guard !uploads.isEmpty else { throw Self.noFile }
        let kept = try await keep(uploads)
        return try await database.write { db in
            let dataset = try Self.find(id, db)
            let chosen = try Self.files(of: id, version: dataset.version, db)
            let files = try kept.map { file in
                var file = file
                let before = chosen.first { $0.tableName == file.table }
                file.types = try Self.json(ChosenTypes(before?.chosenTypes.columns ?? [:], isRequired: false))
                // Files without a header come without one again; all else is found anew.
                if before?.chosenLayout.headerRow == 0 { file.layout = try Self.json(ChosenLayout(headerRow: 0)) }
                return file
            }
            return try receive(files, for: dataset, version: Self.nextVersion(of: id, db), by: actor, db)
        }
    }

    static func nextVersion(of id: Dataset.ID, _ db: Database) throws -> Int {
        let newest = try DatasetVersion.filter(Column("dataset") == id).order(Column("number").desc).fetchOne(db)
        guard newest?.isReady ?? true else { throw CatalogProblem.busy }
        return (newest?.number ?? 0) + 1
    }

    /// nil where nothing was chosen.
    static func json(_ layout: ChosenLayout) throws -> String? {
        layout.isEmpty ? nil : String(decoding: try JSONEncoder().encode(layout), as: UTF8.self)
    }

    /// nil where nothing was chosen.
    static func json(_ types: ChosenTypes) throws -> String? {
        types.columns.isEmpty ? nil : String(decoding: try JSONEncoder().encode(types), as: UTF8.self)
    }

    static let noFile = CatalogProblem.invalid(
        "file",
        LocalizedText("파일을 하나 이상 올려 주세요.", en: "Give at least one file.")
    )

    func receive(
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
                tableJSON: nil,
                typesJSON: file.types,
                layoutJSON: file.layout
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
            // A number is used again where its first upload could not be read, the job of it is not.
            key: "\(dataset.id)/\(version)/\(Identifier<Job>.make(at: instant))",
            payload: Self.payload(files, of: dataset, version: version),
            by: actor.person.rawValue,
            for: actor.institution.rawValue,
            at: instant,
            db
        )
        return Registration(dataset: dataset.id, version: version, job: job)
    }

    /// A raw upload that is safe in the lake.
    struct KeptFile: Decodable {
        let name: String
        let table: String
        let sha256: String
        let bytes: Int
        /// ``DatasetFile/typesJSON`` of the file.
        var types: String?
        /// ``DatasetFile/layoutJSON`` of the file.
        var layout: String?
    }

    /// Copies the uploads into the lake under their hashes.
    private func keep(_ uploads: [Upload]) async throws -> [KeptFile] {
        var names: Set<String> = []
        var kept: [KeptFile] = []
        for upload in uploads {
            let folder = try lake.draft("upload")
            defer { try? FileManager.default.removeItem(at: folder) }
            let draft = folder.appending(path: "file")
            let hash = try await Checksum.copy(upload.file, to: draft, limit: uploadLimit)
            let size = try Checksum.size(draft)
            try lake.keepRaw(draft, as: hash)
            let base = LakeFolder.safeName(upload.table ?? (upload.name as NSString).deletingPathExtension)
            var name = base
            var number = 2
            while !names.insert(name.lowercased()).inserted {
                name = "\(base)_\(number)"
                number += 1
            }
            kept.append(KeptFile(name: upload.name, table: name, sha256: hash, bytes: size))
        }
        return kept
    }

    private func checked(_ draft: Draft) async throws -> Draft {
        var draft = draft
        draft.title = try Wording.required(draft.title, "title")
        draft.titleEn = try Wording.checked(draft.titleEn, "titleEn", limit: Wording.titleLimit)
        draft.description = try Wording.checked(draft.description, "description", limit: Wording.textLimit)
        draft.descriptionEn = try Wording.checked(draft.descriptionEn, "descriptionEn", limit: Wording.textLimit)
        draft.sector = try Wording.checked(draft.sector, "sector", limit: Wording.keywordLimit)
        draft.keywords = try Wording.keywords(draft.keywords)
        if draft.access == .withheld {
            draft.citation = try checkedWithholding(ground: draft.ground, citation: draft.citation)
        } else {
            draft.ground = nil
            draft.citation = nil
        }
        return draft
    }
}

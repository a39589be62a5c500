import Directory
import Foundation
import Hummingbird
import Kernel
import Lake

/// A dataset as the API and the command line show it. A record may follow the store; this may not.
package struct DatasetResource: ResponseCodable, Equatable {
    let id: String
    let title: String
    let titleEn: String?
    let description: String?
    let descriptionEn: String?
    let institution: InstitutionReference
    let access: String
    let ground: String?
    let citation: String?
    let sector: String?
    let keywords: [String]
    let stage: String
    /// Whether it waits for its keepers to publish or discard it.
    let draft: Bool
    let version: Int
    let updatedAt: Date
    let tables: [Table]
    let documents: [Document]
    /// What the steward should look at in the newest version.
    let warnings: [LocalizedText]
    let findings: [FindingEntry]
    /// How the newest version's columns differ from those before.
    let difference: SchemaDifference?

    struct Table: Codable, Equatable {
        let name: String
        let title: String?
        let titleEn: String?
        let description: String?
        let descriptionEn: String?
        let rows: Int
        let bytes: Int
        let sha256: String
        /// How its file was read; null where the file says it itself.
        let layout: FileLayout?
        let columns: [Column]
    }

    struct Column: Codable, Equatable {
        let name: String
        let title: String?
        let titleEn: String?
        let description: String?
        let descriptionEn: String?
        let unit: String?
        let type: String
        let findings: [String]
        let profile: ColumnProfile?

        init(_ column: LakeColumn, _ words: ColumnDescription?) {
            name = column.name
            title = words?.title
            titleEn = words?.titleEn
            description = words?.description
            descriptionEn = words?.descriptionEn
            unit = words?.unit
            type = column.type
            findings = column.findings.map(\.kind.rawValue)
            profile = column.profile
        }
    }

    struct Document: Codable, Equatable {
        let name: String
        let bytes: Int
        let sha256: String
    }

    struct FindingEntry: Codable, Equatable {
        let table: String
        let column: String
        let kind: String
        let count: Int
        let answer: String?
    }

    package init(_ detail: Datasets.Detail) {
        let dataset = detail.dataset
        id = dataset.id.rawValue
        title = dataset.title
        titleEn = dataset.titleEn
        description = dataset.description
        descriptionEn = dataset.descriptionEn
        institution = InstitutionReference(detail.institution)
        access = dataset.access.rawValue
        ground = dataset.ground
        citation = dataset.citation
        sector = dataset.sector
        keywords = dataset.keywords
        stage = dataset.stage.rawValue
        draft = dataset.needsReview
        version = dataset.version
        updatedAt = dataset.updatedAt
        tables = detail.tables.map { table in
            let words = detail.words(of: table.name)
            let columnWords = detail.columnWords(of: table.name)
            return Table(
                name: table.name,
                title: words?.title,
                titleEn: words?.titleEn,
                description: words?.description,
                descriptionEn: words?.descriptionEn,
                rows: table.rows,
                bytes: table.bytes,
                sha256: table.sha256,
                layout: table.layout,
                columns: table.columns.map { Column($0, columnWords[$0.name]) }
            )
        }
        documents = detail.files.filter { $0.table == nil }.map {
            Document(name: $0.name, bytes: $0.bytes, sha256: $0.sha256)
        }
        let newest = detail.versions.first { $0.number == dataset.version }
        warnings = detail.notes
        difference = newest?.schemaDifference
        findings = detail.findings.map {
            FindingEntry(
                table: $0.tableName,
                column: $0.columnName,
                kind: $0.kind.rawValue,
                count: $0.count,
                answer: $0.answer?.rawValue
            )
        }
    }
}

/// An institution named in another resource.
package struct InstitutionReference: Codable, Equatable, Sendable {
    let code: String
    let name: String
    let nameEn: String?

    package init(_ institution: Institution) {
        code = institution.code
        name = institution.name
        nameEn = institution.nameEn
    }

    init(code: String, name: String, nameEn: String?) {
        self.code = code
        self.name = name
        self.nameEn = nameEn
    }
}

/// A dataset in a list.
package struct DatasetEntry: ResponseCodable, Equatable {
    let id: String
    let title: String
    let titleEn: String?
    let description: String?
    let institution: InstitutionReference
    let access: String
    let sector: String?
    let stage: String
    let version: Int
    let updatedAt: Date

    package init(_ hit: DatasetHit) {
        id = hit.id.rawValue
        title = hit.title
        titleEn = hit.titleEn
        description = hit.description
        institution = InstitutionReference(
            code: hit.institutionCode,
            name: hit.institutionName,
            nameEn: hit.institutionNameEn
        )
        access = hit.access.rawValue
        sector = hit.sector
        stage = hit.stage.rawValue
        version = hit.version
        updatedAt = hit.updatedAt
    }
}

/// A page of a search.
package struct SearchResource: ResponseCodable, Equatable {
    let total: Int
    /// Whether any of the words counted, because nothing has them all.
    let loose: Bool
    let hits: [DatasetEntry]
    let facets: [String: [Facet]]

    struct Facet: Codable, Equatable {
        let value: String
        let name: LocalizedText
        let count: Int
    }

    package init(_ found: DatasetHits) {
        total = found.total
        loose = found.isLoose
        hits = found.hits.map(DatasetEntry.init)
        func facets(_ list: [DatasetHits.Facet]) -> [Facet] {
            list.map { Facet(value: $0.value, name: $0.name, count: $0.count) }
        }
        self.facets = [
            "institution": facets(found.facets.institutions), "access": facets(found.facets.access),
            "sector": facets(found.facets.sectors),
        ]
    }
}

import Directory
import Foundation
import GRDB
import Kernel
import Lake

/// One dataset in a list.
package struct DatasetHit: Codable, Equatable, Sendable, FetchableRecord {
    package let id: Dataset.ID
    package let title: String
    package let titleEn: String?
    package let description: String?
    package let descriptionEn: String?
    package let access: Dataset.Access
    package let sector: String?
    package let stage: Dataset.Stage
    package let version: Int
    package let updatedAt: Date
    package let institution: Institution.ID
    package let institutionName: String
    package let institutionNameEn: String?
    package let institutionCode: String
}

/// What is searched for.
package struct DatasetQuery: Equatable, Sendable {
    package var text: String
    package var institution: Institution.ID?
    package var access: Dataset.Access?
    package var sector: String?
    /// Whether any of the words will do from the start, best first.
    package var isLoose: Bool
    package var limit: Int
    package var offset: Int

    package init(
        text: String = "",
        isLoose: Bool = false,
        institution: Institution.ID? = nil,
        access: Dataset.Access? = nil,
        sector: String? = nil,
        limit: Int = 20,
        offset: Int = 0
    ) {
        self.text = text
        self.isLoose = isLoose
        self.institution = institution
        self.access = access
        self.sector = sector
        self.limit = limit
        self.offset = offset
    }
}

/// A page of hits, and how the whole result divides.
package struct DatasetHits: Sendable {
    package let total: Int
    package let hits: [DatasetHit]
    package let facets: Facets
    /// Whether not every word was found together, so that any of them counted.
    package let isLoose: Bool

    package struct Facets: Sendable {
        package let institutions: [Facet]
        package let access: [Facet]
        package let sectors: [Facet]
    }

    package struct Facet: Sendable {
        package let value: String
        package let name: LocalizedText
        package let count: Int
    }
}

extension Datasets {
    /// Replaces the dataset's entry in the search index.
    func index(_ dataset: Dataset, _ tables: [LakeTable], _ db: Database) throws {
        guard let row = try Int64.fetchOne(db, sql: "SELECT rowid FROM dataset WHERE id = ?", arguments: [dataset.id])
        else { return }
        let names = try Row.fetchOne(
            db,
            sql: "SELECT name, nameEn FROM institution WHERE id = ?",
            arguments: [dataset.institution]
        )
        let org = [names?["name"] as String?, names?["nameEn"] as String?].compactMap { $0 }.joined(separator: " ")
        let title = [dataset.title, dataset.titleEn].compactMap { $0 }.joined(separator: " ")
        let columns = tables.flatMap(\.columns).prefix(200).map(\.name)
        // Words about a column that is gone find nothing: they wait for it to come back.
        let words = try String.fetchAll(
            db,
            sql: """
                SELECT \(Self.allWords) FROM tableDescription
                WHERE dataset = :id AND tableName IN (SELECT value FROM json_each(:tables))
                UNION ALL
                SELECT * FROM (
                    SELECT \(Self.allWords) FROM columnDescription
                    WHERE dataset = :id AND tableName || '.' || columnName IN (SELECT value FROM json_each(:columns))
                    LIMIT 200
                )
                """,
            arguments: [
                "id": dataset.id, "tables": JSONValue.array(tables.map { .string($0.name) }).canonical,
                "columns": JSONValue.array(
                    tables.flatMap { table in table.columns.map { .string("\(table.name).\($0.name)") } }
                ).canonical,
            ]
        )
        let body =
            ([dataset.description, dataset.descriptionEn, dataset.sector].compactMap { $0 } + dataset.keywords
            + tables.map(\.name) + columns + words).joined(separator: " ")
        try db.execute(sql: "DELETE FROM datasetSearch WHERE rowid = ?", arguments: [row])
        try db.execute(
            sql: "INSERT INTO datasetSearch (rowid, title, body, org) VALUES (?, ?, ?, ?)",
            arguments: [row, SearchWords.indexed(title), SearchWords.indexed(body), SearchWords.indexed(org)]
        )
    }

    private static let allWords = ["title", "titleEn", "description", "descriptionEn"]
        .map { "coalesce(\($0), '')" }.joined(separator: " || ' ' || ")

    /// Finds datasets by words, best first; without words, the newest first.
    ///
    /// Every word must be there; where nothing has them all, any of them will do.
    package func search(_ query: DatasetQuery) async throws -> DatasetHits {
        try await database.read { db in
            guard let strict = SearchWords.query(query.text, all: true) else {
                return try result(query, matching: nil, isLoose: false, db)
            }
            let exact = query.isLoose ? nil : try result(query, matching: strict, isLoose: false, db)
            if let exact, exact.total > 0 { return exact }
            guard let loose = SearchWords.query(query.text, all: false) else {
                return try exact ?? result(query, matching: strict, isLoose: false, db)
            }
            return try result(query, matching: loose, isLoose: true, db)
        }
    }

    private func result(_ query: DatasetQuery, matching words: String?, isLoose: Bool, _ db: Database) throws
        -> DatasetHits
    {
        var conditions = ["d.stage <> 'registering'"]
        var arguments: StatementArguments = []
        if let words {
            conditions.append("datasetSearch MATCH ?")
            arguments += [words]
        }
        if let institution = query.institution {
            conditions.append("d.institution = ?")
            arguments += [institution]
        }
        if let access = query.access {
            conditions.append("d.access = ?")
            arguments += [access]
        }
        if let sector = query.sector {
            conditions.append("d.sector = ?")
            arguments += [sector]
        }
        let from =
            (words == nil ? "dataset d" : "datasetSearch JOIN dataset d ON d.rowid = datasetSearch.rowid")
            + " WHERE " + conditions.joined(separator: " AND ")
        let groups = try Row.fetchAll(
            db,
            sql: "SELECT d.institution, d.access, d.sector, count(*) AS n FROM \(from) GROUP BY 1, 2, 3",
            arguments: arguments
        )
        // A word in the title weighs eight times one in the text, the institution's name four times.
        let order = words == nil ? "d.updatedAt DESC, d.id DESC" : "bm25(datasetSearch, 8.0, 1.0, 4.0), d.id"
        let hits = try DatasetHit.fetchAll(
            db,
            sql: """
                SELECT d.id, d.title, d.titleEn, d.description, d.descriptionEn, d.access, d.sector, d.stage, d.version,
                    d.updatedAt, d.institution, i.name AS institutionName, i.nameEn AS institutionNameEn,
                    i.code AS institutionCode
                FROM (SELECT d.rowid AS place, row_number() OVER (ORDER BY \(order)) AS rank FROM \(from)
                      ORDER BY \(order) LIMIT ? OFFSET ?) page
                JOIN dataset d ON d.rowid = page.place JOIN institution i ON i.id = d.institution ORDER BY page.rank
                """,
            arguments: arguments + [query.limit, query.offset]
        )
        return DatasetHits(
            total: groups.reduce(0) { $0 + ($1["n"] as Int) },
            hits: hits,
            facets: try facets(groups, db),
            isLoose: isLoose
        )
    }

    private func facets(_ groups: [Row], _ db: Database) throws -> DatasetHits.Facets {
        var counts: [String: [String: Int]] = [:]
        for row in groups {
            for column in ["institution", "access", "sector"] {
                guard let value: String = row[column] else { continue }
                counts[column, default: [:]][value, default: 0] += row["n"] as Int
            }
        }
        func facets(_ column: String, _ name: (String) throws -> LocalizedText) rethrows -> [DatasetHits.Facet] {
            try (counts[column] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(12).map {
                DatasetHits.Facet(value: $0.key, name: try name($0.key), count: $0.value)
            }
        }
        return DatasetHits.Facets(
            institutions: try facets("institution") { id in
                try Institution.fetchOne(db, key: id)?.title ?? LocalizedText(id)
            },
            access: facets("access") { Dataset.Access(rawValue: $0)?.title ?? LocalizedText($0) },
            sectors: facets("sector") { Sector.title($0) }
        )
    }
}

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

    /// Whether it looks among some datasets only.
    var isNarrow: Bool { institution != nil || access != nil || sector != nil }
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
        guard
            let row = try Int64.fetchOne(
                db,
                sql: "SELECT place << 20 | facet FROM datasetPlace WHERE dataset = ?",
                arguments: [dataset.id]
            )
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

    /// Makes the index as small as if it were new: every change leaves a trace of what was there before, which every
    /// search steps over. Two seconds for 100,000 datasets that were all changed; nothing where little was.
    package func compactIndex() async throws {
        try await database.write { db in
            try db.execute(sql: "INSERT INTO datasetSearch (datasetSearch) VALUES ('optimize')")
        }
    }

    private static let allWords = ["title", "titleEn", "description", "descriptionEn"]
        .map { "coalesce(\($0), '')" }.joined(separator: " || ' ' || ")

    /// Finds datasets by words, best first; without words, the newest first.
    ///
    /// Every word must be there; where nothing has them all, any of them will do.
    package func search(_ query: DatasetQuery) async throws -> DatasetHits {
        try await database.read { db in
            let words = SearchWords.typed(query.text)
            guard !words.isEmpty else { return try newest(query, db) }
            if !query.isLoose {
                let exact = try result(query, SearchHits(all: words, db), isLoose: false, db)
                if exact.total > 0 { return exact }
            }
            return try result(query, SearchHits(any: words, db), isLoose: true, db)
        }
    }

    private func result(_ query: DatasetQuery, _ found: SearchHits, isLoose: Bool, _ db: Database) throws
        -> DatasetHits
    {
        let groups = try facetNames.counted(found.counts, query, db)
        let wanted = query.isNarrow ? Set(groups.map(\.facet.id)) : nil
        let rows = try found.page(of: wanted, limit: query.limit, offset: query.offset, db)
        return DatasetHits(
            total: groups.reduce(0) { $0 + $1.count },
            hits: try shown(rows.map(SearchHits.place), db),
            facets: try facets(groups, db),
            isLoose: isLoose
        )
    }

    private func newest(_ query: DatasetQuery, _ db: Database) throws -> DatasetHits {
        var counts: [Int] = []
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, datasets FROM datasetFacet WHERE datasets > 0 ORDER BY id")
        )
        while let row = try rows.next() {
            let id: Int = row[0]
            counts += repeatElement(0, count: id - counts.count) + [row[1]]
        }
        let groups = try facetNames.counted(counts, query, db)
        let total = groups.reduce(0) { $0 + $1.count }
        let facets = JSONValue.array(groups.map { .number($0.facet.id) }).canonical
        // Few of many are looked up one by one; of many, some are soon found among the newest.
        let areFew = total <= SearchHits.ranked
        let isOfFacet = "p.facet IN (SELECT value FROM json_each(?))"
        let from =
            areFew
            ? "datasetPlace p CROSS JOIN dataset d ON d.id = p.dataset WHERE \(isOfFacet)"
            : "dataset d INDEXED BY datasetNewest CROSS JOIN datasetPlace p ON p.dataset = d.id "
                + "WHERE d.stage <> 'registering'\(query.isNarrow ? " AND \(isOfFacet)" : "")"
        let places = try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT p.place FROM \(from) ORDER BY d.updatedAt DESC, d.id DESC LIMIT ? OFFSET ?"
            ),
            arguments: (areFew || query.isNarrow ? [facets] : []) + [query.limit, query.offset]
        )
        return DatasetHits(
            total: total,
            hits: try shown(places, db),
            facets: try self.facets(groups, db),
            isLoose: false
        )
    }

    /// The datasets at these places, in this order.
    private func shown(_ places: [Int64], _ db: Database) throws -> [DatasetHit] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT d.id, d.title, d.titleEn, d.description, d.descriptionEn, d.access, d.sector, d.stage, d.version,
                    d.updatedAt, d.institution, i.name AS institutionName, i.nameEn AS institutionNameEn,
                    i.code AS institutionCode
                FROM json_each(?) wanted JOIN datasetPlace p ON p.place = wanted.value
                JOIN dataset d ON d.id = p.dataset JOIN institution i ON i.id = d.institution ORDER BY wanted.key
                """
        )
        return try DatasetHit.fetchAll(
            statement,
            arguments: ["[\(places.map(String.init).joined(separator: ","))]"]
        )
    }

    private func facets(_ groups: [(facet: FacetNames.Facet, count: Int)], _ db: Database) throws
        -> DatasetHits.Facets
    {
        /// The twelve values that most datasets have, with their counts.
        func most(_ value: (FacetNames.Facet) -> String) -> [(value: String, count: Int)] {
            var counts: [String: Int] = [:]
            for group in groups { counts[value(group.facet), default: 0] += group.count }
            counts[""] = nil
            return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(12).map { ($0.key, $0.value) }
        }
        let institutions = most { $0.institution.rawValue }
        let names = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT id, name, nameEn FROM institution WHERE id IN (SELECT value FROM json_each(?))"
            ),
            arguments: [JSONValue.array(institutions.map { .string($0.value) }).canonical]
        )
        let titles = Dictionary(
            names.map { ($0[0] as String, LocalizedText($0[1] as String, en: $0[2] as String?)) },
            uniquingKeysWith: { first, _ in first }
        )
        return DatasetHits.Facets(
            institutions: institutions.map {
                DatasetHits.Facet(value: $0, name: titles[$0] ?? LocalizedText($0), count: $1)
            },
            access: most(\.access).map {
                DatasetHits.Facet(value: $0, name: Dataset.Access(rawValue: $0)?.title ?? LocalizedText($0), count: $1)
            },
            sectors: most(\.sector).map { DatasetHits.Facet(value: $0, name: Sector.title($0), count: $1) }
        )
    }
}

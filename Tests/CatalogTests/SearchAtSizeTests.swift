import App
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import TestSupport
import Testing

@testable import Catalog

@Suite("Search in a large inventory")
struct SearchAtSizeTests {
    @Test("A backup is searched like the store it was made of: VACUUM may give rows new numbers")
    func backup() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        // A file that is rejected leaves a gap in the numbering, which VACUUM closes.
        _ = await problem { _ = try await nation.register(.open, csv: "\0\u{1}\u{2}\0") }
        for title in ["경로당 현황", "도서관 현황"] { _ = try await nation.register(.registered, title: title) }
        try await nation.platform.database.vacuum()
        for title in ["경로당 현황", "도서관 현황"] {
            let found = try await nation.platform.datasets.search(DatasetQuery(text: title))
            #expect(found.hits.map(\.title) == [title])
        }
    }

    @Test("An inventory from before this version is found and counted as it was, whatever its rows' numbers")
    func before() throws {
        let database = try DatabaseQueue()
        let migrator = Migrations.migrator()
        try migrator.migrate(database, upTo: "catalog-002 words and types")
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO institution (id, code, name, kind, since) VALUES ('i', '1', '하나', 'basic', '2020-01-01');
                    WITH d(id, place, sector, stage) AS (VALUES
                        ('a', 7, 'welfare', 'published'), ('b', 3, NULL, 'held'), ('c', 5, NULL, 'registering'))
                    INSERT INTO dataset
                        (rowid, id, institution, title, access, sector, keywordLines, stage, version, createdAt, updatedAt)
                    SELECT place, id, 'i', '표 ' || id, 'open', sector, '', stage, 1, '2026-01-01T00:00:00.000Z',
                        '2026-01-01T00:00:00.000Z' FROM d;
                    INSERT INTO datasetSearch (rowid, title, body, org)
                    VALUES (7, '쉼터 현황', '', ''), (3, '도서 서관 현황', '', '');
                    """
            )
        }
        try migrator.migrate(database)
        let hits = try database.read { db in
            try ["쉼터", "도서관", "현황"].map {
                try SearchHits(all: SearchWords.typed($0), db).page(of: nil, limit: 9, offset: 0, db)
            }
        }
        #expect(hits.map { $0.map(SearchHits.place) } == [[7], [3], [7, 3]])
        let counts = try database.read { db in
            try Row.fetchAll(db, sql: "SELECT sector, datasets FROM datasetFacet ORDER BY 1")
                .map { "\($0[0] as String) \($0[1] as Int)" }
        }
        #expect(counts == [" 1", "welfare 1"])
    }

    @Test("Facets and hits follow a dataset whose access and sector change")
    func moved() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let datasets = nation.platform.datasets
        let id = try await nation.register(.registered)
        _ = try await nation.register(.registered, title: "다른 쉼터")
        let steward = try await nation.actor("steward@seoul.example")
        _ = try await datasets.describe(id, Datasets.Edit(sector: "welfare"), by: steward)
        _ = try await datasets.changeAccess(id, to: .request, reason: "검토 결과", by: steward)
        try await datasets.compactIndex()
        for text in ["", "쉼터"] {
            let all = try await datasets.search(DatasetQuery(text: text))
            #expect(all.facets.access.map { [$0.value: $0.count] } == [["registered": 1], ["request": 1]])
            #expect(all.facets.sectors.map(\.value) == ["welfare"])
            let some = try await datasets.search(DatasetQuery(text: text, access: .request, sector: "welfare"))
            #expect(some.hits.map(\.id) == [id])
            #expect(some.total == 1)
        }
    }

    @Test(
        "Words not found together: who has the rarer one, or pieces of one that is nowhere, comes first; no hit is lost"
    )
    func loose() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        for title in ["버스정류장 현황", "가로등 현황", "보안등 현황", "무더위쉼터"] {
            _ = try await nation.register(.registered, title: title)
        }
        func titles(_ text: String, limit: Int = 20, offset: Int = 0) async throws -> [String] {
            let query = DatasetQuery(text: text, limit: limit, offset: offset)
            let found = try await nation.platform.datasets.search(query)
            #expect(found.isLoose)
            return found.hits.map(\.title)
        }
        #expect(try await titles("무더위쉼터 현황").first == "무더위쉼터")
        #expect(try await Set(titles("무더위쉼터 현황")).count == 4)
        #expect(try await titles("무더위쉼터위치 우주선") == ["무더위쉼터"])
        var paged: [String] = []
        for offset in 0..<4 { paged += try await titles("무더위쉼터 현황", limit: 1, offset: offset) }
        #expect(Set(paged).count == 4)
    }

    @Test("Of a word that too many have, those with it in the title come first, and every one is on exactly one page")
    func common() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        _ = try await nation.register(.open, title: "가로등")
        let count = SearchHits.ranked + 40
        try await nation.platform.database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO dataset (id, institution, title, access, keywordLines, stage, version, createdAt, updatedAt)
                    SELECT 'd' || value, institution, 't' || value, 'open', '', 'published', 1, createdAt, updatedAt
                    FROM dataset, (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < :count) SELECT value FROM n)
                    """,
                arguments: ["count": count]
            )
            // Every fifth has the word in its title, the others in their text.
            try db.execute(
                sql: """
                    INSERT INTO datasetSearch (rowid, title, body, org)
                    SELECT place << 20 | facet, iif(place % 5 = 0, '현황', ''), iif(place % 5 = 0, '', '현황'), ''
                    FROM datasetPlace WHERE dataset LIKE 'd%'
                    """
            )
        }
        var seen: [Dataset.ID] = []
        for offset in stride(from: 0, to: count, by: 100) {
            let page = try await nation.platform.datasets.search(DatasetQuery(text: "현황", limit: 100, offset: offset))
            #expect(page.total == count)
            #expect(page.hits.count == min(100, count - offset))
            seen += page.hits.map(\.id)
        }
        #expect(Set(seen).count == count)
        let places = try await nation.platform.database.read { [seen] db in
            try seen.map {
                try Int.fetchOne(db, sql: "SELECT place FROM datasetPlace WHERE dataset = ?", arguments: [$0]) ?? 0
            }
        }
        let (titles, texts) = (places.filter { $0 % 5 == 0 }, places.filter { $0 % 5 != 0 })
        #expect(places == titles.sorted(by: >) + texts.sorted(by: >))
    }
}

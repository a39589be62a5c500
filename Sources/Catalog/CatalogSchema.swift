import GRDB
import Kernel

/// The catalogue's tables: datasets, versions, files, findings, the search index.
package enum CatalogSchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("catalog-001 datasets") { db in
            try db.create(table: "dataset", options: .strict) { t in
                t.primaryKey("id", .text)
                t.column("institution", .text).notNull().indexed().references("institution")
                t.column("title", .text).notNull().check { length($0) > 0 }
                t.column("titleEn", .text)
                t.column("description", .text)
                t.column("descriptionEn", .text)
                t.column("access", .text).notNull()
                    .check(sql: "access IN ('open', 'registered', 'request', 'withheld')")
                t.column("ground", .text)
                t.column("citation", .text)
                t.column("sector", .text)
                t.column("keywordLines", .text).notNull()
                t.column("stage", .text).notNull().check(sql: "stage IN ('registering', 'held', 'published')")
                t.column("version", .integer).notNull()
                t.column("createdAt", .text).notNull()
                t.column("updatedAt", .text).notNull()
                t.check(sql: "access <> 'withheld' OR (ground IS NOT NULL AND citation IS NOT NULL)")
            }
            try db.create(index: "datasetOnUpdate", on: "dataset", columns: ["stage", "updatedAt", "id"])
            try db.create(table: "datasetVersion", options: .strict) { t in
                t.column("dataset", .text).notNull().references("dataset", onDelete: .cascade)
                t.column("number", .integer).notNull()
                t.column("isReady", .integer).notNull()
                t.column("by", .text).notNull().indexed().references("person")
                t.column("at", .text).notNull()
                t.column("difference", .text)
                t.column("warnings", .text).notNull()
                t.primaryKey(["dataset", "number"])
            }
            try db.create(table: "datasetFile", options: .strict) { t in
                t.column("dataset", .text).notNull().references("dataset", onDelete: .cascade)
                t.column("version", .integer).notNull()
                t.column("position", .integer).notNull()
                t.column("name", .text).notNull()
                t.column("sha256", .text).notNull()
                t.column("bytes", .integer).notNull()
                t.column("tableName", .text).notNull()
                t.column("tableJSON", .text)
                t.primaryKey(["dataset", "version", "position"])
            }
            try db.create(table: "personalFinding", options: .strict) { t in
                t.column("dataset", .text).notNull().references("dataset", onDelete: .cascade)
                t.column("version", .integer).notNull()
                t.column("tableName", .text).notNull()
                t.column("columnName", .text).notNull()
                t.column("kind", .text).notNull()
                t.column("count", .integer).notNull()
                t.column("answer", .text)
                t.column("answeredBy", .text).indexed().references("person")
                t.column("answeredAt", .text)
                t.primaryKey(["dataset", "version", "tableName", "columnName", "kind"])
            }
            // One row a published dataset, under the dataset's own rowid; the words are bigrams, see SearchWords.
            try db.execute(
                sql: """
                    CREATE VIRTUAL TABLE datasetSearch USING fts5(
                        title, body, org, tokenize="unicode61 remove_diacritics 0"
                    );
                    CREATE VIEW published_dataset AS
                    SELECT id, institution, title, titleEn, access, sector, version, createdAt, updatedAt
                    FROM dataset WHERE stage = 'published';
                    """
            )
        }
        migrator.registerMigration("catalog-002 words and types") { db in
            // Under the dataset and not its version: what was said about a column holds while the column is there.
            try db.create(table: "tableDescription", options: .strict) { t in
                t.column("dataset", .text).notNull().references("dataset", onDelete: .cascade)
                t.column("tableName", .text).notNull()
                t.column("title", .text)
                t.column("titleEn", .text)
                t.column("description", .text)
                t.column("descriptionEn", .text)
                t.primaryKey(["dataset", "tableName"])
            }
            try db.create(table: "columnDescription", options: .strict) { t in
                t.column("dataset", .text).notNull().references("dataset", onDelete: .cascade)
                t.column("tableName", .text).notNull()
                t.column("columnName", .text).notNull()
                t.column("title", .text)
                t.column("titleEn", .text)
                t.column("description", .text)
                t.column("descriptionEn", .text)
                t.column("unit", .text)
                t.primaryKey(["dataset", "tableName", "columnName"])
            }
            try db.alter(table: "datasetFile") { t in t.add(column: "typesJSON", .text) }
        }
        migrator.registerMigration("catalog-003 places and facets", migrate: placesAndFacets)
        migrator.registerMigration("catalog-004 drafts") { db in
            try db.alter(table: "dataset") { t in
                t.add(column: "needsReview", .integer).notNull().defaults(to: 0).check(sql: "needsReview IN (0, 1)")
            }
            // What a keeper's desk asks for.
            try db.create(
                index: "datasetOnStage",
                on: "dataset",
                columns: ["institution", "stage", "updatedAt"],
                condition: Column("stage") != "published"
            )
        }
        migrator.registerMigration("catalog-005 notes of findings") { db in
            // What open findings ask for was kept as a sentence; it is told from the findings themselves.
            try db.execute(
                sql: """
                    UPDATE datasetVersion SET warnings = (
                        SELECT json_group_array(json(value)) FROM json_each(warnings)
                        WHERE json_extract(value, '$.ko') NOT LIKE '개인정보로 보이는 열이 %건 있%'
                    ) WHERE warnings LIKE '%개인정보로 보이는 열이 %건 있%'
                    """
            )
        }
        migrator.registerMigration("catalog-006 followed renames") { db in
            // How far the ledger was looked through; from its beginning, so that renames before today are followed too.
            try db.create(table: "renameFollower", options: .strict) { t in
                t.primaryKey("id", .integer).check { $0 == 1 }
                t.column("seq", .integer).notNull()
            }
            try db.execute(sql: "INSERT INTO renameFollower (id, seq) VALUES (1, 0)")
        }
        migrator.registerMigration("catalog-007 layouts") { db in
            try db.alter(table: "datasetFile") { t in t.add(column: "layoutJSON", .text) }
        }
    }

    /// What search needs of every hit, so that it reads no row of `dataset` but those it shows.
    ///
    /// A dataset's row in the search index is numbered `place << 20 | facet`: hits are counted by their numbers alone.
    /// A row number of `dataset` itself would not do: VACUUM, which the backup is made with, may give out new ones.
    private static func placesAndFacets(_ db: Database) throws {
        try db.create(table: "datasetFacet", options: .strict) { t in
            t.primaryKey("id", .integer).check { $0 < 1 << 20 }
            t.column("institution", .text).notNull().references("institution")
            t.column("access", .text).notNull()
            // Empty for none: nulls would not be equal to each other.
            t.column("sector", .text).notNull()
            t.column("datasets", .integer).notNull()
            t.uniqueKey(["institution", "access", "sector"])
        }
        try db.create(table: "datasetPlace", options: .strict) { t in
            t.autoIncrementedPrimaryKey("place")
            t.column("dataset", .text).notNull().unique().references("dataset", onDelete: .cascade)
            t.column("facet", .integer).notNull().indexed().references("datasetFacet")
        }
        let columns = "institution, access, sector"
        let isFacet = "institution = new.institution AND access = new.access AND sector = coalesce(new.sector, '')"
        let placed = """
            INSERT INTO datasetFacet (\(columns), datasets)
            SELECT new.institution, new.access, coalesce(new.sector, ''), 0
            WHERE NOT EXISTS (SELECT 1 FROM datasetFacet WHERE \(isFacet));
            INSERT INTO datasetPlace (dataset, facet) SELECT new.id, id FROM datasetFacet
            WHERE \(isFacet) AND NOT EXISTS (SELECT 1 FROM datasetPlace WHERE dataset = new.id);
            """
        try db.execute(
            sql: """
                CREATE INDEX datasetNewest ON dataset (updatedAt, id) WHERE stage <> 'registering';
                INSERT INTO datasetFacet (\(columns), datasets)
                SELECT institution, access, coalesce(sector, ''), count(*) FROM dataset
                WHERE stage <> 'registering' GROUP BY 1, 2, 3;
                INSERT INTO datasetPlace (place, dataset, facet) SELECT d.rowid, d.id, f.id FROM dataset d
                JOIN datasetFacet f ON f.institution = d.institution AND f.access = d.access
                AND f.sector = coalesce(d.sector, '') WHERE d.stage <> 'registering' ORDER BY d.rowid;
                ALTER TABLE datasetSearch RENAME TO datasetSearchBefore;
                CREATE VIRTUAL TABLE datasetSearch USING fts5(
                    title, body, org, tokenize="unicode61 remove_diacritics 0"
                );
                INSERT INTO datasetSearch (rowid, title, body, org)
                SELECT p.place << 20 | p.facet, s.title, s.body, s.org
                FROM datasetPlace p JOIN datasetSearchBefore s ON s.rowid = p.place ORDER BY p.place;
                DROP TABLE datasetSearchBefore;
                CREATE TRIGGER datasetPlaced AFTER INSERT ON dataset WHEN new.stage <> 'registering'
                BEGIN \(placed) END;
                CREATE TRIGGER datasetMoved AFTER UPDATE OF stage, \(columns) ON dataset WHEN new.stage <> 'registering'
                BEGIN \(placed) UPDATE datasetPlace SET facet = (SELECT id FROM datasetFacet WHERE \(isFacet))
                WHERE dataset = new.id; END;
                CREATE TRIGGER datasetPlaceCounted AFTER INSERT ON datasetPlace
                BEGIN UPDATE datasetFacet SET datasets = datasets + 1 WHERE id = new.facet; END;
                CREATE TRIGGER datasetPlaceMoved AFTER UPDATE OF facet ON datasetPlace WHEN new.facet <> old.facet
                BEGIN UPDATE datasetFacet SET datasets = datasets + (id = new.facet) - (id = old.facet)
                WHERE id IN (new.facet, old.facet);
                UPDATE datasetSearch SET rowid = new.place << 20 | new.facet
                WHERE rowid = old.place << 20 | old.facet; END;
                CREATE TRIGGER datasetPlaceGone AFTER DELETE ON datasetPlace
                BEGIN UPDATE datasetFacet SET datasets = datasets - 1 WHERE id = old.facet;
                DELETE FROM datasetSearch WHERE rowid = old.place << 20 | old.facet; END;
                """
        )
    }
}

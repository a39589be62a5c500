import App
import Foundation
import GRDB
import Kernel
import Testing

@Suite("The house rules for the store")
struct StoreRulesTests {
    private let database: DatabaseQueue

    init() throws {
        database = try Store.inMemory()
        try Migrations.migrator().migrate(database)
    }

    private func tables() throws -> [String] {
        try database.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
                    AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
                    """
            )
        }
    }

    @Test("Every table is strict")
    func strictness() throws {
        let loose = try database.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
                    AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
                    """
            )
        }
        #expect(loose == [])
        #expect(try tables().count > 15)
    }

    @Test("Every foreign key is indexed, so that nothing is searched row by row")
    func keys() throws {
        for table in try tables() {
            try database.read { db in
                let leading = try db.indexes(on: table).compactMap { $0.columns.first?.lowercased() }
                let primary = try db.primaryKey(table).columns.first.map { [$0.lowercased()] } ?? []
                for key in try db.foreignKeys(on: table) {
                    let column = key.originColumns[0].lowercased()
                    #expect((leading + primary).contains(column), "\(table).\(column)")
                }
            }
        }
    }

    @Test("A shipped migration keeps its name and its place: new ones are added at the end of their room's")
    func migrations() throws {
        let names = Migrations.migrator().migrations
        let list = Repository.root.appending(path: "Tests/HouseRulesTests/migrations.txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try (names.joined(separator: "\n") + "\n").write(to: list, atomically: true, encoding: .utf8)
        }
        let shipped = try String(contentsOf: list, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(names == shipped, "Add the new migration to Tests/HouseRulesTests/migrations.txt")
        for name in names {
            #expect(name.contains(/^[a-z]+-\d{3} [a-z]/), "\(name)")
        }
    }
}

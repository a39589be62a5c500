import Crypto
import Foundation
import GRDB
import Kernel
import Synchronization
import Testing

@testable import Ledger

@Suite("Searching the ledger")
struct SearchTests {
    /// Thirty acts, one a day, by two people of three institutions.
    private func ledger() throws -> (acts: Acts, database: DatabaseQueue, first: Day) {
        let database = try Store.inMemory()
        var migrator = DatabaseMigrator()
        LedgerSchema.register(in: &migrator)
        try migrator.migrate(database)
        let first = try #require(Day("2026-06-01"))
        try database.write { db in
            for number in 0..<30 {
                try Act.append(
                    number % 2 == 0 ? "test.even" : "test.odd",
                    on: "thing/\(number % 5)",
                    by: Attribution(person: "p\(number % 2)", institution: "i\(number % 3)"),
                    at: first.adding(days: number).start.addingTimeInterval(3600),
                    db
                )
            }
        }
        let signer = CheckpointSigner(origin: "test", key: .init())
        return (Acts(database: database, signer: signer, clock: .system), database, first)
    }

    @Test(
        "Each condition narrows, and all of them together",
        arguments: [
            ("kind", 15), ("subject", 6), ("institution", 10), ("institutions", 20), ("person", 15), ("from", 10),
            ("until", 3), ("kind+institution+from", 2), ("nothing", 30),
        ]
    )
    func narrowing(condition: String, count: Int) async throws {
        let (acts, _, first) = try ledger()
        var search = Acts.Search()
        for part in condition.split(separator: "+") {
            switch part {
            case "kind": search.kind = "test.even"
            case "subject": search.subject = "thing/3"
            case "institution": search.institutions = ["i1"]
            case "institutions": search.institutions = ["i1", "i2"]
            case "person": search.person = "p1"
            case "from": search.from = first.adding(days: 20)
            case "until": search.until = first.adding(days: 2)
            default: break
            }
        }
        let found = try await acts.search(search).acts
        #expect(found.count == count)
        #expect(found.map(\.seq) == found.map(\.seq).sorted(by: >))
    }

    @Test("Page by page there and back, everything is seen once", arguments: [nil, ["i0", "i2"]])
    func paging(institutions: [String]?) async throws {
        let (acts, _, _) = try ledger()
        var search = Acts.Search()
        search.institutions = institutions
        let all = try await acts.search(search).acts.map(\.seq)
        var seen: [Int64] = []
        var page = try await acts.search(search, limit: 7)
        #expect(page.newer == nil)
        seen += page.acts.map(\.seq)
        while let older = page.older {
            page = try await acts.search(search, before: older, limit: 7)
            seen += page.acts.map(\.seq)
        }
        #expect(seen == all)
        while let newer = page.newer { page = try await acts.search(search, after: newer, limit: 7) }
        #expect(page.acts.map(\.seq) == Array(all.prefix(7)) && page.newer == nil)
    }

    @Test("An act written late in its day is found by its day, though its number is of the next")
    func lateness() async throws {
        let (acts, database, first) = try ledger()
        let day = first.adding(days: 40)
        try await database.write { db in
            for minutes in [5.0, -5.0] {
                try Act.append(
                    "test.late",
                    on: "thing/9",
                    by: .system,
                    at: day.start.addingTimeInterval(minutes * 60),
                    db
                )
            }
        }
        var search = Acts.Search()
        search.from = day.adding(days: -1)
        search.until = day.adding(days: -1)
        #expect(try await acts.search(search).acts.map(\.seq) == [32])
        search.from = day
        search.until = day
        #expect(try await acts.search(search).acts.map(\.seq) == [31])
    }

    @Test(
        "No search goes through the acts one by one",
        arguments: ["kind", "subject", "institution", "person", "days"]
    )
    func plans(condition: String) async throws {
        let (_, database, first) = try ledger()
        let (asked, trace) = (Asked(), try DatabaseQueue(configuration: .init()))
        try database.backup(to: trace)
        try await trace.write { db in db.trace { event in asked.add("\(event)") } }
        let acts = Acts(database: trace, signer: CheckpointSigner(origin: "t", key: .init()), clock: .system)
        var search = Acts.Search()
        switch condition {
        case "kind": search.kind = "test.even"
        case "subject": search.subject = "thing/3"
        case "institution": search.institutions = ["i1"]
        case "person": search.person = "p1"
        default: search.from = first
        }
        _ = try await acts.search(search)
        let statements = asked.all.filter { $0.hasPrefix("SELECT") }
        #expect(!statements.isEmpty)
        for sql in statements {
            let plan = try await trace.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql.replacing("?", with: "1"))").map {
                    $0["detail"] as String
                }
            }
            #expect(
                plan.allSatisfy { (!$0.hasPrefix("SCAN") || $0 == "SCAN CONSTANT ROW") && !$0.contains("TEMP B-TREE") },
                "\(sql): \(plan)"
            )
        }
    }

    /// The statements a connection was asked.
    private final class Asked: Sendable {
        private let texts = Mutex<[String]>([])
        func add(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock { $0 } }
    }

    @Test("The kinds that there are, each once")
    func kinds() async throws {
        let (acts, _, _) = try ledger()
        #expect(try await acts.kinds() == ["test.even", "test.odd"])
    }
}

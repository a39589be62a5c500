import App
import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Sharing
import Synchronization
import TestSupport
import Testing

@Suite("What is asked of the store all day")
struct HotQueryTests {
    /// Tables that stay small in the largest installation, or hold a day's worth: reading them whole is right.
    private static let small: Set<String> = ["institution", "formerName", "succession"]

    @Test("Every question that a page, a call or a job asks is answered from an index, whatever the store has grown to")
    func plans() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let platform = nation.platform
        let dataset = try await nation.register(.request)
        let request = try await nation.request(dataset)
        let heard = Mutex<Set<String>>([])
        let listen: @Sendable (Database) throws -> Void = { db in
            db.trace { event in
                if case .statement(let statement) = event { heard.withLock { _ = $0.insert(statement.sql) } }
            }
        }
        // One reader serves calls that come one after another; the writer is another connection.
        try await platform.database.read(listen)
        try await platform.database.write(listen)
        let (analyst, officer) = (
            try await nation.actor("analyst@mois.example"), try await nation.actor("officer@seoul.example")
        )
        let token = try await platform.tokens.create(name: "t", by: analyst).secret
        try await platform.signIns.setPassword(
            "마루에서 만나요",
            of: analyst.email,
            by: nation.actor("secretariat@mois.example")
        )
        let session = try await platform.signIns.signIn(email: analyst.email, password: "마루에서 만나요", address: "10.0.0.1")

        _ = try await platform.tokens.actor(token)
        _ = try await platform.signIns.session(session)
        _ = try await platform.people.list(institution: "6110000")
        _ = try await platform.institutions.list()
        _ = try await platform.institutions.lineage(of: "6110000")
        _ = try await platform.institutions.officer(of: officer.institution)
        _ = try await platform.datasets.detail(dataset)
        _ = try await platform.requests.detail(request.id, by: analyst)
        _ = try await platform.requests.list(by: officer)
        _ = try await platform.grants.list(by: analyst)
        _ = try await platform.queries.list(by: analyst)
        _ = try await platform.acts.list(subject: "request/\(request.id)")
        _ = try await platform.acts.proof(of: 3)
        _ = try await platform.grants.expire()
        try await platform.jobs.runAll()

        let asked = heard.withLock { $0 }.filter { sql in
            ["SELECT", "WITH", "UPDATE", "DELETE"].contains { sql.uppercased().hasPrefix($0) }
        }
        #expect(asked.count > 30)
        for sql in asked.sorted() {
            let steps = try await platform.database.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: StatementArguments(), adapter: nil)
                    .map { $0["detail"] as String }
            }
            for step in steps {
                guard let table = step.firstMatch(of: /^SCAN ("?\w+"?)(?! VIRTUAL TABLE)/)?.output.1 else { continue }
                #expect(Self.small.contains(String(table)), "\(step): \(sql)")
            }
        }
    }
}

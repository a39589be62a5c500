import Analysis
import App
import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Sharing
import Synchronization
import TestSupport
import Testing

@Suite("How the store finds things")
struct QueryPlanTests {
    /// Tables that grow with the nation's work.
    private static let big = [
        "act", "clarification", "columnDescription", "dataset", "datasetFile", "datasetVersion", "grant", "job",
        "personalFinding", "queryRun", "savedQuestion", "sharingRequest", "tableDescription",
    ]

    @Test("No reading that people wait for goes through a big table row by row")
    func plans() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let analyst = try await nation.actor("analyst@mois.example")
        let officer = try await nation.actor("officer@seoul.example")
        let dataset = try await nation.register(.request)
        let request = try await nation.request(dataset)
        let grant = try await nation.use()

        // The same rooms over one connection that tells what it is asked.
        let asked = Mutex<Set<String>>([])
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            db.trace { event in
                let sql = "\(event)"
                if sql.hasPrefix("SELECT") || sql.hasPrefix("WITH") || sql.hasPrefix("UPDATE") {
                    asked.withLock { _ = $0.insert(sql) }
                }
            }
        }
        let platform = nation.platform
        let queue = try DatabaseQueue(
            path: nation.home.appending(path: "maru.sqlite").path,
            configuration: configuration
        )
        let clock = platform.settings.clock
        let datasets = Datasets(
            database: queue,
            lake: platform.lake,
            intake: Intake(engine: platform.engine),
            statutes: platform.statutes,
            clock: clock,
            uploadLimit: 1 << 20
        )
        let keys = try GrantKeys(folder: nation.home.appending(path: "keys"))
        let grants = Grants(
            database: queue,
            datasets: datasets,
            shares: Shares(engine: platform.engine, folder: platform.lake, keys: keys),
            filters: RowFilter(engine: platform.engine),
            keys: keys,
            statutes: platform.statutes,
            clock: clock
        )
        let requests = SharingRequests(database: queue, grants: grants, statutes: platform.statutes, clock: clock)
        let queries = Queries(
            database: queue,
            grants: grants,
            runs: Runs(engine: platform.engine, folder: platform.lake, memory: 256, deadline: 60),
            clock: clock
        )

        _ = try await datasets.search(DatasetQuery(text: "쉼터"))
        _ = try await datasets.search(DatasetQuery(text: "쉼터 우주선"))
        _ = try await datasets.detail(dataset)
        try await datasets.describe(dataset, Datasets.Edit(title: "새 제목"), by: officer)
        _ = try await requests.detail(request.id, by: analyst)
        _ = try await requests.likelyHolders(request.id, by: officer)
        for actor in [analyst, officer] {
            _ = try await requests.list(limit: 50, by: actor)
            _ = try await requests.list(stage: .submitted, limit: 50, by: actor)
            _ = try await grants.list(limit: 50, by: actor)
        }
        _ = try await grants.detail(grant, by: analyst)
        _ = try await grants.bound([grant], by: analyst)
        _ = try await grants.expire()
        _ = try await requests.recount()
        _ = try await queries.list(by: analyst)
        _ = try await queries.saved(by: analyst)
        try await queries.removeOld()
        try await queries.endInterrupted()

        let statements = asked.withLock { $0 }
        #expect(statements.count > 20)
        for sql in statements.sorted() {
            let plan = try await queue.read { db in
                // What it is asked with is not known here, and does not change how it is found.
                let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
                statement.setUncheckedArguments([])
                return try Row.fetchAll(statement).map { $0["detail"] as String }
            }
            for step in plan {
                let scanned = step.firstMatch(of: /^SCAN "?(\w+)"?(?: USING (?:COVERING )?INDEX (\w+))?/)
                guard let scanned, scanned.output.2 == nil else { continue }
                #expect(!Self.big.contains(String(scanned.output.1)), "\(step): \(sql.prefix(300))")
            }
        }
    }
}

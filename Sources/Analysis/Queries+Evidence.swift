import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Sharing

extension Queries {
    /// What the ledger keeps of a finished run: by it anyone can run the question again and compare.
    package struct Evidence: Sendable {
        /// The act's number in the ledger.
        package let act: Int64
        /// Name and version: `duckdb 1.5.5`.
        package let engine: String
        package let shares: [Share]

        package struct Share: Sendable {
            package let grant: Grant.ID
            package let version: Int
            package let table: String
            package let sha256: String
        }
    }

    /// What the ledger keeps of `run`; nil while it has not finished.
    package func evidence(of run: QueryRun) async throws -> Evidence? {
        struct Payload: Decodable {
            struct Details: Decodable {
                struct Share: Decodable {
                    let grant: String
                    let version: Int
                    let table: String
                    let sha256: String
                }
                let engine: String
                let shares: [Share]
            }
            let details: Details
        }
        let act = try await database.read { db in
            try Act.fetchOne(
                db,
                sql: "SELECT * FROM act WHERE subject = ? AND kind = 'analysis.ran' ORDER BY seq DESC LIMIT 1",
                arguments: ["run/\(run.id)"]
            )
        }
        guard let act else { return nil }
        let details = try JSONDecoder().decode(Payload.self, from: Data(act.payload.utf8)).details
        return Evidence(
            act: act.seq,
            engine: details.engine,
            shares: details.shares.map {
                Evidence.Share(
                    grant: Grant.ID(rawValue: $0.grant),
                    version: $0.version,
                    table: $0.table,
                    sha256: $0.sha256
                )
            }
        )
    }

    /// The run, once it has ended or `patience` is over: a quick question is answered without a page that waits.
    package func settled(_ id: QueryRun.ID, within patience: Duration, by actor: Actor) async throws -> QueryRun {
        var run = try await find(id, by: actor)
        let end = ContinuousClock.now + patience
        // Who comes back to a long question later does not wait again.
        guard clock.now.timeIntervalSince(run.at) < 5 else { return run }
        while !run.stage.isOver, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(60))
            run = try await find(id, by: actor)
        }
        return run
    }
}

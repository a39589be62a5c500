import Crypto
import Foundation
import GRDB
import Kernel

@testable import Ledger

/// A ledger in memory, on a clock that stands still.
struct TestLedger {
    let database: DatabaseQueue
    let acts: Acts
    let signer = CheckpointSigner(origin: "maru.example/ledger", key: Curve25519.Signing.PrivateKey())
    static let instant = Date(timeIntervalSince1970: 1_795_000_000)

    init() throws {
        database = try Store.inMemory()
        var migrator = DatabaseMigrator()
        LedgerSchema.register(in: &migrator)
        try migrator.migrate(database)
        acts = Acts(database: database, signer: signer, clock: .fixed(Self.instant))
    }

    func append(_ count: Int) async throws {
        try await database.write { db in
            for number in 0..<count {
                try Act.append(
                    "test.did",
                    on: "thing/\(number % 3)",
                    by: Attribution(person: "p1", institution: "i1"),
                    reason: "서류 \(number)",
                    pack: "kr-2026@1",
                    details: ["n": .number(number)],
                    at: Self.instant,
                    db
                )
            }
        }
    }

    /// Changes the rows as somebody with the file in hand would.
    func tamper(_ sql: String) async throws {
        try await database.write { db in
            for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try db.execute(sql: sql)
        }
    }
}

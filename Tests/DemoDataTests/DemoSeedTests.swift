import App
import Catalog
import DemoData
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Sharing
import Testing

@Suite("The demo nation")
struct DemoSeedTests {
    @Test(
        "It is seeded whole: thirty datasets, requests at every stage, a ledger that holds; and only into an empty home"
    )
    func seeding() async throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "maru-demo-test-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        var settings = Settings()
        settings.passwordCost = 4
        let seed = DemoSeed(home: home, settings: settings)
        let people = try await seed.seed()
        #expect(people.count > 50)
        let platform = try Platform(home: home, settings: settings)
        #expect(try await platform.institutions.list().count == 12)
        #expect(try await platform.datasets.search(DatasetQuery()).total == 30)
        let stages = try await platform.database.read { db in
            try Set(String.fetchAll(db, sql: "SELECT DISTINCT stage FROM sharingRequest"))
        }
        #expect(stages == Set(SharingRequest.Stage.allCases.map(\.rawValue)))
        #expect(try await platform.acts.verify().ok)
        await #expect(throws: (any Error).self) { try await seed.seed() }
    }
}

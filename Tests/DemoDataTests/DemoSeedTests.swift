import App
import Catalog
import Council
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
        "It is seeded whole: thirty datasets, requests at every stage, a ledger that holds and names nobody; and only into an empty home"
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
        let secretariat = try await platform.people.actor(email: "secretariat@mois.example")
        let board = try await platform.suggestions.board(Suggestions.Filter(), by: secretariat)
        #expect(board.total == 30)
        // Where no meeting is planned, what would stand on its agenda is reviewed.
        #expect(board.counts.count >= 13, "\(board.counts)")
        #expect(try await platform.acts.verify().ok)
        #expect(Set(people.map(\.name)).count == people.count)
        let positions = Set(Role.allCases.map(\.title.ko) + ["간사", "주무관", "담당자", "책임관"])
        #expect(people.allSatisfy { !positions.contains($0.name) && (2...4).contains($0.name.count) })
        let sentBack = try await platform.database.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM sharingRequest WHERE suggestedHolder = requester")
        }
        #expect(sentBack == 0)
        try await namesNobody(platform)
        await #expect(throws: (any Error).self) { try await seed.seed() }
    }

    /// Everybody may be shown the ledger: of people it holds their numbers alone.
    private func namesNobody(_ platform: Platform) async throws {
        let email = "secretariat@mois.example"
        let actor = try await platform.people.actor(email: email)
        let token = try await platform.tokens.create(name: "홍길동의 노트북", by: actor)
        let address = "203.0.113.77"
        await #expect(throws: (any Error).self) {
            _ = try await platform.signIns.signIn(email: email, password: "wrong-\(address)", address: address)
        }
        let session = try await platform.signIns.signIn(email: email, password: DemoSeed.password, address: address)
        let (acts, people) = try await platform.database.read { db in
            try (
                String.fetchAll(db, sql: "SELECT kind || ' ' || subject || ' ' || payload FROM act"),
                String.fetchAll(db, sql: "SELECT name FROM person UNION ALL SELECT email FROM person")
            )
        }
        #expect(acts.count > 250)
        let words =
            people + [DemoSeed.password, token.secret, "홍길동의 노트북", address, session]
        for word in words { #expect(acts.filter { $0.contains(word) } == [], "\(word)") }
        // Neither in another spelling: an address of any machine or person, a telephone or registration number.
        for act in acts {
            #expect(!act.contains(/[\w.+-]+@[\w-]+\.\w/) && !act.contains(/\b\d{1,3}(\.\d{1,3}){3}\b/), "\(act)")
            #expect(!act.contains(/\b01[016789]-?\d{3,4}-?\d{4}\b|\b\d{6}-[1-8]\d{6}\b/), "\(act)")
        }
    }
}

import App
import ArgumentParser
import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Sharing

/// From an officer's decision to a grant in force, for a whole table: nothing is copied.
struct GrantBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "A full-table grant, from decision to active, in process."
    )
    @Option(help: "A new home.") var home: String
    @Option(help: "A CSV or Parquet file to share.") var file: String
    @Option(help: "How many grants.") var times = 50

    struct Result: Encodable {
        let rows: Int
        let bytes: Int
        let milliseconds: Timings.Summary
    }

    func run() async throws {
        let platform = try Platform(home: URL(filePath: home), settings: Settings(), isNew: true)
        let (steward, officer, analyst) = try await people(platform)
        let source = URL(filePath: file)
        let registration = try await platform.datasets.register(
            Datasets.Draft(institution: "6110000", title: "전체 제공 표", access: .request),
            [Datasets.Upload(file: source, name: source.lastPathComponent, table: "rows")],
            by: steward
        )
        try await platform.jobs.finish(registration.job)
        var timings = Timings()
        for round in -3..<times {
            let request = try await platform.requests.submit(
                SharingRequests.Draft(
                    dataset: registration.dataset,
                    purpose: "배치 분석",
                    method: "집계",
                    until: platform.settings.clock.today.adding(days: 300)
                ),
                by: analyst
            )
            // The first few fill the caches and are not counted.
            var taken = Timings()
            let granted = try await taken.time {
                let granted = try await platform.requests.grant(
                    request.id,
                    TermsDraft(),
                    until: nil,
                    note: nil,
                    by: officer
                )
                try await platform.jobs.finish(granted.job)
                return granted
            }
            if round >= 0 { timings.add(taken) }
            let grant = try await platform.grants.detail(granted.grant.id, by: analyst).grant
            guard grant.stage == .active, grant.manifest?.tables.first?.isLinked == true else {
                throw ValidationError("The grant is \(grant.stage), not linked and active.")
            }
        }
        let table = try await platform.datasets.detail(registration.dataset).tables[0]
        try show(Result(rows: table.rows, bytes: table.bytes, milliseconds: timings.summary))
    }

    private func people(_ platform: Platform) async throws -> (Actor, Actor, Actor) {
        _ = try await platform.people.initialise(
            secretariat: "analyst@mois.example",
            name: "간사",
            institution: Institutions.Draft(code: "1741000", name: "행정안전부", kind: "central")
        )
        let secretariat = try await platform.people.actor(email: "analyst@mois.example")
        try await platform.institutions.add(
            Institutions.Draft(code: "6110000", name: "서울특별시", kind: "metropolitan"),
            by: secretariat
        )
        for (role, email, code) in [
            (Role.steward, "steward@seoul.example", "6110000"), (.officer, "officer@seoul.example", "6110000"),
            (.analyst, "analyst@mois.example", "1741000"),
        ] {
            if email != "analyst@mois.example" {
                try await platform.people.add(email: email, name: "홍길동", institution: code, by: secretariat)
            }
            _ = try await platform.people.appoint(
                email: email,
                to: role,
                at: code,
                rank: role == .officer ? "3급" : nil,
                by: secretariat
            )
        }
        let people = platform.people
        return (
            try await people.actor(email: "steward@seoul.example"),
            try await people.actor(email: "officer@seoul.example"),
            try await people.actor(email: "analyst@mois.example")
        )
    }
}

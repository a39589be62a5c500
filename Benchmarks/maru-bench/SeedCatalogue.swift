import App
import ArgumentParser
import Catalog
import Directory
import Foundation
import Kernel

/// Fills a new home with datasets, each registered as a steward would: upload, job, index, acts.
///
/// They are documents: reading a table is measured elsewhere, and what search, start and memory depend on is what the
/// store holds. The columns' names that a table would add to the index are given as keywords.
struct SeedCatalogue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Make a home with many datasets, through the rooms' own doors."
    )
    @Option(help: "The new home.") var home: String
    @Option(help: "How many datasets.") var datasets = 100_000

    struct Result: Encodable {
        let registered: Rate
    }

    func run() async throws {
        let place = URL(filePath: home)
        let platform = try Platform(home: place, settings: Settings(), isNew: true)
        let stewards = try await people(platform)
        let file = place.appending(path: "안내.pdf")
        try Data("%PDF-1.7\n".utf8).write(to: file)
        let start = ContinuousClock.now
        // One lane a core: while one waits for the store's lock, another prepares its files.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<2 {
                group.addTask {
                    for number in stride(from: lane, to: datasets, by: 2) {
                        try await register(number, file, stewards, platform)
                        if (number + 1) % 10_000 == 0 { say("\(number + 1) datasets") }
                    }
                }
            }
            try await group.waitForAll()
        }
        let registered = Rate(datasets, since: start)
        try FileManager.default.removeItem(at: file)
        try show(Result(registered: registered))
    }

    /// An institution for every place, each with its steward.
    private func people(_ platform: Platform) async throws -> [Actor] {
        _ = try await platform.people.initialise(
            secretariat: "secretariat@bench.example",
            name: "간사",
            institution: Institutions.Draft(code: "1741000", name: "행정안전부", kind: "central")
        )
        let secretariat = try await platform.people.actor(email: "secretariat@bench.example")
        var stewards: [Actor] = []
        for (number, name) in Vocabulary.places.enumerated() {
            let code = String(3_000_000 + number)
            try await platform.institutions.add(
                Institutions.Draft(code: code, name: name, kind: "basic"),
                by: secretariat
            )
            let email = "steward\(number)@bench.example"
            try await platform.people.add(email: email, name: "홍길동", institution: code, by: secretariat)
            _ = try await platform.people.appoint(email: email, to: .steward, at: code, rank: nil, by: secretariat)
            stewards.append(try await platform.people.actor(email: email))
        }
        return stewards
    }

    private func register(_ number: Int, _ file: URL, _ stewards: [Actor], _ platform: Platform) async throws {
        let place = number % Vocabulary.places.count
        let subject = Vocabulary.subjects[number / Vocabulary.places.count % Vocabulary.subjects.count]
        let form = Vocabulary.forms[number / 7 % Vocabulary.forms.count]
        let year = 2008 + number / 13 % 18
        let access: [Dataset.Access] = [.open, .open, .registered, .request]
        let name = Vocabulary.places[place]
        let registration = try await platform.datasets.register(
            Datasets.Draft(
                institution: String(3_000_000 + place),
                title: "\(name) \(subject.ko) \(form) \(year)",
                titleEn: "\(subject.en) \(year)",
                description: Vocabulary.description(name, subject.ko, year),
                access: access[number / 3 % access.count],
                sector: Vocabulary.sectors[number / Vocabulary.places.count % Vocabulary.sectors.count],
                keywords: subject.columns
            ),
            [Datasets.Upload(file: file, name: "안내.pdf")],
            by: stewards[place]
        )
        try await platform.jobs.finish(registration.job)
    }
}

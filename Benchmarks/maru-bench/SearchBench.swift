import App
import ArgumentParser
import Catalog
import Foundation
import Kernel

/// Searches a seeded home the way people do, kind by kind.
struct SearchBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Searching a seeded home, in process: hits, facets and all."
    )
    @Option(help: "A home that `seed` made.") var home: String
    @Option(help: "Searches of each kind.") var times = 200

    struct Kind: Encodable {
        let name: String
        let example: String
        let medianHits: Int
        let milliseconds: Timings.Summary
    }

    struct Result: Encodable {
        let datasets: Int
        let kinds: [Kind]
        /// Every search of every kind, equally many of each.
        let all: Timings.Summary
    }

    func run() async throws {
        let platform = try Platform(home: URL(filePath: home), settings: Settings())
        let total = try await platform.datasets.search(DatasetQuery()).total
        var kinds: [Kind] = []
        var all = Timings()
        for (name, make) in Self.kinds {
            var random = SteadyRandom()
            var timings = Timings()
            var totals: [Int] = []
            var example = ""
            // The first few fill the caches and are not counted.
            for round in -5..<times {
                let query = make(&random)
                if round < 0 {
                    _ = try await platform.datasets.search(query)
                    continue
                }
                example = query.text
                totals.append(try await timings.time { try await platform.datasets.search(query) }.total)
            }
            all.add(timings)
            kinds.append(
                Kind(
                    name: name,
                    example: example,
                    medianHits: totals.sorted()[totals.count / 2],
                    milliseconds: timings.summary
                )
            )
        }
        try show(Result(datasets: total, kinds: kinds, all: all.summary))
    }

    private static func subject(_ random: inout SteadyRandom) -> (ko: String, en: String, columns: [String]) {
        Vocabulary.subjects[Int.random(in: 0..<Vocabulary.subjects.count, using: &random)]
    }

    private static func pick(_ words: [String], _ random: inout SteadyRandom) -> String {
        words[Int.random(in: 0..<words.count, using: &random)]
    }

    private static let kinds: [(String, @Sendable (inout SteadyRandom) -> DatasetQuery)] = [
        ("a subject", { DatasetQuery(text: subject(&$0).ko) }),
        ("a subject and a place", { DatasetQuery(text: "\(pick(Vocabulary.places, &$0)) \(subject(&$0).ko)") }),
        ("a place", { DatasetQuery(text: pick(Vocabulary.places, &$0)) }),
        ("a column's name", { DatasetQuery(text: pick(subject(&$0).columns, &$0)) }),
        ("a subject in English", { DatasetQuery(text: subject(&$0).en) }),
        ("a subject, within open data", { DatasetQuery(text: subject(&$0).ko, access: .open) }),
        ("words not found together", { DatasetQuery(text: "\(subject(&$0).ko) 우주정거장") }),
        ("a word that every eighth title has", { DatasetQuery(text: pick(Vocabulary.forms, &$0)) }),
        ("no words: the newest first", { _ in DatasetQuery() }),
        ("the third page of a subject", { DatasetQuery(text: subject(&$0).ko, offset: 40) }),
    ]
}

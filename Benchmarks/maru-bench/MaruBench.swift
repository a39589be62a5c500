import ArgumentParser

/// Measures, in one process, what a command line or a server would hide behind its own start.
///
/// Every subcommand works through the rooms' own doors and prints one JSON document; `script/bench` runs it and
/// writes docs/benchmarks.md.
@main
struct MaruBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maru-bench",
        abstract: "Measure the rooms in process; see script/bench.",
        subcommands: [
            LedgerBench.self, SeedCatalogue.self, SearchBench.self, GrantBench.self, OpinionsBench.self,
            NoticesBench.self,
        ]
    )
}

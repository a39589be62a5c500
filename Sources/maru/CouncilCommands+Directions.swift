import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

extension CouncilCommand {
    struct DirectionsCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "directions",
            abstract: "A year's promotion directions, in versions.",
            subcommands: [Show.self, Write.self, Propose.self, Adopt.self, Withdraw.self]
        )

        fileprivate static func show(_ place: Place, _ platform: Platform, _ globals: Globals) async throws {
            let council = try await platform.councils.find(place.council)
            let versions = try await platform.councils.directions(of: council.id, year: place.year)
            try globals.show(versions.map(DirectionsResource.init)) {
                versions.flatMap { version in
                    [
                        "\(version.directions.year)/\(version.directions.version)  \(version.directions.stage.title[globals.language])",
                        version.directions.foreword,
                    ] + version.items.map { "  \($0.number). \($0.title)" }
                }
            }
        }

        /// Whose directions, and of which year.
        struct Place: ParsableArguments {
            @Argument(help: "The council's code.") var council: String
            @Argument(help: "The year.") var year: Int

            /// The latest version of the year, which every move is about.
            func latest(_ platform: Platform) async throws -> Directions.ID {
                let found = try await platform.councils.find(council)
                guard let latest = try await platform.councils.directions(of: found.id, year: year).first else {
                    throw Problem.noSuch(
                        "council/no-such-thing",
                        LocalizedText("추진방향이", en: "year's directions"),
                        year
                    )
                }
                return latest.directions.id
            }
        }

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "show",
                abstract: "Show every version of a year."
            )
            @OptionGroup var globals: Globals
            @OptionGroup var place: Place

            func run() async throws { try await DirectionsCommand.show(place, globals.platform(), globals) }
        }

        struct Write: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "write",
                abstract: "Write the next version of a year, or change the one under way."
            )
            @OptionGroup var globals: Globals
            @OptionGroup var place: Place
            @Option(help: "What comes before the directions.") var foreword: String
            @Option(name: .customLong("item"), help: "A direction: 'title' or 'title: text'; give one for each.")
            var items: [String]

            func run() async throws {
                let platform = try globals.platform()
                let actor = try await globals.actor(platform)
                let draft = Councils.DirectionsDraft(
                    foreword: foreword,
                    items: items.map { item in
                        let halves = item.split(separator: ":", maxSplits: 1).map(String.init)
                        return .init(title: halves.first ?? "", text: halves.count > 1 ? halves[1] : "")
                    }
                )
                let council = try await platform.councils.find(place.council)
                let open = try await platform.councils.directions(of: council.id, year: place.year)
                    .first { $0.directions.stage == .draft || $0.directions.stage == .proposed }
                if let open {
                    try await platform.councils.editDirections(open.directions.id, draft, by: actor)
                } else {
                    _ = try await platform.councils.writeDirections(place.year, draft, for: place.council, by: actor)
                }
                try await DirectionsCommand.show(place, platform, globals)
            }
        }

        struct Propose: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "propose",
                abstract: "Propose the latest version of a year."
            )
            @OptionGroup var globals: Globals
            @OptionGroup var place: Place

            func run() async throws {
                let platform = try globals.platform()
                try await platform.councils.proposeDirections(place.latest(platform), by: globals.actor(platform))
                try await DirectionsCommand.show(place, platform, globals)
            }
        }

        struct Adopt: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "adopt",
                abstract: "Put the proposed version of a year in force."
            )
            @OptionGroup var globals: Globals
            @OptionGroup var place: Place

            func run() async throws {
                let platform = try globals.platform()
                try await platform.councils.adoptDirections(place.latest(platform), by: globals.actor(platform))
                try await DirectionsCommand.show(place, platform, globals)
            }
        }

        struct Withdraw: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "withdraw",
                abstract: "Withdraw the version of a year that is under way."
            )
            @OptionGroup var globals: Globals
            @OptionGroup var place: Place
            @Option(help: "Why.") var reason: String

            func run() async throws {
                let platform = try globals.platform()
                try await platform.councils.withdrawDirections(
                    place.latest(platform),
                    reason: reason,
                    by: globals.actor(platform)
                )
                try await DirectionsCommand.show(place, platform, globals)
            }
        }
    }
}

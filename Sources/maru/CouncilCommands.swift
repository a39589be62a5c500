import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

struct CouncilCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "council",
        abstract: "Councils and groups: who sits in them, their plans and directions.",
        subcommands: [
            List.self, Show.self, Found.self, Seat.self, EndSeat.self, Alternate.self, Dissolve.self,
            PlanCommand.self, DirectionsCommand.self, Decisions.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the councils that exist.")
        @OptionGroup var globals: Globals

        func run() async throws {
            let list = try await globals.platform().councils.list()
            try globals.show(list.map(CouncilResource.init)) {
                list.map { "\($0.code)\t\($0.kind.title[globals.language])\t\($0.title[globals.language])" }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show who sits in a council today."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The council's code.") var council: String

        func run() async throws {
            try await CouncilCommand.show(council, globals.platform(), globals)
        }
    }

    fileprivate static func show(_ code: String, _ platform: Platform, _ globals: Globals) async throws {
        let council = try await platform.councils.find(code)
        let places = try await platform.councils.places(in: council.id)
        let stands = try await platform.councils.alternates(in: council.id)
        try globals.show(places.map { SeatResource($0, alternates: stands) }) {
            let language = globals.language
            return ["\(council.code)  \(council.title[language])"]
                + places.map { place in
                    let person = place.person?.email ?? globals.say("(비어 있음)", "(vacant)")
                    return
                        "\(place.seat.id)\t\(place.seat.kind.title[language])\t\(place.institution.title[language])\t\(person)"
                }
        }
    }

    struct Found: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "found", abstract: "Found a council or group.")
        @OptionGroup var globals: Globals
        @Argument(help: "Its code: lower-case letters, digits, hyphens.") var code: String
        @Option(help: "Its name.") var name: String
        @Option(help: "Its English name.") var nameEn: String?
        @Option(help: "What kind of body it is.") var kind: Council.Kind
        @Option(help: "What a sector group is about.") var sector: Council.Sector?

        func run() async throws {
            let platform = try globals.platform()
            let council = try await platform.councils.found(
                Councils.Draft(code: code, name: name, nameEn: nameEn, kind: kind, sector: sector),
                by: globals.actor(platform)
            )
            try globals.show(CouncilResource(council)) { ["\(council.code)  \(council.title[globals.language])"] }
        }
    }

    struct Seat: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "seat",
            abstract: "Give an institution a seat, or every institution that has an officer."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The council's code.") var council: String
        @Argument(help: "The institution's code.") var institution: String?
        @Flag(help: "Every institution that has an officer and no seat yet.") var everyOfficer = false
        @Option(help: "What the seat may do.") var kind: CouncilSeat.Kind = .member
        @Option(help: "The chair or the secretary, by e-mail address.") var name: String?

        func validate() throws {
            guard everyOfficer != (institution != nil) else {
                throw ValidationError("Give an institution, or --every-officer.")
            }
        }

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            if let institution {
                try await platform.councils.seat(institution, as: kind, person: name, in: council, by: actor)
            } else {
                try await platform.councils.seatEveryOfficer(in: council, by: actor)
            }
            try await CouncilCommand.show(council, platform, globals)
        }
    }

    struct EndSeat: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "end-seat", abstract: "End a seat.")
        @OptionGroup var globals: Globals
        @Argument(help: "The council's code.") var council: String
        @Argument(help: "The seat's key, see `council show`.") var seat: String
        @Option(help: "Its last day; yesterday unless given.") var until: Day?
        @Option(help: "Why it ends.") var reason: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.councils.endSeat(
                CouncilSeat.ID(rawValue: seat),
                until: until,
                reason: reason,
                by: globals.actor(platform)
            )
            try await CouncilCommand.show(council, platform, globals)
        }
    }

    struct Alternate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "alternate",
            abstract: "Name somebody who may sit in a seat when its holder cannot, or end that."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The council's code.") var council: String
        @Argument(help: "The seat's key, see `council show`.") var seat: String
        @Argument(help: "The alternate's e-mail address.") var email: String
        @Option(help: "The first day; today unless given.") var since: Day?
        @Option(help: "The last day.") var until: Day?
        @Flag(help: "End it instead.") var end = false

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            let id = CouncilSeat.ID(rawValue: seat)
            if end {
                try await platform.councils.endAlternate(email, for: id, by: actor)
            } else {
                try await platform.councils.nameAlternate(email, for: id, since: since, until: until, by: actor)
            }
            try await CouncilCommand.show(council, platform, globals)
        }
    }

    struct Dissolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "dissolve", abstract: "Dissolve a group.")
        @OptionGroup var globals: Globals
        @Argument(help: "The council's code.") var council: String
        @Option(help: "Why.") var reason: String

        func run() async throws {
            let platform = try globals.platform()
            let ended = try await platform.councils.dissolve(council, reason: reason, by: globals.actor(platform))
            try globals.show(CouncilResource(ended)) {
                [globals.say("해산했습니다: ", "dissolved: ") + ended.title[globals.language]]
            }
        }
    }

    struct Decisions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "decisions",
            abstract: "List what councils have decided, the latest first."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Only this council's.") var council: String?
        @Option(help: "Only those with these words.") var text: String?

        func run() async throws {
            let councils = try globals.platform().councils
            var search = Councils.DecisionSearch()
            if let council { search.council = try await councils.find(council).id }
            search.text = text
            let found = try await councils.decisions(search).found
            try globals.show(found.map(ListedDecision.init)) {
                found.map { "\($0.decision.number)\t\($0.council.code)\t\($0.decision.text)" }
            }
        }
    }
}

extension Council.Kind: ExpressibleByArgument {}
extension Council.Sector: ExpressibleByArgument {}
extension CouncilSeat.Kind: ExpressibleByArgument {}

/// A seat in a council; the command of that name would hide it.
typealias CouncilSeat = Seat

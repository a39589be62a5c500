import App
import ArgumentParser
import Directory
import Foundation
import Kernel

struct Appoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appoint",
        abstract: "Appoint a person to a role at an institution."
    )
    @OptionGroup var globals: Globals
    @Option(help: "Whom.") var email: String
    @Option(help: "The code of the institution.") var institution: String
    @Option(help: "officer, deputy, steward, analyst, official, secretariat or auditor.") var role: Role
    @Option(help: "The rank, for officers: 3급.") var rank: String?
    @Option(help: "The first day; today unless given.") var from: Day?
    @Option(help: "The last day, where it is known.") var until: Day?

    struct Result: Encodable {
        let id: String
        let role: String
        let since: Day
        let until: Day?
        let warnings: [LocalizedText]
    }

    func run() async throws {
        let platform = try globals.platform()
        let appointed = try await platform.people.appoint(
            email: email,
            to: role,
            at: institution,
            rank: rank,
            since: from,
            until: until,
            by: globals.actor(platform)
        )
        let result = Result(
            id: appointed.appointment.id.rawValue,
            role: role.rawValue,
            since: appointed.appointment.since,
            until: appointed.appointment.until,
            warnings: appointed.warnings
        )
        try globals.show(result) {
            [globals.say("임명했습니다: \(email) → \(role.title.ko)", "Appointed: \(email) → \(role.title[.en])")]
                + appointed.warnings.map { "! " + $0[globals.language] }
        }
    }
}

struct AppointmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appointment",
        abstract: "Who was and is appointed to what.",
        subcommands: [List.self, End.self]
    )

    /// An appointment as it is printed.
    struct Entry: Encodable {
        let id: String
        let institution: String
        let role: String
        let rank: String?
        let since: Day
        let until: Day?

        init(_ appointment: Appointment, _ platform: Platform) async throws {
            id = appointment.id.rawValue
            institution = try await platform.institutions.find(appointment.institution.rawValue).code
            role = appointment.role.rawValue
            rank = appointment.rank
            since = appointment.since
            until = appointment.until
        }

        var line: String { "\(id)\t\(role)\t\(institution)\t\(since)\t\(until.map(\.description) ?? "")" }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the appointments somebody had and has, the newest first."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Whose.") var email: String

        func run() async throws {
            let platform = try globals.platform()
            _ = try await globals.actor(platform)
            var entries: [Entry] = []
            for appointment in try await platform.people.appointments(of: email) {
                entries.append(try await Entry(appointment, platform))
            }
            let list = entries
            try globals.show(list) { list.map(\.line) }
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "end",
            abstract: "End an appointment; one that has not begun by then never holds."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The appointment's identifier.") var id: String
        @Option(help: "Its last day; today unless given.") var until: Day?
        @Option(help: "Why.") var reason: String

        func run() async throws {
            let platform = try globals.platform()
            let ended = try await platform.people.end(
                Appointment.ID(rawValue: id),
                until: until,
                reason: reason,
                by: globals.actor(platform)
            )
            let entry = try await Entry(ended, platform)
            try globals.show(entry) { [entry.line] }
        }
    }
}

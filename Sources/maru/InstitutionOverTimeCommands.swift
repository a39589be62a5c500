import App
import ArgumentParser
import Directory
import Foundation
import Kernel

extension InstitutionCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show an institution over time: its names, what it followed, what follows it."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "Its code.") var code: String

        struct Shown: Encodable {
            let institution: InstitutionEntry
            let formerNames: [FormerName]
            let predecessors: [Link]
            let successors: [Link]
            let deemed: InstitutionEntry?

            struct Link: Encodable {
                let institution: InstitutionEntry
                let since: Day
                let ground: String
                let answers: Bool

                init(_ link: Institutions.Lineage.Link) {
                    institution = InstitutionEntry(link.institution)
                    since = link.since
                    ground = link.ground
                    answers = link.answers
                }
            }
        }

        func run() async throws {
            let lineage = try await globals.platform().institutions.lineage(of: code)
            let shown = Shown(
                institution: InstitutionEntry(lineage.institution),
                formerNames: lineage.formerNames,
                predecessors: lineage.predecessors.map(Shown.Link.init),
                successors: lineage.successors.map(Shown.Link.init),
                deemed: lineage.deemed.map(InstitutionEntry.init)
            )
            try globals.show(shown) {
                [shown.institution.line]
                    + shown.formerNames.map { "\($0.name)\t–\($0.until)" }
                    + shown.predecessors.map { "← \($0.institution.line)\t\($0.since)\t\($0.ground)" }
                    + shown.successors.map { "→ \($0.institution.line)\t\($0.since)\t\($0.ground)" }
            }
        }
    }

    struct Split: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "split",
            abstract: "End an institution that several follow; the first of them answers for open cases."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "Its code.") var code: String
        @Option(help: "The code of a successor.") var into: [String]
        @Option(help: "The first day the successors answer.") var from: Day
        @Option(help: "The law or decision it rests on.") var ground: String

        func run() async throws {
            let platform = try globals.platform()
            let heir = try await platform.institutions.split(
                code,
                into: into,
                since: from,
                ground: ground,
                by: globals.actor(platform)
            )
            try globals.show(InstitutionEntry(heir)) { [InstitutionEntry(heir).line] }
        }
    }
}

extension PersonCommand {
    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "move",
            abstract: "Move somebody to another institution from today on; the roles at the former one end."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Whom.") var email: String
        @Option(help: "The code of the new institution.") var institution: String

        func run() async throws {
            let platform = try globals.platform()
            let person = try await platform.people.move(email, to: institution, by: globals.actor(platform))
            try globals.show(["email": person.email]) { [globals.say("옮겼습니다.", "Moved.")] }
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retire",
            abstract: "Shut out somebody who left: roles, sessions, tokens and password end."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Whom.") var email: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.people.retire(email, by: globals.actor(platform))
            try globals.show(["email": email]) { [globals.say("더는 들어올 수 없습니다.", "Shut out.")] }
        }
    }
}

import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

struct ActionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "action",
        abstract: "What institutions have promised in councils.",
        subcommands: [
            List.self, Show.self, Make.self, Report.self, Finish.self, Drop.self, Postpone.self, Reopen.self,
        ]
    )

    fileprivate static func show(_ number: String, _ platform: Platform, _ globals: Globals) async throws {
        let detail = try await platform.actions.detail(number)
        let language = globals.language
        try globals.show(ActionResource(detail)) {
            let action = detail.line.action
            let state = detail.line.isOverdue ? globals.say("기한 지남", "Overdue") : action.stage.title[language]
            return [
                "\(action.number)  \(state)  \(action.progress)%  \(action.text)",
                "\((detail.line.deemedOwner ?? detail.line.owner).title[language])  \(action.due.written(in: language))",
            ]
                + detail.reports.map {
                    "\(Day(of: $0.report.at).written(in: language))  \($0.report.move.title[language])  \($0.report.progress)%  \($0.report.text)"
                } + detail.evidence.map { "  \($0.target)  \($0.label)" }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List actions by their last day."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Only this council's.") var council: String?
        @Option(help: "Only in this state.") var state: Actions.State?
        @Flag(help: "Only those of the institutions you report for.") var mine = false

        func run() async throws {
            let platform = try globals.platform()
            var search = Actions.Search()
            if let council { search.council = try await platform.councils.find(council).id }
            search.state = state
            if mine { search.owners = Actions.own(try await globals.actor(platform)) }
            let found = try await platform.actions.list(search).found
            try globals.show(found.map(ActionResource.init)) {
                found.map { line in
                    let owner = (line.deemedOwner ?? line.owner).title[globals.language]
                    let state =
                        line.isOverdue
                        ? globals.say("기한 지남", "Overdue") : line.action.stage.title[globals.language]
                    return
                        "\(line.action.number)\t\(line.action.due)\t\(state)\t\(line.action.progress)%\t\(owner)\t\(line.action.text)"
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show an action with its reports and evidence."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The action's number: A-2026-014.") var number: String

        func run() async throws { try await ActionCommand.show(number, globals.platform(), globals) }
    }

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "make", abstract: "Write down a promise.")
        @OptionGroup var globals: Globals
        @Argument(help: "The council's code.") var council: String
        @Option(help: "What is promised.") var text: String
        @Option(help: "The code of the institution that promises it.") var owner: String
        @Option(help: "The last day.") var due: Day
        @Option(help: "The key of the decision it follows from.") var decision: String?
        @Option(help: "The key of the agenda item it was promised under.") var item: String?
        @Option(help: "The key of the suggestion it answers.") var suggestion: String?
        @Option(help: "The key of the direction it serves.") var direction: String?

        func run() async throws {
            let platform = try globals.platform()
            let action = try await platform.actions.create(
                Actions.Draft(
                    council: council,
                    text: text,
                    owner: owner,
                    due: due,
                    decision: decision.map { Decision.ID(rawValue: $0) },
                    item: item.map { AgendaItem.ID(rawValue: $0) },
                    suggestion: suggestion.map { Suggestion.ID(rawValue: $0) },
                    direction: direction.map { DirectionItem.ID(rawValue: $0) }
                ),
                by: globals.actor(platform)
            )
            try await ActionCommand.show(action.number, platform, globals)
        }
    }

    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "report", abstract: "Say how far an action is.")
        @OptionGroup var globals: Globals
        @Argument(help: "The action's number.") var number: String
        @Option(help: "0 to 100.") var progress: Int
        @Option(help: "What was done.") var text: String
        @Option(help: "What shows it: https://…, dataset/…, request/…; give one for each.") var evidence: [String] = []

        func run() async throws {
            let platform = try globals.platform()
            try await platform.actions.report(
                number,
                progress: progress,
                text: text,
                evidence: evidence.map { Actions.Evidence($0) },
                by: globals.actor(platform)
            )
            try await ActionCommand.show(number, platform, globals)
        }
    }

    struct Finish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "finish", abstract: "Say that an action is done.")
        @OptionGroup var globals: Globals
        @Argument(help: "The action's number.") var number: String
        @Option(help: "What was done.") var text: String
        @Option(help: "What shows it: https://…, dataset/…, request/…; give one for each.") var evidence: [String] = []

        func run() async throws {
            let platform = try globals.platform()
            try await platform.actions.finish(
                number,
                text: text,
                evidence: evidence.map { Actions.Evidence($0) },
                by: globals.actor(platform)
            )
            try await ActionCommand.show(number, platform, globals)
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drop",
            abstract: "Give an action up, for the council."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The action's number.") var number: String
        @Option(help: "Why.") var reason: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.actions.drop(number, reason: reason, by: globals.actor(platform))
            try await ActionCommand.show(number, platform, globals)
        }
    }

    struct Postpone: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "postpone",
            abstract: "Give an action more time, for the council."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The action's number.") var number: String
        @Option(help: "The new last day.") var to: Day
        @Option(help: "Why.") var reason: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.actions.postpone(number, to: to, reason: reason, by: globals.actor(platform))
            try await ActionCommand.show(number, platform, globals)
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reopen",
            abstract: "Take a finished or dropped action up again, for the council."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The action's number.") var number: String
        @Option(help: "The new last day.") var to: Day
        @Option(help: "Why.") var reason: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.actions.reopen(number, to: to, reason: reason, by: globals.actor(platform))
            try await ActionCommand.show(number, platform, globals)
        }
    }
}

extension Actions.State: ExpressibleByArgument {}

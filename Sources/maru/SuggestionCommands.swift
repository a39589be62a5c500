import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

/// Difficulties and suggestions, from raising one to its outcome.
struct SuggestionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggestion",
        abstract: "Difficulties and suggestions, on their way to policy.",
        subcommands: [
            Raise.self, List.self, Show.self, Similar.self, Join.self, Endorse.self, Answer.self, Escalate.self,
            Review.self, Agenda.self, Accept.self, AcceptPartly.self, Decline.self, Postpone.self, Policy.self,
            CarryOut.self, Outcome.self, Merge.self, Withdraw.self, Evidence.self,
        ]
    )

    static func show(_ key: String, _ platform: Platform, _ globals: Globals) async throws {
        let chain = try await platform.suggestions.chain(key, by: globals.actor(platform))
        let language = globals.language
        try globals.show(ChainResource(chain)) {
            let suggestion = chain.entry.suggestion
            var lines = [
                "\(suggestion.receipt)  \(suggestion.stage.title[language])  \(suggestion.title)",
                "\(suggestion.kind.title[language])  \(chain.entry.institution.title[language])  "
                    + globals.say("건의한 사람 \(chain.entry.raisers)명", "raised by \(chain.entry.raisers)"),
                suggestion.text,
            ]
            if let due = suggestion.due {
                lines.append(
                    globals.say("다음 처리 기한 ", "next step due ") + due.written(in: language) + " · "
                        + chain.entry.owner.title[language]
                )
            }
            if let target = chain.mergedInto { lines.append(globals.say("병합: ", "merged into ") + target.receipt) }
            lines += chain.steps.map { step in
                let said = step.step.text.isEmpty ? "" : ": \(step.step.text)"
                return
                    "\(Day(of: step.step.at).written(in: language))  \(step.step.stage.title[language])  \(step.institution[language]) \(step.name)\(said)"
            }
            lines += chain.decisions.map { globals.say("결정 ", "decision ") + "\($0.number)  \($0.text)" }
            lines += chain.actions.map { globals.say("이행 과제 ", "action ") + "\($0.action.number)  \($0.action.text)" }
            lines += chain.links.map { globals.say("근거 ", "evidence ") + "\($0.target) \($0.label)" }
            return lines
        }
    }

    struct Raise: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "raise",
            abstract: "Raise a difficulty or a suggestion."
        )
        @OptionGroup var globals: Globals
        @Option(help: "difficulty or suggestion.") var kind = Suggestion.Kind.difficulty
        @Option(help: "What it is about, in one line.") var title: String
        @Option(help: "What is hard, and what would help.") var text: String
        @Option(help: "The sector, where it belongs to one: disaster, environment or welfare.") var sector:
            Council.Sector?

        func run() async throws {
            let platform = try globals.platform()
            let raised = try await platform.suggestions.raise(
                Suggestions.Draft(kind: kind, title: title, text: text, sector: sector),
                by: globals.actor(platform)
            )
            try await SuggestionCommand.show(raised.receipt, platform, globals)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List suggestions; those past their day come first."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Only at this stage; everything open unless given.") var stage: Suggestion.Stage?
        @Option(help: "Only of this sector.") var sector: Council.Sector?
        @Option(help: "Only with these words.") var text: String?
        @Flag(help: "Only those you raised or joined.") var mine = false
        @Flag(help: "Also those that have ended.") var all = false

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            var filter = Suggestions.Filter()
            filter.stages = stage.map { [$0] } ?? (all ? nil : Set(Suggestion.Stage.allCases.filter(\.isOpen)))
            filter.sector = sector
            filter.text = text
            filter.raiser = mine ? actor.person : nil
            let found = try await platform.suggestions.board(filter, limit: 10_000, by: actor).found
            try globals.show(found.map(SuggestionResource.init)) {
                found.map {
                    "\($0.suggestion.receipt)\t\($0.suggestion.stage.title[globals.language])\t\($0.suggestion.due?.description ?? "")\t\($0.suggestion.title)"
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show a suggestion and everything that came of it."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The receipt number.") var receipt: String

        func run() async throws { try await SuggestionCommand.show(receipt, globals.platform(), globals) }
    }

    struct Similar: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "similar",
            abstract: "Find suggestions like a text, the most similar first."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "What it is about.") var title: String

        func run() async throws {
            let found = try await globals.platform().suggestions.similar(to: title)
            try globals.show(found.map(SimilarResource.init)) {
                found.map { "\($0.entry.suggestion.receipt)\t\($0.likeness)%\t\($0.entry.suggestion.title)" }
            }
        }
    }

    struct Join: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "join",
            abstract: "Say that you have the same difficulty, and be told of every step."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The receipt number.") var receipt: String

        func run() async throws {
            let platform = try globals.platform()
            let joined = try await platform.suggestions.join(receipt, by: globals.actor(platform))
            try await SuggestionCommand.show(joined.receipt, platform, globals)
        }
    }

    struct Evidence: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "evidence",
            abstract: "Say what a suggestion rests on or led to."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The receipt number.") var receipt: String
        @Option(help: "dataset/…, request/…, decision/…, action/… or an address.") var target: String
        @Option(help: "What it is called.") var label = ""

        func run() async throws {
            let platform = try globals.platform()
            try await platform.suggestions.link(receipt, to: target, label: label, by: globals.actor(platform))
            try await SuggestionCommand.show(receipt, platform, globals)
        }
    }
}

extension Suggestion.Kind: ExpressibleByArgument {}
extension Suggestion.Stage: ExpressibleByArgument {}

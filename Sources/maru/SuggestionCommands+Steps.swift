import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

// The steps of a suggestion, one command each.
extension SuggestionCommand {
    /// What every step takes.
    struct Said: ParsableArguments {
        @Argument(help: "The receipt number.") var receipt: String
        @Option(help: "What everyone who raised it is told.") var text = ""
    }

    /// What the council may say beside it.
    struct Onward: ParsableArguments {
        @Option(help: "The code of the institution that carries on.") var owner: String?
        @Option(help: "When the next step is due.") var due: Day?
    }

    private static func step(
        _ move: Suggestion.Move,
        _ said: Said,
        _ onward: Onward? = nil,
        _ globals: Globals
    ) async throws {
        let platform = try globals.platform()
        try await platform.suggestions.step(
            said.receipt,
            move,
            text: said.text,
            owner: onward?.owner,
            due: onward?.due,
            by: globals.actor(platform)
        )
        try await show(said.receipt, platform, globals)
    }

    struct Endorse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "endorse",
            abstract: "Pass it from your institution to the council."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said

        func run() async throws { try await SuggestionCommand.step(.endorse, said, nil, globals) }
    }

    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "answer",
            abstract: "Settle it at home, with an answer."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said

        func run() async throws { try await SuggestionCommand.step(.answer, said, nil, globals) }
    }

    struct Escalate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "escalate",
            abstract: "Take it to the council although it was answered at home."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said

        func run() async throws { try await SuggestionCommand.step(.escalate, said, nil, globals) }
    }

    struct Review: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "review",
            abstract: "Say that the council has reviewed it."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said
        @OptionGroup var onward: Onward

        func run() async throws { try await SuggestionCommand.step(.review, said, onward, globals) }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept",
            abstract: "Accept it."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said
        @OptionGroup var onward: Onward

        func run() async throws { try await SuggestionCommand.step(.accept, said, onward, globals) }
    }

    struct AcceptPartly: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept-partly",
            abstract: "Accept it in part, saying which."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said
        @OptionGroup var onward: Onward

        func run() async throws { try await SuggestionCommand.step(.acceptPartly, said, onward, globals) }
    }

    struct Decline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "decline",
            abstract: "Do not accept it, saying why."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said
        @OptionGroup var onward: Onward

        func run() async throws { try await SuggestionCommand.step(.decline, said, onward, globals) }
    }

    struct Postpone: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "postpone",
            abstract: "Review it in the long term, on a day."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said
        @OptionGroup var onward: Onward

        func run() async throws { try await SuggestionCommand.step(.postpone, said, onward, globals) }
    }

    struct Policy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "policy",
            abstract: "Make it a policy item, with its owner."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said
        @OptionGroup var onward: Onward

        func run() async throws { try await SuggestionCommand.step(.makePolicy, said, onward, globals) }
    }

    struct CarryOut: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "carry-out",
            abstract: "Say what was carried out."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said

        func run() async throws { try await SuggestionCommand.step(.carryOut, said, nil, globals) }
    }

    struct Outcome: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "outcome",
            abstract: "Say what has changed for those who raised it."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said

        func run() async throws { try await SuggestionCommand.step(.recordOutcome, said, nil, globals) }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "withdraw",
            abstract: "Take it back."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said

        func run() async throws { try await SuggestionCommand.step(.withdraw, said, nil, globals) }
    }

    struct Agenda: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "agenda",
            abstract: "Put it on the agenda of a meeting."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said
        @Option(help: "The meeting.") var meeting: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.suggestions.putOnAgenda(
                said.receipt,
                of: Meeting.ID(rawValue: meeting),
                text: said.text,
                by: globals.actor(platform)
            )
            try await SuggestionCommand.show(said.receipt, platform, globals)
        }
    }

    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "merge",
            abstract: "Merge it into a similar one; everyone who raised it stays with it."
        )
        @OptionGroup var globals: Globals
        @OptionGroup var said: Said
        @Option(help: "The receipt number of the other.") var into: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.suggestions.merge(
                said.receipt,
                into: into,
                text: said.text,
                by: globals.actor(platform)
            )
            try await SuggestionCommand.show(said.receipt, platform, globals)
        }
    }
}

/// A council's requests past their statutory day.
struct OverdueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overdue",
        abstract: "List a council's requests past their statutory day; print or send a holder's reminder."
    )
    @OptionGroup var globals: Globals
    @Argument(help: "The council's code.") var council: String
    @Option(help: "Print the letter to the officer of this institution.") var letter: String?
    @Option(help: "Remind the officer of this institution.") var remind: String?

    func run() async throws {
        let platform = try globals.platform()
        let actor = try await globals.actor(platform)
        if let letter {
            let words = try await platform.overdue.letter(to: letter, before: council, by: actor).letter
            return try globals.show(words) { [words[globals.language]] }
        }
        if let remind { try await platform.overdue.remind(remind, before: council, by: actor) }
        let late = try await platform.overdue.list(before: council, by: actor).late
        try globals.show(late.map(OverdueResource.init)) {
            late.map {
                "\($0.request)\tD+\($0.days)\t\($0.due)\t\($0.holder.title[globals.language])\t\($0.dataset)"
            }
        }
    }
}

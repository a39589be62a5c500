import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel
import Web

extension SessionCommands {
    struct VoteCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "vote",
            abstract: "Votes on items, where the council's plan says that it votes.",
            subcommands: [OpenVote.self, Cast.self, Close.self, Void.self]
        )
    }

    struct OpenVote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open",
            abstract: "Open a vote on the item under way."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Argument(help: "The agenda item.") var item: String
        @Option(help: "What is voted on.") var question: String
        @Flag(help: "Keep nobody's choice.") var secret = false

        func run() async throws {
            var move = SessionMove(.openVote)
            move.item = AgendaItem.ID(rawValue: item)
            move.question = question
            move.secret = secret
            try await SessionCommands.perform(move, in: id, globals)
        }
    }

    struct Cast: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cast",
            abstract: "Cast the ballot of the seat you sit in; it cannot be changed."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The vote.") var vote: String
        @Argument(help: "aye, no or abstain.") var choice: Vote.Choice
        @Option(help: "The seat whose ballot the secretary writes down; not in a secret vote.") var seat: String?

        func run() async throws {
            let platform = try globals.platform()
            let id = Vote.ID(rawValue: vote)
            try await platform.sessions.votes.cast(
                id,
                choice,
                seat: seat.map { Seat.ID(rawValue: $0) },
                by: globals.actor(platform)
            )
            try await SessionCommands.show(platform.sessions.votes.meeting(of: id), platform, globals)
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "close", abstract: "Close a vote and count it.")
        @OptionGroup var globals: Globals
        @Argument(help: "The vote.") var vote: String
        @Option(help: "How the chair breaks a tie: carried or lost.") var casting: String?

        func validate() throws {
            guard [nil, "carried", "lost"].contains(casting) else {
                throw ValidationError("--casting is carried or lost.")
            }
        }

        func run() async throws {
            let platform = try globals.platform()
            var move = SessionMove(.closeVote)
            move.vote = Vote.ID(rawValue: vote)
            move.casting = casting.map { $0 == "carried" }
            let meeting = try await platform.sessions.votes.meeting(of: Vote.ID(rawValue: vote))
            try await SessionCommands.perform(move, in: meeting.rawValue, globals)
        }
    }

    struct Void: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "void",
            abstract: "Void a vote that was opened by mistake."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The vote.") var vote: String
        @Option(help: "Why.") var reason: String

        func run() async throws {
            let platform = try globals.platform()
            var move = SessionMove(.voidVote)
            move.vote = Vote.ID(rawValue: vote)
            move.reason = reason
            let meeting = try await platform.sessions.votes.meeting(of: Vote.ID(rawValue: vote))
            try await SessionCommands.perform(move, in: meeting.rawValue, globals)
        }
    }

    struct MinutesCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "minutes",
            abstract: "The minutes of a meeting: they write themselves, are corrected and adopted.",
            subcommands: [Draft.self, ShowMinutes.self, Account.self, Edit.self, Adopt.self]
        )

        static func show(_ revision: MinutesRevision, _ globals: Globals) throws {
            try globals.show(MinutesResource(revision)) { [revision.text] }
        }
    }

    struct Draft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "draft",
            abstract: "Write the first revision from what happened, in the language of --lang."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String

        func run() async throws {
            let platform = try globals.platform()
            let draft = try await platform.sessions.minutes.draft(
                Meeting.ID(rawValue: id),
                in: globals.language,
                by: globals.actor(platform)
            )
            try MinutesCommand.show(draft, globals)
        }
    }

    struct ShowMinutes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Print the latest revision in Markdown."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String

        func run() async throws {
            let platform = try globals.platform()
            let reading = try await platform.sessions.minutes.read(
                Meeting.ID(rawValue: id),
                by: globals.actor(platform)
            )
            guard let latest = reading.latest else { throw Minutes.missing }
            try MinutesCommand.show(latest, globals)
        }
    }

    struct Account: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "account",
            abstract: "Print what happened, written afresh in the language of --lang."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String

        func run() async throws {
            let platform = try globals.platform()
            let text = try await platform.sessions.minutes.account(
                of: Meeting.ID(rawValue: id),
                in: globals.language,
                by: globals.actor(platform)
            )
            try globals.show(["text": text]) { [text] }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "edit",
            abstract: "Store a corrected text as the next revision."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Argument(help: "The Markdown file.") var file: String
        @Option(help: "The revision that was corrected.") var base: Int

        func run() async throws {
            let platform = try globals.platform()
            let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
            let revision = try await platform.sessions.minutes.edit(
                Meeting.ID(rawValue: id),
                text,
                base: base,
                by: globals.actor(platform)
            )
            try MinutesCommand.show(revision, globals)
        }
    }

    struct Adopt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "adopt",
            abstract: "Adopt the latest revision; its SHA-256 goes into the ledger."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Option(help: "The revision that was read.") var revision: Int

        func run() async throws {
            let platform = try globals.platform()
            let adopted = try await platform.sessions.minutes.adopt(
                Meeting.ID(rawValue: id),
                revision: revision,
                by: globals.actor(platform)
            )
            try MinutesCommand.show(adopted, globals)
        }
    }
}

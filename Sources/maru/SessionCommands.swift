import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

/// Meetings as they are held, and what comes after.
enum SessionCommands {
    static let all: [any ParsableCommand.Type] = [
        Session.self, Open.self, Adjourn.self, Attend.self, Leave.self, Confirm.self, Item.self, Speak.self,
        VoteCommand.self, Recuse.self, Decide.self, MinutesCommand.self,
    ]

    static func show(_ id: Meeting.ID, _ platform: Platform, _ globals: Globals) async throws {
        let (record, sight) = try await platform.meetings.record(of: id, for: globals.actor(platform))
        let language = globals.language
        try globals.show(SessionResource(record, sight)) {
            let quorum = record.quorum
            var lines = [
                "\(record.meeting.id)  \(record.meeting.stage.title[language])  \(record.meeting.title)",
                globals.say(
                    "재적 \(quorum.seats)석, 출석 \(quorum.present)석",
                    "\(quorum.present) of \(quorum.seats) seats present"
                ),
            ]
            lines += record.items.filter { sight.sees($0.item) }.flatMap { entry in
                ["\(entry.number)\t\(entry.item.id)\t\(entry.item.stage.title[language])\t\(entry.item.title)"]
                    + entry.votes.map { "  \($0.vote.id)\t\($0.vote.stage.title[language])\t\($0.vote.question)" }
                    + entry.decisions.map { "  \($0.decision.number)\t\($0.decision.text)" }
            }
            return lines
        }
    }

    /// Does one thing in the meeting, and shows it as it stands then.
    static func perform(_ move: SessionMove, in meeting: String, _ globals: Globals) async throws {
        let platform = try globals.platform()
        let id = Meeting.ID(rawValue: meeting)
        try await platform.sessions.perform(move, in: id, by: globals.actor(platform))
        try await show(id, platform, globals)
    }

    struct Session: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "session",
            abstract: "Show a meeting as it is held: who is there, items, votes, decisions."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String

        func run() async throws {
            try await SessionCommands.show(Meeting.ID(rawValue: id), globals.platform(), globals)
        }
    }

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "open", abstract: "Open the session.")
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String

        func run() async throws { try await SessionCommands.perform(SessionMove(.open), in: id, globals) }
    }

    struct Adjourn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "adjourn",
            abstract: "End the session: an open vote is void, unfinished items are carried over."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String

        func run() async throws { try await SessionCommands.perform(SessionMove(.adjourn), in: id, globals) }
    }

    struct Attend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "attend",
            abstract: "Take your seat, or write down who has come."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Option(help: "The seat, for chair and secretary.") var seat: String?
        @Option(help: "The e-mail address of who came, where it is not the seat's holder.") var person: String?

        func run() async throws {
            var move = SessionMove(.comeIn)
            move.seat = seat.map { Seat.ID(rawValue: $0) }
            move.person = person
            try await SessionCommands.perform(move, in: id, globals)
        }
    }

    struct Leave: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "leave",
            abstract: "Leave your seat, or write down who has left."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Option(help: "The seat, for chair and secretary.") var seat: String?

        func run() async throws {
            var move = SessionMove(.leave)
            move.seat = seat.map { Seat.ID(rawValue: $0) }
            try await SessionCommands.perform(move, in: id, globals)
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "confirm",
            abstract: "Confirm the attendance of those who followed the link."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Option(help: "One seat; all of them without it.") var seat: String?

        func run() async throws {
            var move = SessionMove(.confirm)
            move.seat = seat.map { Seat.ID(rawValue: $0) }
            try await SessionCommands.perform(move, in: id, globals)
        }
    }

    struct Item: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "item",
            abstract: "Begin, finish, carry over or withdraw an agenda item."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Argument(help: "The agenda item.") var item: String
        @Argument(help: "begin, finish, carry or withdraw.") var move: AgendaItem.Move

        func run() async throws {
            guard let verb = SessionMove.Verb(rawValue: move.rawValue) else { return }
            var form = SessionMove(verb)
            form.item = AgendaItem.ID(rawValue: item)
            try await SessionCommands.perform(form, in: id, globals)
        }
    }

    struct Speak: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "speak",
            abstract: "Put on record what a seat said on the item under way, and its position."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Argument(help: "The agenda item.") var item: String
        @Option(help: "What was said.") var text = ""
        @Option(help: "agree, agreeWithChanges, disagree or none.") var position: Opinion.Position?
        @Option(help: "The seat, for chair and secretary.") var seat: String?

        func run() async throws {
            var move = SessionMove(.speak)
            move.item = AgendaItem.ID(rawValue: item)
            move.text = text
            move.position = position
            move.seat = seat.map { Seat.ID(rawValue: $0) }
            try await SessionCommands.perform(move, in: id, globals)
        }
    }

    struct Recuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "recuse",
            abstract: "Take no part in an item, for a conflict of interest."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Argument(help: "The agenda item.") var item: String
        @Option(help: "Why.") var reason: String
        @Option(help: "The seat, for chair and secretary.") var seat: String?

        func run() async throws {
            var move = SessionMove(.recuse)
            move.item = AgendaItem.ID(rawValue: item)
            move.reason = reason
            move.seat = seat.map { Seat.ID(rawValue: $0) }
            try await SessionCommands.perform(move, in: id, globals)
        }
    }

    struct Decide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "decide",
            abstract: "Write down what was decided on an item, with evidence and an action if there is one."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Argument(help: "The agenda item.") var item: String
        @Option(help: "What was decided.") var text: String
        @Option(help: "What follows, and for whom.") var effect = ""
        @Option(help: "Evidence: dataset/…, request/… or an https address; may be given again.") var link: [String] = []
        @Option(help: "What an institution promises with it.") var action: String?
        @Option(help: "The code of that institution.") var owner = ""
        @Option(help: "The last day of the action.") var due: Day?

        func validate() throws {
            guard action == nil || due != nil else { throw ValidationError("An action needs --due.") }
        }

        func run() async throws {
            var move = SessionMove(.decide)
            move.item = AgendaItem.ID(rawValue: item)
            move.text = text
            move.effect = effect
            move.links = link.map { Decisions.Link($0) }
            if let action, let due { move.action = Decisions.Action(text: action, owner: owner, due: due) }
            try await SessionCommands.perform(move, in: id, globals)
        }
    }
}

extension AgendaItem.Move: ExpressibleByArgument {}
extension Opinion.Position: ExpressibleByArgument {}
extension Vote.Choice: ExpressibleByArgument {}

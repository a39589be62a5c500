import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

// Agenda, papers and opinions; the papers' end, and the meeting's.
extension MeetingCommand {
    struct ClosePapers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "close-papers",
            abstract: "End the time for papers: agenda and papers stand."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String

        func run() async throws {
            let platform = try globals.platform()
            let id = Meeting.ID(rawValue: id)
            try await platform.meetings.closePapers(id, by: globals.actor(platform))
            try await MeetingCommand.show(id, platform, globals)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel",
            abstract: "Call a meeting off; its items are kept for the next."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Option(help: "Why.") var reason: String

        func run() async throws {
            let platform = try globals.platform()
            let id = Meeting.ID(rawValue: id)
            try await platform.meetings.cancel(id, reason: reason, by: globals.actor(platform))
            try await MeetingCommand.show(id, platform, globals)
        }
    }

    struct Agenda: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "agenda",
            abstract: "The items of a meeting.",
            subcommands: [AddItem.self, EditItem.self, MoveItem.self, RemoveItem.self]
        )
    }

    struct ItemOptions: ParsableArguments {
        @Option(help: "report, discussion, decision, suggestion or actions.") var kind: AgendaItem.Kind?
        @Option(help: "What it is about, at length.") var text: String?
        @Option(help: "Minutes planned for it.") var minutes: Int?
        @Option(help: "The e-mail address of whoever presents it.") var presenter: String?
        @Option(help: "The code of the institution that brings it in.") var institution: String?
        @Option(help: "Who may read it: council, officials or open.") var visibility: AgendaItem.Visibility?
        @Option(help: "The direction it serves.") var direction: String?

        func draft(title: String?) -> Agendas.Draft {
            Agendas.Draft(
                kind: kind,
                title: title,
                text: text,
                minutes: minutes,
                presenter: presenter,
                institution: institution,
                visibility: visibility,
                direction: direction
            )
        }
    }

    struct AddItem: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Add an item to an agenda.")
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Option(help: "Its title; that of the suggestion unless given.") var title: String?
        @OptionGroup var options: ItemOptions
        @Option(help: "The receipt of the suggestion it is about.") var suggestion: String?
        @Option(help: "The item it stands under.") var under: String?

        func run() async throws {
            let platform = try globals.platform()
            let id = Meeting.ID(rawValue: id)
            var draft = options.draft(title: title)
            draft.suggestion = suggestion
            draft.parent = under.map(AgendaItem.ID.init(rawValue:))
            _ = try await Agendas(meetings: platform.meetings).add(draft, to: id, by: globals.actor(platform))
            try await MeetingCommand.show(id, platform, globals)
        }
    }

    struct EditItem: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "edit",
            abstract: "Change an item; what you leave out stays."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The item.") var item: String
        @Option(help: "Its title.") var title: String?
        @OptionGroup var options: ItemOptions

        func run() async throws {
            let platform = try globals.platform()
            let item = try await Agendas(meetings: platform.meetings).edit(
                AgendaItem.ID(rawValue: item),
                options.draft(title: title),
                by: globals.actor(platform)
            )
            try await MeetingCommand.show(item.meeting, platform, globals)
        }
    }

    struct MoveItem: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "move", abstract: "Move an item.")
        @OptionGroup var globals: Globals
        @Argument(help: "The item.") var item: String
        @Option(help: "Its place among its siblings, from 1.") var position: Int
        @Option(help: "The item it is to stand under; the top unless given.") var under: String?

        func run() async throws {
            let platform = try globals.platform()
            let item = try await Agendas(meetings: platform.meetings).move(
                AgendaItem.ID(rawValue: item),
                under: under.map(AgendaItem.ID.init(rawValue:)),
                at: position,
                by: globals.actor(platform)
            )
            try await MeetingCommand.show(item.meeting, platform, globals)
        }
    }

    struct RemoveItem: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Take an item off; one with papers or opinions stays as withdrawn."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The item.") var item: String

        func run() async throws {
            let platform = try globals.platform()
            try await Agendas(meetings: platform.meetings).remove(
                AgendaItem.ID(rawValue: item),
                by: globals.actor(platform)
            )
        }
    }

    struct PaperCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "paper",
            abstract: "Papers for an item.",
            subcommands: [AddPaper.self, SavePaper.self]
        )
    }

    struct AddPaper: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a file to an item; one of the same name is its next revision."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The item.") var item: String
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let platform = try globals.platform()
            let papers = Papers(meetings: platform.meetings)
            let file = URL(filePath: file)
            let paper = try await papers.add(
                papers.store.receive(file),
                name: file.lastPathComponent,
                to: AgendaItem.ID(rawValue: item),
                by: globals.actor(platform)
            )
            try globals.show(PaperResource(paper)) {
                ["\(paper.id)\t\(paper.name)\tr\(paper.revision)" + (paper.isLate ? globals.say("\t늦음", "\tlate") : "")]
            }
        }
    }

    struct SavePaper: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "save", abstract: "Copy a paper to a file.")
        @OptionGroup var globals: Globals
        @Argument(help: "The paper.") var paper: String
        @Argument(help: "Where to; it must not exist.") var file: String

        func run() async throws {
            let platform = try globals.platform()
            let found = try await Papers(meetings: platform.meetings).open(
                Paper.ID(rawValue: paper),
                by: globals.actor(platform)
            )
            try FileManager.default.copyItem(at: found.place, to: URL(filePath: file))
        }
    }

    struct GiveOpinion: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "opinion",
            abstract: "Give your seat's opinion on an item; it takes the place of an earlier one."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The item.") var item: String
        @Argument(help: "agree, agreeWithChanges, disagree or none.") var position: Opinion.Position
        @Option(help: "What you say.") var text = ""
        @Option(help: "A file beside it.") var file: String?
        @Option(help: "The seat, where you may sit in several.") var seat: String?

        func run() async throws {
            let platform = try globals.platform()
            let opinions = Opinions(papers: Papers(meetings: platform.meetings))
            let attachment = try file.map { path in
                let file = URL(filePath: path)
                return Opinions.Attachment(
                    file: try opinions.papers.store.receive(file),
                    name: file.lastPathComponent
                )
            }
            let opinion = try await opinions.give(
                on: AgendaItem.ID(rawValue: item),
                position,
                text: text,
                attachment: attachment,
                seat: seat.map(Seat.ID.init(rawValue:)),
                by: globals.actor(platform)
            )
            try globals.show(OpinionResource(opinion)) {
                [
                    "\(opinion.id)\t\(opinion.position.title[globals.language])"
                        + (opinion.isLate ? globals.say("\t늦음", "\tlate") : "")
                ]
            }
        }
    }

    struct Matrix: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "opinions",
            abstract: "Show who said what, and who has not answered."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Flag(help: "Only seats that have not answered everything.") var unanswered = false

        func run() async throws {
            let platform = try globals.platform()
            let matrix = try await Opinions(papers: Papers(meetings: platform.meetings)).matrix(
                of: Meeting.ID(rawValue: id),
                onlyUnanswered: unanswered,
                limit: .max,
                by: globals.actor(platform)
            )
            let language = globals.language
            try globals.show(OpinionMatrixResource(matrix)) {
                [(["", ""] + matrix.items.map(\.number)).joined(separator: "\t")]
                    + matrix.rows.map { row in
                        let words = row.opinions.map { opinion in
                            opinion.map { $0.position.title[language] + ($0.isLate ? "*" : "") } ?? "–"
                        }
                        let who = [row.place.institution.title[language], row.place.person?.name ?? ""]
                        return (who + words).joined(separator: "\t")
                    }
            }
        }
    }
}

extension AgendaItem.Kind: ExpressibleByArgument {}
extension AgendaItem.Visibility: ExpressibleByArgument {}

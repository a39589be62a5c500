import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

/// `maru meeting`: until a session opens, in it, and after.
struct MeetingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meeting",
        abstract: "Meetings of councils: called, held, and written down.",
        subcommands: [
            Plan.self, Add.self, List.self, Show.self, Call.self, Agenda.self, PaperCommand.self, GiveOpinion.self,
            Matrix.self, Answer.self, ClosePapers.self, Reschedule.self, Cancel.self,
        ] + SessionCommands.all
    )

    static func show(_ id: Meeting.ID, _ platform: Platform, _ globals: Globals) async throws {
        let detail = try await platform.meetings.detail(id, by: globals.actor(platform))
        let (meeting, language) = (detail.meeting, globals.language)
        try globals.show(MeetingResource(detail)) {
            var lines = [
                "\(meeting.id)  \(meeting.stage.title[language])  \(detail.council.title[language])  \(meeting.title)",
                "\(moment(meeting.startsAt, language))  "
                    + (meeting.place ?? globals.say("온라인", "online")),
                globals.say("자료 마감 ", "papers due ") + meeting.papersDue.written(in: language)
                    + globals.say(", 의견 마감 ", ", opinions due ") + meeting.opinionsDue.written(in: language),
            ]
            lines += detail.agenda.map { node in
                String(repeating: "  ", count: node.depth)
                    + "\(node.number)\t\(node.item.kind.title[language])\t\(node.item.title)\t\(node.item.id)"
            }
            lines += detail.agenda.flatMap { node in
                (detail.papers[node.item.id] ?? []).map { paper in
                    "  \(node.number)\t\(paper.name)\tr\(paper.revision)\t\(paper.id)"
                        + (paper.isLate ? globals.say("\t늦음", "\tlate") : "")
                }
            }
            lines += detail.invited.map { attendee in
                "  \(attendee.place.institution.title[language])\t\(attendee.place.person?.name ?? "")\t"
                    + attendee.invitation.answer.title[language] + "\t\(attendee.place.seat.id)"
            }
            return lines
        }
    }

    /// Day and minute in Seoul.
    static func moment(_ instant: Date, _ language: Language) -> String {
        let day = Day(of: instant)
        let minutes = Int(instant.timeIntervalSince(day.start) / 60)
        return day.written(in: language) + (minutes % 60 < 10 ? " \(minutes / 60):0" : " \(minutes / 60):")
            + "\(minutes % 60)"
    }

    /// An instant from a day and a time in Seoul.
    static func instant(_ day: Day, _ time: String) throws -> Date {
        guard let minutes = MeetingDates.minutes(of: time) else {
            throw ValidationError("Give the time like 14:00.")
        }
        return day.start.addingTimeInterval(Double(minutes) * 60)
    }

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan",
            abstract: "Make a year's meetings from the plan in force, off weekends and holidays.",
            discussion: "A period that has its meeting gets no second one."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The council's code.") var council: String
        @Option(help: "The year.") var year: Int
        @Option(help: "Which month of each period, from 1.") var month: Int?
        @Option(help: "Which week of that month: 1 to 4, or 5 for the last.") var week: Int?
        @Option(help: "1, Monday, to 5, Friday.") var weekday: Int?
        @Option(help: "When it begins: 14:00.") var time: String?
        @Option(help: "Minutes.") var length: Int?
        @Option(help: "Where.") var place: String?
        @Option(help: "The https link of another video service.") var link: String?
        @Flag(help: "Held by video.") var online = false
        @Flag(help: "Show the dates and make nothing.") var dry = false

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            let wish = try MeetingWish(month: month, week: week, weekday: weekday, time: time, length: length)
            let planned =
                dry
                ? try await platform.meetings.proposals(for: council, in: year, wish)
                : try await platform.meetings.plan(
                    year,
                    for: council,
                    wish,
                    isOnline: online,
                    place: place,
                    link: link,
                    by: actor
                )
            try globals.show(planned.map { PlannedResource($0, of: council) }) {
                planned.flatMap { one in
                    let there = one.meeting.map(\.id.rawValue) ?? ""
                    return ["\(one.proposal.number)\t\(one.proposal.day)\t\(there)\(one.isNew ? "\t+" : "")"]
                        + one.proposal.proof.map { "  " + $0[globals.language] }
                }
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Enter one meeting by hand.")
        @OptionGroup var globals: Globals
        @Argument(help: "The council's code.") var council: String
        @Option(help: "The day.") var day: Day
        @Option(help: "When it begins: 14:00.") var time = "14:00"
        @Option(help: "Minutes.") var length = 120
        @Option(help: "Its title; numbered unless given.") var title: String?
        @Option(help: "Where.") var place: String?
        @Option(help: "The https link of another video service.") var link: String?
        @Flag(help: "Held by video.") var online = false

        func run() async throws {
            let platform = try globals.platform()
            let meeting = try await platform.meetings.add(
                Meetings.Draft(
                    title: title,
                    startsAt: MeetingCommand.instant(day, time),
                    length: length,
                    isOnline: online,
                    place: place,
                    link: link
                ),
                to: council,
                by: globals.actor(platform)
            )
            try await MeetingCommand.show(meeting.id, platform, globals)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List a council's meetings, the latest first."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The council's code.") var council: String

        func run() async throws {
            let platform = try globals.platform()
            _ = try await globals.actor(platform)
            let found = try await platform.councils.find(council)
            let list = try await platform.meetings.list(of: found.id)
            try globals.show(list.map { MeetingSummary($0, of: found.code) }) {
                list.map { meeting in
                    let language = globals.language
                    return
                        "\(meeting.id)\t\(MeetingCommand.moment(meeting.startsAt, language))\t\(meeting.stage.title[language])\t\(meeting.title)"
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a meeting.")
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String

        func run() async throws {
            try await MeetingCommand.show(Meeting.ID(rawValue: id), globals.platform(), globals)
        }
    }

    struct Call: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "call",
            abstract: "Call a meeting: invite every seat, or those the chair chose.",
            discussion: "Open actions of the council come first on the agenda, then what was carried over."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Option(help: "Seats that attend: a,b; every seat unless given.") var seats: String?
        @Option(help: "Seats that only listen: a,b.") var observers: String?
        @Option(help: "The last day for papers.") var papersDue: Day?
        @Option(help: "The last day for opinions.") var opinionsDue: Day?

        func run() async throws {
            let platform = try globals.platform()
            let listeners = names(observers) ?? []
            let called = names(seats).map { seats in
                seats.map { Meetings.Called(Seat.ID(rawValue: $0)) }
                    + listeners.map { Meetings.Called(Seat.ID(rawValue: $0), isObserver: true) }
            }
            guard called != nil || listeners.isEmpty else { throw ValidationError("Give --seats with --observers.") }
            let meeting = try await platform.meetings.call(
                Meeting.ID(rawValue: id),
                seats: called,
                papersDue: papersDue,
                opinionsDue: opinionsDue,
                by: globals.actor(platform)
            )
            try await MeetingCommand.show(meeting.id, platform, globals)
        }
    }

    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "answer", abstract: "Say whether you will attend.")
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Argument(help: "accepted, declined or tentative.") var answer: Invitation.Answer
        @Option(help: "The seat, where you may sit in several.") var seat: String?

        func run() async throws {
            let platform = try globals.platform()
            let id = Meeting.ID(rawValue: id)
            try await platform.meetings.answer(
                id,
                answer,
                seat: seat.map(Seat.ID.init(rawValue:)),
                by: globals.actor(platform)
            )
            try await MeetingCommand.show(id, platform, globals)
        }
    }

    struct Reschedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reschedule",
            abstract: "Move a meeting to another time or place; who was invited is asked again."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The meeting.") var id: String
        @Option(help: "Why.") var reason: String
        @Option(help: "The new day.") var day: Day?
        @Option(help: "The new time: 14:00.") var time: String?
        @Option(help: "Minutes.") var length: Int?
        @Option(help: "The new place.") var place: String?
        @Option(help: "The new https link; empty for none.") var link: String?
        @Option(help: "The last day for papers.") var papersDue: Day?
        @Option(help: "The last day for opinions.") var opinionsDue: Day?

        func run() async throws {
            let platform = try globals.platform()
            let id = Meeting.ID(rawValue: id)
            let meeting = try await platform.meetings.find(id)
            let old = Day(of: meeting.startsAt)
            var change = Meetings.Change(
                length: length,
                place: place,
                link: link,
                papersDue: papersDue,
                opinionsDue: opinionsDue
            )
            if day != nil || time != nil {
                let start = (day ?? old).start
                change.startsAt =
                    try time.map { try MeetingCommand.instant(day ?? old, $0) }
                    ?? start.addingTimeInterval(meeting.startsAt.timeIntervalSince(old.start))
            }
            try await platform.meetings.reschedule(id, change, reason: reason, by: globals.actor(platform))
            try await MeetingCommand.show(id, platform, globals)
        }
    }
}

extension Invitation.Answer: ExpressibleByArgument {}

import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

/// The matrix of written opinions of a large council: seats by items, a page at a time and whole.
struct OpinionsBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opinions",
        abstract: "The opinions of a meeting of many seats, seats by items, in process."
    )
    @Option(help: "A new home.") var home: String
    @Option(help: "Seats of the council.") var seats = 1000
    @Option(help: "Items of the meeting.") var items = 10
    @Option(help: "How often each is read.") var times = 50

    struct Result: Encodable {
        let seats: Int
        let items: Int
        let opinions: Int
        /// Fifty seats with their texts, as a page shows them.
        let page: Timings.Summary
        /// Every seat, as the command line prints them.
        let whole: Timings.Summary
        /// Whom to remind.
        let unanswered: Timings.Summary
    }

    func run() async throws {
        let platform = try Platform(home: URL(filePath: home), settings: Settings(), isNew: true)
        _ = try await platform.people.initialise(
            secretariat: "clerk@mois.example",
            name: "간사",
            institution: Institutions.Draft(code: "1741000", name: "행정안전부", kind: "central")
        )
        let clerk = try await platform.people.actor(email: "clerk@mois.example")
        _ = try await platform.councils.found(
            Councils.Draft(code: "officers", name: "책임관 협의회", kind: .officers),
            by: clerk
        )
        let members = try await seat(platform, by: clerk)
        let opinions = Opinions(papers: Papers(meetings: platform.meetings))
        let (meeting, agenda) = try await call(platform, by: clerk)
        var given = 0
        // One seat in ten has not answered.
        for (number, member) in members.enumerated() where number % 10 != 0 {
            for item in agenda {
                try await opinions.give(on: item, .agreeWithChanges, text: "보완이 필요합니다. \(number)", by: member)
                given += 1
            }
        }
        var (page, whole, unanswered) = (Timings(), Timings(), Timings())
        for round in 0..<times {
            _ = try await page.time {
                try await opinions.matrix(of: meeting, offset: round * 50 % max(1, seats), by: clerk)
            }
            let all = try await whole.time { try await opinions.matrix(of: meeting, limit: .max, by: clerk) }
            guard all.rows.count == seats else { throw ValidationError("The matrix has \(all.rows.count) rows.") }
            _ = try await unanswered.time {
                try await opinions.matrix(of: meeting, onlyUnanswered: true, limit: .max, by: clerk)
            }
        }
        try show(
            Result(
                seats: seats,
                items: items,
                opinions: given,
                page: page.summary,
                whole: whole.summary,
                unanswered: unanswered.summary
            )
        )
    }

    /// Seats as many institutions, each with its officer.
    private func seat(_ platform: Platform, by clerk: Actor) async throws -> [Actor] {
        var members: [Actor] = []
        for number in 0..<seats {
            let code = "\(9_000_000 + number)"
            try await platform.institutions.add(
                Institutions.Draft(code: code, name: "기관 \(number)", kind: "basic"),
                by: clerk
            )
            let email = "officer\(number)@example.example"
            try await platform.people.add(email: email, name: "홍길동", institution: code, by: clerk)
            _ = try await platform.people.appoint(email: email, to: .officer, at: code, rank: "4급", by: clerk)
            try await platform.councils.seat(code, as: .member, in: "officers", by: clerk)
            members.append(try await platform.people.actor(email: email))
        }
        return members
    }

    private func call(_ platform: Platform, by clerk: Actor) async throws -> (Meeting.ID, [AgendaItem.ID]) {
        let day = platform.settings.clock.today.adding(days: 30)
        let meeting = try await platform.meetings.add(
            Meetings.Draft(
                startsAt: day.start,
                place: "세종",
                papersDue: day.adding(days: -10),
                opinionsDue: day.adding(days: -3)
            ),
            to: "officers",
            by: clerk
        )
        var agenda: [AgendaItem.ID] = []
        for number in 1...max(1, items) {
            agenda.append(
                try await Agendas(meetings: platform.meetings).add(
                    Agendas.Draft(title: "안건 \(number)", minutes: 10),
                    to: meeting.id,
                    by: clerk
                ).id
            )
        }
        try await platform.meetings.call(meeting.id, by: clerk)
        return (meeting.id, agenda)
    }
}

import App
import Council
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport

/// A council in a small nation: a chair and a clerk who are nobody's officers, Seoul and Busan as members, with a plan.
struct MeetingRoom {
    let nation: Nation
    let council: Council
    let chair: Actor
    let clerk: Actor
    let seoul: Actor
    let busan: Actor
    let chairSeat: Seat
    let seoulSeat: Seat
    let busanSeat: Seat
    /// The day on which everything begins.
    let today: Day

    init(meetingsPerYear: Int = 4) async throws {
        nation = try await Nation()
        let platform = nation.platform
        let secretariat = try await nation.actor("secretariat@mois.example")
        for name in ["chair", "clerk"] {
            try await platform.people.add(
                email: "\(name)@mois.example",
                name: name,
                institution: "1741000",
                by: secretariat
            )
        }
        council = try await platform.councils.found(
            Councils.Draft(code: "officers", name: "책임관 협의회", kind: .officers),
            by: secretariat
        )
        chairSeat = try await platform.councils.seat(
            "1741000",
            as: .chair,
            person: "chair@mois.example",
            in: "officers",
            by: secretariat
        )
        try await platform.councils.seat(
            "1741000",
            as: .secretary,
            person: "clerk@mois.example",
            in: "officers",
            by: secretariat
        )
        seoulSeat = try await platform.councils.seat("6110000", as: .member, in: "officers", by: secretariat)
        busanSeat = try await platform.councils.seat("6260000", as: .member, in: "officers", by: secretariat)
        chair = try await nation.actor("chair@mois.example")
        clerk = try await nation.actor("clerk@mois.example")
        seoul = try await nation.actor("officer@seoul.example")
        busan = try await nation.actor("officer@busan.example")
        today = platform.settings.clock.today
        try await platform.database.write { [council, chair] db in
            try db.execute(
                sql: """
                    INSERT INTO operationPlan (id, council, version, stage, purpose, membership, meetingsPerYear,
                        workingMethod, writtenBy, createdAt, adoptedAt, adoptedBy)
                    VALUES (?, ?, 1, 'adopted', '협의', '책임관', ?, '분기마다', ?, ?, ?, ?)
                    """,
                arguments: [
                    "p\(council.id)", council.id, meetingsPerYear, chair.person, Date(), Date(), chair.person,
                ]
            )
        }
    }

    /// The meetings as they are on a day, at ten in the morning.
    func meetings(on day: Day) throws -> Meetings {
        Meetings(
            councils: Councils(
                database: nation.platform.database,
                statutes: nation.platform.statutes,
                clock: .fixed(day.start.addingTimeInterval(36000))
            ),
            papers: nation.home.appending(path: "council"),
            links: nation.platform.meetings.links
        )
    }

    func papers(on day: Day) throws -> Papers { Papers(meetings: try meetings(on: day)) }
    func opinions(on day: Day) throws -> Opinions { Opinions(papers: try papers(on: day)) }
    func agendas(on day: Day) throws -> Agendas { Agendas(meetings: try meetings(on: day)) }

    /// A meeting in forty days: papers in thirty, opinions in thirty-seven.
    func meeting(in days: Int = 40) async throws -> Meeting {
        let day = today.adding(days: days)
        return try await meetings(on: today).add(
            Meetings.Draft(
                startsAt: day.start.addingTimeInterval(14 * 3600),
                place: "정부세종청사 4동",
                papersDue: day.adding(days: -10),
                opinionsDue: day.adding(days: -3)
            ),
            to: "officers",
            by: clerk
        )
    }

    /// The same, called, with one item to discuss.
    func called() async throws -> (Meeting, AgendaItem) {
        let meeting = try await meeting()
        let item = try await agendas(on: today).add(
            Agendas.Draft(kind: .discussion, title: "공동활용 표준", minutes: 30),
            to: meeting.id,
            by: clerk
        )
        return (try await meetings(on: today).call(meeting.id, by: chair), item)
    }

    func file(_ text: String = "자료") throws -> PaperStore.Received {
        let file = nation.home.appending(path: "\(UUID().uuidString).txt")
        try Data(text.utf8).write(to: file)
        return try papers(on: today).store.receive(file)
    }

    func end() { nation.end() }
}

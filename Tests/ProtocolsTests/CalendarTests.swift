import App
import Council
import Crypto
import Directory
import Foundation
import GRDB
import Kernel
import Protocols
import TestSupport
import Testing
import Web

/// What PyPI `icalendar` found in an object.
private struct Reading: Decodable {
    let method: String
    let events: [Event]

    struct Event: Decodable {
        let uid: String
        let sequence: Int
        let status: String
        let summary: String
        let description: String
        let location: String
        let start: String
        let end: String
        let zone: String
        let offset: Double
        let conferences: [String]
        let organizer: String
        let attendees: [Attendee]
        let errors: [String]
    }

    struct Attendee: Decodable, Equatable {
        let address: String
        let answer: String
        let role: String
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    init(_ text: String) throws {
        let process = Process()
        process.executableURL = Self.root.appending(path: ".tools/venv/bin/python")
        process.arguments = [Self.root.appending(path: "Tests/clients/read_calendar.py").path]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        self = try JSONDecoder().decode(Reading.self, from: answer)
    }

    /// Compares with `Tests/clients/calendars/<name>.ics`; `UPDATE_GOLDEN=1` writes it.
    static func golden(_ text: String, _ name: String) throws {
        let file = root.appending(path: "Tests/clients/calendars/\(name).ics")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(name).ics; UPDATE_GOLDEN=1 writes it anew")
    }
}

@Suite("Calendars, as programs read them")
struct CalendarTests {
    private let nation: Nation
    private let calendar: MeetingCalendar
    private let feeds: CalendarFeeds
    private let chair: Actor
    private let member: Actor
    private let stranger: Actor

    /// A meeting by video on 9 December 2026, 14:00 to 16:00 in Seoul, which is 05:00 to 07:00 in UTC.
    init() async throws {
        nation = try await Nation(clock: .fixed(Date(timeIntervalSince1970: 1_795_608_000)))
        let platform = nation.platform
        chair = try await nation.actor("secretariat@mois.example")
        member = try await nation.actor("officer@seoul.example")
        stranger = try await nation.actor("officer@busan.example")
        let council = try await platform.councils.found(
            Councils.Draft(code: "officers", name: "데이터기반행정 책임관 협의회", kind: .officers),
            by: chair
        )
        let secretary = try await platform.councils.seat(
            "1741000",
            as: .secretary,
            person: "secretariat@mois.example",
            in: "officers",
            by: chair
        )
        let seat = try await platform.councils.seat("6110000", as: .member, in: "officers", by: chair)
        try await platform.database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO meeting (id, council, number, title, stage, startsAt, endsAt, isOnline, place, room,
                        papersDue, opinionsDue, sequence, createdAt)
                    VALUES ('m-1', ?, 1, '4분기 정기회의; 공유, 재난', 'called', '2026-12-09 05:00:00.000',
                        '2026-12-09 07:00:00.000', 1, '정부세종청사 6동, 대회의실', 'room-unguessable', '2026-12-02',
                        '2026-12-04', 2, '2026-11-20 00:00:00.000')
                    """,
                arguments: [council.id]
            )
            for (number, seat) in [secretary, seat].enumerated() {
                try db.execute(
                    sql: "INSERT INTO invitation VALUES ('m-1', ?, 'waiting', NULL, NULL, ?, 0)",
                    arguments: [seat.id, "hash-\(number)"]
                )
            }
        }
        calendar = MeetingCalendar(
            site: "https://maru.example/",
            sender: "maru@maru.example",
            clock: .fixed(Date(timeIntervalSince1970: 1_795_608_000))
        )
        feeds = CalendarFeeds(councils: platform.councils, people: platform.people, desk: [], calendar: calendar)
    }

    private func part(_ person: Actor) async throws -> CalendarPart? {
        try await nation.platform.database.read { try calendar.part(of: "m-1", for: person.person, $0) }
    }

    @Test("An invitation names its reader alone, asks for an answer, and is at two in the afternoon in Seoul")
    func invitation() async throws {
        let part = try #require(try await part(member))
        try Reading.golden(part.text, "request")
        let found = try Reading(part.text)
        #expect(part.method == "REQUEST" && found.method == "REQUEST")
        let event = try #require(found.events.first)
        #expect(event.uid == "meeting-m-1@maru.example" && event.sequence == 2 && event.status == "CONFIRMED")
        #expect(event.start == "2026-12-09T05:00:00+00:00" && event.end == "2026-12-09T07:00:00+00:00")
        #expect(event.zone == "Asia/Seoul" && event.offset == 9)
        #expect(event.summary == "데이터기반행정 책임관 협의회 · 4분기 정기회의; 공유, 재난")
        #expect(
            event.attendees == [
                Reading.Attendee(
                    address: "mailto:officer@seoul.example",
                    answer: "NEEDS-ACTION",
                    role: "REQ-PARTICIPANT"
                )
            ]
        )
        #expect(event.organizer == "mailto:secretariat@mois.example")
        #expect(event.errors.isEmpty)
    }

    @Test("The way in stands in CONFERENCE, at the place and first in the text, and is nobody's secret")
    func conference() async throws {
        let part = try #require(try await part(member))
        let event = try #require(try Reading(part.text).events.first)
        #expect(event.conferences == ["https://maru.example/join/m-1"])
        #expect(event.location == "정부세종청사 6동, 대회의실 · https://maru.example/join/m-1")
        #expect(event.description.hasPrefix("https://maru.example/join/m-1\n"))
        #expect(!part.text.contains("room-unguessable") && !part.text.contains("MODERATOR"))
    }

    @Test("Who is not invited gets no invitation; a cancelled meeting is taken back under the same UID")
    func cancelled() async throws {
        #expect(try await part(stranger) == nil)
        try await nation.platform.database.write { db in
            try db.execute(sql: "UPDATE meeting SET stage = 'cancelled', sequence = 3, reason = '장소 사정'")
        }
        let part = try #require(try await part(member))
        try Reading.golden(part.text, "cancel")
        let found = try Reading(part.text)
        let event = try #require(found.events.first)
        #expect(found.method == "CANCEL" && event.status == "CANCELLED")
        #expect(event.uid == "meeting-m-1@maru.example" && event.sequence == 3)
        #expect(event.conferences.isEmpty && event.description.contains("취소 사유: 장소 사정"))
    }

    @Test("A feed is PUBLISH without people; one's own holds only what one is invited to; a revoked one is gone")
    func feed() async throws {
        let (own, token) = try await feeds.make(.meetings, by: member)
        let object = try await feeds.read(token)
        try Reading.golden(object.text, "feed")
        let found = try Reading(object.text)
        #expect(found.method == "PUBLISH" && found.events.map(\.uid) == ["meeting-m-1@maru.example"])
        #expect(found.events.allSatisfy { $0.attendees.isEmpty && $0.organizer.isEmpty })

        let (_, others) = try await feeds.make(.meetings, by: stranger)
        #expect(try await feeds.read(others).events.isEmpty)
        let (_, council) = try await feeds.make(.council, council: "officers", by: stranger)
        #expect(try await feeds.read(council).events.count == 1)

        #expect(await problem { try await feeds.revoke(own.id, by: stranger) } == "protocols/no-such-feed")
        try await feeds.revoke(own.id, by: member)
        #expect(await problem { _ = try await feeds.read(token) } == "protocols/no-such-feed")
    }

    @Test("Whoever has left reads no calendar any more, whatever address is left in a program")
    func left() async throws {
        let (_, token) = try await feeds.make(.council, council: "officers", by: stranger)
        try await nation.platform.people.retire("officer@busan.example", by: chair)
        #expect(await problem { _ = try await feeds.read(token) } == "protocols/no-such-feed")
    }

    @Test("Statutory days stand in the calendar as whole days of Seoul")
    func due() async throws {
        let due = try await nation.requestDue()
        try await PageDesk.sit(nation, as: "officer@seoul.example", "") { desks in
            let made = try await desks[0].post("/calendar/feeds", [("kind", "due")])
            #expect(made.status == 201 && !made.isStored)
            let path = String(try #require(made.html.firstMatch(of: /\/calendar\/[0-9a-f]{64}\.ics/)).output)
            let feed = try await desks[1].get(path)
            #expect(feed.type == "text/calendar; charset=utf-8; method=PUBLISH")
            let event = try #require(try Reading(feed.html).events.first)
            #expect(event.start == due.description && event.end == due.adding(days: 1).description)
            #expect(event.summary.contains("쉼터"))
            let list = try await desks[0].get("/calendar")
            #expect(list.html.contains("내가 처리할 일의 법정 기한") && !list.html.contains(".ics"))
            #expect(try await desks[0].post("/calendar/feeds", [("kind", "moon")]).status == 422)
        }
    }
}

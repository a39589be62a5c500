import App
import Council
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@Suite("Written opinions before a meeting")
struct OpinionsTests {
    @Test("A later opinion takes the place of an earlier one, both are kept, and one after the day is late")
    func replaced() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, item) = try await room.called()
        let early = try await room.opinions(on: meeting.opinionsDue).give(on: item.id, .agree, text: "", by: room.seoul)
        let opinions = try room.opinions(on: meeting.opinionsDue.adding(days: 1))
        let late = try await opinions.give(on: item.id, .disagree, text: "예산이 없습니다.", by: room.seoul)
        #expect(!early.isLate && late.isLate)
        let kept = try await opinions.history(on: item.id, of: room.seoulSeat.id, by: room.busan)
        #expect(kept.map(\.position) == [.disagree, .agree] && kept.map(\.isReplaced) == [false, true])
        let matrix = try await opinions.matrix(of: meeting.id, by: room.busan)
        #expect(matrix.totals == [[.disagree: 1]])
        #expect(matrix.seats == 3 && matrix.unanswered == 2)
        #expect(matrix.rows.first { $0.place.seat.id == room.seoulSeat.id }?.opinions.first??.id == late.id)
        let open = try await opinions.matrix(of: meeting.id, onlyUnanswered: true, by: room.clerk)
        #expect(!open.rows.contains { $0.place.seat.id == room.seoulSeat.id } && open.count == 2)
    }

    @Test("Whoever disagrees or wants changes says why")
    func reasons() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (_, item) = try await room.called()
        let opinions = try room.opinions(on: room.today)
        for position in [Opinion.Position.disagree, .agreeWithChanges] {
            #expect(
                await problem { try await opinions.give(on: item.id, position, text: " ", by: room.seoul) }
                    == "council/invalid"
            )
        }
    }

    @Test("Those who are not asked give none, nor see what others said")
    func notAsked() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, item) = try await room.called()
        let opinions = try room.opinions(on: room.today)
        let attached = try room.file("붙임")
        let given = try await opinions.give(
            on: item.id,
            .agree,
            text: "",
            attachment: Opinions.Attachment(file: attached, name: "붙임.hwp"),
            by: room.seoul
        )
        #expect(try await opinions.attachment(of: given.id, by: room.busan).name == "붙임.hwp")
        #expect(
            await problem { try await opinions.give(on: item.id, .agree, text: "", by: room.clerk) }
                == "council/not-asked"
        )
        for email in ["official@busan.example", "steward@seoul.example", "auditor@mois.example"] {
            let actor = try await room.nation.actor(email)
            #expect(
                await problem { try await opinions.give(on: item.id, .agree, text: "", by: actor) }
                    == "council/not-invited"
            )
            #expect(await problem { _ = try await opinions.matrix(of: meeting.id, by: actor) } == "council/not-invited")
            #expect(
                await problem { _ = try await opinions.attachment(of: given.id, by: actor) } == "council/no-such-thing"
            )
        }
        #expect(
            await problem {
                try await opinions.give(on: item.id, .agree, text: "", seat: room.busanSeat.id, by: room.seoul)
            } == "council/not-invited",
            "nobody speaks from another's seat"
        )
    }

    @Test("When the seat changes hands before the opinion, the new officer is asked and the former one is not")
    func hands() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, item) = try await room.called()
        let secretariat = try await room.nation.actor("secretariat@mois.example")
        _ = try await room.nation.platform.people.appoint(
            email: "official@seoul.example",
            to: .officer,
            at: "6110000",
            rank: "3급",
            by: secretariat
        )
        let (former, successor) = (
            try await room.nation.actor("officer@seoul.example"), try await room.nation.actor("official@seoul.example")
        )
        let opinions = try room.opinions(on: room.today)
        let asked = try await room.nation.platform.database.read { db in
            try Opinions.unanswered(in: Meetings.find(meeting.id, db), on: room.today, db).map(\.person.email)
        }
        #expect(asked.contains("official@seoul.example") && !asked.contains("officer@seoul.example"))
        #expect(
            await problem { try await opinions.give(on: item.id, .agree, text: "", by: former) }
                == "council/not-invited"
        )
        let given = try await opinions.give(on: item.id, .agree, text: "", by: successor)
        #expect(given.person == successor.person && given.seat == room.seoulSeat.id)
    }

    @Test("A thousand seats are called, and their matrix is read a page at a time with nothing miscounted")
    func thousand() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let day = room.today
        try await room.nation.platform.database.write { db in
            for number in 0..<1000 {
                let key = "i\(10000 + number)"
                try db.execute(
                    sql:
                        "INSERT INTO institution (id, code, name, kind, since) VALUES (?1, ?1, ?2, 'basic', '2020-01-01')",
                    arguments: [key, "기관 \(number)"]
                )
                try db.execute(
                    sql: "INSERT INTO seat (id, council, institution, kind, since) VALUES (?, ?, ?, 'member', ?)",
                    arguments: ["s\(10000 + number)", room.council.id, key, day]
                )
            }
        }
        let (meeting, item) = try await room.called()
        try await room.nation.platform.database.write { db in
            for number in 0..<900 {
                try db.execute(
                    sql: """
                        INSERT INTO opinion (id, item, seat, person, position, text, at, isLate, isReplaced)
                        VALUES (?, ?, ?, ?, 'agree', '', ?, 0, 0)
                        """,
                    arguments: ["o\(number)", item.id, "s\(10000 + number)", room.seoul.person, Date()]
                )
            }
        }
        let opinions = try room.opinions(on: day)
        let matrix = try await opinions.matrix(of: meeting.id, offset: 950, limit: 100, by: room.seoul)
        #expect(matrix.seats == 1003 && matrix.unanswered == 103 && matrix.totals == [[.agree: 900]])
        #expect(matrix.rows.count == 53 && matrix.count == 1003)
        let open = try await opinions.matrix(of: meeting.id, onlyUnanswered: true, limit: 200, by: room.seoul)
        #expect(open.rows.count == 103 && open.rows.allSatisfy { $0.missing == 1 })
    }
}

import Foundation
import GRDB
import Kernel
import Testing

extension FaultTests {
    /// Kills the built `maru` while a meeting is held.
    @Suite("A process killed in session loses nothing that was recorded, and counts nobody twice", .serialized)
    struct SessionKillTests {
        /// A council with a chair, who is also the one member, and a meeting with one item that can be opened.
        private func convene(in house: Household) throws {
            let database = try Store.open(at: house.home.appending(path: "maru.sqlite").path)
            try database.write { db in
                let now = Date()
                let day = Day(of: now).description
                let me = try #require(
                    try Row.fetchOne(
                        db,
                        sql: "SELECT id, institution FROM person WHERE email = ?",
                        arguments: [Household.provider]
                    )
                )
                let (person, institution): (String, String) = (me["id"], me["institution"])
                func put(_ table: String, _ row: [String: (any DatabaseValueConvertible)?]) throws {
                    let names = row.keys.sorted()
                    let marks = names.map { _ in "?" }.joined(separator: ", ")
                    try db.execute(
                        sql: "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(marks))",
                        arguments: StatementArguments(names.map { row[$0] ?? nil })
                    )
                }
                try put(
                    "council",
                    ["id": "c", "code": "officers", "name": "협의회", "kind": "officers", "createdAt": now]
                )
                try put(
                    "operationPlan",
                    [
                        "id": "p", "council": "c", "version": 1, "stage": "adopted", "purpose": "공동 활용",
                        "membership": "", "meetingsPerYear": 4, "workingMethod": "", "writtenBy": person,
                        "createdAt": now, "adoptedAt": now, "adoptedBy": person,
                        "votingJSON":
                            #"{"base":"valid","chairBreaksTies":false,"threshold":{"denominator":2,"mustExceed":true,"numerator":1}}"#,
                    ]
                )
                try put(
                    "seat",
                    [
                        "id": "s", "council": "c", "institution": institution, "kind": "chair", "person": person,
                        "since": day,
                    ]
                )
                try put(
                    "meeting",
                    [
                        "id": "m", "council": "c", "number": 1, "title": "첫 회의", "stage": "papersClosed",
                        "startsAt": now, "endsAt": now.addingTimeInterval(7200), "isOnline": true, "room": "r",
                        "papersDue": day, "opinionsDue": day, "sequence": 0, "createdAt": now,
                    ]
                )
                try put(
                    "invitation",
                    ["meeting": "m", "seat": "s", "answer": "waiting", "tokenHash": "t", "isObserver": false]
                )
                try put(
                    "agendaItem",
                    [
                        "id": "i", "meeting": "m", "position": 1, "kind": "decision", "title": "안건", "text": "",
                        "minutes": 5, "visibility": "officials", "stage": "waiting",
                    ]
                )
            }
        }

        /// Runs a command that is killed after some time, then the same to its end; the second may find it done.
        private func twice(_ words: [String], after milliseconds: UInt32, in house: Household) throws {
            let victim = try house.command(words)
            usleep(milliseconds * 1000)
            victim.killed()
            _ = try house.command(words).outcome()
        }

        @Test(
            "Killed at many moments: each thing happened once, with its act, or not at all",
            arguments: [5, 40, 120, 400]
        )
        func moments(milliseconds: UInt32) throws {
            let house = try Household()
            try convene(in: house)
            try twice(["meeting", "open", "m"], after: milliseconds, in: house)
            try twice(["meeting", "attend", "m"], after: milliseconds, in: house)
            try twice(["meeting", "item", "m", "i", "begin"], after: milliseconds, in: house)
            try twice(
                ["meeting", "vote", "open", "m", "i", "--question", "찬성?", "--secret"],
                after: milliseconds,
                in: house
            )
            let vote = try house.text("SELECT id FROM vote")
            try twice(["meeting", "vote", "cast", vote, "aye"], after: milliseconds, in: house)
            #expect(try house.count("SELECT count(*) FROM attendance") == 1)
            #expect(try house.count("SELECT count(*) FROM ballot") == 1)
            #expect(try house.count("SELECT sum(count) FROM secretCount") == 1)
            try twice(["meeting", "vote", "close", vote], after: milliseconds, in: house)
            try twice(["meeting", "decide", "m", "i", "--text", "추진"], after: milliseconds, in: house)
            try twice(["meeting", "adjourn", "m"], after: milliseconds, in: house)
            try twice(["meeting", "minutes", "draft", "m"], after: milliseconds, in: house)
            #expect(try house.count("SELECT count(*) FROM minutesRevision") == 1)
            #expect(
                try house.count("SELECT count(*) FROM meetingEvent")
                    == house.count("SELECT count(*) FROM act WHERE subject = 'meeting/m'")
            )
            #expect(
                try house.count("SELECT count(*) FROM decision")
                    == house.count("SELECT count(*) FROM act WHERE kind = 'council.decided'")
            )
            #expect(try house.count("SELECT count(*) FROM attendance WHERE leftAt IS NULL") == 0)
        }
    }
}

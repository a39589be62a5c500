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

@Suite("Joining a meeting by video")
struct JoinTests {
    private let nation: Nation

    init() async throws {
        nation = try await Nation(video: "https://meet.example", secret: "s3cret-of-the-server")
        let chair = try await nation.actor("secretariat@mois.example")
        let councils = nation.platform.councils
        let council = try await councils.found(
            Councils.Draft(code: "officers", name: "협의회", kind: .officers),
            by: chair
        )
        let secretary = try await councils.seat(
            "1741000",
            as: .secretary,
            person: "secretariat@mois.example",
            in: "officers",
            by: chair
        )
        let seat = try await councils.seat("6110000", as: .member, in: "officers", by: chair)
        try await nation.platform.database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO meeting (id, council, number, title, stage, startsAt, endsAt, isOnline, room, papersDue,
                        opinionsDue, sequence, createdAt)
                    VALUES ('m-1', ?, 1, '회의', 'inSession', '2026-12-09 05:00:00.000', '2026-12-09 07:00:00.000', 1,
                        'room-unguessable', '2026-12-02', '2026-12-04', 0, '2026-11-20 00:00:00.000')
                    """,
                arguments: [council.id]
            )
            for seat in [secretary, seat] {
                try db.execute(
                    sql: "INSERT INTO invitation VALUES ('m-1', ?, 'waiting', NULL, NULL, ?, 0)",
                    arguments: [seat.id, seat.id.rawValue]
                )
            }
        }
    }

    private struct Ticket: Decodable {
        let room: String
        let iss: String
        let exp: Int
        let iat: Int
        let context: Context
        struct Context: Decodable { let user: User }
        struct User: Decodable {
            let name: String
            let affiliation: String
            let moderator: Bool?
        }
    }

    /// Checks the signature as the video server does (HS256), and reads what it says.
    private func ticket(_ location: String?) throws -> Ticket {
        let location = try #require(location)
        #expect(location.hasPrefix("https://meet.example/room-unguessable?jwt="))
        let parts = location.split(separator: "=", maxSplits: 1)[1].split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        func bytes(_ text: String) -> Data {
            var text = text.replacing("-", with: "+").replacing("_", with: "/")
            text += String(repeating: "=", count: (4 - text.count % 4) % 4)
            return Data(base64Encoded: text) ?? Data()
        }
        #expect(String(decoding: bytes(parts[0]), as: UTF8.self).contains("HS256"))
        #expect(
            HMAC<SHA256>.isValidAuthenticationCode(
                bytes(parts[2]),
                authenticating: Data("\(parts[0]).\(parts[1])".utf8),
                using: SymmetricKey(data: Data("s3cret-of-the-server".utf8))
            )
        )
        return try JSONDecoder().decode(Ticket.self, from: bytes(parts[1]))
    }

    @Test("A member comes in as a member and is written down as present; chair and secretary alone may moderate")
    func joining() async throws {
        try await PageDesk.sit(nation, as: "officer@seoul.example", "secretariat@mois.example") { [self] desks in
            let member = try ticket(try await desks[0].get("/join/m-1").location)
            #expect(member.context.user.moderator == nil && member.context.user.affiliation == "member")
            #expect(member.context.user.name == "홍길동 (서울특별시)")
            #expect(member.exp - member.iat <= 300)
            let secretary = try ticket(try await desks[1].get("/join/m-1").location)
            #expect(secretary.context.user.moderator == true)
            _ = try await desks[0].get("/join/m-1")
        }
        let present = try await nation.platform.database.read { db in
            try String.fetchAll(db, sql: "SELECT evidence FROM attendance WHERE meeting = 'm-1' AND leftAt IS NULL")
        }
        #expect(present == ["link", "link"], "coming twice is being there once")
    }

    @Test("Who is not invited is told so and gets no way in")
    func uninvited() async throws {
        try await PageDesk.sit(nation, as: "officer@busan.example", "") { desks in
            let answer = try await desks[0].get("/join/m-1")
            #expect(answer.status == 403 && answer.location == nil)
            #expect(try await desks[1].get("/join/m-1").location?.hasPrefix("https://meet.example") != true)
        }
    }

    @Test("A meeting with a link of its own leads there, without a token for anybody")
    func link() async throws {
        try await nation.platform.database.write { db in
            try db.execute(sql: "UPDATE meeting SET link = 'https://video.example/abc'")
        }
        try await PageDesk.sit(nation, as: "officer@seoul.example") { desks in
            let location = try await desks[0].get("/join/m-1").location
            #expect(location == "https://video.example/abc")
        }
    }
}

import App
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@testable import Council

@Suite("Who gets through the doors of a session")
struct SessionAuthorisationTests {
    // stranger, another institution's official, the ministry's analyst, Seoul's officer (a member), its steward,
    // secretariat, auditor
    private static let rows = [
        RouteRow(.get, "/api/v1/meetings/<meeting>/session", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/meetings/<meeting>/session", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/meetings/<meeting>/decisions", nil, 401, 200, 200, 200, 200, 200, 200),
        move(#"{"move":"comeIn"}"#, 401, 403, 403, 200, 403, 403, 403),
        move(#"{"move":"confirm"}"#, 401, 403, 403, 403, 403, 200, 403),
        move(#"{"move":"leave","seat":"<seat>"}"#, 401, 403, 403, 403, 403, 200, 403),
        move(#"{"move":"begin","item":"<waiting>"}"#, 401, 403, 403, 403, 403, 200, 403),
        move(#"{"move":"openVote","item":"<underway>","question":"?"}"#, 401, 403, 403, 403, 403, 409, 403),
        move(#"{"move":"decide","item":"<waiting>","text":"결정"}"#, 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.post, "/meetings/<meeting>/session", "move=confirm", 401, 403, 403, 403, 403, 303, 403),
        RouteRow(
            .post,
            "/api/v1/votes/<vote>/ballots",
            #"{"choice":"aye"}"#,
            401,
            403,
            403,
            204,
            403,
            403,
            403
        ), RouteRow(.post, "/votes/<vote>/ballots", "choice=aye", 401, 303, 303, 303, 303, 303, 303),
        RouteRow(.get, "/api/v1/meetings/<over>/minutes", nil, 401, 403, 403, 200, 403, 200, 403),
        RouteRow(.get, "/meetings/<over>/minutes", nil, 401, 403, 403, 200, 403, 200, 403),
        RouteRow(.get, "/meetings/<over>/minutes/file", nil, 401, 403, 403, 200, 403, 200, 403),
        RouteRow(.get, "/api/v1/meetings/<over>/minutes/file", nil, 401, 403, 403, 200, 403, 200, 403),
        RouteRow(
            .post,
            "/api/v1/meetings/<over>/minutes",
            #"{"text":"고침","base":0}"#,
            401,
            403,
            403,
            403,
            403,
            409,
            403
        ), RouteRow(.post, "/meetings/<over>/minutes", "move=edit&text=x&base=0", 401, 403, 403, 403, 403, 409, 403),
        RouteRow(
            .post,
            "/api/v1/meetings/<over>/minutes/moves",
            #"{"move":"draft"}"#,
            401,
            403,
            403,
            403,
            403,
            200,
            403
        ),
    ]

    private static func move(_ body: String, _ statuses: Int...) -> RouteRow {
        RouteRow(.post, "/api/v1/meetings/<meeting>/session/moves", body, statuses)
    }

    @Test("Every route of sessions and minutes answers each caller as the table says")
    func table() async throws {
        let chamber = try await Chamber(members: 1, quorum: nil)
        defer { chamber.end() }
        let secretariat = try await chamber.nation.actor("secretariat@mois.example")
        let seoul = try await invite("6110000", to: chamber, by: secretariat)
        try await chamber.begin()
        try await chamber.meetings.comeIn(chamber.meeting, by: chamber.nation.actor("officer@seoul.example"))
        let vote = try await chamber.vote()
        let over = try await Chamber(members: 0, quorum: nil, code: "over", in: chamber.nation)
        _ = try await invite("6110000", to: over, by: secretariat)
        try await over.begin()
        try await over.meetings.adjourn(over.meeting, by: over.secretary)
        try await over.minutes.draft(over.meeting, by: over.secretary)
        let values = [
            "meeting": chamber.meeting.rawValue, "over": over.meeting.rawValue, "vote": vote.rawValue,
            "waiting": chamber.items[1].rawValue, "underway": chamber.items[0].rawValue,
            "seat": chamber.seats[0].rawValue,
        ]
        try await chamber.nation.check(
            Self.rows,
            under: [
                "/api/v1/votes", "/votes", "/api/v1/meetings/*/session", "/api/v1/meetings/*/minutes",
                "/api/v1/meetings/*/decisions", "/meetings/*/session", "/meetings/*/minutes",
            ],
            except: Self.others
        ) { name, _, _ in values[name] ?? seoul.rawValue }
    }

    /// The stream of the page, which does not end and is tried elsewhere.
    private static let others = ["/live"]

    private func invite(_ institution: String, to chamber: Chamber, by actor: Actor) async throws -> Seat.ID {
        let seat = try await chamber.platform.councils.seat(
            institution,
            as: .member,
            in: chamber.council.code,
            by: actor
        ).id
        try await chamber.platform.database.write { db in
            try Invitation(
                meeting: chamber.meeting,
                seat: seat,
                answer: .accepted,
                person: nil,
                answeredAt: nil,
                tokenHash: seat.rawValue,
                isObserver: false
            ).insert(db)
        }
        return seat
    }

    @Test("Streams are for those who may see what they carry")
    func streams() async throws {
        let chamber = try await Chamber(members: 1)
        defer { chamber.end() }
        try await PageDesk.sit(chamber.nation, as: "official@busan.example", "") { desks in
            let path = "/api/v1/meetings/\(chamber.meeting)/events"
            let (outside, stranger) = (try await desks[0].get(path), try await desks[1].get(path))
            #expect(outside.status == 403)
            #expect(stranger.status == 401)
        }
    }
}

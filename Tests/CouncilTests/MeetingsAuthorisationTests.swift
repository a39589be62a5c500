import App
import Council
import Directory
import Foundation
import Kernel
import Synchronization
import TestSupport
import Testing

@Suite("Who gets through the doors of meetings")
struct MeetingsAuthorisationTests {
    // stranger, another member's official, an outsider, member (Seoul's officer), its steward, secretariat, auditor
    static let api = [
        RouteRow(.get, "/api/v1/meetings?council=officers", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/meetings/<called>", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/meetings/<open>", nil, 200, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/api/v1/meetings",
            #"{"council":"officers","startsAt":"<start>","place":"세종"}"#,
            401,
            403,
            403,
            403,
            403,
            201,
            403
        ),
        RouteRow(
            .post,
            "/api/v1/meetings/plan",
            #"{"council":"officers","year":<year>,"place":"세종"}"#,
            401,
            403,
            403,
            403,
            403,
            201,
            403
        ),
        RouteRow(.post, "/api/v1/meetings/<planned>/call", "{}", 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.post, "/api/v1/meetings/<called>/invitations", #"{"seats":[]}"#, 401, 403, 403, 403, 403, 200, 403),
        RouteRow(
            .post,
            "/api/v1/meetings/<called>/answer",
            #"{"answer":"accepted"}"#,
            401,
            403,
            403,
            200,
            403,
            403,
            403
        ),
        RouteRow(
            .post,
            "/api/v1/meetings/<called>/reschedule",
            #"{"startsAt":"<start>","reason":"a"}"#,
            401,
            403,
            403,
            403,
            403,
            200,
            403
        ),
        RouteRow(.post, "/api/v1/meetings/<called>/cancel", #"{"reason":"a"}"#, 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.post, "/api/v1/meetings/<called>/close-papers", "{}", 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.post, "/api/v1/meetings/<planned>/items", #"{"title":"a"}"#, 401, 403, 403, 403, 403, 201, 403),
        RouteRow(.patch, "/api/v1/meetings/<one>/items/<last>", #"{"title":"b"}"#, 401, 403, 403, 403, 403, 200, 403),
        RouteRow(
            .post,
            "/api/v1/meetings/<one>/items/<last>/move",
            #"{"position":1}"#,
            401,
            403,
            403,
            403,
            403,
            200,
            403
        ),
        RouteRow(.delete, "/api/v1/meetings/<one>/items/<last>", nil, 401, 403, 403, 403, 403, 200, 403),
        // Seoul brings the item in.
        RouteRow(
            .post,
            "/api/v1/meetings/<one>/items/<last>/papers?name=a.pdf",
            "{}",
            401,
            403,
            403,
            201,
            201,
            201,
            403
        ),
        RouteRow(
            .post,
            "/api/v1/meetings/<one>/items/<last>/opinions",
            #"{"position":"agree"}"#,
            401,
            403,
            403,
            201,
            403,
            403,
            403
        ),
        RouteRow(.get, "/api/v1/meetings/<called>/opinions", nil, 401, 403, 403, 200, 403, 200, 403),
        // Who may not see it is told that there is none; a stranger asked where nobody need sign in.
        RouteRow(.get, "/api/v1/meetings/<paper>/papers/<last>", nil, 404, 404, 404, 200, 200, 200, 404),
        RouteRow(.get, "/api/v1/meetings/<opinion>/opinions/<last>/file", nil, 401, 404, 404, 200, 404, 200, 404),
    ]

    static let pages = [
        RouteRow(.get, "/councils/officers/meetings", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/councils/officers/meetings",
            "day=<day>&time=14:00&length=60&place=a",
            401,
            403,
            403,
            403,
            403,
            200,
            403
        ),
        RouteRow(.post, "/councils/officers/meetings/plan", "year=<year>&place=a", 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.get, "/meetings/<called>", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/meetings/<open>", nil, 200, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/meetings/<called>/answer", "answer=accepted", 401, 403, 403, 200, 403, 403, 403),
        RouteRow(
            .post,
            "/meetings/<called>/reschedule",
            "day=<day>&time=10:00&length=60&place=a&reason=a",
            401,
            403,
            403,
            403,
            403,
            200,
            403
        ),
        RouteRow(.post, "/meetings/<called>/cancel", "why=a", 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.post, "/meetings/<called>/close-papers", "a=b", 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.get, "/meetings/<planned>/call", nil, 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.post, "/meetings/<planned>/call", "seat=<seat>", 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.get, "/meetings/<called>/agenda", nil, 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.post, "/meetings/<called>/agenda", "title=", 401, 403, 403, 403, 403, 422, 403),
        RouteRow(.post, "/meetings/<one>/agenda/<last>", "title=a", 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.post, "/meetings/<one>/agenda/<last>/move", "position=1", 401, 403, 403, 403, 403, 200, 403),
        RouteRow(.post, "/meetings/<one>/agenda/<last>/remove", "a=b", 401, 403, 403, 403, 403, 200, 403),
        // A form with a file, which this is not, once it is known that the caller may send one.
        RouteRow(.post, "/meetings/<one>/agenda/<last>/files", "a=b", 401, 403, 403, 415, 415, 415, 403),
        RouteRow(.get, "/meetings/<called>/opinions", nil, 401, 403, 403, 200, 403, 200, 403),
        RouteRow(.get, "/meetings/<one>/opinions/<last>", nil, 401, 403, 403, 200, 403, 403, 403),
        RouteRow(.post, "/meetings/<one>/opinions/<last>/files", "position=agree", 401, 403, 403, 200, 403, 403, 403),
        RouteRow(.get, "/meetings/<paper>/papers/<last>", nil, 404, 404, 404, 200, 200, 200, 404),
        RouteRow(.get, "/meetings/<opinion>/opinion-files/<last>", nil, 401, 404, 404, 200, 404, 200, 404),
        // The link is the key, whoever holds it.
        RouteRow(.get, "/rsvp/<token>", nil, 200, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/rsvp/<token>", "answer=", 422, 422, 422, 422, 422, 422, 422),
    ]

    @Test("Each route of the API answers each caller as the table says, and no route is left out")
    func api() async throws {
        try await check(
            Self.api,
            under: [
                "/api/v1/meetings/plan", "/api/v1/meetings/*/call", "/api/v1/meetings/*/invitations",
                "/api/v1/meetings/*/answer", "/api/v1/meetings/*/reschedule", "/api/v1/meetings/*/cancel",
                "/api/v1/meetings/*/close-papers", "/api/v1/meetings/*/items", "/api/v1/meetings/*/opinions",
                "/api/v1/meetings/*/papers",
            ]
        )
    }

    @Test("Each page answers each caller as the table says, and no page is left out")
    func pages() async throws {
        try await check(
            Self.pages,
            under: [
                "/councils/*/meetings", "/meetings/*/answer", "/meetings/*/reschedule", "/meetings/*/cancel",
                "/meetings/*/close-papers", "/meetings/*/call", "/meetings/*/agenda", "/meetings/*/opinions",
                "/meetings/*/opinion-files", "/meetings/*/papers", "/rsvp",
            ]
        )
    }

    private func check(_ rows: [RouteRow], under prefixes: [String]) async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let rows = rows.map { row in
            // The table writes the council's code where the route has a parameter.
            RouteRow(
                row.method,
                row.path.replacing("/councils/officers/", with: "/councils/<code>/"),
                row.body,
                row.statuses
            )
        }
        let meetings = try room.meetings(on: room.today)
        let last = Last()
        try await room.nation.check(rows, under: prefixes) { name, _, _ in
            let day = room.today.adding(days: 45)
            switch name {
            case "code": return "officers"
            case "year": return "\(room.today.year + 1)"
            case "day": return day.description
            case "start": return day.start.timestamp
            case "seat": return room.seoulSeat.id.rawValue
            case "planned": return try await room.meeting().id.rawValue
            case "called": return try await room.called().0.id.rawValue
            case "token":
                let meeting = try await room.called().0
                return String(
                    meetings.answeringPath(meeting.id, seat: room.seoulSeat.id, for: room.seoul.person).dropFirst(6)
                )
            case "last": return last.value
            default: return try await room.made(name, last)
            }
        }
    }
}

extension MeetingRoom {
    /// A called meeting whose one item Seoul brings in; what else an address needs of it is left in `last`.
    func made(_ name: String, _ last: Last) async throws -> String {
        let planned = try await meeting()
        let item = try await agendas(on: today).add(
            Agendas.Draft(
                title: "a",
                institution: "6110000",
                visibility: name == "open" ? .open : .council
            ),
            to: planned.id,
            by: clerk
        )
        let id = try await meetings(on: today).call(planned.id, by: chair).id
        switch name {
        case "one": last.withLock { $0 = item.id.rawValue }
        case "paper":
            let paper = try await papers(on: today).add(file(), name: "a.pdf", to: item.id, by: clerk)
            last.withLock { $0 = paper.id.rawValue }
        case "opinion":
            let opinion = try await opinions(on: today).give(
                on: item.id,
                .agree,
                text: "",
                attachment: Opinions.Attachment(file: file(), name: "a.pdf"),
                by: seoul
            )
            last.withLock { $0 = opinion.id.rawValue }
        default: break
        }
        return id.rawValue
    }
}

/// What was made last: the second half of an address whose first half made it.
final class Last: Sendable {
    private let key = Mutex("")

    func withLock(_ change: (inout String) -> Void) { key.withLock { change(&$0) } }

    var value: String { key.withLock { $0 } }
}

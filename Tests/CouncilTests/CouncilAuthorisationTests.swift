import App
import Council
import Directory
import Foundation
import Hummingbird
import Kernel
import TestSupport
import Testing

@Suite("Who gets through the doors of councils and promises")
struct CouncilAuthorisationTests {
    private static let plan = #""purpose":"협의","membership":"책임관","workingMethod":"분기마다""#
    private static let directions = #""foreword":"올해","items":[{"title":"표준화"}]"#

    // stranger, another institution's official, requester, officer, steward, secretariat, auditor
    private static let rows = [
        RouteRow(.get, "/api/v1/councils", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/api/v1/councils", #"{"code":"<code>","name":"가","kind":"adHoc"}"#, headStatuses(201)),
        RouteRow(.get, "/api/v1/councils/<council>", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/api/v1/councils/<council>/moves",
            #"{"move":"dissolve","reason":"끝"}"#,
            headStatuses(200)
        ),
        RouteRow(.get, "/api/v1/councils/<council>/seats", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/api/v1/councils/<council>/seats", #"{"everyOfficer":true}"#, headStatuses(201)),
        // An officer names alternates for the own seat.
        RouteRow(
            .post,
            "/api/v1/councils/<seated>/seats/<seat>/moves",
            #"{"move":"nameAlternate","person":"steward@seoul.example"}"#,
            401,
            403,
            403,
            200,
            403,
            200,
            403
        ),
        RouteRow(
            .post,
            "/api/v1/councils/<seated>/seats/<seat>/moves",
            #"{"move":"end","reason":"끝"}"#,
            headStatuses(200)
        ),
        RouteRow(.get, "/api/v1/councils/<council>/plans", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/api/v1/councils/<council>/plans", "{\(plan)}", headStatuses(201)),
        RouteRow(
            .post,
            "/api/v1/councils/<seated>/plans/<proposed>/moves",
            #"{"move":"comment","text":"좋습니다"}"#,
            401,
            403,
            403,
            200,
            403,
            200,
            403
        ),
        RouteRow(
            .post,
            "/api/v1/councils/<seated>/plans/<proposed>/moves",
            #"{"move":"adopt"}"#,
            headStatuses(200)
        ),
        RouteRow(.get, "/api/v1/councils/<council>/directions/<year>", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/api/v1/councils/<council>/directions/<year>", "{\(directions)}", headStatuses(201)),
        RouteRow(
            .post,
            "/api/v1/councils/<directed>/directions/<year>/moves",
            #"{"move":"propose"}"#,
            headStatuses(200)
        ),
        RouteRow(.get, "/api/v1/decisions", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/actions", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/api/v1/actions",
            #"{"council":"<council>","text":"정비","owner":"6110000","due":"<day>"}"#,
            headStatuses(201)
        ),
        RouteRow(.get, "/api/v1/actions/<action>", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/api/v1/actions/<action>/moves",
            #"{"move":"report","progress":10,"text":"착수"}"#,
            401,
            403,
            403,
            200,
            200,
            200,
            403
        ),
        RouteRow(
            .post,
            "/api/v1/actions/<action>/moves",
            #"{"move":"postpone","due":"<later>","text":"지연"}"#,
            headStatuses(200)
        ),
    ]

    /// What only whoever runs the council may do.
    private static func headStatuses(_ done: Int) -> [Int] { [401, 403, 403, 403, 403, done, 403] }

    @Test("Each route answers each caller as the table says, and no route is left out")
    func table() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let maker = CouncilMaker(nation)
        try await nation.check(
            Self.rows,
            under: ["/api/v1/councils", "/api/v1/decisions", "/api/v1/actions"],
            except: ["/meetings"]
        ) { name, _, _ in try await maker.make(name) }
    }
}

/// Makes councils and promises for tables of authorisation: a `<name>` in a path and a later one may belong together.
actor CouncilMaker {
    private let nation: Nation
    private var last: String = ""
    private var number = 0

    init(_ nation: Nation) { self.nation = nation }

    func make(_ name: String) async throws -> String {
        let platform = nation.platform
        let today = platform.settings.clock.today
        let head = try await nation.actor("secretariat@mois.example")
        switch name {
        case "code":
            number += 1
            return "council-\(number)"
        case "year": return "2026"
        case "day", "later": return today.adding(days: name == "day" ? 3 : 30).description
        case "seat":
            let council = try await platform.councils.find(last)
            return try await platform.councils.places(in: council.id).first { $0.institution.code == "6110000" }?
                .seat.id.rawValue ?? ""
        case "proposed":
            let plan = try await platform.councils.writePlan(
                Councils.PlanDraft(purpose: "협의", membership: "책임관", workingMethod: "분기마다"),
                for: last,
                by: head
            )
            return try await platform.councils.proposePlan(plan.id, by: head).id.rawValue
        case "action":
            let council = try await found(by: head)
            return try await platform.actions.create(
                Actions.Draft(council: council, text: "정비", owner: "6110000", due: today.adding(days: 3)),
                by: head
            ).number
        default:
            last = try await found(by: head)
            if name == "seated" { try await platform.councils.seatEveryOfficer(in: last, by: head) }
            if name == "directed" {
                _ = try await platform.councils.writeDirections(
                    2026,
                    Councils.DirectionsDraft(foreword: "올해", items: [.init(title: "표준화")]),
                    for: last,
                    by: head
                )
            }
            return last
        }
    }

    private func found(by head: Actor) async throws -> String {
        number += 1
        return try await nation.platform.councils.found(
            Councils.Draft(code: "council-\(number)", name: "협의체 \(number)", kind: .adHoc),
            by: head
        ).code
    }
}

import App
import Council
import Directory
import Foundation
import Hummingbird
import Kernel
import TestSupport
import Testing

@Suite("The pages of councils and promises")
struct CouncilPagesTests {
    private static let plan = "purpose=a&membership=b&meetingsPerYear=4&workingMethod=c"
    /// What only whoever runs the council may do.
    private static let head = [401, 403, 403, 403, 403, 200, 403]
    private static let all = [401, 200, 200, 200, 200, 200, 200]

    // stranger, another institution's official, requester, officer, steward, secretariat, auditor
    private static let rows = [
        RouteRow(.get, "/councils", nil, all), RouteRow(.get, "/councils/<council>", nil, all),
        RouteRow(.get, "/councils/<council>/plan", nil, all),
        RouteRow(.get, "/councils/<council>/plan/edit", nil, head),
        RouteRow(.post, "/councils/<council>/plan/edit", plan, head),
        RouteRow(
            .post,
            "/councils/<seated>/plan/<proposed>/move",
            "do=comment&text=a",
            401,
            403,
            403,
            200,
            403,
            200,
            403
        ),
        RouteRow(.post, "/councils/<seated>/plan/<proposed>/move", "do=adopt", head),
        RouteRow(.get, "/councils/<council>/directions/<year>", nil, all),
        RouteRow(.post, "/councils/<council>/directions/<year>", "foreword=a&items=b", head),
        RouteRow(.get, "/councils/<seated>/members", nil, all),
        RouteRow(.post, "/councils/<council>/members", "do=all", head),
        RouteRow(
            .post,
            "/councils/<seated>/members",
            "do=stand&standSeat=<seat>&standPerson=steward@seoul.example",
            401,
            403,
            403,
            200,
            403,
            200,
            403
        ),
        RouteRow(.get, "/actions", nil, all), RouteRow(.get, "/actions/<action>", nil, all),
        RouteRow(.post, "/actions/<action>", "do=report&progress=5&text=a", 401, 403, 403, 200, 200, 200, 403),
        RouteRow(.post, "/actions/<action>", "do=drop&text=a", head), RouteRow(.get, "/decisions", nil, all),
    ]

    @Test("Each page answers each caller as the table says, and no page is left out")
    func table() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let maker = CouncilMaker(nation)
        try await nation.check(
            Self.rows,
            under: ["/councils", "/actions", "/decisions"],
            except: ["/meetings"]
        ) { name, _, _ in try await maker.make(name) }
    }

    @Test("What neither law nor plan sets is said to be unset; a new version shows what it changes")
    func plans() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let councils = nation.platform.councils
        let head = try await nation.actor("secretariat@mois.example")
        _ = try await councils.found(Councils.Draft(code: "officers", name: "협의회", kind: .officers), by: head)
        let first = try await councils.writePlan(
            Councils.PlanDraft(purpose: "협의", membership: "책임관", workingMethod: "분기마다 모인다"),
            for: "officers",
            by: head
        )
        try await councils.proposePlan(first.id, by: head)
        try await councils.adoptPlan(first.id, by: head)
        try await PageDesk.sit(nation, as: head.email) { desks in
            let before = try await desks[0].get("/councils/officers/plan")
            #expect(before.html.contains("법과 운영계획에 정해지지 않음"))
            let saved = try await desks[0].post(
                "/councils/officers/plan/edit",
                [
                    ("purpose", "협의"), ("membership", "책임관"), ("meetingsPerYear", "6"),
                    ("workingMethod", "두 달마다 모인다"), ("fraction", ">1/2"),
                ]
            )
            let after = try await desks[0].get(#require(saved.location))
            #expect(after.html.contains("<del class=\"faint\">분기마다 모인다</del>"))
            #expect(after.html.contains("2분의 1 초과"))
        }
    }

    @Test("A promise stands on its owner's desk, an officer's absence on the secretary's")
    func desk() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let platform = nation.platform
        let head = try await nation.actor("secretariat@mois.example")
        _ = try await platform.councils.found(
            Councils.Draft(code: "officers", name: "협의회", kind: .officers),
            by: head
        )
        try await platform.councils.seat("1741000", as: .secretary, person: head.email, in: "officers", by: head)
        try await platform.councils.seat("1741000", as: .member, in: "officers", by: head)
        let action = try await platform.actions.create(
            Actions.Draft(
                council: "officers",
                text: "쉼터 자료 정비",
                owner: "6110000",
                due: platform.settings.clock.today
            ),
            by: head
        )
        try await PageDesk.sit(nation, as: "officer@seoul.example", "officer@busan.example", head.email) { desks in
            var seen: [String] = []
            for desk in desks { seen.append(try await desk.get("/desk").html) }
            #expect(seen[0].contains("/actions/\(action.number)"))
            #expect(!seen[1].contains("/actions/\(action.number)"))
            #expect(seen[2].contains("/councils/officers/members?vacant=1"))
        }
    }
}

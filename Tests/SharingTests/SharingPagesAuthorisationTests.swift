import App
import Catalog
import Foundation
import Hummingbird
import Kernel
import Sharing
import TestSupport
import Testing

@Suite("Who gets to see which page of sharing")
struct SharingPagesAuthorisationTests {
    // stranger, another institution's official, requester, officer, steward, secretariat, auditor
    private let rows = [
        RouteRow(.get, "/requests", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/requests/new?dataset=<dataset>", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/requests/new",
            "dataset=<dataset>&purpose=a&method=b&until=<until>",
            401,
            200,
            200,
            200,
            200,
            403,
            403
        ),
        RouteRow(.get, "/requests/new?follows=<refused>", nil, 401, 403, 200, 403, 403, 403, 403),
        RouteRow(
            .post,
            "/requests/new",
            "dataset=<dataset>&purpose=a&method=b&until=<until>&follows=<refused>",
            401,
            403,
            200,
            403,
            403,
            403,
            403
        ),
        RouteRow(.get, "/requests/<request>", nil, 401, 403, 200, 200, 200, 200, 200),
        RouteRow(.get, "/requests/<refused>/next", nil, 401, 403, 200, 200, 200, 200, 200),
        RouteRow(.post, "/requests/<request>/ask", "text=a", 401, 403, 403, 200, 200, 403, 403),
        RouteRow(.post, "/requests/<clarifying>/answer", "text=a", 401, 403, 200, 403, 403, 403, 403),
        RouteRow(.post, "/requests/<request>/extend", "days=5&reason=a", 401, 403, 403, 200, 403, 403, 403),
        RouteRow(.post, "/requests/<request>/withdraw", "reason=a", 401, 403, 200, 403, 403, 403, 403),
        RouteRow(.post, "/requests/<request>/transfer", "to=6260000&reason=a", 401, 403, 403, 200, 403, 403, 403),
        RouteRow(.get, "/requests/<request>/decide", nil, 401, 403, 403, 200, 403, 403, 403),
        RouteRow(
            .post,
            "/requests/<request>/decide",
            "do=preview&column=%EA%B5%AC&until=<until>",
            401,
            403,
            403,
            200,
            403,
            403,
            403
        ),
        RouteRow(.get, "/requests/<request>/refuse", nil, 401, 403, 403, 200, 403, 403, 403),
        RouteRow(
            .post,
            "/requests/<request>/refuse",
            "ground=3&citation=a&separable=no&finding=b",
            401,
            403,
            403,
            200,
            403,
            403,
            403
        ),
        RouteRow(.get, "/grants", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/grants/<grant>", nil, 401, 403, 200, 200, 200, 200, 200),
        RouteRow(.post, "/grants/<grant>/remake", "a=b", 401, 403, 403, 409, 409, 403, 403),
        RouteRow(.post, "/grants/<grant>/revoke", "reason=a", 401, 403, 403, 200, 403, 403, 403),
        RouteRow(.post, "/grants/<grant>/close", "statement=a", 401, 403, 200, 403, 403, 403, 403),
        RouteRow(.get, "/datasets/<registered>/use", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/datasets/<registered>/use",
            "purpose=a&method=b&until=<until>&accept=yes",
            401,
            200,
            200,
            200,
            200,
            403,
            403
        ),
        RouteRow(.get, "/desk", nil, 401, 200, 200, 200, 200, 200, 200),
    ]

    @Test("Each page answers each caller as the table says, and no page is left out")
    func table() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let registered = try await nation.register(.registered)
        let until = nation.platform.settings.clock.today.adding(days: 30).description
        try await nation.check(rows, under: ["/requests", "/grants", "/desk"]) { name, _, _ in
            switch name {
            case "dataset": return dataset.rawValue
            case "registered": return registered.rawValue
            case "until": return until
            case "grant": return try await nation.use().rawValue
            case "clarifying":
                let request = try await nation.request(dataset)
                _ = try await nation.platform.requests.ask(
                    request.id,
                    "범위",
                    by: nation.actor("officer@seoul.example")
                )
                return request.id.rawValue
            case "refused": return try await nation.refuse(nation.request(dataset)).rawValue
            default: return try await nation.request(dataset).id.rawValue
            }
        }
    }
}

import App
import Council
import Foundation
import Kernel
import TestSupport
import Testing

@Suite("Who gets through the doors of suggestions and of the overdue board")
struct SuggestionAuthorisationTests {
    // stranger, another institution's official, requester, officer, steward, secretariat, auditor
    private let calls = [
        RouteRow(.get, "/api/v1/suggestions", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/api/v1/suggestions", #"{"title":"가","text":"나"}"#, 401, 201, 201, 201, 201, 403, 403),
        RouteRow(.get, "/api/v1/suggestions/similar?title=a", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/suggestions/stages", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/suggestions/<received>", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/api/v1/suggestions/<received>/moves",
            #"{"move":"endorse"}"#,
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
            "/api/v1/suggestions/<endorsed>/moves",
            #"{"move":"review"}"#,
            401,
            403,
            403,
            403,
            403,
            200,
            403
        ),
        RouteRow(.post, "/api/v1/suggestions/<received>/raisers", "{}", 401, 200, 200, 200, 200, 403, 403),
        RouteRow(
            .post,
            "/api/v1/suggestions/<received>/evidence",
            #"{"target":"https://www.law.go.kr/"}"#,
            401,
            403,
            403,
            200,
            200,
            200,
            403
        ),
        RouteRow(.get, "/api/v1/councils/<council>/overdue", nil, 401, 403, 403, 200, 403, 200, 200),
        RouteRow(
            .post,
            "/api/v1/councils/<council>/overdue/reminders",
            #"{"institution":"6110000"}"#,
            401,
            403,
            403,
            403,
            403,
            409,
            403
        ),
    ]
    private let pages = [
        RouteRow(.get, "/suggestions", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/suggestions/new", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/suggestions/new", "title=a&text=b&seen=yes", 401, 200, 200, 200, 200, 403, 403),
        RouteRow(.get, "/suggestions/<received>", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/suggestions/<received>/move", "move=endorse", 401, 403, 403, 200, 403, 200, 403),
        RouteRow(.post, "/suggestions/<received>/join", "a=b", 401, 200, 200, 200, 200, 403, 403),
        RouteRow(
            .post,
            "/suggestions/<received>/evidence",
            "target=https%3A%2F%2Fwww.law.go.kr%2F",
            401,
            403,
            403,
            200,
            200,
            200,
            403
        ),
        RouteRow(.get, "/councils/<council>/overdue", nil, 401, 403, 403, 200, 403, 200, 200),
        RouteRow(.get, "/councils/<council>/overdue/<seoul>", nil, 401, 403, 403, 409, 403, 409, 409),
        RouteRow(.post, "/councils/<council>/overdue/<seoul>", "a=b", 401, 403, 403, 403, 403, 409, 403),
    ]

    @Test("Each call and page answers each caller as the table says, and none is left out")
    func table() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let value: @Sendable (String) async throws -> String = { name in
            switch name {
            case "council": "officers"
            case "seoul": "6110000"
            case "endorsed": try await home.at(.endorsed).receipt
            default: try await home.raise().receipt
            }
        }
        try await home.nation.check(
            calls,
            under: ["/api/v1/suggestions", "/api/v1/councils/*/overdue"]
        ) { name, _, _ in try await value(name) }
        try await home.nation.check(
            pages,
            under: ["/suggestions", "/councils/*/overdue"]
        ) { name, _, _ in try await value(name) }
    }
}

import Analysis
import App
import Foundation
import Hummingbird
import Kernel
import Sharing
import TestSupport
import Testing

@Suite("Who gets through the doors of analysis")
struct AnalysisAuthorisationTests {
    private static let sql = #"{"sql":"SELECT sum(수) AS 합계 FROM shelters","grants":["<grant>"]}"#

    // stranger, another institution's official, the grant's person, officer, steward, secretariat, auditor
    private let rows = [
        RouteRow(.get, "/api/v1/queries", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/api/v1/queries", sql, 401, 403, 200, 403, 403, 403, 403),
        RouteRow(.get, "/api/v1/queries/<run>", nil, 401, 404, 200, 404, 404, 404, 404),
        RouteRow(.get, "/api/v1/queries/<run>/rows", nil, 401, 404, 200, 404, 404, 404, 404),
        RouteRow(.get, "/api/v1/queries/<run>/download", nil, 401, 404, 200, 404, 404, 404, 404),
        RouteRow(.delete, "/api/v1/queries/<run>", nil, 401, 404, 200, 404, 404, 404, 404),
        RouteRow(.get, "/api/v1/questions", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/api/v1/questions",
            #"{"title":"합계","sql":"SELECT 1"}"#,
            401,
            201,
            201,
            201,
            201,
            403,
            403
        ),
        // Nobody keeps a question over what was given to another.
        RouteRow(
            .post,
            "/api/v1/questions",
            #"{"title":"합계","sql":"SELECT 1","grants":["<grant>"]}"#,
            401,
            403,
            201,
            403,
            403,
            403,
            403
        ), RouteRow(.get, "/api/v1/questions/<question>", nil, 401, 404, 200, 404, 404, 404, 404),
        RouteRow(.patch, "/api/v1/questions/<question>", #"{"title":"다른 이름"}"#, 401, 404, 200, 404, 404, 404, 404),
        RouteRow(.delete, "/api/v1/questions/<question>", nil, 401, 404, 204, 404, 404, 404, 404),
    ]

    @Test("Each route answers each caller as the table says, and no route is left out")
    func table() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let analyst = try await nation.actor("analyst@mois.example")
        let queries = nation.platform.queries
        let grant = try await nation.use()
        let run = try await queries.ask("SELECT 1 AS a", grants: [grant], by: analyst).run.id
        try await nation.check(rows, under: ["/api/v1/queries", "/api/v1/questions"]) { name, _, _ in
            switch name {
            case "grant": return grant.rawValue
            case "run": return run.rawValue
            default: return try await queries.save("합계", sql: "SELECT 1", grants: [grant], by: analyst).id.rawValue
            }
        }
    }
}

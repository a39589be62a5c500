import App
import Catalog
import Foundation
import Hummingbird
import Kernel
import Sharing
import TestSupport
import Testing

@Suite("Who gets through the doors of sharing")
struct SharingAuthorisationTests {
    // stranger, another institution's official, requester, officer, steward, secretariat, auditor
    private let rows = [
        RouteRow(
            .post,
            "/api/v1/datasets/<registered>/uses",
            #"{"purpose":"분석","method":"집계","until":"<until>","accept":true}"#,
            401,
            202,
            202,
            202,
            202,
            403,
            403
        ), RouteRow(.get, "/api/v1/requests", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(
            .post,
            "/api/v1/requests",
            #"{"dataset":"<dataset>","purpose":"분석","method":"집계","until":"<until>"}"#,
            401,
            201,
            201,
            201,
            201,
            403,
            403
        ), RouteRow(.post, "/api/v1/requests", #"{"follows":"<refused>"}"#, 401, 403, 201, 403, 403, 403, 403),
        RouteRow(.get, "/api/v1/requests/<request>", nil, 401, 403, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/requests/<request>/holders", nil, 401, 403, 200, 200, 200, 200, 200),
        Self.move(#"{"move":"ask","text":"범위를 알려 주세요."}"#, 401, 403, 403, 200, 200, 403, 403),
        RouteRow(
            .post,
            "/api/v1/requests/<clarifying>/moves",
            #"{"move":"answer","text":"2025년입니다."}"#,
            401,
            403,
            200,
            403,
            403,
            403,
            403
        ), Self.move(#"{"move":"extend","days":5,"reason":"협의"}"#, 401, 403, 403, 200, 403, 403, 403),
        Self.move(#"{"move":"grant","where":"\"수\" > 10"}"#, 401, 403, 403, 200, 403, 403, 403),
        Self.move(
            #"{"move":"refuse","ground":"3","citation":"법","separable":false,"finding":"분리할 수 없음"}"#,
            401,
            403,
            403,
            200,
            403,
            403,
            403
        ), Self.move(#"{"move":"transfer","to":"6260000","reason":"보유하지 않음"}"#, 401, 403, 403, 200, 403, 403, 403),
        Self.move(#"{"move":"withdraw","reason":"필요 없음"}"#, 401, 403, 200, 403, 403, 403, 403),
        RouteRow(.get, "/api/v1/grants", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/grants/<grant>", nil, 401, 403, 200, 200, 200, 200, 200),
        // The share is there: who may have it made again is told that nothing failed.
        RouteRow(.post, "/api/v1/grants/<grant>/moves", #"{"move":"remake"}"#, 401, 403, 403, 409, 409, 403, 403),
        RouteRow(
            .post,
            "/api/v1/grants/<grant>/moves",
            #"{"move":"revoke","reason":"목적 외 이용"}"#,
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
            "/api/v1/grants/<grant>/moves",
            #"{"move":"close","reason":"모두 지웠습니다."}"#,
            401,
            403,
            200,
            403,
            403,
            403,
            403
        ),
    ]

    private static func move(_ body: String, _ statuses: Int...) -> RouteRow {
        RouteRow(.post, "/api/v1/requests/<request>/moves", body, statuses)
    }

    @Test("Each route answers each caller as the table says, and no route is left out")
    func table() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let registered = try await nation.register(.registered)
        let requester = try await nation.actor("analyst@mois.example")
        let steward = try await nation.actor("steward@seoul.example")
        let platform = nation.platform
        let until = platform.settings.clock.today.adding(days: 30)
        try await nation.check(rows, under: ["/api/v1/requests", "/api/v1/grants", "/api/v1/datasets/*/uses"]) {
            name,
            _,
            _ in
            switch name {
            case "dataset": return dataset.rawValue
            case "registered": return registered.rawValue
            case "until": return until.description
            case "refused": return try await nation.refuse(nation.request(dataset)).rawValue
            case "grant":
                let (grant, job) = try await platform.grants.use(
                    registered,
                    purpose: "분석",
                    method: "집계",
                    until: until,
                    accepted: true,
                    by: requester
                )
                try await platform.jobs.finish(job)
                return grant.id.rawValue
            default:
                let request = try await nation.request(dataset)
                if name == "clarifying" { _ = try await platform.requests.ask(request.id, "어느 해입니까?", by: steward) }
                return request.id.rawValue
            }
        }
    }
}

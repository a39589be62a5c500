import App
import Catalog
import Foundation
import Hummingbird
import Kernel
import Lake
import TestSupport
import Testing

@Suite("Who gets through the doors of the inventory")
struct CatalogAuthorisationTests {
    // stranger, another institution's official, requester, officer, steward, secretariat, auditor
    private let rows = [
        RouteRow(.get, "/api/v1/datasets", nil, 200, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/datasets/<dataset>", nil, 200, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/api/v1/uploads?name=s.csv", "번호\n1\n", 401, 201, 201, 201, 201, 201, 201),
        RouteRow(
            .post,
            "/api/v1/datasets",
            #"{"institution":"6110000","title":"쉼터","access":"request","files":[{"upload":"<upload>"}]}"#,
            401,
            403,
            403,
            202,
            202,
            403,
            403
        ),
        RouteRow(
            .post,
            "/api/v1/datasets/<dataset>/versions",
            #"{"files":[{"upload":"<upload>"}]}"#,
            401,
            403,
            403,
            202,
            202,
            403,
            403
        ),
        // After the versions above: the upload is read before each call.
        RouteRow(
            .post,
            "/api/v1/datasets/<dataset>/types",
            #"{"table":"<table>","columns":{"수":"text"}}"#,
            401,
            403,
            403,
            202,
            202,
            403,
            403
        ),
        RouteRow(
            .post,
            "/api/v1/datasets/<dataset>/layout",
            #"{"table":"<table>","headerRow":0}"#,
            401,
            403,
            403,
            202,
            202,
            403,
            403
        ),
        RouteRow(.patch, "/api/v1/datasets/<dataset>", #"{"title":"새 제목"}"#, 401, 403, 403, 200, 200, 403, 403),
        RouteRow(
            .patch,
            "/api/v1/datasets/<dataset>/access",
            #"{"access":"registered"}"#,
            401,
            403,
            403,
            200,
            200,
            403,
            403
        ),
        RouteRow(.post, "/api/v1/datasets/<draft>/publish", nil, 401, 403, 403, 200, 200, 403, 403),
        RouteRow(.post, "/api/v1/datasets/<draft>/discard", nil, 401, 403, 403, 204, 204, 403, 403),
        // Before it is published it is there for its keepers only.
        RouteRow(.get, "/api/v1/datasets/<draft>", nil, 404, 404, 404, 200, 200, 404, 404),
        RouteRow(
            .post,
            "/api/v1/datasets/<held>/findings",
            #"{"table":"shelters","column":"비고","kind":"phone","answer":"notPersonal","reason":"대표 번호"}"#,
            401,
            403,
            403,
            200,
            200,
            403,
            403
        ),
    ]

    @Test("Each route answers each caller as the table says, and no route is left out")
    func table() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let held = try await nation.register(.open, csv: "번호,비고\n1,010-1234-5678\n2,없음\n")
        try await nation.check(rows, under: ["/api/v1/datasets", "/api/v1/uploads"], except: ["/uses"]) {
            name,
            caller,
            post in
            switch name {
            case "held": return held.rawValue
            case "draft":
                let steward = try await nation.actor("steward@seoul.example")
                let draft = try await nation.send(.request, needsReview: true, by: steward)
                try await nation.platform.jobs.finish(draft.job)
                return draft.dataset.rawValue
            case "upload":
                // The version before has been read by then.
                try await nation.platform.jobs.runAll()
                let answer = try await post("/api/v1/uploads?name=s.csv", Nation.csv)
                let json = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
                return json?["upload"] as? String ?? "none"
            case "table":
                try await nation.platform.jobs.runAll()
                return try await nation.platform.datasets.detail(dataset).tables[0].name
            default: return dataset.rawValue
            }
        }
    }
}

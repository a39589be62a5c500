import App
import Catalog
import Foundation
import Hummingbird
import Kernel
import Lake
import Ledger
import TestSupport
import Testing

@Suite("Registering and describing in the browser")
struct KeeperPagesTests {
    // stranger, another institution's official, requester, officer, steward, secretariat, auditor
    private let rows = [
        RouteRow(.get, "/datasets", nil, 200, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/datasets/<dataset>", nil, 200, 200, 200, 200, 200, 200, 200),
        // What is not published is there for its keepers only.
        RouteRow(.get, "/datasets/<draft>", nil, 404, 404, 404, 200, 200, 404, 404),
        RouteRow(.get, "/datasets/new", nil, 401, 403, 403, 200, 200, 403, 403),
        RouteRow(.get, "/datasets/<dataset>/update", nil, 401, 403, 403, 200, 200, 403, 403),
        RouteRow(.get, "/datasets/<dataset>/review", nil, 401, 403, 403, 200, 200, 403, 403),
        RouteRow(.get, "/datasets/<draft>/review", nil, 401, 404, 404, 200, 200, 404, 404),
        RouteRow(.post, "/datasets/<fresh>/types", "type.0.2=text", 401, 403, 403, 200, 200, 403, 403),
        RouteRow(.post, "/datasets/<fresh>/layout", "layout.0.headerRow=0", 401, 403, 403, 200, 200, 403, 403),
        // There is nothing to read again here.
        RouteRow(.post, "/datasets/<fresh>/rejected", "layout.0.headerRow=0", 401, 403, 403, 409, 409, 403, 403),
        RouteRow(
            .post,
            "/datasets/<held>/findings",
            "answer.0=notPersonal&reason=%EB%8C%80%ED%91%9C",
            401,
            403,
            403,
            200,
            200,
            403,
            403
        ),
        RouteRow(.get, "/datasets/<dataset>/describe", nil, 401, 403, 403, 200, 200, 403, 403),
        RouteRow(.post, "/datasets/<dataset>/describe", "title=a", 401, 403, 403, 200, 200, 403, 403),
        RouteRow(.post, "/datasets/<draft>/discard", "x=1", 401, 403, 403, 200, 200, 403, 403),
        // Files come as a form with files; what else comes is refused once it is known who asks.
        RouteRow(.post, "/datasets/new/files", "x=1", 401, 415, 415, 415, 415, 415, 415),
        RouteRow(.post, "/datasets/<dataset>/files", "x=1", 401, 415, 415, 415, 415, 415, 415),
    ]

    @Test("Each page answers each caller as the table says, and no page is left out")
    func table() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.registered)
        try await nation.check(rows, under: ["/datasets"], except: ["/use"]) { name, _, _ in
            switch name {
            case "draft": try await draft(nation).rawValue
            case "fresh": try await nation.register(.registered).rawValue
            case "held": try await nation.register(.open, csv: Self.phones).rawValue
            default: dataset.rawValue
            }
        }
    }

    private static let phones = "이름,휴대전화\n가,010-1234-5678\n나,010-2345-6789\n"

    /// Registers as the first page does: to be looked at before others see it.
    private func draft(_ nation: Nation, access: Dataset.Access = .request, csv: String = Nation.csv) async throws
        -> Dataset.ID
    {
        let file = nation.home.appending(path: "\(UUID().uuidString).csv")
        try Data(csv.utf8).write(to: file)
        let made = try await nation.platform.datasets.register(
            Datasets.Draft(institution: "6110000", title: "초안", access: access, needsReview: true),
            [Datasets.Upload(file: file, name: "초안.csv", table: "drafts")],
            by: nation.actor("steward@seoul.example")
        )
        try await nation.platform.jobs.finish(made.job)
        return made.dataset
    }

    @Test("A draft is found by nobody until it is published; open data with findings waits for their answers")
    func publishing() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (datasets, steward) = (nation.platform.datasets, try await nation.actor("steward@seoul.example"))
        let id = try await draft(nation, access: .open, csv: Self.phones)
        #expect(try await datasets.search(DatasetQuery(text: "초안")).total == 0)
        #expect(try await datasets.waiting(for: steward).map(\.dataset.id) == [id])
        // How it is had is chosen before it is out, and does not put it out.
        _ = try await datasets.changeAccess(id, to: .registered, by: steward)
        #expect(try await datasets.find(id).isDraft)
        _ = try await datasets.changeAccess(id, to: .open, by: steward)
        #expect(try await datasets.publish(id, by: steward).stage == .held)
        #expect(try await datasets.search(DatasetQuery(text: "초안")).total == 1)
        #expect(try await datasets.waiting(for: steward).map(\.openFindings) == [2])
        for finding in try await datasets.detail(id).findings {
            try await datasets.answer(
                id,
                table: finding.tableName,
                column: finding.columnName,
                kind: finding.kind,
                with: .notPersonal,
                reason: "지어낸 값",
                by: steward
            )
        }
        #expect(try await datasets.find(id).stage == .published)
        #expect(try await datasets.waiting(for: steward).isEmpty)
        #expect(await problem { try await datasets.discard(id, by: steward) } == "catalog/published")
        // Publishing it twice is no second act.
        let size = try await nation.platform.acts.checkpoint().size
        _ = try await datasets.publish(id, by: steward)
        #expect(try await nation.platform.acts.checkpoint().size == size)
    }

    @Test("A discarded draft leaves nothing behind but its acts")
    func discarding() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (datasets, steward) = (nation.platform.datasets, try await nation.actor("steward@seoul.example"))
        let id = try await draft(nation)
        let file = datasets.file(of: try #require(try await datasets.detail(id).files.first))
        #expect(FileManager.default.fileExists(atPath: file.path))
        try await datasets.discard(id, by: steward)
        #expect(await problem { _ = try await datasets.find(id) } == "catalog/no-such-dataset")
        #expect(!FileManager.default.fileExists(atPath: file.path))
        #expect(try await datasets.search(DatasetQuery(text: "초안")).total == 0)
    }
}

import App
import Catalog
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOFoundationEssentialsCompat
import TestSupport
import Testing

@Suite("A dataset's page that is kept between visits")
struct KeptPageTests {
    private struct Visitor: Sendable {
        let client: any TestClientProtocol
        let path: String

        func get(token: String? = nil, tag: String? = nil) async throws -> TestResponse {
            var headers: HTTPFields = [.accept: "text/html"]
            if let token { headers[.authorization] = "Bearer \(token)" }
            headers[.ifNoneMatch] = tag
            return try await client.execute(uri: path, method: .get, headers: headers)
        }

        func text(token: String? = nil) async throws -> String { String(buffer: try await get(token: token).body) }
    }

    private func visit(
        _ nation: Nation,
        _ dataset: Dataset.ID,
        _ body: @escaping @Sendable (Visitor) async throws -> Void
    ) async throws {
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            try await body(Visitor(client: client, path: "/datasets/\(dataset)"))
        }
    }

    @Test("An edit, a new name of the institution and a withdrawal show at the very next visit")
    func edits() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.open)
        let steward = try await nation.actor("steward@seoul.example")
        let secretariat = try await nation.actor("secretariat@mois.example")
        try await visit(nation, dataset) { visitor in
            let first = try await visitor.get()
            let tag = try #require(first.headers[.eTag])
            #expect(try await visitor.get().headers[.eTag] == tag)
            let again = try await visitor.get(tag: tag)
            #expect(again.status == .notModified && String(buffer: again.body).isEmpty)

            _ = try await nation.platform.datasets.describe(dataset, Datasets.Edit(title: "한강 쉼터"), by: steward)
            let edited = try await visitor.get(tag: tag)
            #expect(edited.status == .ok && String(buffer: edited.body).contains("<h1>한강 쉼터</h1>"))

            _ = try await visitor.text()
            _ = try await nation.platform.institutions.rename(
                "6110000",
                to: LocalizedText("서울특별자치시", en: nil),
                since: Day(of: Date()),
                ground: "서울특별자치시 설치법",
                by: secretariat
            )
            #expect(try await visitor.text().contains("서울특별자치시"))

            #expect(try await visitor.text().contains("<details class=\"spaced\""))
            _ = try await nation.platform.datasets.changeAccess(dataset, to: .request, by: steward)
            #expect(try await !visitor.text().contains("<details class=\"spaced\""))
        }
    }

    @Test("What a keeper sees is not kept for visitors, and what visitors see is not given to a keeper")
    func keepers() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let token = try await nation.platform.tokens.create(name: "t", by: nation.actor("steward@seoul.example")).secret
        try await visit(nation, dataset) { visitor in
            for _ in 0..<2 {
                let keeper = try await visitor.get(token: token)
                #expect(String(buffer: keeper.body).contains("/datasets/\(dataset)/describe"))
                #expect(keeper.headers[.eTag] == nil)
                let stranger = try await visitor.text()
                #expect(!stranger.contains("/datasets/\(dataset)/describe") && !stranger.contains("class=\"person\""))
                #expect(!stranger.contains("<details class=\"spaced\""))
            }
        }
    }
}

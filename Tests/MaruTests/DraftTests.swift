import Foundation
import Testing

extension FaultTests {
    @Suite("Drafts, and what a running server follows", .serialized)
    struct DraftTests {
        private func draft(_ house: Household, _ title: String) throws -> String {
            let file = try house.table(rows: 3)
            defer { try? FileManager.default.removeItem(at: file) }
            return try house.must(
                "dataset",
                "register",
                file.path,
                "--institution",
                "1",
                "--title",
                title,
                "--table",
                "t",
                "--access",
                "registered",
                "--draft"
            ).value("id")
        }

        private func hits(_ house: Household, _ words: String) throws -> Int {
            let found = try house.must("dataset", "search", words).output
            let json = try JSONSerialization.jsonObject(with: Data(found.utf8)) as? [String: Any]
            return try #require(json?["total"] as? Int)
        }

        @Test("A draft is found by nobody until it is published; then it is not taken back any more")
        func publishing() throws {
            let house = try Household()
            let id = try draft(house, "느티나무")
            #expect(try hits(house, "느티나무") == 0)
            #expect(try house.run("dataset", "publish", id, as: Household.analyst).status == 77)
            try house.must("dataset", "publish", id)
            #expect(try hits(house, "느티나무") == 1)
            let late = try house.run("dataset", "discard", id)
            #expect(late.status == 1 && late.errors.contains("게시한 데이터는 지우지 않습니다"))
        }

        @Test("A discarded draft is gone, with the tables that were read from it")
        func discarding() throws {
            let house = try Household()
            let id = try draft(house, "느티나무")
            #expect(try house.run("dataset", "discard", id, as: Household.analyst).status == 77)
            try house.must("dataset", "discard", id)
            #expect(try house.run("dataset", "show", id).status == 66)
            #expect(house.bytes(in: "lake/tables/\(id)") == 0)
        }

        @Test("A server that runs finds datasets by their institution's new name, whoever renamed it")
        func renaming() throws {
            let house = try Household()
            let server = try house.serve()
            let token = try house.token(as: Household.provider)
            let day = try house.text("SELECT max(since) FROM institution")
            let answer = try server.ask(
                "POST",
                "/api/v1/institutions/1/rename",
                token: token,
                body: Data(#"{"name":"다솜부","from":"\#(day)","ground":"법률"}"#.utf8)
            )
            #expect(answer.status == 200)
            try until("the new name is found") { try hits(house, "다솜부") == 1 }
            server.running.killed()
        }
    }
}

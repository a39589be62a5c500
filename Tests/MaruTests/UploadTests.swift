import Foundation
import Kernel
import Testing

extension FaultTests {
    /// Uploads over HTTP that break, on either side, or are too large.
    @Suite(
        "An upload is there whole or not at all",
        .serialized
    )
    struct UploadTests {
        private static let csv = Data("코드,수\nA,1\nB,2\n".utf8)
        private static let piece = Data(repeating: 65, count: 1 << 20)

        @Test("Killed in the middle of an upload, the server that starts next removes what came, and takes a new one")
        func killed() throws {
            let house = try Household()
            let token = try house.token(as: Household.provider)
            let server = try house.serve()
            let connection = try server.connect()
            connection.request("POST", "/api/v1/uploads?name=a.csv", token: token, type: "text/csv", length: 50 << 20)
            for _ in 0..<4 { connection.send(Self.piece) }
            try until("some of it is on the disk") { house.bytes(in: "lake/staging") > 1 << 20 }
            server.running.killed()
            let before = try house.count("SELECT count(*) FROM act")
            let next = try house.serve()
            try until("the leftovers are gone") { house.names(in: "lake/staging").isEmpty }
            #expect(try house.count("SELECT count(*) FROM act") == before)
            #expect(try house.count("SELECT count(*) FROM dataset") == 1)
            try register(upload(at: next, token), at: next, token)
            try house.jobsEnd()
            try house.checkInvariants()
            #expect(try house.count("SELECT count(*) FROM dataset WHERE stage = 'published'") == 2)
            // Registered uploads leave the waiting room.
            #expect(house.bytes(in: "lake/staging") == 0)
            next.running.killed()
        }

        @Test("A client that breaks off leaves nothing, however it goes", arguments: [true, false], [true, false])
        func brokenOff(reset: Bool, chunked: Bool) throws {
            let house = try Household()
            let token = try house.token(as: Household.provider)
            let server = try house.serve()
            let connection = try server.connect()
            connection.request(
                "POST",
                "/api/v1/uploads?name=a.csv",
                token: token,
                type: "text/csv",
                length: chunked ? nil : 50 << 20
            )
            for _ in 0..<4 { _ = chunked ? connection.chunk(Self.piece) : connection.send(Self.piece) }
            try until("some of it is on the disk") { house.bytes(in: "lake/staging") > 1 << 20 }
            connection.breakOff(reset: reset)
            try until("nothing is left of it") { house.names(in: "lake/staging").isEmpty }
            server.running.killed()
        }

        @Test("What nobody registers is removed after 24 hours, also while the same person sends more")
        func forgotten() throws {
            let house = try Household()
            let token = try house.token(as: Household.provider)
            let server = try house.serve()
            let old = try upload(at: server, token)
            let young = try upload(at: server, token)
            server.running.killed()
            let person = try #require(house.names(in: "lake/staging").first)
            try age(house.home.appending(path: "lake/staging/\(person)/\(old)"), hours: 25)
            try age(house.home.appending(path: "lake/staging/\(person)/\(young)"), hours: 23)
            let next = try house.serve()
            try until("the old one is gone") { !house.names(in: "lake/staging/\(person)").contains(old) }
            #expect(house.names(in: "lake/staging/\(person)") == [young])
            next.running.killed()
        }

        @Test("A name in a Mac's Korean, or longer than a file system takes, is kept short with its ending")
        func names() throws {
            let house = try Household()
            let token = try house.token(as: Household.provider)
            let server = try house.serve()
            let name = String(repeating: "무더위쉼터현황", count: 20).decomposedStringWithCanonicalMapping + ".csv"
            let path = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let answer = try server.ask(
                "POST",
                "/api/v1/uploads?name=\(path)",
                token: token,
                type: "text/csv",
                body: Self.csv
            )
            #expect(answer.status == 201)
            try register(answer.json["upload"] as? String ?? "", at: server, token)
            try house.jobsEnd()
            #expect(try house.count("SELECT count(*) FROM datasetFile WHERE name LIKE '무더위쉼터%.csv'") == 1)
            server.running.killed()
        }

        @Test(
            "Beyond the limit is refused in clear words: before the body, in the middle of chunks, on the command line"
        )
        func tooLarge() throws {
            let house = try Household()
            let token = try house.token(as: Household.provider)
            let limit = ["MARU_UPLOAD_LIMIT": "\(3 << 20)"]
            let server = try house.serve(environment: limit)

            let announced = try server.connect()
            announced.request("POST", "/api/v1/uploads?name=a.csv", token: token, type: "text/csv", length: 4 << 20)
            let refused = try announced.answer()
            #expect(refused.status == 413)
            #expect(refused.problem == "lake/too-large")
            #expect((refused.json["detail"] as? String ?? "").contains("3MB"))

            let chunked = try server.connect()
            chunked.request("POST", "/api/v1/uploads?name=a.csv", token: token, type: "text/csv", length: nil)
            for _ in 0..<4 { chunked.chunk(Self.piece) }
            #expect(try chunked.answer().problem == "lake/too-large")
            #expect(house.names(in: "lake/staging") == [])

            let file = house.home.appending(path: "large.csv")
            try Data(repeating: 65, count: 4 << 20).write(to: file)
            let outcome = try house.run(
                "dataset",
                "register",
                file.path,
                "--institution",
                "1",
                "--title",
                "큰 파일",
                "--access",
                "open",
                environment: limit
            )
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains("파일이 너무 큽니다"))
            #expect(house.names(in: "lake/staging") == [])
            try house.checkInvariants()
            server.running.killed()
        }

        private func upload(at server: Household.Served, _ token: String) throws -> String {
            let answer = try server.ask(
                "POST",
                "/api/v1/uploads?name=a.csv",
                token: token,
                type: "text/csv",
                body: Self.csv
            )
            try #require(answer.status == 201)
            return answer.json["upload"] as? String ?? ""
        }

        private func register(_ upload: String, at server: Household.Served, _ token: String) throws {
            let draft: [String: Any] = [
                "institution": "1", "title": "올린 표", "access": "registered", "files": [["upload": upload]],
            ]
            let body = try JSONSerialization.data(withJSONObject: draft)
            let answer = try server.ask("POST", "/api/v1/datasets", token: token, body: body)
            try #require(answer.status == 202, "\(answer.json)")
        }

        private func age(_ place: URL, hours: Double) throws {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -hours * 3600)],
                ofItemAtPath: place.path
            )
        }
    }
}

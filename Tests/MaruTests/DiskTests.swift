import Foundation
import Kernel
import Testing

extension FaultTests {
    /// A home on a small disk of its own, filled to the brim.
    @Suite(
        "A full disk is said to be full, and nothing is lost",
        .serialized,
        .enabled(if: SmallDisk.canBeMade, "a file system of its own takes a root who may mount one")
    )
    struct DiskTests {
        @Test("With no byte left every command says so and changes nothing; with space again all goes on")
        func brimful() throws {
            let disk = try SmallDisk(megabytes: 48)
            let house = try Household(at: disk.place.appending(path: "home"))
            let grant = try house.grant()
            let request = try house.request()
            let file = try house.table(rows: 20_000)
            defer { try? FileManager.default.removeItem(at: file) }
            let register = [
                "dataset", "register", file.path, "--institution", "1", "--title", "표", "--access", "registered",
            ]
            let acts = try house.count("SELECT count(*) FROM act")

            try disk.fill()
            for (arguments, person) in [
                (register, Household.provider),
                (Household.granting(request), Household.provider),
                (["query", "SELECT count(*) AS n FROM big", "--grant", grant], Household.analyst),
                (["institution", "add", "--code", "3", "--name", "셋", "--kind", "basic"], Household.provider),
            ] {
                let korean = try house.command(arguments, as: person).outcome()
                #expect(korean.status == 75, "\(arguments) \(korean.errors)")
                #expect(korean.errors.contains("저장 공간이 가득 찼습니다"), "\(arguments) \(korean.errors)")
                let english = try house.command(["--lang", "en"] + arguments, as: person).outcome()
                #expect(english.errors.contains("The disk is full"), "\(arguments) \(english.errors)")
            }

            try disk.empty()
            #expect(try house.count("SELECT count(*) FROM act") == acts)
            let server = try house.serve()
            try house.jobsEnd()
            try house.checkInvariants()
            #expect(try house.command(register).outcome().status == 0)
            #expect(try house.command(Household.granting(request)).outcome().status == 0)
            try house.must("query", "SELECT count(*) AS n FROM big", "--grant", grant, as: Household.analyst)
            try house.must("institution", "add", "--code", "3", "--name", "셋", "--kind", "basic")
            try house.checkInvariants()
            #expect(house.names(in: "lake/staging") == [])
            server.running.killed()
        }

        @Test(
            "Room for the decision but not for the share: the officer is told, and the share is made once there is space"
        )
        func decided() throws {
            let disk = try SmallDisk(megabytes: 48)
            let house = try Household(at: disk.place.appending(path: "home"))
            let request = try house.request()
            try disk.fill(leaving: 2 << 20)
            let outcome = try house.command(["--lang", "en"] + Household.granting(request)).outcome()
            #expect(outcome.status == 75)
            #expect(outcome.errors.contains("The disk is full"), "\(outcome.errors)")
            #expect(outcome.errors.contains("a server goes on with it"), "\(outcome.errors)")
            #expect(try house.text("SELECT stage FROM \"grant\"") == "making")
            #expect(house.names(in: "lake/shares") == [])
            #expect(house.names(in: "lake/staging") == [])
            try house.checkInvariants()

            try disk.empty()
            let server = try house.serve()
            try until("the share is made") { try house.text("SELECT stage FROM \"grant\"") == "active" }
            try house.checkInvariants()
            server.running.killed()
        }

        @Test("A server on a full disk answers uploads and changes with 503 and goes on once there is space")
        func serving() throws {
            let disk = try SmallDisk(megabytes: 48)
            let house = try Household(at: disk.place.appending(path: "home"))
            let token = try house.token(as: Household.provider)
            let server = try house.serve()
            try disk.fill()
            let name = "/api/v1/uploads?name=a.csv"
            let body = Data("a,b\n1,2\n".utf8)
            let refused = try server.ask("POST", name, token: token, type: "text/csv", body: body)
            #expect(refused.status == 503)
            #expect((refused.json["title"] as? String ?? "").contains("가득"), "\(refused.json)")
            let institution = Data(#"{"code": "3", "name": "셋", "kind": "basic"}"#.utf8)
            let change = try server.ask("POST", "/api/v1/institutions", token: token, body: institution)
            #expect(change.status == 503)
            #expect(change.problem == "kernel/disk-full")
            // What needs no space goes on.
            #expect(try server.ask("GET", "/api/v1/datasets", token: token).status == 200)
            #expect(try server.ask("GET", "/readyz").status == 200)
            try disk.empty()
            #expect(try server.ask("POST", name, token: token, type: "text/csv", body: body).status == 201)
            #expect(try server.ask("POST", "/api/v1/institutions", token: token, body: institution).status == 201)
            try house.checkInvariants()
            server.running.killed()
        }
    }
}

/// A file system in memory, of a few megabytes.
final class SmallDisk {
    let place: URL

    /// Whether this user may mount one.
    static let canBeMade: Bool = {
        guard let disk = try? SmallDisk(megabytes: 1) else { return false }
        _ = disk.place
        return true
    }()

    init(megabytes: Int) throws {
        place = FileManager.default.temporaryDirectory.appending(path: "maru-disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        guard mount("tmpfs", place.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            let code = errno
            try? FileManager.default.removeItem(at: place)
            throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EPERM)
        }
    }

    deinit {
        umount2(place.path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(at: place)
    }

    private var ballast: URL { place.appending(path: "ballast") }

    /// Takes up every byte but `rest`.
    func fill(leaving rest: Int = 0) throws {
        let descriptor = open(ballast.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        for size in [1 << 20, 1 << 12, 1] {
            let block = [UInt8](repeating: 0, count: size)
            while write(descriptor, block, size) == size {}
        }
        guard rest > 0 else { return }
        let size = lseek(descriptor, 0, SEEK_END)
        try #require(ftruncate(descriptor, size - off_t(rest)) == 0)
    }

    func empty() throws { try FileManager.default.removeItem(at: ballast) }
}

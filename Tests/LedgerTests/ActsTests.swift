import Crypto
import Foundation
import GRDB
import Kernel
import Logging
import Synchronization
import Testing

@testable import Ledger

@Suite("The ledger")
struct ActsTests {
    @Test("An act says who, for whom, why and under which rules, in canonical JSON")
    func payload() async throws {
        let ledger = try TestLedger()
        try await ledger.append(1)
        let act = try #require(try await ledger.acts.list().first)
        #expect(
            act.payload
                == #"{"by":"p1","details":{"n":0},"for":"i1","pack":"kr-2026@1","why":"서류 0"}"#
        )
        #expect(act.at == "2026-11-18T11:06:40.000Z")
        #expect(Data(SHA256.hash(data: Data([0]) + Data(act.leafInput.utf8))) == act.leaf)
        let parsed = try JSONDecoder().decode(JSONValue.self, from: Data(act.leafInput.utf8))
        #expect(parsed.canonical == act.leafInput)
    }

    @Test("An act that was appended cannot be changed or removed", arguments: ["act", "actNode"])
    func immutability(table: String) async throws {
        let ledger = try TestLedger()
        try await ledger.append(4)
        for sql in ["DELETE FROM \(table)", "UPDATE \(table) SET rowid = 9", "UPDATE \(table) SET level = 9"] {
            await #expect(throws: DatabaseError.self) { try await ledger.database.write { try $0.execute(sql: sql) } }
        }
        #expect(try await ledger.acts.verify().ok)
    }

    @Test(
        "Nothing is slipped in or written over",
        arguments: [
            "INSERT OR REPLACE INTO act SELECT 2, at, 'x', subject, payload, leaf FROM act WHERE seq = 2",
            "INSERT OR REPLACE INTO act SELECT 9, at, kind, subject, payload, leaf FROM act WHERE seq = 2",
            "INSERT OR REPLACE INTO actNode VALUES (1, 0, zeroblob(32))",
            "INSERT OR REPLACE INTO checkpoint SELECT size, root, '', at FROM checkpoint",
        ]
    )
    func replacing(sql: String) async throws {
        let ledger = try TestLedger()
        try await ledger.append(4)
        _ = try await ledger.acts.checkpoint()
        await #expect(throws: DatabaseError.self) { try await ledger.database.write { try $0.execute(sql: sql) } }
        #expect(try await ledger.acts.verify().ok)
    }

    @Test(
        "What is verified is what was hashed, whatever is in the columns",
        arguments: ["a\"b", "\\", "\u{1}\n", "한글 🌾", ""]
    )
    func spelling(text: String) async throws {
        let ledger = try TestLedger()
        try await ledger.database.write { db in
            _ = try Act.append(
                "k" + text,
                on: text,
                by: Attribution(person: text, institution: text),
                reason: text,
                details: [text: .string(text)],
                at: TestLedger.instant,
                db
            )
        }
        #expect(try await ledger.acts.verify().ok)
    }

    @Test("A checkpoint of the empty ledger does not hide the later ones")
    func early() async throws {
        let ledger = try TestLedger()
        #expect(try await ledger.acts.checkpoint().size == 0)
        try await ledger.append(3)
        _ = try await ledger.acts.checkpoint()
        #expect(try await ledger.acts.verify().ok)
        try await ledger.tamper("UPDATE checkpoint SET root = replace(root, 'a', 'b') WHERE size = 3")
        #expect(try await ledger.acts.verify().firstBroken == 3)
    }

    @Test("The schedule signs at once, and not again while nothing happens")
    func schedule() async throws {
        let ledger = try TestLedger()
        try await ledger.append(2)
        let schedule = CheckpointSchedule(
            ledger.acts,
            every: .milliseconds(1),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let running = Task { try await schedule.run() }
        func count() async throws -> Int {
            try await ledger.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM checkpoint") ?? 0 }
        }
        while try await count() == 0 { await Task.yield() }
        running.cancel()
        try await running.value
        #expect(try await count() == 1)
    }

    @Test("A rolled-back transaction leaves no act and no node")
    func rollback() async throws {
        struct Undo: Error {}
        let ledger = try TestLedger()
        try await ledger.append(3)
        let before = try await ledger.acts.verify()
        await #expect(throws: Undo.self) {
            try await ledger.database.write { db in
                try Act.append("test.did", on: "x/1", by: .system, at: TestLedger.instant, db)
                throw Undo()
            }
        }
        try await ledger.append(1)
        #expect(before.size == 3)
        #expect(try await ledger.acts.verify().size == 4)
        #expect(try await ledger.acts.verify().ok)
    }

    @Test("An empty ledger verifies, with the hash of nothing as its root")
    func empty() async throws {
        let found = try await TestLedger().acts.verify()
        #expect(found.ok)
        #expect(found.root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test(
        "Whatever is changed behind Maru's back is noticed, at the first act it touches",
        arguments: [
            ("UPDATE act SET payload = replace(payload, '서', '석') WHERE seq = 7", 7),
            ("UPDATE act SET payload = payload || ' ' WHERE seq = 7", 7),
            ("UPDATE act SET at = '2026-11-18T11:06:40.001Z' WHERE seq = 1", 1),
            ("UPDATE act SET kind = 'test.undid' WHERE seq = 11", 11),
            ("UPDATE act SET subject = 'thing/9' WHERE seq = 2", 2),
            ("UPDATE act SET leaf = zeroblob(32) WHERE seq = 5", 5),
            ("UPDATE act SET seq = 99 WHERE seq = 11", 11),
            ("DELETE FROM act WHERE seq = 4", 4),
            ("DELETE FROM act WHERE seq > 9", 10),
            ("UPDATE actNode SET hash = zeroblob(32) WHERE level = 1 AND position = 1", 4),
            ("DELETE FROM actNode WHERE level = 3", 8),
            ("INSERT INTO actNode VALUES (1, 5, zeroblob(32))", 12),
            ("INSERT INTO actNode VALUES (9, 0, zeroblob(32))", 12),
            ("UPDATE checkpoint SET root = replace(root, 'a', 'b')", 10),
            ("UPDATE checkpoint SET text = replace(text, 'maru', 'karu')", 10),
        ]
    )
    func tampering(sql: String, first: Int64) async throws {
        let ledger = try TestLedger()
        try await ledger.append(10)
        _ = try await ledger.acts.checkpoint()
        try await ledger.append(1)
        #expect(try await ledger.acts.verify().ok)
        try await ledger.tamper(sql)
        let found = try await ledger.acts.verify()
        #expect(!found.ok)
        #expect(found.firstBroken == first)
        #expect(found.reason?.en != nil)
    }

    @Test("A checkpoint is a signed note that anyone can verify with the public key alone")
    func checkpoint() async throws {
        let ledger = try TestLedger()
        try await ledger.append(5)
        let checkpoint = try await ledger.acts.checkpoint()
        let parts = checkpoint.text.components(separatedBy: "\n\n")
        let body = try #require(parts.first) + "\n"
        let lines = body.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == "maru.example/ledger")
        #expect(lines[1] == "5")
        #expect(Data(base64Encoded: String(lines[2]))?.hex == checkpoint.root)
        let fields = ledger.acts.verifierKey.split(separator: "+", maxSplits: 2)
        let key = try #require(Data(base64Encoded: String(fields[2])))
        let line = try #require(parts.last).trimmingCharacters(in: .newlines)
        let signature = try #require(Data(base64Encoded: String(line.split(separator: " ")[2])))
        #expect(key.first == 1)
        #expect(signature.prefix(4).hex == fields[1])
        let verifier = try Curve25519.Signing.PublicKey(rawRepresentation: key.dropFirst())
        #expect(verifier.isValidSignature(signature.dropFirst(4), for: Data(body.utf8)))
        #expect(try await ledger.acts.checkpoint() == checkpoint)
    }

    @Test("The proof of an act stands on its own: the act's text leads to the signed root")
    func proof() async throws {
        let ledger = try TestLedger()
        try await ledger.append(13)
        let proof = try await ledger.acts.proof(of: 6)
        let unhex: (String) -> Data = { text in
            Data(stride(from: 0, to: text.count, by: 2).compactMap { UInt8(text.dropFirst($0).prefix(2), radix: 16) })
        }
        #expect(
            MerkleTree.isIncluded(
                leaf: MerkleTree.leafHash(Data(proof.act.utf8)),
                index: proof.index,
                size: proof.size,
                path: proof.path.map(unhex),
                root: unhex(proof.root)
            )
        )
        #expect(try await ledger.acts.proof(of: 6) == proof)
        try await ledger.append(1)
        #expect(try await ledger.acts.proof(of: 13).size == 13)
        #expect(try await ledger.acts.proof(of: 14).size == 14)
        for missing in [Int64(0), -1, 15, .max] {
            await #expect(throws: Problem.self) { try await ledger.acts.proof(of: missing) }
        }
    }

    @Test("The export has one line an act, from which the root can be computed again")
    func export() async throws {
        let ledger = try TestLedger()
        try await ledger.append(9)
        let lines = Mutex<[Data]>([])
        try await ledger.acts.export { line in lines.withLock { $0.append(line) } }
        let written = lines.withLock { $0 }
        #expect(written.count == 9)
        for line in written {
            guard case .object(var members) = try JSONDecoder().decode(JSONValue.self, from: line) else {
                Issue.record("not an object")
                return
            }
            let leaf = members.removeValue(forKey: "leaf")?.text
            #expect(MerkleTree.leafHash(Data(JSONValue.object(members).canonical.utf8)).hex == leaf)
        }
    }

    @Test("The signing key is made once, for its owner's eyes only")
    func key() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "maru-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try CheckpointSigner.load(from: folder, origin: "a")
        #expect(try CheckpointSigner.load(from: folder, origin: "a").verifierKey == first.verifierKey)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.appending(path: "ledger.ed25519").path)
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test("With a new key the notes of the former one stay good, and the ledger says who changed it")
    func rotation() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "maru-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let ledger = try TestLedger()
        let first = try CheckpointSigner.load(from: folder, origin: "a")
        let before = Acts(database: ledger.database, signer: first, clock: .fixed(TestLedger.instant))
        try await ledger.append(3)
        let note = try await before.checkpoint()
        let after = try await before.rotateKey(
            in: folder,
            by: Attribution(person: "p1", institution: "i1"),
            reason: "담당자 교체"
        )
        #expect(after.verifierKey != before.verifierKey)
        try await ledger.append(1)
        _ = try await after.checkpoint()
        let reloaded = try CheckpointSigner.load(from: folder, origin: "a")
        #expect(reloaded.verifierKey == after.verifierKey && reloaded.former == [before.verifierKey])
        let acts = Acts(database: ledger.database, signer: reloaded, clock: .fixed(TestLedger.instant))
        #expect(try await acts.verify().ok)
        let act = try #require(try await acts.list().first { $0.kind == "ledger.keyRotated" })
        #expect(act.payload.contains(before.verifierKey) && act.payload.contains(after.verifierKey))
        // A key nobody handed over to is not believed.
        let stranger = Acts(
            database: ledger.database,
            signer: CheckpointSigner(origin: "a", key: Curve25519.Signing.PrivateKey()),
            clock: .fixed(TestLedger.instant)
        )
        #expect(try await stranger.verify().ok == false)
        #expect(note.size == 3)
    }
}

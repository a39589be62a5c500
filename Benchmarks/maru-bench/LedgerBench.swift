import ArgumentParser
import Crypto
import Foundation
import GRDB
import Kernel
import Ledger

/// Appends, verifies and proves over a ledger in a folder of its own.
struct LedgerBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Appending one act per transaction, verifying them all, proofs over a large tree."
    )
    @Option(help: "An empty folder on the disk that is measured.") var folder: String
    @Option(help: "A folder in memory, to tell the code's share from the disk's.") var memory: String?
    @Option(help: "Acts appended one per transaction.") var single = 20_000
    @Option(help: "Acts in the ledger that is verified and proved over.") var acts = 10_000_000
    @Option(help: "Proofs of each kind.") var proofs = 5000

    struct Result: Encodable {
        /// 4 KiB appended to a file and synced, one after another.
        var diskSyncs: Rate?
        /// 12 KiB written over what is there and synced: what a commit of one act asks of the disk, once SQLite writes
        /// its log from the beginning again.
        var diskRewrites: Rate?
        /// The same rows in a bare SQLite table, one per transaction, WAL and FULL.
        var bareInserts: Rate?
        /// One after another: each waits for the one before to be answered for.
        var appended: Rate?
        /// By four at once, as a server's people do; still one act a transaction.
        var appendedByFour: Rate?
        var appendedInMemory: Rate?
        /// Through `Act.append`, 10,000 acts per transaction: how the large ledger is filled.
        var bulk: Rate?
        var verified: Rate?
        var inclusion: Timings.Summary?
        var consistency: Timings.Summary?
        var size: Int64 = 0
        var bytes: Int = 0
    }

    func run() async throws {
        var result = Result()
        let place = URL(filePath: folder)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try await turns(in: place, &result)
        if let memory {
            let place = URL(filePath: memory)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            let database = try store("single.sqlite", in: place)
            result.appendedInMemory = Rate(
                single,
                in: try await Self.timed { try await append(0..<single, to: database) }
            )
        }
        try await large(in: place, &result)
        try show(result)
    }

    /// The disk, bare rows and acts by turns: whatever else the machine does, it does to all of them.
    private func turns(in place: URL, _ result: inout Result) async throws {
        let turns = 20
        let growing = try SyncedFile(place.appending(path: "syncs"), bytes: 4096, rounds: nil)
        let rewritten = try SyncedFile(place.appending(path: "rewrites"), bytes: 12_288, rounds: 1334)
        let text = String(repeating: "x", count: 300)
        let bare = try Store.open(at: place.appending(path: "bare.sqlite").path)
        try await bare.write { try $0.execute(sql: "CREATE TABLE bare (seq INTEGER PRIMARY KEY, text TEXT)") }
        let ledger = try store("single.sqlite", in: place)
        let shared = try store("shared.sqlite", in: place)
        var seconds = [0.0, 0, 0, 0, 0]
        for turn in 0..<turns {
            let numbers = single * turn / turns..<single * (turn + 1) / turns
            seconds[0] += try await Self.timed { for _ in numbers { try growing.write() } }
            seconds[1] += try await Self.timed { for _ in numbers { try rewritten.write() } }
            seconds[2] += try await Self.timed {
                for _ in numbers {
                    try await bare.write { db in
                        try db.cachedStatement(sql: "INSERT INTO bare (text) VALUES (?)").execute(arguments: [text])
                    }
                }
            }
            seconds[3] += try await Self.timed { try await append(numbers, to: ledger) }
            seconds[4] += try await Self.timed {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for lane in 0..<4 {
                        group.addTask {
                            for number in numbers where number % 4 == lane {
                                try await shared.write { db in try Self.append(number, db) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
        result.diskSyncs = Rate(single, in: seconds[0])
        result.diskRewrites = Rate(single, in: seconds[1])
        result.bareInserts = Rate(single, in: seconds[2])
        result.appended = Rate(single, in: seconds[3])
        result.appendedByFour = Rate(single, in: seconds[4])
    }

    private static func timed(_ work: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await work()
        return start.duration(to: .now) / .seconds(1)
    }

    private func append(_ numbers: Range<Int>, to database: DatabasePool) async throws {
        for number in numbers { try await database.write { db in try Self.append(number, db) } }
    }

    /// A file that says after each write that what was written is safe.
    private final class SyncedFile {
        private let descriptor: Int32
        private let place: URL
        private let page: [UInt8]
        private let rounds: Int?
        private var count = 0

        /// - Parameter rounds: After how many writes it is written from its beginning again; nil to let it grow.
        init(_ place: URL, bytes: Int, rounds: Int?) throws {
            self.place = place
            self.rounds = rounds
            page = [UInt8](repeating: 7, count: bytes)
            descriptor = open(place.path, O_CREAT | O_RDWR | O_TRUNC, 0o600)
            guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
            for _ in 0..<(rounds ?? 0) { try write() }
        }

        deinit {
            close(descriptor)
            unlink(place.path)
        }

        func write() throws {
            if let rounds, count % rounds == 0 { lseek(descriptor, 0, SEEK_SET) }
            guard Foundation.write(descriptor, page, page.count) == page.count, fdatasync(descriptor) == 0 else {
                throw CocoaError(.fileWriteUnknown)
            }
            count += 1
        }
    }

    private func store(_ name: String, in place: URL) throws -> DatabasePool {
        let database = try Store.open(at: place.appending(path: name).path)
        var migrator = DatabaseMigrator()
        LedgerSchema.register(in: &migrator)
        try migrator.migrate(database)
        return database
    }

    /// An act as the rooms write them: a decision with its terms.
    private static func append(_ number: Int, _ db: Database) throws {
        try Act.append(
            "sharing.granted",
            on: "request/01KAV5X2E0R8ZC4M6N7P\(number)",
            by: Attribution(person: "01KAV5X2E0R8ZC4M6N7P8Q9RST", institution: "01KAV5X2E0AAAAAAAAAAAAAAAA"),
            reason: "재난안전 분석을 위한 제공",
            pack: "kr-2026",
            details: ["grant": .string("01KAV5X2E0G\(number)"), "until": "2027-12-31", "version": 1],
            at: Date(timeIntervalSince1970: 1_795_564_800 + Double(number)),
            db
        )
    }

    private func large(in place: URL, _ result: inout Result) async throws {
        let database = try store("large.sqlite", in: place)
        let acts = Acts(
            database: database,
            signer: CheckpointSigner(origin: "bench.example/ledger", key: Curve25519.Signing.PrivateKey()),
            clock: .system
        )
        var start = ContinuousClock.now
        for first in stride(from: 0, to: self.acts, by: 10_000) {
            let last = min(first + 10_000, self.acts)
            try await database.write { db in for number in first..<last { try Self.append(number, db) } }
            if last % 1_000_000 == 0 { say("\(last) acts") }
        }
        result.bulk = Rate(self.acts, since: start)
        let checkpoint = try await acts.checkpoint()
        start = ContinuousClock.now
        let found = try await acts.verify()
        result.verified = Rate(Int(found.size), since: start)
        guard found.ok, found.size == Int64(self.acts), found.root == checkpoint.root else {
            throw ValidationError("The ledger does not verify: \(found)")
        }
        result.size = found.size
        result.bytes =
            try FileManager.default.attributesOfItem(
                atPath: place.appending(path: "large.sqlite").path
            )[.size] as? Int ?? 0
        try await prove(acts, size: found.size, &result)
    }

    private func prove(_ acts: Acts, size: Int64, _ result: inout Result) async throws {
        var random = SteadyRandom()
        var inclusion = Timings()
        var consistency = Timings()
        for _ in 0..<proofs {
            let seq = Int64.random(in: 1...size, using: &random)
            let proof = try await inclusion.time { try await acts.proof(of: seq) }
            let holds = MerkleTree.isIncluded(
                leaf: MerkleTree.leafHash(Data(proof.act.utf8)),
                index: proof.index,
                size: proof.size,
                path: try proof.path.map(Self.bytes),
                root: try Self.bytes(proof.root)
            )
            let first = Int64.random(in: 1..<size, using: &random)
            let grown = try await consistency.time { try await acts.consistency(from: first, to: size) }
            let isSame = MerkleTree.isConsistent(
                first: grown.first,
                second: grown.second,
                path: try grown.path.map(Self.bytes),
                firstRoot: try Self.bytes(grown.firstRoot),
                secondRoot: try Self.bytes(grown.secondRoot)
            )
            guard holds, isSame else { throw ValidationError("A proof does not hold: act \(seq), size \(first)") }
        }
        result.inclusion = inclusion.summary
        result.consistency = consistency.summary
    }

    private static func bytes(_ hex: String) throws -> Data {
        let digits = Array(hex)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        guard bytes.count * 2 == digits.count else { throw ValidationError("Not hexadecimal: \(hex)") }
        return Data(bytes)
    }
}

import Foundation
import GRDB
import Kernel

/// The ledger as a whole: what auditors, officers and machines ask of it.
package struct Acts: Sendable {
    let database: any DatabaseWriter
    let signer: CheckpointSigner
    let clock: WallClock

    package init(database: any DatabaseWriter, signer: CheckpointSigner, clock: WallClock) {
        self.database = database
        self.signer = signer
        self.clock = clock
    }

    /// The signing key's public half, in the notation of signed notes.
    package var verifierKey: String { signer.verifierKey }

    /// The newest acts first; those on one subject when it is given.
    package func list(subject: String? = nil, limit: Int = 100, before seq: Int64 = .max) async throws -> [Act] {
        try await database.read { db in
            if let subject {
                return try Act.fetchAll(
                    db,
                    sql: "SELECT * FROM act WHERE subject = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
                    arguments: [subject, seq, limit]
                )
            }
            return try Act.fetchAll(
                db,
                sql: "SELECT * FROM act WHERE seq < ? ORDER BY seq DESC LIMIT ?",
                arguments: [seq, limit]
            )
        }
    }

    /// Signs the ledger as it stands; returns the stored checkpoint when it has not grown since.
    package func checkpoint() async throws -> Checkpoint {
        let at = clock.now.timestamp
        return try await database.write { db in
            let size = try MerkleStore.size(db)
            if let known = try Checkpoint.fetchOne(
                db,
                sql: "SELECT * FROM checkpoint WHERE size = ?",
                arguments: [size]
            ) {
                return known
            }
            let root = try MerkleStore.root(at: size, db)
            let checkpoint = Checkpoint(
                size: size,
                root: root.hex,
                text: try signer.sign(size: size, root: root),
                at: at
            )
            try db.execute(
                sql: "INSERT INTO checkpoint (size, root, text, at) VALUES (?, ?, ?, ?)",
                arguments: [checkpoint.size, checkpoint.root, checkpoint.text, checkpoint.at]
            )
            return checkpoint
        }
    }

    /// What a third party needs to see that an act is in the ledger, without trusting whoever keeps it.
    package struct InclusionProof: Codable, Equatable, Sendable {
        package let seq: Int64
        /// The exact text whose bytes, after one zero byte, are hashed into the leaf.
        package let act: String
        /// Hashes are SHA-256 in hexadecimal.
        package let leaf: String
        /// Counted from 0.
        package let index: Int64
        package let size: Int64
        package let root: String
        package let path: [String]
        /// The signed note that carries size and root.
        package let checkpoint: String
        package let verifierKey: String
    }

    /// Proves that act `seq` is under the newest checkpoint; signs a new one when none covers the act yet.
    package func proof(of seq: Int64) async throws -> InclusionProof {
        let newest = try await database.read { db in
            guard seq >= 1, try MerkleStore.size(db) >= seq else { throw Self.noSuchAct(seq) }
            return try Checkpoint.fetchOne(db, sql: "SELECT * FROM checkpoint ORDER BY size DESC LIMIT 1")
        }
        let checkpoint =
            if let newest, newest.size >= seq { newest } else { try await checkpoint() }
        return try await database.read { db in
            guard let act = try Act.fetchOne(db, sql: "SELECT * FROM act WHERE seq = ?", arguments: [seq]) else {
                throw Self.noSuchAct(seq)
            }
            return InclusionProof(
                seq: seq,
                act: act.leafInput,
                leaf: act.leaf.hex,
                index: seq - 1,
                size: checkpoint.size,
                root: checkpoint.root,
                path: try MerkleStore.inclusion(of: seq - 1, in: checkpoint.size, db).map(\.hex),
                checkpoint: checkpoint.text,
                verifierKey: signer.verifierKey
            )
        }
    }

    /// The proof that nothing before `first` was changed on the way to `second`.
    package struct ConsistencyProof: Codable, Equatable, Sendable {
        package let first: Int64
        package let second: Int64
        package let firstRoot: String
        package let secondRoot: String
        package let path: [String]
    }

    package func consistency(from first: Int64, to second: Int64) async throws -> ConsistencyProof {
        try await database.read { db in
            let size = try MerkleStore.size(db)
            guard first >= 0, first <= second, second <= size else { throw Self.outOfRange(size) }
            return ConsistencyProof(
                first: first,
                second: second,
                firstRoot: try MerkleStore.root(at: first, db).hex,
                secondRoot: try MerkleStore.root(at: second, db).hex,
                path: try MerkleStore.consistency(from: first, to: second, db).map(\.hex)
            )
        }
    }

    /// Writes every act as one line of JSON, oldest first.
    package func export(to write: @escaping @Sendable (Data) throws -> Void) async throws {
        try await database.read { db in
            let acts = try Act.fetchCursor(db, sql: "SELECT * FROM act ORDER BY seq")
            while let act = try acts.next() {
                let line = String(act.leafInput.dropLast()) + ",\"leaf\":\"\(act.leaf.hex)\"}\n"
                try write(Data(line.utf8))
            }
        }
    }

    static let brokenTree = Problem(
        "ledger/broken",
        LocalizedText("원장의 트리가 온전하지 않습니다.", en: "The ledger's tree is not whole."),
        status: 500,
        detail: LocalizedText(
            "저장소가 밖에서 변경되었습니다. 업무를 멈추고 운영자와 감사자에게 바로 알려 주세요.",
            en: "The store was changed from outside. Stop work and tell the operator and the auditor at once."
        )
    )

    static func noSuchAct(_ seq: Int64) -> Problem {
        Problem(
            "ledger/no-such-act",
            LocalizedText("원장에 그런 기록이 없습니다.", en: "The ledger has no such act."),
            status: 404,
            detail: LocalizedText("일련번호 \(seq)을(를) 확인해 주세요.", en: "Check the number: \(seq).")
        )
    }

    private static func outOfRange(_ size: Int64) -> Problem {
        Problem(
            "ledger/out-of-range",
            LocalizedText("원장의 범위를 벗어났습니다.", en: "That is beyond the ledger."),
            status: 422,
            detail: LocalizedText(
                "0에서 \(size) 사이, 작은 수부터 적어 주세요.",
                en: "Give two sizes from 0 to \(size), the smaller first."
            )
        )
    }
}

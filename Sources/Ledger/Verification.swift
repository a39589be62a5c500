import Crypto
import Foundation
import GRDB
import Kernel

/// What `maru ledger verify` found.
package struct Verification: Codable, Equatable, Sendable {
    package let ok: Bool
    /// How many acts there are.
    package let size: Int64
    /// The root recomputed from the rows, SHA-256 in hexadecimal.
    package let root: String
    /// The first act that is not what was appended.
    package let firstBroken: Int64?
    package let reason: LocalizedText?
}

extension Acts {
    /// Recomputes everything from the rows: leaves, numbering, stored nodes, checkpoints and their signatures.
    ///
    /// Reads row by row; memory does not grow with the ledger.
    package func verify() async throws -> Verification {
        try await database.read { db in
            var audit = Audit(nodes: StoredNodes(db))
            var writer = LeafWriter()
            var pending = try Checkpoint.fetchAll(db, sql: "SELECT * FROM checkpoint ORDER BY size")[...]
            while let next = pending.first, next.size <= 0 {
                pending.removeFirst()
                if let reason = fault(of: next, root: MerkleTree.emptyRoot, size: 0) { audit.found(reason, at: 0) }
            }
            let acts = try Row.fetchCursor(
                db,
                sql: "SELECT seq, at, kind, subject, payload, leaf FROM act ORDER BY seq"
            )
            while let row = try acts.next() {
                let seq: Int64 = row[0]
                let leaf = try writer.hash(row)
                let isStored = try row.withUnsafeData(atIndex: 5) { $0.map { leaf == $0 } ?? false }
                if seq != audit.size + 1 { audit.found(Audit.gap, at: audit.size + 1) }
                if !isStored { audit.found(Audit.changed, at: seq) }
                try audit.add(leaf, seq: seq)
                while let next = pending.first, next.size == audit.size {
                    pending.removeFirst()
                    if let reason = fault(of: next, root: audit.root, size: audit.size) { audit.found(reason, at: seq) }
                }
            }
            if let beyond = pending.first { audit.found(Audit.cut, at: min(beyond.size, audit.size + 1)) }
            if try audit.hasNodesLeft() { audit.found(Audit.node, at: audit.size + 1) }
            return Verification(
                ok: audit.fault == nil,
                size: audit.size,
                root: audit.root.hex,
                firstBroken: audit.fault?.seq,
                reason: audit.fault?.reason
            )
        }
    }

    private func fault(of checkpoint: Checkpoint, root: Data, size: Int64) -> LocalizedText? {
        guard checkpoint.size == size, checkpoint.root == root.hex else { return Audit.rewritten }
        return signer.isSigned(checkpoint.text, size: checkpoint.size, root: root) ? nil : Audit.signature
    }
}

/// A walk over the ledger from its first act: the tree so far, and the first thing found wrong.
private struct Audit {
    private(set) var size: Int64 = 0
    private(set) var fault: (seq: Int64, reason: LocalizedText)?
    private var stack: [(level: Int, hash: SHA256Digest)] = []
    private var nodes: StoredNodes

    init(nodes: StoredNodes) { self.nodes = nodes }

    mutating func found(_ reason: LocalizedText, at seq: Int64) {
        if fault == nil { fault = (seq, reason) }
    }

    /// Takes the next leaf, and compares the nodes it completes with those that are stored.
    mutating func add(_ leaf: SHA256Digest, seq: Int64) throws {
        size += 1
        var level = 0
        var hash = leaf
        while let top = stack.last, top.level == level {
            stack.removeLast()
            hash = MerkleTree.node(top.hash, hash)
            level += 1
            if fault == nil, try !nodes.next(is: hash, level: level, position: (size >> Int64(level)) - 1) {
                found(Self.node, at: seq)
            }
        }
        stack.append((level, hash))
    }

    var root: Data { MerkleTree.root(ofPeaks: stack.map { Data($0.hash) }) }

    /// Whether the store holds nodes that no act accounts for.
    mutating func hasNodesLeft() throws -> Bool { try fault == nil && nodes.hasMore() }

    static let changed = LocalizedText("기록이 바뀌었습니다.", en: "The act was changed.")
    static let gap = LocalizedText("일련번호가 이어지지 않습니다.", en: "The numbering has a gap.")
    static let node = LocalizedText("트리의 노드가 바뀌었습니다.", en: "A node of the tree was changed.")
    static let cut = LocalizedText("서명된 기록이 사라졌습니다.", en: "Acts that were signed for are gone.")
    static let rewritten = LocalizedText(
        "기록이 서명된 체크포인트와 다릅니다.",
        en: "The acts are not those a checkpoint was signed for."
    )
    static let signature = LocalizedText(
        "체크포인트 서명이 맞지 않습니다.",
        en: "A checkpoint's signature does not hold."
    )
}

/// The stored nodes, read in the order in which a walk over the acts completes them: one cursor a level.
private struct StoredNodes {
    private let db: Database
    private var levels: [RowCursor] = []

    init(_ db: Database) { self.db = db }

    mutating func next(is hash: SHA256Digest, level: Int, position: Int64) throws -> Bool {
        while levels.count < level {
            levels.append(
                try Row.fetchCursor(
                    db,
                    sql: "SELECT position, hash FROM actNode WHERE level = ? ORDER BY position",
                    arguments: [levels.count + 1]
                )
            )
        }
        guard let row = try levels[level - 1].next(), row[0] as Int64 == position else { return false }
        return try row.withUnsafeData(atIndex: 1) { $0.map { hash == $0 } ?? false }
    }

    func hasMore() throws -> Bool {
        for cursor in levels where try cursor.next() != nil { return true }
        return try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM actNode WHERE level < 1 OR level > ?)",
            arguments: [levels.count]
        ) ?? false
    }
}

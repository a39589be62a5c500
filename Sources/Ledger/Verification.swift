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
            var stack: [(level: Int, hash: Data)] = []
            var size: Int64 = 0
            var fault: (seq: Int64, reason: LocalizedText)?
            let checkpoints = try Checkpoint.fetchAll(db, sql: "SELECT * FROM checkpoint ORDER BY size")
            var pending = checkpoints[...]
            let acts = try Row.fetchCursor(
                db,
                sql: "SELECT seq, at, kind, subject, payload, leaf FROM act ORDER BY seq"
            )
            while let row = try acts.next() {
                let act = try Act(row: row)
                size += 1
                if fault == nil, act.seq != size { fault = (size, Self.gap) }
                let leaf = MerkleTree.leafHash(Data(act.leafInput.utf8))
                if fault == nil, leaf != act.leaf { fault = (act.seq, Self.changed) }
                var level = 0
                var hash = leaf
                while let top = stack.last, top.level == level {
                    stack.removeLast()
                    hash = MerkleTree.nodeHash(top.hash, hash)
                    level += 1
                    if fault == nil {
                        let stored = try MerkleStore.node(level, (size >> Int64(level)) - 1, db)
                        if stored != hash { fault = (act.seq, Self.node) }
                    }
                }
                stack.append((level, hash))
                if let next = pending.first, next.size == size {
                    pending.removeFirst()
                    if fault == nil,
                        let reason = self.fault(of: next, root: MerkleTree.root(ofPeaks: stack.map(\.hash)))
                    {
                        fault = (act.seq, reason)
                    }
                }
            }
            if fault == nil, let beyond = pending.first(where: { $0.size > size }) { fault = (beyond.size, Self.cut) }
            return Verification(
                ok: fault == nil,
                size: size,
                root: MerkleTree.root(ofPeaks: stack.map(\.hash)).hex,
                firstBroken: fault?.seq,
                reason: fault?.reason
            )
        }
    }

    private func fault(of checkpoint: Checkpoint, root: Data) -> LocalizedText? {
        guard checkpoint.root == root.hex else { return Self.changed }
        return signer.isSigned(checkpoint.text, size: checkpoint.size, root: root) ? nil : Self.signature
    }

    private static let changed = LocalizedText("기록이 바뀌었습니다.", en: "The act was changed.")
    private static let gap = LocalizedText("일련번호가 이어지지 않습니다.", en: "The numbering has a gap.")
    private static let node = LocalizedText("트리의 노드가 바뀌었습니다.", en: "A node of the tree was changed.")
    private static let cut = LocalizedText("서명된 기록이 사라졌습니다.", en: "Acts that were signed for are gone.")
    private static let signature = LocalizedText("체크포인트 서명이 맞지 않습니다.", en: "A checkpoint's signature does not hold.")
}

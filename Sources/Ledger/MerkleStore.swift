import Foundation
import GRDB
import Kernel

/// The tree's interior nodes, stored as they become complete, so that a proof reads some forty rows whatever the
/// ledger's size. A node (level, index) covers the leaves `index << level ..< (index + 1) << level`; level 0 is
/// the table `act` itself.
enum MerkleStore {
    /// How many acts there are.
    static func size(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(seq) FROM act")) ?? 0
    }

    /// Stores the nodes that the leaf number `size` (counted from 0) completes: one on average.
    static func grow(from size: Int64, with leaf: Data, _ db: Database) throws {
        var hash = leaf
        var level = 0
        var index = size
        while index & 1 == 1 {
            guard let left = try node(level, index - 1, db) else { throw Acts.brokenTree }
            hash = MerkleTree.nodeHash(left, hash)
            level += 1
            index >>= 1
            try db.cachedStatement(sql: "INSERT INTO actNode (level, position, hash) VALUES (?, ?, ?)")
                .execute(arguments: [level, index, hash])
        }
    }

    /// The hash of a complete node.
    static func node(_ level: Int, _ index: Int64, _ db: Database) throws -> Data? {
        if level == 0 {
            return try Data.fetchOne(
                db.cachedStatement(sql: "SELECT leaf FROM act WHERE seq = ?"),
                arguments: [index + 1]
            )
        }
        return try Data.fetchOne(
            db.cachedStatement(sql: "SELECT hash FROM actNode WHERE level = ? AND position = ?"),
            arguments: [level, index]
        )
    }

    /// The root of the first `size` acts.
    static func root(at size: Int64, _ db: Database) throws -> Data {
        MerkleTree.root(ofPeaks: try MerkleTree.peaks(of: size).map { try required($0.level, $0.index, db) })
    }

    /// The hash of leaves `start ..< end`, where start is a multiple of a power of two that is at least its length.
    private static func hash(of start: Int64, _ end: Int64, _ db: Database) throws -> Data {
        let count = end - start
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return try required(level, start >> Int64(level), db)
        }
        let split = largestPower(below: count)
        return MerkleTree.nodeHash(
            try hash(of: start, start + split, db),
            try hash(of: start + split, end, db)
        )
    }

    /// RFC 6962, 2.1.1: the audit path of the leaf at `index` in the tree of `size` leaves.
    static func inclusion(of index: Int64, in size: Int64, _ db: Database) throws -> [Data] {
        try path(index, 0, size, db)
    }

    private static func path(_ index: Int64, _ start: Int64, _ end: Int64, _ db: Database) throws -> [Data] {
        let count = end - start
        if count <= 1 { return [] }
        let split = largestPower(below: count)
        if index < split {
            return try path(index, start, start + split, db) + [hash(of: start + split, end, db)]
        }
        return try path(index - split, start + split, end, db) + [hash(of: start, start + split, db)]
    }

    /// RFC 6962, 2.1.2: the proof that the tree of `second` leaves begins with the tree of `first`.
    static func consistency(from first: Int64, to second: Int64, _ db: Database) throws -> [Data] {
        guard first > 0, first < second else { return [] }
        return try subproof(first, 0, second, isWhole: true, db)
    }

    private static func subproof(
        _ first: Int64,
        _ start: Int64,
        _ end: Int64,
        isWhole: Bool,
        _ db: Database
    ) throws -> [Data] {
        let count = end - start
        if first == count { return isWhole ? [] : [try hash(of: start, end, db)] }
        let split = largestPower(below: count)
        if first <= split {
            return try subproof(first, start, start + split, isWhole: isWhole, db) + [hash(of: start + split, end, db)]
        }
        return try subproof(first - split, start + split, end, isWhole: false, db) + [
            hash(of: start, start + split, db)
        ]
    }

    /// The largest power of two smaller than `count`, which is at least 2.
    private static func largestPower(below count: Int64) -> Int64 {
        1 << Int64(63 - (count - 1).leadingZeroBitCount)
    }

    private static func required(_ level: Int, _ index: Int64, _ db: Database) throws -> Data {
        guard let hash = try node(level, index, db) else { throw Acts.brokenTree }
        return hash
    }
}

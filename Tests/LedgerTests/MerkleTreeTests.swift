import Crypto
import Foundation
import GRDB
import Kernel
import Testing

@testable import Ledger

@Suite("The Merkle tree")
struct MerkleTreeTests {
    /// The leaves and roots of certificate-transparency's reference implementation.
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private func bytes(_ hex: String) -> Data {
        var out = Data()
        var rest = hex[...]
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            out.append(byte)
            rest = rest.dropFirst(2)
        }
        return out
    }

    @Test("The roots of the reference vectors come out", arguments: 1...8)
    func vectors(size: Int) {
        var stack: [(level: Int, hash: Data)] = []
        for leaf in Self.leaves.prefix(size) {
            var node = (level: 0, hash: MerkleTree.leafHash(bytes(leaf)))
            while let top = stack.last, top.level == node.level {
                stack.removeLast()
                node = (node.level + 1, MerkleTree.nodeHash(top.hash, node.hash))
            }
            stack.append(node)
        }
        #expect(MerkleTree.root(ofPeaks: stack.map(\.hash)).hex == Self.roots[size - 1])
        #expect(MerkleTree.peaks(of: Int64(size)).map(\.level) == stack.map(\.level))
    }

    @Test("Every leaf of every tree up to seventy leaves has a proof that verifies, and no other root accepts it")
    func inclusion() async throws {
        let ledger = try TestLedger()
        try await ledger.append(70)
        try await ledger.database.read { db in
            let leaves = try Data.fetchAll(db, sql: "SELECT leaf FROM act ORDER BY seq")
            for size in Int64(1)...70 {
                let root = try MerkleStore.root(at: size, db)
                for index in 0..<size {
                    let path = try MerkleStore.inclusion(of: index, in: size, db)
                    let leaf = leaves[Int(index)]
                    #expect(MerkleTree.isIncluded(leaf: leaf, index: index, size: size, path: path, root: root))
                    #expect(
                        !MerkleTree.isIncluded(
                            leaf: leaf,
                            index: index,
                            size: size,
                            path: path,
                            root: MerkleTree.emptyRoot
                        )
                    )
                    #expect(
                        size == 1
                            || !MerkleTree.isIncluded(
                                leaf: leaf,
                                index: index,
                                size: size,
                                path: path + [root],
                                root: root
                            )
                    )
                }
            }
        }
    }

    @Test("Every earlier tree is proved to be the beginning of every later one, and a changed one is not")
    func consistency() async throws {
        let ledger = try TestLedger()
        try await ledger.append(40)
        try await ledger.database.read { db in
            for second in Int64(1)...40 {
                let secondRoot = try MerkleStore.root(at: second, db)
                for first in Int64(1)...second {
                    let firstRoot = try MerkleStore.root(at: first, db)
                    let path = try MerkleStore.consistency(from: first, to: second, db)
                    func holds(_ old: Data) -> Bool {
                        MerkleTree.isConsistent(
                            first: first,
                            second: second,
                            path: path,
                            firstRoot: old,
                            secondRoot: secondRoot
                        )
                    }
                    #expect(holds(firstRoot))
                    #expect(!holds(MerkleTree.emptyRoot))
                }
            }
        }
    }
}

import Crypto
import Foundation
import Kernel

/// The keys that pseudonyms are made with: one a grant, kept encrypted (AES-256-GCM) under the home's own key.
package struct GrantKeys: Sendable {
    private let master: SymmetricKey

    /// Reads `keys/grants.key`; makes it, readable by its owner only, when there is none.
    package init(folder: URL) throws {
        let file = folder.appending(path: "grants.key")
        if !FileManager.default.fileExists(atPath: file.path) {
            try FileManager.default.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let draft = folder.appending(path: "grants.key.\(UUID().uuidString)")
            let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
            guard
                FileManager.default.createFile(
                    atPath: draft.path,
                    contents: bytes,
                    attributes: [.posixPermissions: 0o600]
                )
            else { throw LakeProblem.disk(errno) }
            if link(draft.path, file.path) != 0, errno != EEXIST { throw LakeProblem.disk(errno) }
            try FileManager.default.removeItem(at: draft)
        }
        master = SymmetricKey(data: try Data(contentsOf: file))
    }

    /// A new key for `grant`, sealed for the store.
    package func make(for grant: String) throws -> Data {
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let box = try AES.GCM.seal(key, using: master, authenticating: Data(grant.utf8))
        guard let sealed = box.combined else { throw LakeProblem.shareLost }
        return sealed
    }

    /// The key itself, 32 bytes. Fails for a key that was sealed for another grant.
    func open(_ sealed: Data, for grant: String) throws -> Data {
        try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: master, authenticating: Data(grant.utf8))
    }
}

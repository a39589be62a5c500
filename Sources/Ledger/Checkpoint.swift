import Crypto
import Foundation
import GRDB
import Kernel

/// The ledger's size and root, signed: a C2SP signed note (c2sp.org/tlog-checkpoint, c2sp.org/signed-note).
package struct Checkpoint: Codable, Equatable, Sendable {
    package let size: Int64
    /// SHA-256, in hexadecimal.
    package let root: String
    /// The note as it is handed out: origin, size, base64 root, an empty line, signatures.
    package let text: String
    /// RFC 3339 in UTC.
    package let at: String
}

extension Checkpoint: FetchableRecord {}

/// The key that signs checkpoints, and the name it signs under.
package struct CheckpointSigner: Sendable {
    package let origin: String
    private let key: Curve25519.Signing.PrivateKey

    package init(origin: String, key: Curve25519.Signing.PrivateKey) {
        self.origin = origin
        self.key = key
    }

    /// Reads `ledger.ed25519` in the keys folder; makes it, readable by its owner only, when there is none.
    package static func load(from keysFolder: URL, origin: String) throws -> CheckpointSigner {
        let file = keysFolder.appending(path: "ledger.ed25519")
        if let bytes = try? Data(contentsOf: file) {
            return CheckpointSigner(origin: origin, key: try Curve25519.Signing.PrivateKey(rawRepresentation: bytes))
        }
        let key = Curve25519.Signing.PrivateKey()
        try FileManager.default.createDirectory(
            at: keysFolder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        // Written under another name first: a half-written key must never be found.
        let draft = keysFolder.appending(path: "ledger.ed25519.\(UUID().uuidString)")
        guard
            FileManager.default.createFile(
                atPath: draft.path,
                contents: key.rawRepresentation,
                attributes: [.posixPermissions: 0o600]
            )
        else { throw CocoaError(.fileWriteUnknown) }
        if link(draft.path, file.path) != 0, errno != EEXIST { throw CocoaError(.fileWriteUnknown) }
        try FileManager.default.removeItem(at: draft)
        return CheckpointSigner(
            origin: origin,
            key: try Curve25519.Signing.PrivateKey(rawRepresentation: Data(contentsOf: file))
        )
    }

    /// The key as verifiers take it: `<name>+<hash>+<base64 of 0x01 and the public key>`.
    package var verifierKey: String {
        "\(origin)+\(keyHash.hex)+\((Data([0x01]) + key.publicKey.rawRepresentation).base64EncodedString())"
    }

    /// The first four bytes of SHA-256 over name, newline, algorithm 0x01 (Ed25519) and public key.
    private var keyHash: Data {
        Data(SHA256.hash(data: Data("\(origin)\n".utf8) + [0x01] + key.publicKey.rawRepresentation).prefix(4))
    }

    /// Signs size and root.
    package func sign(size: Int64, root: Data) throws -> String {
        let body = "\(origin)\n\(size)\n\(root.base64EncodedString())\n"
        let signature = try key.signature(for: Data(body.utf8))
        return "\(body)\n\u{2014} \(origin) \((keyHash + signature).base64EncodedString())\n"
    }

    /// Whether `note` says size and root, under this key's signature.
    package func isSigned(_ note: String, size: Int64, root: Data) -> Bool {
        let body = "\(origin)\n\(size)\n\(root.base64EncodedString())\n"
        let prefix = "\(body)\n\u{2014} \(origin) "
        guard note.hasPrefix(prefix), note.hasSuffix("\n"),
            let blob = Data(base64Encoded: String(note.dropFirst(prefix.count).dropLast())),
            blob.prefix(4) == keyHash
        else { return false }
        return key.publicKey.isValidSignature(blob.dropFirst(4), for: Data(body.utf8))
    }
}

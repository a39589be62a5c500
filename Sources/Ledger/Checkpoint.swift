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
    /// The verifier keys that signed before this one; their notes stay good.
    package let former: [String]

    package init(origin: String, key: Curve25519.Signing.PrivateKey, former: [String] = []) {
        self.origin = origin
        self.key = key
        self.former = former
    }

    /// Reads `ledger.ed25519` in the keys folder; makes it, readable by its owner only, when there is none.
    package static func load(from keysFolder: URL, origin: String) throws -> CheckpointSigner {
        let file = keysFolder.appending(path: Self.keyFile)
        let former = (try? String(contentsOf: keysFolder.appending(path: Self.formerFile), encoding: .utf8)) ?? ""
        let known = former.split(separator: "\n").map(String.init)
        if let bytes = try? Data(contentsOf: file) {
            let key = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
            return CheckpointSigner(origin: origin, key: key, former: known)
        }
        let key = Curve25519.Signing.PrivateKey()
        try FileManager.default.createDirectory(
            at: keysFolder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let draft = try Self.write(key.rawRepresentation, for: file)
        if link(draft.path, file.path) != 0, errno != EEXIST { throw CocoaError(.fileWriteUnknown) }
        try FileManager.default.removeItem(at: draft)
        return CheckpointSigner(
            origin: origin,
            key: try Curve25519.Signing.PrivateKey(rawRepresentation: Data(contentsOf: file)),
            former: known
        )
    }

    private static let keyFile = "ledger.ed25519"
    private static let formerFile = "ledger.former"

    /// Writes under another name first: a half-written key must never be found.
    private static func write(_ bytes: Data, for file: URL) throws -> URL {
        let draft = file.appendingPathExtension(UUID().uuidString)
        guard
            FileManager.default.createFile(
                atPath: draft.path,
                contents: bytes,
                attributes: [.posixPermissions: 0o600]
            )
        else { throw CocoaError(.fileWriteUnknown) }
        return draft
    }

    /// A signer with a new key, which still knows what this one signed.
    func successor() -> CheckpointSigner {
        CheckpointSigner(origin: origin, key: Curve25519.Signing.PrivateKey(), former: former + [verifierKey])
    }

    /// Puts this key in the place of the one before. The former key's public half is written first, so that no note
    /// is ever without its key.
    func replace(in keysFolder: URL) throws {
        for (name, bytes) in [
            (Self.formerFile, Data((former.joined(separator: "\n") + "\n").utf8)),
            (Self.keyFile, key.rawRepresentation),
        ] {
            let file = keysFolder.appending(path: name)
            guard rename(try Self.write(bytes, for: file).path, file.path) == 0 else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
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

    /// Whether `note` says size and root, signed by this key or by one before it.
    package func isSigned(_ note: String, size: Int64, root: Data) -> Bool {
        ([verifierKey] + former).contains { Self.isSigned(note, size: size, root: root, under: $0) }
    }

    private static func isSigned(_ note: String, size: Int64, root: Data, under verifierKey: String) -> Bool {
        let parts = verifierKey.split(separator: "+", maxSplits: 2).map(String.init)
        guard parts.count == 3, let key = Data(base64Encoded: parts[2]), key.first == 1,
            let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: key.dropFirst())
        else { return false }
        let body = "\(parts[0])\n\(size)\n\(root.base64EncodedString())\n"
        let prefix = "\(body)\n\u{2014} \(parts[0]) "
        guard note.hasPrefix(prefix), note.hasSuffix("\n"),
            let blob = Data(base64Encoded: String(note.dropFirst(prefix.count).dropLast())),
            Data(blob.prefix(4)).hex == parts[1]
        else { return false }
        return verifier.isValidSignature(blob.dropFirst(4), for: Data(body.utf8))
    }
}

extension Acts {
    /// Replaces the signing key: the act that names both keys is the last thing the former one signs for.
    ///
    /// A process that runs meanwhile goes on under the former key until it is started anew; its notes stay good.
    ///
    /// - Returns: The ledger under its new key.
    package func rotateKey(in keysFolder: URL, by attribution: Attribution, reason: String) async throws -> Acts {
        let next = signer.successor()
        let instant = clock.now
        let keys: JSONValue = ["from": .string(verifierKey), "to": .string(next.verifierKey)]
        _ = try await database.write { db in
            try Act.append(
                "ledger.keyRotated",
                on: "ledger",
                by: attribution,
                reason: reason,
                details: keys,
                at: instant,
                db
            )
        }
        _ = try await checkpoint()
        try next.replace(in: keysFolder)
        return Acts(database: database, signer: next, clock: clock)
    }
}

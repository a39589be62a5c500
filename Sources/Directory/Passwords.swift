import Crypto
import CryptoExtras
import Foundation
import Kernel

/// Turns passwords into what may be stored: scrypt (RFC 7914) with a salt of its own each.
package struct Passwords: Sendable {
    /// log2 of scrypt's N: 2^15 takes 32 MiB (128 · 8 · 2^15 bytes).
    private let cost: Int

    /// - Parameter cost: Lower in tests only.
    package init(cost: Int = 15) { self.cost = cost }

    /// The shortest password that is taken.
    package static let minimumLength = 10

    /// `scrypt$<log2 N>$8$1$<salt>$<key>`, base64.
    func hash(_ password: String) throws -> String {
        let salt = Data((0..<16).map { _ in UInt8.random(in: 0...255) })
        let key = try derive(password, salt: salt, cost: cost)
        return "scrypt$\(cost)$8$1$\(salt.base64EncodedString())$\(key.base64EncodedString())"
    }

    func matches(_ password: String, _ stored: String) throws -> Bool {
        let parts = stored.split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let cost = Int(parts[1]), (4...20).contains(cost),
            let salt = Data(base64Encoded: parts[4]), let key = Data(base64Encoded: parts[5])
        else { return false }
        // Compares keys, so that the time taken says nothing about the password.
        return try SymmetricKey(data: derive(password, salt: salt, cost: cost)) == SymmetricKey(data: key)
    }

    /// Takes as long as ``matches(_:_:)``, for an account that does not exist.
    func waste(_ password: String) throws { _ = try derive(password, salt: Data(count: 16), cost: cost) }

    private func derive(_ password: String, salt: Data, cost: Int) throws -> Data {
        // The same letters typed on different systems may be composed differently.
        let bytes = Array(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes,
            salt: salt,
            outputByteCount: 32,
            rounds: 1 << cost,
            blockSize: 8,
            parallelism: 1
        )
        return key.withUnsafeBytes { Data($0) }
    }
}

/// A secret handed out once and kept as its SHA-256 only.
enum Secret {
    /// 32 random bytes as 43 characters of base64url.
    static func make() -> String {
        Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    static func hash(_ secret: String) -> String { Data(SHA256.hash(data: Data(secret.utf8))).base64EncodedString() }
}

import Crypto
import Foundation
import Kernel
import Lake
import Web

/// Makes and reads the links by which somebody answers an invitation without signing in.
///
/// A link is made from meeting, seat and person under the home's own key, so that it can be written into every mail and
/// stands in no store: the invitation keeps the SHA-256 of its first half only. It ends with the person's hold on the
/// seat, for the second half names who may use it.
package struct AnsweringLinks: Sendable {
    private let key: SymmetricKey

    /// Reads `keys/council.key`; makes it, readable by its owner only, when there is none.
    package init(folder: URL) throws {
        let file = folder.appending(path: "council.key")
        if !FileManager.default.fileExists(atPath: file.path) {
            try FileManager.default.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let draft = folder.appending(path: "council.key.\(UUID().uuidString)")
            let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
            guard
                FileManager.default.createFile(
                    atPath: draft.path,
                    contents: bytes,
                    attributes: [.posixPermissions: 0o600]
                )
            else { throw LakeProblem.disk(errno) }
            // Two processes that start at once agree on the first one's key.
            if link(draft.path, file.path) != 0, errno != EEXIST { throw LakeProblem.disk(errno) }
            try FileManager.default.removeItem(at: draft)
        }
        key = SymmetricKey(data: try Data(contentsOf: file))
    }

    /// What stands behind `/rsvp/` for `person`, 43 characters.
    package func token(_ meeting: Meeting.ID, _ seat: Seat.ID, for person: String) -> String {
        let secret = secret(meeting, seat)
        return (secret + holder(secret, person)).base64URL
    }

    /// What is stored of an invitation: the hash of what finds it.
    func hash(_ meeting: Meeting.ID, _ seat: Seat.ID) -> String { Self.hash(secret(meeting, seat)) }

    /// The hash by which the invitation of a token is found; nil for what is no token.
    static func hash(of token: String) -> String? {
        guard let bytes = Data(base64URL: token), bytes.count == 32 else { return nil }
        return hash(bytes.prefix(16))
    }

    /// Whether the token is this person's; compared without telling by the time taken where it differs.
    func belongs(_ token: String, to person: String) -> Bool {
        guard let bytes = Data(base64URL: token), bytes.count == 32 else { return false }
        let secret = Data(bytes.prefix(16))
        return zip(bytes.suffix(16), holder(secret, person)).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func secret(_ meeting: Meeting.ID, _ seat: Seat.ID) -> Data { mac("rsvp\n\(meeting)\n\(seat)") }

    private func holder(_ secret: Data, _ person: String) -> Data { mac("rsvp by\n\(secret.hex)\n\(person)") }

    private func mac(_ text: String) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key).prefix(16))
    }

    private static func hash(_ secret: Data) -> String { SHA256.hash(data: secret).hex }
}

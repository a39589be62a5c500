import Crypto
import Foundation
import GRDB
import Kernel

/// Who acted, and for which institution: identifiers only, never names or addresses.
package struct Attribution: Codable, Hashable, Sendable {
    package let person: String
    package let institution: String

    package init(person: String, institution: String) {
        self.person = person
        self.institution = institution
    }

    /// Maru itself, where no person decided: an expiry, a job that finished.
    package static let system = Attribution(person: "system", institution: "system")
}

/// One entry of the ledger: who did what, for which institution, on what, why, when and under which rule pack.
package struct Act: Equatable, Sendable {
    /// 1 for the first act; the leaf's index in the tree is one less.
    package let seq: Int64
    /// RFC 3339 in UTC with milliseconds.
    package let at: String
    /// `<room>.<verbed>`, for example `sharing.granted`.
    package let kind: String
    /// What it was done to: `request/<id>`.
    package let subject: String
    /// Canonical JSON (RFC 8785): `by`, `for`, `why`, `pack`, `details`.
    package let payload: String
    /// SHA-256 of 0x00 and ``leafInput``: the leaf hash of RFC 6962, section 2.1.
    package let leaf: Data

    /// The bytes that are hashed into the leaf: canonical JSON of every column.
    package static func leafInput(seq: Int64, at: String, kind: String, subject: String, payload: String) -> String {
        // Members in sorted order, as RFC 8785 wants them; the payload is canonical JSON already.
        "{\"at\":\(JSONValue.string(at).canonical),\"kind\":\(JSONValue.string(kind).canonical),"
            + "\"payload\":\(payload),\"seq\":\(seq),\"subject\":\(JSONValue.string(subject).canonical)}"
    }

    package var leafInput: String {
        Self.leafInput(seq: seq, at: at, kind: kind, subject: subject, payload: payload)
    }
}

// MARK: - Database

extension Act: FetchableRecord {
    package init(row: Row) throws {
        seq = row["seq"]
        at = row["at"]
        kind = row["kind"]
        subject = row["subject"]
        payload = row["payload"]
        leaf = row["leaf"]
    }
}

extension Act {
    /// Appends an act inside the caller's transaction, so that the effect and its act stand or fall together.
    @discardableResult
    package static func append(
        _ kind: String,
        on subject: String,
        by attribution: Attribution,
        reason: String? = nil,
        pack: String? = nil,
        details: JSONValue = [:],
        at instant: Date,
        _ db: Database
    ) throws -> Act {
        var members: [String: JSONValue] = [
            "by": .string(attribution.person), "for": .string(attribution.institution), "details": details,
        ]
        if let reason { members["why"] = .string(reason) }
        if let pack { members["pack"] = .string(pack) }
        let payload = JSONValue.object(members).canonical
        let size = try MerkleStore.size(db)
        let seq = size + 1
        let at = instant.timestamp
        let leaf = MerkleTree.leafHash(
            Data(leafInput(seq: seq, at: at, kind: kind, subject: subject, payload: payload).utf8)
        )
        try db.cachedStatement(
            sql: "INSERT INTO act (seq, at, kind, subject, payload, leaf) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [seq, at, kind, subject, payload, leaf])
        try MerkleStore.grow(from: size, with: leaf, db)
        return Act(seq: seq, at: at, kind: kind, subject: subject, payload: payload, leaf: leaf)
    }
}

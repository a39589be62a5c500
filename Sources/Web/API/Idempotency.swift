import Foundation
import GRDB
import Kernel

/// Answers kept for 24 hours, so that a program that lost one may ask again without doing the thing twice.
struct Idempotency: Sendable {
    let database: any DatabaseWriter
    let clock: WallClock

    /// A key within what one person sends.
    struct Key: Sendable {
        let person: String
        let key: String
    }

    /// An answer as it was first given.
    struct Answer: Sendable, Equatable {
        let status: Int
        let contentType: String?
        let location: String?
        let body: Data
        /// What was to be said on the next page, as in ``Flash``'s cookie.
        var said: String?
        /// When the request that got it began.
        var at: Date?

        static func == (one: Self, other: Self) -> Bool {
            one.status == other.status && one.contentType == other.contentType && one.location == other.location
                && one.body == other.body && one.said == other.said
        }
    }

    /// What a key is, to somebody who comes with it.
    enum Claim: Sendable {
        /// The thing may be done now; the key is taken.
        case free
        case answered(Answer)
        /// The key was used for another request; without an answer that is still being done.
        case used(Answer?)
        case busy
    }

    /// How long an answer is kept: 24 hours.
    static let lifetime: TimeInterval = 86400

    /// Takes the key for a request with this fingerprint.
    ///
    /// - Returns: The stored answer when the request was answered before; nil when it may now be done.
    /// - Throws: A 422 problem when the key was used for another request, a 409 while the first is being done.
    func claim(_ key: Key, fingerprint: String) async throws -> Answer? {
        switch try await take(key, fingerprint: fingerprint) {
        case .free: return nil
        case .answered(let answer): return answer
        case .used: throw Self.reused
        case .busy: throw Self.busy
        }
    }

    /// Takes the key for a request with this fingerprint, if it may be done now.
    ///
    /// - Parameter replacing: Whether another request than the one answered before takes the key over.
    func take(_ key: Key, fingerprint: String, replacing: Bool = false) async throws -> Claim {
        let now = clock.now
        return try await database.write { db in
            try db.execute(
                sql: "DELETE FROM idempotency WHERE at < ?",
                arguments: [now.addingTimeInterval(-Self.lifetime)]
            )
            let found = try Row.fetchOne(
                db,
                sql: "SELECT * FROM idempotency WHERE person = ? AND key = ?",
                arguments: [key.person, key.key]
            )
            guard let row = found else {
                try db.execute(
                    sql: "INSERT INTO idempotency (person, key, fingerprint, owner, at) VALUES (?, ?, ?, ?, ?)",
                    arguments: [key.person, key.key, fingerprint, JobOwner.current.description, now]
                )
                return .free
            }
            let answer = Self.answer(row)
            if row["fingerprint"] == fingerprint {
                if let answer { return .answered(answer) }
                // The process that did it was killed: whether it was done is visible in the thing itself.
                guard let owner: String = row["owner"], JobOwner(owner)?.isGone == true else { return .busy }
            } else {
                guard replacing, answer != nil else { return .used(answer) }
            }
            try db.execute(
                sql: """
                    UPDATE idempotency SET fingerprint = ?, owner = ?, at = ?, status = NULL WHERE person = ? AND key = ?
                    """,
                arguments: [fingerprint, JobOwner.current.description, now, key.person, key.key]
            )
            return .free
        }
    }

    private static func answer(_ row: Row) -> Answer? {
        guard let status: Int = row["status"] else { return nil }
        return Answer(
            status: status,
            contentType: row["contentType"],
            location: row["location"],
            body: row["body"] ?? Data(),
            said: row["said"],
            at: row["at"]
        )
    }

    func keep(_ answer: Answer, for key: Key) async throws {
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE idempotency SET status = ?, contentType = ?, location = ?, body = ?, said = ?, owner = NULL
                    WHERE person = ? AND key = ?
                    """,
                arguments: [
                    answer.status, answer.contentType, answer.location, answer.body, answer.said, key.person, key.key,
                ]
            )
        }
    }

    /// Gives the key back after a failure, so that the same request may be tried again.
    func release(_ key: Key) async throws {
        try await database.write { db in
            try db.execute(
                sql: "DELETE FROM idempotency WHERE person = ? AND key = ? AND status IS NULL",
                arguments: [key.person, key.key]
            )
        }
    }

    static let reused = Problem(
        "web/idempotency-key-reused",
        LocalizedText("Idempotency-Key가 다른 요청에 쓰였습니다.", en: "The Idempotency-Key was used for another request."),
        status: 422,
        detail: LocalizedText("요청마다 새 값을 쓰세요.", en: "Use a new value for each request.")
    )

    private static let busy = Problem(
        "web/idempotency-in-progress",
        LocalizedText("같은 요청을 처리하고 있습니다.", en: "The same request is being worked on."),
        status: 409,
        detail: LocalizedText("잠시 뒤 같은 값으로 다시 요청하세요.", en: "Ask again with the same key in a moment.")
    )
}

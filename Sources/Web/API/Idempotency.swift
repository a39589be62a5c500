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
    }

    /// How long an answer is kept: 24 hours.
    static let lifetime: TimeInterval = 86400

    /// Takes the key for a request with this fingerprint.
    ///
    /// - Returns: The stored answer when the request was answered before; nil when it may now be done.
    /// - Throws: A 422 problem when the key was used for another request, a 409 while the first is being done.
    func claim(_ key: Key, fingerprint: String) async throws -> Answer? {
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
                return nil
            }
            guard row["fingerprint"] == fingerprint else { throw Self.reused }
            if let status: Int = row["status"] {
                return Answer(
                    status: status,
                    contentType: row["contentType"],
                    location: row["location"],
                    body: row["body"] ?? Data()
                )
            }
            // The process that did it was killed: whether it was done is visible in the thing itself.
            guard let owner: String = row["owner"], JobOwner(owner)?.isGone == true else { throw Self.busy }
            try db.execute(
                sql: "UPDATE idempotency SET owner = ?, at = ? WHERE person = ? AND key = ?",
                arguments: [JobOwner.current.description, now, key.person, key.key]
            )
            return nil
        }
    }

    func keep(_ answer: Answer, for key: Key) async throws {
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE idempotency SET status = ?, contentType = ?, location = ?, body = ?, owner = NULL
                    WHERE person = ? AND key = ?
                    """,
                arguments: [answer.status, answer.contentType, answer.location, answer.body, key.person, key.key]
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

    private static let reused = Problem(
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

import Foundation
import GRDB
import Kernel

// The places at which somebody is signed in.
extension SignIns {
    /// A session of somebody, as its owner sees it. The secret is not known here.
    package struct OpenSession: Sendable {
        /// What it is ended by.
        package let key: String
        package let startedAt: Date
        /// The last use; within a minute.
        package let usedAt: Date
        /// Whether it is the one that asks.
        package let isCurrent: Bool
    }

    /// The sessions of `actor` that are open, the one that asks first.
    package func sessions(of actor: Actor, current secret: String?) async throws -> [OpenSession] {
        let instant = clock.now
        let own = secret.map(Secret.hash)
        return try await database.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT hash, startedAt, endsAt FROM session WHERE person = ? AND endsAt > ? ORDER BY endsAt DESC",
                arguments: [actor.person, instant]
            )
            let sessions = rows.map { row in
                let (key, started, ends): (String, Date, Date) = (row["hash"], row["startedAt"], row["endsAt"])
                return OpenSession(
                    key: key,
                    startedAt: started,
                    // One near its longest stay ends sooner than its idle time; then nothing earlier is known.
                    usedAt: max(started, ends.addingTimeInterval(-Self.idle)),
                    isCurrent: key == own
                )
            }
            return sessions.filter(\.isCurrent) + sessions.filter { !$0.isCurrent }
        }
    }

    /// Ends other sessions of `actor`: the one behind `key`, or all but the one that asks.
    ///
    /// - Returns: How many were ended; one that has ended meanwhile is none.
    @discardableResult
    package func endSessions(of actor: Actor, key: String? = nil, except secret: String?) async throws -> Int {
        let own = secret.map(Secret.hash) ?? ""
        return try await database.write { db in
            try db.execute(
                sql: "DELETE FROM session WHERE person = ? AND hash <> ? AND (? IS NULL OR hash = ?)",
                arguments: [actor.person, own, key, key]
            )
            return db.changesCount
        }
    }
}

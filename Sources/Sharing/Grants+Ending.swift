import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger

extension Grants {
    /// Takes a grant back; its share is removed and running questions are stopped.
    package func revoke(_ id: Grant.ID, reason: String, by actor: Actor) async throws -> (grant: Grant, job: Job.ID) {
        let reason = try Self.stated(reason)
        return try await database.write { db in
            let grant = try Self.find(id, db)
            try SharingMove.revoke.require(of: actor, at: grant.provider)
            return try end(grant, .revoke, "sharing.revoked", reason, by: actor.attribution, db)
        }
    }

    /// Ends a use whose purpose is met: the user destroys what was taken, and says so (Act Art. 15②).
    package func close(_ id: Grant.ID, statement: String, by actor: Actor) async throws -> (grant: Grant, job: Job.ID) {
        let statement = try Self.stated(statement)
        return try await database.write { db in
            let grant = try Self.find(id, db)
            guard grant.person == actor.person else { throw SharingProblem.notYours }
            return try end(grant, .close, "sharing.closed", statement, by: actor.attribution, db)
        }
    }

    /// Ends every grant whose last day has passed.
    ///
    /// - Returns: How many.
    @discardableResult
    package func expire() async throws -> Int {
        let today = clock.today
        return try await database.write { db in
            let late = try Grant.filter(sql: "stage IN ('making', 'active') AND until < ?", arguments: [today])
                .fetchAll(db)
            for grant in late { _ = try end(grant, .expire, "sharing.expired", nil, by: .system, db) }
            return late.count
        }
    }

    private func end(
        _ grant: Grant,
        _ move: Grant.Move,
        _ kind: String,
        _ reason: String?,
        by attribution: Attribution,
        _ db: Database
    ) throws -> (grant: Grant, job: Job.ID) {
        let instant = clock.now
        var grant = grant
        grant.stage = try Grant.next(grant.stage, move)
        grant.endedAt = instant
        grant.endReason = reason
        try grant.update(db)
        try Act.append(kind, on: "grant/\(grant.id)", by: attribution, reason: reason, at: instant, db)
        let job = try Job.enqueue(
            Self.removeJob,
            key: grant.id.rawValue,
            payload: ["grant": .string(grant.id.rawValue)],
            by: attribution.person,
            for: grant.provider.rawValue,
            at: instant,
            db
        )
        return (grant, job)
    }

    func removeShare(_ id: Grant.ID) async throws {
        guard try await database.read({ try Self.find(id, $0).stage }) != .active else { return }
        try shares.remove(grant: id.rawValue)
        let instant = clock.now
        try await database.write { db in
            let known = try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM act WHERE subject = ? AND kind = 'sharing.shareRemoved')",
                arguments: ["grant/\(id)"]
            )
            guard known != true else { return }
            try Act.append("sharing.shareRemoved", on: "grant/\(id)", by: .system, at: instant, db)
        }
    }

    private static func stated(_ reason: String) throws -> String {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else {
            throw SharingProblem.invalid("reason", LocalizedText("사유를 적어 주세요.", en: "Give the reason."))
        }
        return reason
    }
}

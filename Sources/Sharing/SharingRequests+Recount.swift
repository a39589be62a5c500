import Foundation
import GRDB
import Kernel
import Ledger
import Statute

extension SharingRequests {
    /// Counts the dates that still run anew, after the holiday table changed, and records old and new: when open
    /// requests must be decided, and until when mediation of a refusal may be applied for.
    ///
    /// - Returns: How many dates moved.
    @discardableResult
    package func recount() async throws -> Int {
        let instant = clock.now
        return try await database.write { db in
            var moved = 0
            let open = try SharingRequest.filter(["submitted", "clarifying"].contains(Column("stage"))).fetchAll(db)
            for request in open where try recountDecision(request, at: instant, db) { moved += 1 }
            let refused = try SharingRequest.filter(
                sql: "stage = 'refused' AND json_extract(refusalJSON, '$.mediation.due') >= ?",
                arguments: [Day(of: instant)]
            ).fetchAll(db)
            for request in refused where try recountMediation(request, at: instant, db) { moved += 1 }
            return moved
        }
    }

    private func recountDecision(_ request: SharingRequest, at instant: Date, _ db: Database) throws -> Bool {
        var request = request
        let due = try statutes.due(
            "provision.decide",
            from: Day(of: request.receivedAt),
            extendedBy: request.extendedDays,
            pack: statutes.pack(request.pack)
        )
        guard let old = request.due, old.due != due.due else { return false }
        request.clock = try Self.json(due)
        try request.update(db)
        try recorded(request, old, due, at: instant, db)
        return true
    }

    private func recountMediation(_ request: SharingRequest, at instant: Date, _ db: Database) throws -> Bool {
        var request = request
        guard var refusal = request.refusal, let decidedAt = request.decidedAt else { return false }
        let due = try statutes.due("mediation.apply", from: Day(of: decidedAt), pack: statutes.pack(request.pack))
        let old = refusal.mediation
        guard old.due != due.due else { return false }
        refusal.mediation = due
        request.refusalJSON = try Self.json(refusal)
        try request.update(db)
        try recorded(request, old, due, at: instant, db)
        return true
    }

    private func recorded(_ request: SharingRequest, _ old: DueDate, _ new: DueDate, at instant: Date, _ db: Database)
        throws
    {
        try Act.append(
            "sharing.recounted",
            on: "request/\(request.id)",
            by: .system,
            pack: request.pack,
            details: [
                "rule": .string(new.rule), "old": .string(old.due.description), "new": .string(new.due.description),
            ],
            at: instant,
            db
        )
    }
}

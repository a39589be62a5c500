import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute

extension SharingRequests {
    /// A request with those around it.
    package struct Detail: Sendable {
        package let request: SharingRequest
        package let dataset: Dataset
        package let requester: Institution
        package let provider: Institution
        /// Who answers for the provider today, where it was merged since.
        package let deemedProvider: Institution?
        package let person: Person?
        package let clarifications: [Clarification]
        package let grant: Grant?
    }

    package func find(_ id: SharingRequest.ID, by actor: Actor) async throws -> SharingRequest {
        let request = try await database.read { try Self.find(id, $0) }
        try Self.requireSight(of: request, actor)
        return request
    }

    package func detail(_ id: SharingRequest.ID, by actor: Actor) async throws -> Detail {
        try await database.read { db in
            let request = try Self.find(id, db)
            try Self.requireSight(of: request, actor)
            return try detail(request, db)
        }
    }

    private func detail(_ request: SharingRequest, _ db: Database) throws -> Detail {
        let holder = try Institutions.holder(of: request.provider, on: clock.today, db)
        return Detail(
            request: request,
            dataset: try Datasets.find(request.dataset, db),
            requester: try Institutions.find(request.requester.rawValue, db),
            provider: try Institutions.find(request.provider.rawValue, db),
            deemedProvider: holder == request.provider ? nil : try Institutions.find(holder.rawValue, db),
            person: try Person.fetchOne(db, key: request.person),
            clarifications: try Clarification.filter(Column("request") == request.id).order(Column("seq")).fetchAll(db),
            grant: try Grant.filter(Column("request") == request.id).fetchOne(db)
        )
    }

    /// The requests somebody may see, newest first.
    package func list(stage: SharingRequest.Stage? = nil, by actor: Actor) async throws -> [Detail] {
        try await database.read { db in
            try SharingRequest.all().filter(stage.map { Column("stage") == $0 } ?? true.sqlExpression)
                .order(Column("receivedAt").desc, Column("id").desc).fetchAll(db)
                .filter { Self.isVisible($0, to: actor) }.map { try detail($0, db) }
        }
    }

    /// Counts the dates of open requests anew, after the holiday table changed, and records old and new.
    ///
    /// - Returns: How many dates moved.
    package func recount() async throws -> Int {
        let instant = clock.now
        return try await database.write { db in
            var moved = 0
            for var request in try SharingRequest.filter(sql: "stage IN ('submitted', 'clarifying')").fetchAll(db) {
                let due = try statutes.due(
                    "provision.decide",
                    from: Day(of: request.receivedAt),
                    extendedBy: request.extendedDays,
                    pack: statutes.pack(request.pack)
                )
                guard let old = request.due, old.due != due.due else { continue }
                request.clock = try Self.json(due)
                try request.update(db)
                try Act.append(
                    "sharing.recounted",
                    on: "request/\(request.id)",
                    by: .system,
                    pack: request.pack,
                    details: ["old": .string(old.due.description), "new": .string(due.due.description)],
                    at: instant,
                    db
                )
                moved += 1
            }
            return moved
        }
    }

    static func find(_ id: SharingRequest.ID, _ db: Database) throws -> SharingRequest {
        guard let request = try SharingRequest.fetchOne(db, key: id) else {
            throw SharingProblem.noSuchRequest(id.rawValue)
        }
        return request
    }

    private static func isVisible(_ request: SharingRequest, to actor: Actor) -> Bool {
        request.person == actor.person || SharingMove.see.isAllowed(for: actor, at: request.requester)
            || SharingMove.see.isAllowed(for: actor, at: request.provider)
    }

    private static func requireSight(of request: SharingRequest, _ actor: Actor) throws {
        guard !isVisible(request, to: actor) else { return }
        try SharingMove.see.require(of: actor, at: request.provider)
    }
}

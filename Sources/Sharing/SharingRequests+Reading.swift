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
        /// Who stands for the requester today, where it was merged since.
        package let deemedRequester: Institution?
        package let provider: Institution
        /// Who answers for the provider today, where it was merged since.
        package let deemedProvider: Institution?
        package let person: Person?
        package let decidedBy: Person?
        /// Oldest first.
        package let clarifications: [Said]
        package let grant: Grant?
        /// Who holds the data instead, as the provider says.
        package let suggestedHolder: Institution?
        /// The ground of a refusal, in the words of the law the request is under.
        package let ground: RefusalGround?
        /// The requests that take this one further, oldest first.
        package let followedBy: [SharingRequest]
        /// How the period may be extended, in the law the request is under.
        package let extensionRule: ClockRule.Extension?
        /// nil until it is decided.
        package let kept: PeriodKept?
        /// The Act the request is under, with its number and days; nil where its rule pack is not shipped any more.
        package let law: LocalizedText?

        /// A question or an answer, and whose it is.
        package struct Said: Sendable {
            package let entry: Clarification
            package let person: Person?
        }
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
            var neighbours = Neighbours(on: clock.today)
            return try details([request], &neighbours, db)[0]
        }
    }

    /// The requests somebody may see, newest first.
    ///
    /// - Parameters:
    ///   - last: The last one seen; what is older follows.
    ///   - limit: At most so many; all unless given.
    package func list(
        stage: SharingRequest.Stage? = nil,
        after last: SharingRequest.ID? = nil,
        limit: Int? = nil,
        by actor: Actor
    ) async throws -> [Detail] {
        try await database.read { db in
            var found = SharingRequest.filter(SharingMove.visible(to: actor, ends: ["requester", "provider"]))
            if let stage { found = found.filter(Column("stage") == stage) }
            if let last { found = found.filter(Column("id") < last) }
            if let limit { found = found.limit(limit) }
            var neighbours = Neighbours(on: clock.today)
            return try details(found.order(Column("id").desc).fetchAll(db), &neighbours, db)
        }
    }

    /// The requests with those around them: a few questions to the store for all of them together.
    func details(_ requests: [SharingRequest], _ neighbours: inout Neighbours, _ db: Database) throws
        -> [Detail]
    {
        let ids = requests.map(\.id)
        let said = Dictionary(
            grouping: try Clarification.filter(ids.contains(Column("request"))).order(Column("seq")).fetchAll(db),
            by: \.request
        )
        let grants = Dictionary(
            try Grant.filter(ids.contains(Column("request"))).fetchAll(db).map { ($0.request, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let following = Dictionary(
            grouping: try SharingRequest.filter(ids.contains(Column("follows"))).order(Column("id")).fetchAll(db),
            by: \.follows
        )
        return try requests.map { request in
            let pack = try statutes.pack(request.pack)
            return Detail(
                request: request,
                dataset: try neighbours.dataset(request.dataset, db),
                requester: try neighbours.institution(request.requester, db),
                deemedRequester: try neighbours.successor(of: request.requester, db),
                provider: try neighbours.institution(request.provider, db),
                deemedProvider: try neighbours.successor(of: request.provider, db),
                person: try neighbours.person(request.person, db),
                decidedBy: try request.decidedBy.flatMap { try neighbours.person($0, db) },
                clarifications: try (said[request.id] ?? []).map {
                    Detail.Said(entry: $0, person: try neighbours.person($0.person, db))
                },
                grant: grants[request.id],
                suggestedHolder: try request.suggestedHolder.map {
                    try neighbours.institution(Institution.ID(rawValue: $0), db)
                },
                ground: request.refusal.flatMap { pack.ground($0.ground) },
                followedBy: following[request.id] ?? [],
                extensionRule: pack.clock("provision.decide")?.extension,
                kept: PeriodKept(request, pack.counting),
                law: pack.act
            )
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

    static func requireSight(of request: SharingRequest, _ actor: Actor) throws {
        guard !isVisible(request, to: actor) else { return }
        try SharingMove.see.require(of: actor, at: request.provider)
    }
}

import Directory
import Foundation
import GRDB
import Kernel

extension SharingRequests {
    /// Which requests of an institution are meant.
    package enum End: String, CaseIterable, Sendable {
        /// Those others sent to it.
        case received
        /// Those it, or the person, sent to others.
        case sent
        /// Everything somebody may see: for the secretariat and auditors, the nation's.
        case all
    }

    /// What a list of requests may be ordered by.
    package enum Order: String, Sendable {
        /// The day it was received.
        case received
        /// The statutory day.
        case due
    }

    /// Requests at one end, the earliest statutory day first while they are open, else the newest first.
    ///
    /// - Parameters:
    ///   - open: Only those not yet decided, or only those decided; both unless given.
    ///   - dueBefore: Only those whose statutory day lies before this one.
    ///   - order: Another order than that.
    /// - Returns: One page, and how many there are.
    package func list(
        at end: End,
        open: Bool? = nil,
        dueBefore day: Day? = nil,
        order: (by: Order, isDescending: Bool)? = nil,
        offset: Int = 0,
        limit: Int = 20,
        by actor: Actor
    ) async throws -> (found: [Detail], total: Int) {
        let today = clock.today
        return try await database.read { db in
            var found = SharingRequest.filter(SharingMove.visible(to: actor, ends: ["requester", "provider"]))
            let own = Set(actor.held.map(\.institution))
            switch end {
            case .received: found = found.filter(own.contains(Column("provider")))
            case .sent: found = found.filter(own.contains(Column("requester")) || Column("person") == actor.person)
            case .all: break
            }
            if let open { found = found.filter(Self.openStages.contains(Column("stage")) == open) }
            if let day { found = found.filter(sql: "json_extract(clock, '$.due') < ?", arguments: [day]) }
            let total = try found.fetchCount(db)
            let (key, isDescending) = order ?? (open == true ? (.due, false) : (.received, true))
            let way = isDescending ? "DESC" : "ASC"
            // Identifiers begin with the instant they were made at: their order is that of receipt.
            let ordered =
                switch key {
                case .due: found.order(sql: "json_extract(clock, '$.due') \(way), id")
                case .received: found.order(sql: "id \(way)")
                }
            var neighbours = Neighbours(on: today)
            return (try details(ordered.limit(limit, offset: offset).fetchAll(db), &neighbours, db), total)
        }
    }

    private static let openStages: [SharingRequest.Stage] = [.submitted, .clarifying]
}

extension SharingRequest {
    /// Whether it is still to be decided.
    package var isOpen: Bool { stage == .submitted || stage == .clarifying }
}

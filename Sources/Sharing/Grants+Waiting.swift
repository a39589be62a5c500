import Directory
import Foundation
import GRDB
import Kernel

extension Grants {
    /// What a list of grants may be ordered by.
    package enum Order: String, Sendable {
        /// The last day of use.
        case until
    }

    /// Grants at one end, those in force by their last day, the others newest first.
    ///
    /// - Parameters:
    ///   - end: `sent` for those somebody uses, `received` for those an institution gave.
    ///   - inForce: Only those being made or in force, or only those that ended; both unless given.
    ///   - order: By the last day, the latest first or last, whatever the list holds.
    /// - Returns: One page, and how many there are.
    package func list(
        at end: SharingRequests.End,
        inForce: Bool? = nil,
        until day: Day? = nil,
        order: (by: Order, isDescending: Bool)? = nil,
        offset: Int = 0,
        limit: Int = 20,
        by actor: Actor
    ) async throws -> (found: [Detail], total: Int) {
        try await database.read { db in
            var found = Grant.filter(SharingMove.visible(to: actor, ends: ["institution", "provider"]))
            let own = Set(actor.held.map(\.institution))
            switch end {
            case .received: found = found.filter(own.contains(Column("provider")))
            case .sent: found = found.filter(own.contains(Column("institution")) || Column("person") == actor.person)
            case .all: break
            }
            let living: [Grant.Stage] = [.making, .active]
            if let inForce { found = found.filter(living.contains(Column("stage")) == inForce) }
            if let day { found = found.filter(Column("until") <= day) }
            let total = try found.fetchCount(db)
            let ordered =
                switch order?.isDescending ?? (inForce == true ? false : nil) {
                case false?: found.order(Column("until"), Column("id"))
                case true?: found.order(Column("until").desc, Column("id"))
                case nil: found.order(Column("id").desc)
                }
            var neighbours = Neighbours(on: clock.today)
            let page = try ordered.limit(limit, offset: offset).fetchAll(db)
            return (try page.map { try detail($0, &neighbours, db) }, total)
        }
    }

    /// The job that makes a grant's share, for somebody who may see the grant.
    package func making(_ id: Grant.ID, by actor: Actor) async throws -> Job? {
        _ = try await detail(id, by: actor)
        return try await database.read { try Self.making(id, $0) }
    }
}

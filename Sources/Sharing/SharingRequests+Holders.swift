import Catalog
import Directory
import Foundation
import GRDB
import Kernel

extension SharingRequests {
    /// An institution that may hold what was asked for.
    package struct LikelyHolder: Sendable {
        package let institution: Institution
        /// Its datasets that are most like the one asked for, the likest first.
        package let datasets: [DatasetHit]
    }

    /// Who may hold the data, for an officer who has to say “not ours”: other institutions of today with datasets like
    /// the one that was asked for, the likest first.
    package func likelyHolders(_ id: SharingRequest.ID, by actor: Actor) async throws -> [LikelyHolder] {
        let request = try await find(id, by: actor)
        let dataset = try await grants.datasets.find(request.dataset)
        let words = ([dataset.title] + dataset.keywords).joined(separator: " ")
        let found = try await grants.datasets.search(DatasetQuery(text: words, isLoose: true, limit: 100))
        let today = clock.today
        return try await database.read { db in
            let provider = try Institutions.holder(of: request.provider, on: today, db)
            let asker = try Institutions.holder(of: request.requester, on: today, db)
            var order: [Institution.ID] = []
            var hits: [Institution.ID: [DatasetHit]] = [:]
            var neighbours = Neighbours(on: today)
            for hit in found.hits where hit.id != dataset.id {
                let holder = try neighbours.successor(of: hit.institution, db)?.id ?? hit.institution
                guard holder != provider, holder != asker else { continue }
                if hits[holder] == nil { order.append(holder) }
                if hits[holder, default: []].count < 3 { hits[holder, default: []].append(hit) }
            }
            return try order.compactMap { id in
                let institution = try neighbours.institution(id, db)
                guard institution.until.map({ $0 >= today }) ?? true else { return nil }
                return LikelyHolder(institution: institution, datasets: hits[id] ?? [])
            }.prefix(5).map { $0 }
        }
    }
}

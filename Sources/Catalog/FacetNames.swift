import Directory
import GRDB
import Synchronization

/// What the facets' numbers stand for.
///
/// A facet never changes, is never removed, and a new one has the next number: what was read once holds for good.
final class FacetNames: Sendable {
    struct Facet {
        let id: Int
        let institution: Institution.ID
        let access: String
        /// Empty for none.
        let sector: String

        func matches(_ query: DatasetQuery) -> Bool {
            (query.institution.map { $0 == institution } ?? true)
                && (query.access.map { $0.rawValue == access } ?? true) && (query.sector.map { $0 == sector } ?? true)
        }
    }

    /// By number; there is none with number 0.
    private let known = Mutex<[Facet?]>([nil])

    /// Those that have datasets and that the query asks for.
    ///
    /// - Parameter counts: How many datasets each has, by its number.
    func counted(_ counts: [Int], _ query: DatasetQuery, _ db: Database) throws -> [(facet: Facet, count: Int)] {
        var facets = known.withLock { $0 }
        if counts.count > facets.count {
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT id, institution, access, sector FROM datasetFacet WHERE id >= ? ORDER BY id",
                arguments: [facets.count]
            )
            while let row = try rows.next() {
                let id: Int = row[0]
                facets += repeatElement(nil, count: id + 1 - facets.count)
                facets[id] = Facet(id: id, institution: row[1], access: row[2], sector: row[3])
            }
            known.withLock { [facets] known in if known.count < facets.count { known = facets } }
        }
        return counts.indices.compactMap { id in
            guard counts[id] > 0, id < facets.count, let facet = facets[id], facet.matches(query) else { return nil }
            return (facet, counts[id])
        }
    }
}

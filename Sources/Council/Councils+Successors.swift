import Directory
import GRDB
import Kernel

// One voice for each institution, however many it has followed.
extension Councils {
    /// Seats that speak no more for themselves on `day`, each with the seat that speaks for it: where one institution
    /// has followed two with a seat, the two count once.
    package static func doubles(in council: Council.ID, on day: Day, _ db: Database) throws -> [Seat.ID: Seat.ID] {
        let kinds = [Seat.Kind.member, .observer]
        let lasting = Seat.filter(Column("council") == council && Column("since") <= day && Column("person") == nil)
            .filter(Column("until") == nil || Column("until") >= day).filter(kinds.contains(Column("kind")))
        let ended = try lasting.filter(
            sql: "institution IN (SELECT id FROM institution WHERE until < ?)",
            arguments: [day]
        ).fetchAll(db)
        guard !ended.isEmpty else { return [:] }
        var holders: [Seat.ID: Institution.ID] = [:]
        for seat in ended { holders[seat.id] = try Institutions.holder(of: seat.institution, on: day, db) }
        let own = try lasting.filter(Set(holders.values).contains(Column("institution"))).fetchAll(db)
        let apart = own.filter { holders[$0.id] == nil }
        for seat in apart { holders[seat.id] = seat.institution }
        let order = { (seat: Seat) in
            (seat.kind == .member ? 0 : 1, holders[seat.id] == seat.institution ? 0 : 1, seat.since, seat.id)
        }
        var doubles: [Seat.ID: Seat.ID] = [:]
        for group in Dictionary(grouping: ended + apart, by: { holders[$0.id] }).values {
            let ordered = group.sorted { order($0) < order($1) }
            guard let first = ordered.first else { continue }
            for seat in ordered.dropFirst() { doubles[seat.id] = first.id }
        }
        return doubles
    }
}

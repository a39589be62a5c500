import Directory
import Foundation
import GRDB
import Kernel
import Ledger

// Who sits in a council. The people follow from the appointments of the day; only places are stored.
extension Councils {
    /// A seat with its institution and whoever sits in it today.
    package struct Place: Sendable {
        package let seat: Seat
        package let institution: Institution
        /// The institution that answers for it today; the same unless it ended.
        package let holder: Institution.ID
        /// The officer of the day, or whoever was named; nil while the institution has no officer.
        package let person: Person?
        /// The seat that speaks for this one: one institution has followed two that had a seat, and counts once.
        package let spokenForBy: Seat.ID?

        package var isVacant: Bool { person == nil }
    }

    /// Gives an institution a seat from today on.
    ///
    /// - Parameter email: Whoever sits there whatever the appointments say; nil for the institution's officer. The
    ///   chair must be named, for the law's chair is nobody's officer.
    @discardableResult
    package func seat(
        _ institution: String,
        as kind: Seat.Kind,
        person email: String? = nil,
        in council: String,
        by actor: Actor
    ) async throws -> Seat {
        let instant = clock.now
        return try await database.write { db in
            let council = try Self.find(council, db)
            try Self.requireHead(of: council, actor, on: Day(of: instant), db)
            try Self.requireLiving(council)
            let institution = try Institutions.find(institution, db)
            let person = try email.map { try People.find($0, db) }
            let taken = Seat.filter(Column("council") == council.id && Column("until") == nil)
            if kind == .chair || kind == .secretary {
                guard person != nil else {
                    throw CouncilProblem.invalid(
                        "person",
                        LocalizedText("의장과 간사는 사람을 지정해 주세요.", en: "Name the person who is chair or secretary.")
                    )
                }
                guard try taken.filter(Column("kind") == kind).fetchCount(db) == 0 else {
                    throw CouncilProblem.seatTaken(kind)
                }
            } else {
                let members = [Seat.Kind.member, .observer].contains(Column("kind"))
                guard try taken.filter(Column("institution") == institution.id && members).fetchCount(db) == 0 else {
                    throw CouncilProblem.alreadySeated(institution.title)
                }
            }
            let seat = Seat(
                id: .make(at: instant),
                council: council.id,
                institution: institution.id,
                kind: kind,
                person: person?.id,
                since: Day(of: instant),
                until: nil
            )
            try seat.insert(db)
            try Self.record(
                "council.seated",
                on: "council/\(council.id)",
                by: actor,
                [
                    "seat": .string(seat.id.rawValue), "institution": .string(institution.id.rawValue),
                    "kind": .string(kind.rawValue),
                ],
                at: instant,
                db
            )
            return seat
        }
    }

    /// The seats of a council that hold today, chair and secretary first, then by institution.
    package func places(in council: Council.ID) async throws -> [Place] {
        let day = clock.today
        return try await database.read { try Self.places(in: council, on: day, $0) }
    }

    /// The same inside a transaction: three queries however many seats there are, a few more for those whose
    /// institution ended.
    package static func places(in council: Council.ID, on day: Day, _ db: Database) throws -> [Place] {
        let seats = try Seat.filter(Column("council") == council && Column("since") <= day)
            .filter(Column("until") == nil || Column("until") >= day).fetchAll(db)
        return try places(of: seats, in: council, on: day, db)
    }

    package static func places(of seats: [Seat], in council: Council.ID, on day: Day, _ db: Database) throws
        -> [Place]
    {
        let doubles = try doubles(in: council, on: day, db)
        let homes = try Institution.fetchAll(db, keys: Set(seats.map(\.institution)))
        let byID = Dictionary(homes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var holders: [Institution.ID: Institution.ID] = [:]
        for home in homes {
            let hasEnded = home.until.map { $0 < day } ?? false
            holders[home.id] = hasEnded ? try Institutions.holder(of: home.id, on: day, db) : home.id
        }
        let officers = try officers(at: Set(holders.values), on: day, db)
        let wanted = Set(seats.compactMap(\.person)).union(officers.values)
        let people = Dictionary(
            try Person.fetchAll(db, keys: wanted).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let order = Dictionary(uniqueKeysWithValues: Seat.Kind.allCases.enumerated().map { ($1, $0) })
        return seats.compactMap { seat -> Place? in
            guard let institution = byID[seat.institution], let holder = holders[seat.institution] else { return nil }
            let person = seat.person ?? officers[holder]
            return Place(
                seat: seat,
                institution: institution,
                holder: holder,
                person: person.flatMap { people[$0] },
                spokenForBy: doubles[seat.id]
            )
        }.sorted { one, other in
            (order[one.seat.kind] ?? 0, one.institution.name) < (order[other.seat.kind] ?? 0, other.institution.name)
        }
    }

    private static func officers(at institutions: Set<Institution.ID>, on day: Day, _ db: Database) throws
        -> [Institution.ID: Person.ID]
    {
        let held = try Appointment.filter(Column("role") == Role.officer && Column("since") <= day)
            .filter(Column("until") == nil || Column("until") >= day)
            .filter(institutions.contains(Column("institution"))).fetchAll(db)
        return Dictionary(held.map { ($0.institution, $0.person) }, uniquingKeysWith: { first, _ in first })
    }

    /// The seats of a council in which `actor` may sit today: named for it, officer or deputy of its institution, or
    /// its alternate.
    package static func seats(of actor: Actor, in council: Council.ID, on day: Day, _ db: Database) throws -> [Seat] {
        let seats = try Seat.filter(Column("council") == council && Column("since") <= day)
            .filter(Column("until") == nil || Column("until") >= day).fetchAll(db)
        let stands = try Alternate.filter(Column("person") == actor.person && Column("since") <= day)
            .filter(Column("until") == nil || Column("until") >= day).fetchAll(db).map(\.seat)
        let own = seats.filter { seat in
            if let person = seat.person { return person == actor.person || stands.contains(seat.id) }
            return stands.contains(seat.id) || actor.holds([.officer, .deputy], at: seat.institution)
        }
        // Whoever stands in at a seat that another speaks for stands in at that one.
        let speaking = try doubles(in: council, on: day, db).filter { double in own.contains { $0.id == double.key } }
        return seats.filter { seat in
            speaking.values.contains(seat.id) && !own.contains { $0.id == seat.id }
        } + own
    }

    /// Whether `actor` runs the council: its chair, its secretary, or the secretariat.
    package static func isHead(_ actor: Actor, of council: Council, on day: Day, _ db: Database) throws -> Bool {
        if CouncilMove.run.isAllowed(for: actor, at: nil) { return true }
        return try seats(of: actor, in: council.id, on: day, db).contains { $0.kind == .chair || $0.kind == .secretary }
    }

    static func requireHead(of council: Council, _ actor: Actor, on day: Day, _ db: Database) throws {
        guard try isHead(actor, of: council, on: day, db) else { throw CouncilProblem.headOnly(council.title) }
    }
}

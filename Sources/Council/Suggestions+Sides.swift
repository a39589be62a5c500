import Directory
import Foundation
import GRDB
import Kernel

// Who stands where: whose turn it is, and who is told.
extension Suggestions {
    /// Everywhere `actor` stands towards a suggestion, the most able first.
    static func sides(of actor: Actor, _ suggestion: Suggestion, on day: Day, _ db: Database) throws
        -> [Suggestion.Side]
    {
        var sides: [Suggestion.Side] = []
        // The officers' council looks at everything, a sector group at what belongs to its sector.
        let councils = try Council.filter(
            Column("endedAt") == nil
                && (Column("kind") == Council.Kind.officers
                    || (Column("sector") != nil && Column("sector") == suggestion.sector))
        ).fetchAll(db)
        let isHead = try councils.contains { try Councils.isHead(actor, of: $0, on: day, db) }
        if isHead || CouncilMove.run.isAllowed(for: actor, at: nil) { sides.append(.council) }
        if CouncilMove.endorse.isAllowed(for: actor, at: suggestion.institution) { sides.append(.officer) }
        if suggestion.person == actor.person { sides.append(.raiser) }
        if CouncilMove.report.isAllowed(for: actor, at: suggestion.owner) { sides.append(.owner) }
        return sides
    }

    /// From where `actor` makes the move, as far as anywhere lets it.
    static func side(of actor: Actor, _ move: Suggestion.Move, _ suggestion: Suggestion, on day: Day, _ db: Database)
        throws -> Suggestion.Side
    {
        func allows(_ side: Suggestion.Side) -> Bool {
            (try? Suggestion.next(suggestion.stage, move, by: side)) != nil
        }
        if let side = try sides(of: actor, suggestion, on: day, db).first(where: allows) { return side }
        // Either somebody else may now, or nobody.
        if Suggestion.Side.allCases.contains(where: allows) { throw CouncilProblem.notYourSuggestion }
        throw CouncilRefusal(stage: suggestion.stage.title)
    }

    /// The moves `actor` may make now.
    static func moves(of actor: Actor, _ suggestion: Suggestion, on day: Day, _ db: Database) throws
        -> [Suggestion.Move]
    {
        let sides = try sides(of: actor, suggestion, on: day, db)
        return Suggestion.Move.allCases.filter { move in
            sides.contains { (try? Suggestion.next(suggestion.stage, move, by: $0)) != nil }
        }
    }

    /// The officers and deputies who answer for an institution on `day`.
    static func officers(of institution: Institution.ID, on day: Day, _ db: Database) throws -> [Person.ID] {
        let holder = try Institutions.holder(of: institution, on: day, db)
        return try people(as: [.officer, .deputy], at: holder, on: day, db)
    }

    private static func people(as roles: [Role], at institution: Institution.ID?, on day: Day, _ db: Database) throws
        -> [Person.ID]
    {
        var held = Appointment.filter(roles.contains(Column("role")) && Column("since") <= day)
            .filter(Column("until") == nil || Column("until") >= day)
        if let institution { held = held.filter(Column("institution") == institution) }
        var seen: Set<Person.ID> = []
        return try held.order(Column("id")).fetchAll(db).map(\.person).filter { seen.insert($0).inserted }
    }

    /// Who reviews for the council: its secretary where one sits, else everybody of the secretariat.
    static func secretaries(on day: Day, _ db: Database) throws -> [Person.ID] {
        if let person = try secretary(on: day, db)?.person { return [person] }
        return try people(as: [.secretariat], at: nil, on: day, db)
    }

    private static func secretary(on day: Day, _ db: Database) throws -> Seat? {
        try Seat.fetchOne(
            db,
            sql: """
                SELECT s.* FROM seat s JOIN council c ON c.id = s.council
                WHERE c.kind = 'officers' AND c.endedAt IS NULL AND s.kind = 'secretary'
                    AND s.since <= :day AND (s.until IS NULL OR s.until >= :day)
                """,
            arguments: ["day": day]
        )
    }

    /// Where the council's secretary works: who answers next for what was passed to the council.
    static func secretariat(or other: Institution.ID, on day: Day, _ db: Database) throws -> Institution.ID {
        if let seat = try secretary(on: day, db) { return try Institutions.holder(of: seat.institution, on: day, db) }
        return try Appointment.filter(Column("role") == Role.secretariat && Column("since") <= day)
            .filter(Column("until") == nil || Column("until") >= day).fetchOne(db)?.institution ?? other
    }

    /// Everybody who raised it, the first one first.
    ///
    /// - Parameter instant: Only those who had by then; whoever joins later is not told of what was before.
    static func raisers(of suggestion: Suggestion, at instant: Date? = nil, _ db: Database) throws -> [Person.ID] {
        var joined = CoRaiser.filter(Column("suggestion") == suggestion.id)
        if let instant { joined = joined.filter(Column("at") <= instant) }
        let others = try joined.order(Column("at"), Column("person")).fetchAll(db).map(\.person)
        return [suggestion.person] + others.filter { $0 != suggestion.person }
    }
}

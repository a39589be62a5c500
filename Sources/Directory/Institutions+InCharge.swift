import GRDB
import Kernel

// Whom to turn to at an institution, inside a transaction.
extension Institutions {
    /// The officer and the deputies of an institution on a day.
    package static func inCharge(of institution: Institution.ID, on day: Day, _ db: Database) throws -> [Person.ID] {
        let terms = try Appointment.filter(Column("institution") == institution)
            .filter([Role.officer, .deputy].contains(Column("role"))).inForce(on: day).order(Column("id")).fetchAll(db)
        var seen: Set<Person.ID> = []
        return terms.map(\.person).filter { seen.insert($0).inserted }
    }

    /// Whether somebody holds any role at an institution on a day.
    package static func works(_ person: Person.ID, at institution: Institution.ID, on day: Day, _ db: Database) throws
        -> Bool
    {
        try !Appointment.filter(Column("person") == person && Column("institution") == institution)
            .inForce(on: day).isEmpty(db)
    }

    /// Whether somebody holds any role anywhere on a day; nobody does after leaving.
    package static func works(_ person: Person.ID, on day: Day, _ db: Database) throws -> Bool {
        try !Appointment.filter(Column("person") == person).inForce(on: day).isEmpty(db)
    }
}

import Foundation
import GRDB
import Kernel

// Who works at an institution and in which roles, for those who look at it.
extension People {
    /// An appointment with whom it concerns.
    package struct Term: Sendable {
        package let appointment: Appointment
        package let person: Person
    }

    /// Whoever holds a role at an institution today, the officer first.
    package func roster(of institution: Institution.ID) async throws -> [Term] {
        let day = clock.today
        return try await database.read { db in
            let held = try Appointment.all().inForce(on: day).filter(Column("institution") == institution).fetchAll(db)
            let place = Dictionary(uniqueKeysWithValues: Role.allCases.enumerated().map { ($1, $0) })
            return try Self.terms(held, db).sorted { one, other in
                let roles = (place[one.appointment.role] ?? 0, place[other.appointment.role] ?? 0)
                return roles == (roles.1, roles.0) ? one.person.name < other.person.name : roles.0 < roles.1
            }
        }
    }

    /// The officers and deputies an institution had, has and will have, newest first.
    package func officers(of institution: Institution.ID, limit: Int = 50) async throws -> [Term] {
        try await database.read { db in
            let terms =
                try Appointment
                .filter(Column("institution") == institution && [Role.officer, .deputy].contains(Column("role")))
                .filter(Column("until") == nil || Column("until") >= Column("since"))
                .order(Column("since").desc, Column("role").desc, Column("id").desc)
                .limit(limit)
                .fetchAll(db)
            return try Self.terms(terms, db)
        }
    }

    private static func terms(_ appointments: [Appointment], _ db: Database) throws -> [Term] {
        let people = try Person.fetchAll(db, keys: Set(appointments.map(\.person)))
        let byID = Dictionary(people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return appointments.compactMap { term in byID[term.person].map { Term(appointment: term, person: $0) } }
    }

    /// The appointment, with whom it concerns.
    package func term(_ id: Appointment.ID) async throws -> Term {
        try await database.read { db in
            guard let found = try Appointment.fetchOne(db, key: id), let term = try Self.terms([found], db).first else {
                throw DirectoryProblem.noSuchAppointment
            }
            return term
        }
    }

    /// Finds by e-mail address.
    package func find(_ email: String) async throws -> Person {
        try await database.read { try Self.find(email, $0) }
    }

    /// The people behind some keys, for what speaks of them.
    package func named(_ ids: Set<Person.ID>) async throws -> [Person.ID: Person] {
        guard !ids.isEmpty else { return [:] }
        return try await database.read { db in
            let found = try Person.fetchAll(db, keys: ids)
            return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Whether the person can sign in with a password.
    package func hasPassword(_ id: Person.ID) async throws -> Bool {
        try await database.read { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM password WHERE person = ?)", arguments: [id])
                ?? false
        }
    }
}

import Foundation
import GRDB
import Kernel
import Ledger
import Statute

/// Every person and who is appointed to what.
package struct People: Sendable {
    let database: any DatabaseWriter
    private let institutions: Institutions
    let statutes: Statutes
    let clock: WallClock

    package init(database: any DatabaseWriter, institutions: Institutions, statutes: Statutes, clock: WallClock) {
        self.database = database
        self.institutions = institutions
        self.statutes = statutes
        self.clock = clock
    }

    /// Sets up an empty store: the secretariat's institution and its first person.
    ///
    /// - Throws: A 409 problem when there is an institution already.
    package func initialise(secretariat email: String, name: String, institution: Institutions.Draft) async throws
        -> Person
    {
        let instant = clock.now
        return try await database.write { db in
            guard try Institution.fetchCount(db) == 0 else { throw DirectoryProblem.alreadyInitialised }
            let home = try institutions.insert(institution, by: .system, db)
            let person = try insert(email: email, name: name, at: home, by: .system, db)
            let appointment = Appointment(
                id: .make(at: instant),
                person: person.id,
                institution: home.id,
                role: .secretariat,
                rank: nil,
                since: Day(of: instant),
                until: nil,
                createdAt: instant
            )
            try appointment.insert(db)
            try record(
                appointment,
                replacing: nil,
                by: .system,
                pack: statutes.pack(on: Day(of: instant)).reference,
                db
            )
            return person
        }
    }

    @discardableResult
    package func add(email: String, name: String, institution key: String, by actor: Actor) async throws -> Person {
        try await database.write { db in
            let institution = try Institutions.find(key, db)
            try DirectoryMove.addPerson.require(of: actor, at: institution.id)
            if let end = institution.until, end < clock.today { throw DirectoryProblem.ended }
            return try insert(email: email, name: name, at: institution, by: actor.attribution, db)
        }
    }

    private func insert(
        email: String,
        name: String,
        at institution: Institution,
        by attribution: Attribution,
        _ db: Database
    ) throws -> Person {
        let instant = clock.now
        let email = email.trimmingCharacters(in: .whitespaces).lowercased()
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard email.wholeMatch(of: /[^\s@]{1,64}@[^\s@]{1,190}/) != nil else {
            throw DirectoryProblem.invalid(
                "email",
                LocalizedText("전자우편 주소가 아닙니다: \(email)", en: "This is not an e-mail address: \(email)")
            )
        }
        guard !name.isEmpty else {
            throw DirectoryProblem.invalid("name", LocalizedText("이름을 적어 주세요.", en: "Give the person's name."))
        }
        guard try Person.filter(Column("email") == email).fetchCount(db) == 0 else {
            throw DirectoryProblem.emailTaken(email)
        }
        let person = Person(
            id: .make(at: instant),
            email: email,
            name: name,
            institution: institution.id,
            createdAt: instant
        )
        try person.insert(db)
        try Act.append(
            "directory.personAdded",
            on: "person/\(person.id)",
            by: attribution,
            details: ["institution": .string(institution.id.rawValue)],
            at: instant,
            db
        )
        return person
    }

    /// The person with today's roles.
    package func actor(email: String) async throws -> Actor {
        let day = clock.today
        return try await database.read { db in try Self.actor(Self.find(email, db), on: day, db) }
    }

    /// Everybody at an institution and at those it has succeeded, or everybody, with their roles of today.
    package func list(institution key: String? = nil) async throws -> [Actor] {
        let day = clock.today
        return try await database.read { db in
            let people =
                try key.map { key in
                    let institution = try Institutions.find(key, db)
                    return Person.filter(
                        try Institutions.answeredFor(by: institution.id, on: day, db).contains(Column("institution"))
                    )
                } ?? Person.all()
            return try people.order(Column("email")).fetchAll(db).map { try Self.actor($0, on: day, db) }
        }
    }

    package static func find(_ email: String, _ db: Database) throws -> Person {
        let email = email.trimmingCharacters(in: .whitespaces).lowercased()
        guard let person = try Person.filter(Column("email") == email).fetchOne(db) else {
            throw DirectoryProblem.noSuchPerson(email)
        }
        return person
    }

    package static func actor(_ person: Person, on day: Day, _ db: Database) throws -> Actor {
        let appointments = try Appointment.all().inForce(on: day).filter(Column("person") == person.id).fetchAll(db)
        var held: Set<Actor.Held> = []
        for appointment in appointments {
            for institution in try Institutions.answeredFor(by: appointment.institution, on: day, db) {
                held.insert(Actor.Held(role: appointment.role, institution: institution))
            }
        }
        let institution = try Institutions.holder(of: person.institution, on: day, db)
        return Actor(
            person: person.id,
            email: person.email,
            name: person.name,
            institution: institution,
            institutionName: try Institution.fetchOne(db, key: institution)?.title ?? LocalizedText(""),
            held: held
        )
    }
}

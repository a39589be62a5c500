import Foundation
import GRDB
import Kernel
import Ledger
import Statute

/// Every person and who is appointed to what.
package struct People: Sendable {
    private let database: any DatabaseWriter
    private let institutions: Institutions
    private let statutes: Statutes
    private let clock: WallClock

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

    /// An appointment, and what whoever made it should look at.
    package struct Appointed: Sendable {
        package let appointment: Appointment
        /// The officer whose term this one ended.
        package let replaced: Person.ID?
        package let warnings: [LocalizedText]
    }

    /// Appoints somebody from `day`, today unless given. An officer before ends the day before.
    package func appoint(
        email: String,
        to role: Role,
        at key: String,
        rank: String? = nil,
        since day: Day? = nil,
        by actor: Actor
    ) async throws -> Appointed {
        let instant = clock.now
        let day = day ?? Day(of: instant)
        let pack = try statutes.pack(on: Day(of: instant))
        return try await database.write { db in
            let institution = try Institutions.find(key, db)
            try DirectoryMove.appointing(role).require(of: actor, at: institution.id)
            guard institution.until.map({ day <= $0 }) ?? true, day >= institution.since else {
                throw DirectoryProblem.ended
            }
            let person = try Self.find(email, db)
            let open =
                try Appointment
                .filter(Column("institution") == institution.id && Column("role") == role && Column("until") == nil)
                .fetchAll(db)
            guard !open.contains(where: { $0.person == person.id }) else { throw DirectoryProblem.alreadyHeld(role) }
            var replaced: Person.ID?
            if role == .officer, var former = open.first {
                guard day > former.since || former.since == Day(of: instant) else {
                    throw DirectoryProblem.invalid(
                        "from",
                        LocalizedText(
                            "전임 책임관의 임기 시작일(\(former.since))보다 뒤여야 합니다.",
                            en: "It must be after the former officer's first day, \(former.since)."
                        )
                    )
                }
                former.until = day.adding(days: -1)
                try former.update(db)
                replaced = former.person
            }
            let appointment = Appointment(
                id: .make(at: instant),
                person: person.id,
                institution: institution.id,
                role: role,
                rank: rank,
                since: day,
                until: nil,
                createdAt: instant
            )
            try appointment.insert(db)
            try record(appointment, replacing: replaced, by: actor.attribution, pack: pack.reference, db)
            let warning = role == .officer ? pack.rankWarning(kind: institution.kind, rank: rank) : nil
            return Appointed(appointment: appointment, replaced: replaced, warnings: [warning].compactMap { $0 })
        }
    }

    private func record(
        _ appointment: Appointment,
        replacing former: Person.ID?,
        by attribution: Attribution,
        pack: String,
        _ db: Database
    ) throws {
        var details: [String: JSONValue] = [
            "role": .string(appointment.role.rawValue), "institution": .string(appointment.institution.rawValue),
            "since": .string(appointment.since.description),
        ]
        if let rank = appointment.rank { details["rank"] = .string(rank) }
        if let former { details["replaced"] = .string(former.rawValue) }
        try Act.append(
            "directory.appointed",
            on: "person/\(appointment.person)",
            by: attribution,
            pack: pack,
            details: .object(details),
            at: appointment.createdAt,
            db
        )
    }

    /// The person with today's roles.
    package func actor(email: String) async throws -> Actor {
        let day = clock.today
        return try await database.read { db in try Self.actor(Self.find(email, db), on: day, db) }
    }

    /// Everybody at an institution, or everybody, with their roles of today.
    package func list(institution key: String? = nil) async throws -> [Actor] {
        let day = clock.today
        return try await database.read { db in
            let people =
                try key.map { key in
                    let institution = try Institutions.find(key, db)
                    return Person.filter(Column("institution") == institution.id)
                } ?? Person.all()
            return try people.order(Column("email")).fetchAll(db).map { try Self.actor($0, on: day, db) }
        }
    }

    /// The appointments somebody had and has, newest first.
    package func appointments(of id: Person.ID) async throws -> [Appointment] {
        try await database.read { db in
            try Appointment.filter(Column("person") == id).order(Column("since").desc).fetchAll(db)
        }
    }

    static func find(_ email: String, _ db: Database) throws -> Person {
        let email = email.trimmingCharacters(in: .whitespaces).lowercased()
        guard let person = try Person.filter(Column("email") == email).fetchOne(db) else {
            throw DirectoryProblem.noSuchPerson(email)
        }
        return person
    }

    static func actor(_ person: Person, on day: Day, _ db: Database) throws -> Actor {
        let appointments = try Appointment.all().inForce(on: day).filter(Column("person") == person.id).fetchAll(db)
        var held: Set<Actor.Held> = []
        for appointment in appointments {
            for institution in try Institutions.answeredFor(by: appointment.institution, on: day, db) {
                held.insert(Actor.Held(role: appointment.role, institution: institution))
            }
        }
        return Actor(
            person: person.id,
            email: person.email,
            name: person.name,
            institution: try Institutions.holder(of: person.institution, on: day, db),
            held: held
        )
    }
}

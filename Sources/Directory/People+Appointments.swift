import Foundation
import GRDB
import Kernel
import Ledger
import Statute

// Who holds which role, from when until when.
extension People {
    /// An appointment, and what whoever made it should look at.
    package struct Appointed: Sendable {
        package let appointment: Appointment
        /// The officer whose term this one ended.
        package let replaced: Person.ID?
        package let warnings: [LocalizedText]
    }

    /// Appoints somebody from `day`, today unless given, until `end` where one is known.
    ///
    /// There is one officer at a time: the one before ends the day before. A rank below the rule is a warning.
    package func appoint(
        email: String,
        to role: Role,
        at key: String,
        rank: String? = nil,
        since day: Day? = nil,
        until end: Day? = nil,
        by actor: Actor
    ) async throws -> Appointed {
        let instant = clock.now
        let day = day ?? Day(of: instant)
        let pack = try statutes.pack(on: Day(of: instant))
        return try await database.write { db in
            let institution = try Institutions.find(key, db)
            try DirectoryMove.appointing(role).require(of: actor, at: institution.id)
            guard institution.until.map({ (end ?? day) <= $0 && day <= $0 }) ?? true, day >= institution.since else {
                throw DirectoryProblem.ended
            }
            guard end.map({ $0 >= day }) ?? true else {
                throw DirectoryProblem.invalid(
                    "until",
                    LocalizedText("끝나는 날은 시작일(\(day))보다 이를 수 없습니다.", en: "It cannot end before it begins on \(day).")
                )
            }
            let person = try Self.find(email, db)
            let others =
                try Appointment
                .filter(Column("institution") == institution.id && Column("role") == role)
                .overlapping(day, end).order(Column("since")).fetchAll(db)
            guard !others.contains(where: { $0.person == person.id }) else { throw DirectoryProblem.alreadyHeld(role) }
            let replaced = role == .officer ? try makeRoom(on: day, among: others, today: Day(of: instant), db) : nil
            let appointment = Appointment(
                id: .make(at: instant),
                person: person.id,
                institution: institution.id,
                role: role,
                rank: rank,
                since: day,
                // An institution whose end is known takes its appointments with it.
                until: end ?? institution.until,
                createdAt: instant
            )
            try appointment.insert(db)
            try record(appointment, replacing: replaced, by: actor.attribution, pack: pack.reference, db)
            let warning = role == .officer ? pack.rankWarning(kind: institution.kind, rank: rank) : nil
            return Appointed(appointment: appointment, replaced: replaced, warnings: [warning].compactMap { $0 })
        }
    }

    /// Ends the officer before `day`; refuses where the next one has been appointed already.
    private func makeRoom(on day: Day, among officers: [Appointment], today: Day, _ db: Database) throws -> Person.ID? {
        guard var former = officers.first else { return nil }
        // One who began today may be corrected today, as if never appointed.
        guard officers.count == 1, former.since < day || (former.since == day && day == today) else {
            let first = officers.last?.since ?? day
            throw DirectoryProblem.invalid(
                "from",
                LocalizedText(
                    "\(first)부터 다른 책임관이 임명되어 있습니다. 그보다 뒤로 하거나, 그 전날까지로 하거나, 그 임명을 먼저 끝내 주세요.",
                    en:
                        "Another officer is appointed from \(first): begin after that day, give an end before it, or end that appointment first."
                )
            )
        }
        former.until = day.adding(days: -1)
        try former.update(db)
        return former.person
    }

    /// Ends an appointment with `day`, today unless given; one that has not begun by then never holds.
    package func end(_ id: Appointment.ID, until day: Day? = nil, reason: String, by actor: Actor) async throws
        -> Appointment
    {
        let instant = clock.now
        let today = Day(of: instant)
        guard !reason.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty else {
            throw DirectoryProblem.invalid(
                "reason",
                LocalizedText("끝내는 이유를 적어 주세요.", en: "Say why it ends.")
            )
        }
        return try await database.write { db in
            guard var appointment = try Appointment.fetchOne(db, key: id) else {
                throw DirectoryProblem.noSuchAppointment
            }
            try DirectoryMove.appointing(appointment.role).require(of: actor, at: appointment.institution)
            let day = max(day ?? today, appointment.since.adding(days: -1))
            if let end = appointment.until, end <= day { throw DirectoryProblem.alreadyEnded(on: end) }
            // What somebody did in a role stays done in that role.
            guard day >= today.adding(days: -1) else {
                throw DirectoryProblem.invalid(
                    "until",
                    LocalizedText("지난 날로 되돌려 끝낼 수 없습니다.", en: "An appointment cannot be ended in the past.")
                )
            }
            appointment.until = day
            try appointment.update(db)
            if appointment.role == .secretariat {
                let next = max(day.adding(days: 1), today)
                let lasting = Appointment.filter(Column("role") == Role.secretariat && Column("until") == nil)
                guard try lasting.inForce(on: next).fetchCount(db) > 0 else { throw DirectoryProblem.lastSecretariat }
            }
            try Act.append(
                "directory.appointmentEnded",
                on: "person/\(appointment.person)",
                by: actor.attribution,
                reason: reason,
                details: [
                    "role": .string(appointment.role.rawValue),
                    "institution": .string(appointment.institution.rawValue),
                    "until": .string(day.description),
                ],
                at: instant,
                db
            )
            return appointment
        }
    }

    /// Moves somebody to another institution from today on; the roles at the former one end.
    package func move(_ email: String, to key: String, by actor: Actor) async throws -> Person {
        let instant = clock.now
        let today = Day(of: instant)
        return try await database.write { db in
            var person = try Self.find(email, db)
            let institution = try Institutions.find(key, db)
            let former = person.institution
            // The one institution lets go, the other takes on.
            try DirectoryMove.addPerson.require(of: actor, at: former)
            try DirectoryMove.addPerson.require(of: actor, at: institution.id)
            if let end = institution.until, end < today { throw DirectoryProblem.ended }
            try Self.requireAuthority(of: actor, over: person, on: today, db)
            guard former != institution.id else { return person }
            try endAll(of: person, at: former, before: today, db)
            person.institution = institution.id
            try person.update(db)
            try Act.append(
                "directory.personMoved",
                on: "person/\(person.id)",
                by: actor.attribution,
                details: ["from": .string(former.rawValue), "to": .string(institution.id.rawValue)],
                at: instant,
                db
            )
            return person
        }
    }

    /// Shuts out somebody who left: roles end, sessions and tokens too, and no password lets in any more.
    ///
    /// The person and what was done stay on record; a new password and a new appointment let the person in again.
    package func retire(_ email: String, by actor: Actor) async throws {
        let instant = clock.now
        let today = Day(of: instant)
        try await database.write { db in
            let person = try Self.find(email, db)
            try DirectoryMove.addPerson.require(of: actor, at: person.institution)
            try Self.requireAuthority(of: actor, over: person, on: today, db)
            try endAll(of: person, at: nil, before: today, db)
            try db.execute(sql: "DELETE FROM session WHERE person = ?", arguments: [person.id])
            try db.execute(sql: "DELETE FROM password WHERE person = ?", arguments: [person.id])
            try db.execute(
                sql: "UPDATE token SET revokedAt = ? WHERE person = ? AND revokedAt IS NULL",
                arguments: [instant, person.id]
            )
            try Act.append(
                "directory.personRetired",
                on: "person/\(person.id)",
                by: actor.attribution,
                at: instant,
                db
            )
        }
    }

    /// Whoever sets another's password or shuts another out must be able to give every role that person holds:
    /// an officer who could do it to the secretariat would be the secretariat.
    static func requireAuthority(of actor: Actor, over person: Person, on day: Day, _ db: Database) throws {
        for appointment in try Appointment.filter(Column("person") == person.id).overlapping(day, nil).fetchAll(db) {
            try DirectoryMove.appointing(appointment.role).require(of: actor, at: appointment.institution)
        }
    }

    /// Ends what a person holds from `today` on, at one institution or everywhere.
    private func endAll(of person: Person, at institution: Institution.ID?, before today: Day, _ db: Database) throws {
        let lasting = try Appointment.filter(Column("person") == person.id).overlapping(today, nil).fetchAll(db)
        for var appointment in lasting where institution.map({ $0 == appointment.institution }) ?? true {
            appointment.until = max(today, appointment.since).adding(days: -1)
            try appointment.update(db)
        }
        let secretariat = Appointment.filter(Column("role") == Role.secretariat && Column("until") == nil)
        guard try secretariat.inForce(on: today).fetchCount(db) > 0 else { throw DirectoryProblem.lastSecretariat }
    }

    func record(
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
        if let end = appointment.until { details["until"] = .string(end.description) }
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

    /// The appointments somebody had and has, newest first; those that were undone before they held are left out.
    package func appointments(of id: Person.ID) async throws -> [Appointment] {
        try await database.read { db in
            try Appointment.filter(Column("person") == id)
                .filter(Column("until") == nil || Column("until") >= Column("since"))
                .order(Column("since").desc)
                .fetchAll(db)
        }
    }

    /// The same, by e-mail address.
    package func appointments(of email: String) async throws -> [Appointment] {
        let person = try await database.read { db in try Self.find(email, db).id }
        return try await appointments(of: person)
    }
}

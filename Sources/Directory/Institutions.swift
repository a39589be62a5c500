import Foundation
import GRDB
import Kernel
import Ledger
import Statute

/// Every institution, and how they follow each other.
package struct Institutions: Sendable {
    private let database: any DatabaseWriter
    private let statutes: Statutes
    private let clock: WallClock

    package init(database: any DatabaseWriter, statutes: Statutes, clock: WallClock) {
        self.database = database
        self.statutes = statutes
        self.clock = clock
    }

    /// What is known of a new institution.
    package struct Draft: Sendable {
        package var code: String
        package var name: String
        package var nameEn: String?
        package var kind: String
        /// The code of the institution above it.
        package var parent: String?
        package var region: String?
        /// The first day it exists; today unless given.
        package var since: Day?

        package init(
            code: String,
            name: String,
            nameEn: String? = nil,
            kind: String,
            parent: String? = nil,
            region: String? = nil,
            since: Day? = nil
        ) {
            self.code = code
            self.name = name
            self.nameEn = nameEn
            self.kind = kind
            self.parent = parent
            self.region = region
            self.since = since
        }
    }

    @discardableResult
    package func add(_ draft: Draft, by actor: Actor) async throws -> Institution {
        try DirectoryMove.manageInstitutions.require(of: actor, at: nil)
        return try await database.write { db in
            try insert(draft, by: actor.attribution, db)
        }
    }

    func insert(_ draft: Draft, by attribution: Attribution, _ db: Database) throws -> Institution {
        let instant = clock.now
        let since = draft.since ?? Day(of: instant)
        let kinds = try statutes.pack(on: Day(of: instant)).institutionKinds.map(\.id)
        guard kinds.contains(draft.kind) else { throw DirectoryProblem.unknownKind(draft.kind, kinds) }
        guard draft.code.wholeMatch(of: /[0-9A-Za-z][0-9A-Za-z-]{0,19}/) != nil else {
            throw DirectoryProblem.invalid(
                "code",
                LocalizedText("기관코드는 숫자·영문 20자까지입니다.", en: "A code is up to 20 digits or letters.")
            )
        }
        let name = draft.name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else {
            throw DirectoryProblem.invalid("name", LocalizedText("기관명을 적어 주세요.", en: "Give its name."))
        }
        guard try Self.living(code: draft.code, db) == nil else { throw DirectoryProblem.codeTaken(draft.code) }
        let parent = try draft.parent.map { try Self.find($0, db).id }
        let institution = Institution(
            id: .make(at: instant),
            code: draft.code,
            name: name,
            nameEn: draft.nameEn,
            kind: draft.kind,
            parent: parent,
            region: draft.region,
            since: since,
            until: nil
        )
        try institution.insert(db)
        try Act.append(
            "directory.institutionAdded",
            on: "institution/\(institution.id)",
            by: attribution,
            details: ["code": .string(institution.code), "kind": .string(institution.kind)],
            at: instant,
            db
        )
        return institution
    }

    /// Gives an institution another name from `day` on; the old one is kept.
    package func rename(_ key: String, to name: LocalizedText, since day: Day, ground: String, by actor: Actor)
        async throws -> Institution
    {
        try DirectoryMove.manageInstitutions.require(of: actor, at: nil)
        let instant = clock.now
        return try await database.write { db in
            var institution = try Self.find(key, db)
            try FormerName(
                institution: institution.id,
                name: institution.name,
                nameEn: institution.nameEn,
                until: day.adding(days: -1)
            ).insert(db)
            institution.name = name.ko
            institution.nameEn = name.en
            try institution.update(db)
            try Act.append(
                "directory.institutionRenamed",
                on: "institution/\(institution.id)",
                by: actor.attribution,
                reason: ground,
                details: ["since": .string(day.description)],
                at: instant,
                db
            )
            return institution
        }
    }

    /// Ends `predecessors` the day before `day`; from then on `successor` answers for them, open cases included.
    ///
    /// People move along with their roles. An officer's appointment ends: the successor's own officer answers.
    package func merge(
        _ predecessors: [String],
        into successor: String,
        since day: Day,
        ground: String,
        by actor: Actor
    )
        async throws -> Institution
    {
        try DirectoryMove.manageInstitutions.require(of: actor, at: nil)
        guard !predecessors.isEmpty, !predecessors.contains(successor) else {
            throw DirectoryProblem.invalid(
                "from",
                LocalizedText("승계 기관과 다른 기관을 적어 주세요.", en: "Name institutions other than the successor.")
            )
        }
        let instant = clock.now
        return try await database.write { db in
            let heir = try Self.find(successor, db)
            for key in predecessors {
                var former = try Self.find(key, db)
                guard former.until == nil, day > former.since else { throw DirectoryProblem.ended }
                former.until = day.adding(days: -1)
                try former.update(db)
                try Succession(predecessor: former.id, successor: heir.id, since: day, ground: ground).insert(db)
                try move(from: former.id, to: heir.id, on: day, at: instant, db)
                try Act.append(
                    "directory.institutionMerged",
                    on: "institution/\(former.id)",
                    by: actor.attribution,
                    reason: ground,
                    details: ["into": .string(heir.id.rawValue), "since": .string(day.description)],
                    at: instant,
                    db
                )
            }
            return heir
        }
    }

    private func move(
        from former: Institution.ID,
        to heir: Institution.ID,
        on day: Day,
        at instant: Date,
        _ db: Database
    ) throws {
        let open = try Appointment.filter(Column("institution") == former && Column("until") == nil).fetchAll(db)
        for var appointment in open {
            appointment.until = max(appointment.since, day.adding(days: -1))
            try appointment.update(db)
            guard appointment.role != .officer else { continue }
            try Appointment(
                id: .make(at: instant),
                person: appointment.person,
                institution: heir,
                role: appointment.role,
                rank: appointment.rank,
                since: day,
                until: nil,
                createdAt: instant
            ).insert(db)
        }
    }

    /// Ends an institution that nobody follows: its open cases stay, and nobody can answer them.
    package func abolish(_ key: String, until day: Day, ground: String, by actor: Actor) async throws -> Institution {
        try DirectoryMove.manageInstitutions.require(of: actor, at: nil)
        let instant = clock.now
        return try await database.write { db in
            var institution = try Self.find(key, db)
            guard institution.until == nil, day >= institution.since else { throw DirectoryProblem.ended }
            institution.until = day
            try institution.update(db)
            try db.execute(
                sql: "UPDATE appointment SET until = ? WHERE institution = ? AND until IS NULL AND since <= ?",
                arguments: [day, institution.id, day]
            )
            try Act.append(
                "directory.institutionAbolished",
                on: "institution/\(institution.id)",
                by: actor.attribution,
                reason: ground,
                details: ["until": .string(day.description)],
                at: instant,
                db
            )
            return institution
        }
    }

    /// The institutions that exist on `day`, today unless given, by name.
    package func list(on day: Day? = nil) async throws -> [Institution] {
        let day = day ?? clock.today
        return try await database.read { db in
            try Institution.filter(Column("since") <= day && (Column("until") == nil || Column("until") >= day))
                .order(Column("name"))
                .fetchAll(db)
        }
    }

    /// Finds by key or code.
    package func find(_ key: String) async throws -> Institution {
        try await database.read { try Self.find(key, $0) }
    }

    /// The officer of today; nil where none is appointed.
    package func officer(of institution: Institution.ID) async throws -> Person? {
        let day = clock.today
        return try await database.read { db in
            let appointment = try Appointment.all().inForce(on: day)
                .filter(Column("institution") == institution && Column("role") == Role.officer)
                .fetchOne(db)
            return try appointment.flatMap { try Person.fetchOne(db, key: $0.person) }
        }
    }

    /// Finds by key or code inside another room's transaction; a code means the institution that has it now.
    package static func find(_ key: String, _ db: Database) throws -> Institution {
        if let found = try Institution.fetchOne(db, key: key) { return found }
        if let found = try living(code: key, db) { return found }
        let ended = try Institution.filter(Column("code") == key).order(Column("until").desc).fetchOne(db)
        guard let ended else { throw DirectoryProblem.noSuchInstitution(key) }
        return ended
    }

    /// Who answers for `id` on `day`: itself, or the last of those that followed it.
    package static func holder(of id: Institution.ID, on day: Day, _ db: Database) throws -> Institution.ID {
        var current = id
        var seen: Set<Institution.ID> = [id]
        while let next = try Institution.ID.fetchOne(
            db,
            sql: "SELECT successor FROM succession WHERE predecessor = ? AND since <= ? ORDER BY since DESC LIMIT 1",
            arguments: [current, day]
        ), seen.insert(next).inserted {
            current = next
        }
        return current
    }

    /// `id` and every institution it has come to answer for by `day`.
    package static func answeredFor(by id: Institution.ID, on day: Day, _ db: Database) throws -> [Institution.ID] {
        try Institution.ID.fetchAll(
            db,
            sql: """
                WITH RECURSIVE line(id) AS (
                    SELECT ? UNION SELECT predecessor FROM succession JOIN line ON successor = line.id WHERE since <= ?
                ) SELECT id FROM line
                """,
            arguments: [id, day]
        )
    }

    private static func living(code: String, _ db: Database) throws -> Institution? {
        try Institution.filter(Column("code") == code && Column("until") == nil).fetchOne(db)
    }
}

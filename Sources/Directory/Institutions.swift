import Foundation
import GRDB
import Kernel
import Ledger
import Statute

/// Every institution, and how they follow each other.
package struct Institutions: Sendable {
    let database: any DatabaseWriter
    private let statutes: Statutes
    let clock: WallClock

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
        // An institution whose end is known but not reached yet still has its code.
        let taken =
            try Institution
            .filter(Column("code") == draft.code && (Column("until") == nil || Column("until") >= since))
            .fetchCount(db)
        guard taken == 0 else { throw DirectoryProblem.codeTaken(draft.code) }
        let parent = try draft.parent.map { try Self.find($0, db) }
        if let end = parent?.until, end < since { throw DirectoryProblem.ended }
        let institution = Institution(
            id: .make(at: instant),
            code: draft.code,
            name: name,
            nameEn: draft.nameEn,
            kind: draft.kind,
            parent: parent?.id,
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

    /// The institutions that exist on `day`, today unless given, under the names they had then, by name.
    package func list(on day: Day? = nil) async throws -> [Institution] {
        let day = day ?? clock.today
        return try await database.read { db in
            var found =
                try Institution
                .filter(Column("since") <= day && (Column("until") == nil || Column("until") >= day))
                .order(Column("name"))
                .fetchAll(db)
            let former = try FormerName.filter(Column("until") >= day).order(Column("until").desc).fetchAll(db)
            guard !former.isEmpty else { return found }
            // The name that ended soonest after the day is the one of the day: later rows of this order win.
            let names = Dictionary(former.map { ($0.institution, $0) }) { _, sooner in sooner }
            for place in found.indices {
                guard let name = names[found[place].id] else { continue }
                found[place].name = name.name
                found[place].nameEn = name.nameEn
            }
            return found.sorted { $0.name < $1.name }
        }
    }

    /// Finds by key or code.
    package func find(_ key: String) async throws -> Institution {
        try await database.read { try Self.find(key, $0) }
    }

    /// The officer of today, of whoever answers for the institution; nil where none is appointed.
    package func officer(of institution: Institution.ID) async throws -> Person? {
        let day = clock.today
        return try await database.read { db in
            let holder = try Self.holder(of: institution, on: day, db)
            let appointment = try Appointment.all().inForce(on: day)
                .filter(Column("institution") == holder && Column("role") == Role.officer)
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
            sql: """
                SELECT successor FROM succession WHERE predecessor = ? AND since <= ? AND answers = 1
                ORDER BY since DESC LIMIT 1
                """,
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
                    SELECT ? UNION SELECT predecessor FROM succession JOIN line ON successor = line.id
                    WHERE since <= ? AND answers = 1
                ) SELECT id FROM line
                """,
            arguments: [id, day]
        )
    }

    private static func living(code: String, _ db: Database) throws -> Institution? {
        try Institution.filter(Column("code") == code && Column("until") == nil).fetchOne(db)
    }
}

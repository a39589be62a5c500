import Foundation
import GRDB
import Kernel
import Ledger

// What happens to institutions: another name, a merger, a split, an end.
extension Institutions {
    /// Gives an institution another name from `day` on, today at the latest; the old one is kept.
    package func rename(_ key: String, to name: LocalizedText, since day: Day, ground: String, by actor: Actor)
        async throws -> Institution
    {
        try DirectoryMove.manageInstitutions.require(of: actor, at: nil)
        let instant = clock.now
        let korean = name.ko.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !korean.isEmpty else {
            throw DirectoryProblem.invalid("name", LocalizedText("기관명을 적어 주세요.", en: "Give its name."))
        }
        try Self.check(ground: ground)
        guard day <= Day(of: instant) else {
            throw DirectoryProblem.invalid(
                "from",
                LocalizedText("새 명칭은 시행일이 된 뒤에 입력해 주세요.", en: "Enter a new name on its first day, not before.")
            )
        }
        return try await database.write { db in
            var institution = try Self.find(key, db)
            let last =
                try Day.fetchOne(
                    db,
                    sql: "SELECT max(until) FROM formerName WHERE institution = ?",
                    arguments: [institution.id]
                ) ?? institution.since.adding(days: -1)
            guard institution.until.map({ day <= $0 }) ?? true else { throw DirectoryProblem.ended }
            guard day > last else {
                throw DirectoryProblem.invalid(
                    "from",
                    LocalizedText(
                        "지금 명칭이 시작된 \(last.adding(days: 1))보다 이를 수 없습니다.",
                        en: "It cannot be before \(last.adding(days: 1)), the first day of the present name."
                    )
                )
            }
            // A name that began today was a mistake, not a name.
            if day.adding(days: -1) > last {
                try FormerName(
                    institution: institution.id,
                    name: institution.name,
                    nameEn: institution.nameEn,
                    until: day.adding(days: -1)
                ).insert(db)
            }
            institution.name = korean
            institution.nameEn = name.en
            try institution.update(db)
            try record("directory.institutionRenamed", institution, ground, ["since": day], by: actor, at: instant, db)
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
        try Self.check(ground: ground)
        let instant = clock.now
        return try await database.write { db in
            let heir = try Self.find(successor, db)
            try Self.check(heir, existsOn: day)
            let formers = try predecessors.map { try Self.find($0, db) }
            guard !formers.isEmpty, !formers.contains(heir), Set(formers.map(\.id)).count == formers.count else {
                throw DirectoryProblem.invalid(
                    "from",
                    LocalizedText("승계 기관과 다른 기관을 적어 주세요.", en: "Name institutions other than the successor.")
                )
            }
            for former in formers {
                try end(former, before: day, db)
                try Succession(predecessor: former.id, successor: heir.id, since: day, ground: ground).insert(db)
                try moveAppointments(from: former.id, to: heir.id, on: day, at: instant, db)
                try record(
                    "directory.institutionMerged",
                    former,
                    ground,
                    ["since": day],
                    into: [heir.id],
                    by: actor,
                    at: instant,
                    db
                )
            }
            return heir
        }
    }

    /// Ends an institution the day before `day`; `successors` follow it.
    ///
    /// The first of them answers for open cases and takes over the people; the others only follow. Cases and people
    /// that belong elsewhere are then handed on by those who know.
    package func split(_ key: String, into successors: [String], since day: Day, ground: String, by actor: Actor)
        async throws -> Institution
    {
        try DirectoryMove.manageInstitutions.require(of: actor, at: nil)
        try Self.check(ground: ground)
        let instant = clock.now
        return try await database.write { db in
            let former = try Self.find(key, db)
            let heirs = try successors.map { try Self.find($0, db) }
            guard heirs.count > 1, Set(heirs.map(\.id)).count == heirs.count, !heirs.contains(former) else {
                throw DirectoryProblem.invalid(
                    "into",
                    LocalizedText("서로 다른 승계 기관을 둘 이상 적어 주세요.", en: "Name two or more different successors.")
                )
            }
            for heir in heirs { try Self.check(heir, existsOn: day) }
            try end(former, before: day, db)
            for (place, heir) in heirs.enumerated() {
                try Succession(
                    predecessor: former.id,
                    successor: heir.id,
                    since: day,
                    ground: ground,
                    answers: place == 0
                ).insert(db)
            }
            try moveAppointments(from: former.id, to: heirs[0].id, on: day, at: instant, db)
            try record(
                "directory.institutionSplit",
                former,
                ground,
                ["since": day],
                into: heirs.map(\.id),
                by: actor,
                at: instant,
                db
            )
            return heirs[0]
        }
    }

    /// Ends an institution that nobody follows: its open cases stay, and nobody can answer them.
    package func abolish(_ key: String, until day: Day, ground: String, by actor: Actor) async throws -> Institution {
        try DirectoryMove.manageInstitutions.require(of: actor, at: nil)
        try Self.check(ground: ground)
        let instant = clock.now
        return try await database.write { db in
            var institution = try Self.find(key, db)
            guard institution.until == nil, day >= institution.since else { throw DirectoryProblem.ended }
            institution.until = day
            try institution.update(db)
            // Those that end later, and those that would only begin later: a day before they begin, they never held.
            try db.execute(
                sql: """
                    UPDATE appointment SET until = max(?, date(since, '-1 day'))
                    WHERE institution = ? AND (until IS NULL OR until > ?)
                    """,
                arguments: [day, institution.id, day]
            )
            try record(
                "directory.institutionAbolished",
                institution,
                ground,
                ["until": day],
                by: actor,
                at: instant,
                db
            )
            return institution
        }
    }

    private static func check(ground: String) throws {
        guard !ground.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty else { throw DirectoryProblem.groundless }
    }

    private static func check(_ institution: Institution, existsOn day: Day) throws {
        guard institution.since <= day, institution.until.map({ day <= $0 }) ?? true else {
            throw DirectoryProblem.ended
        }
    }

    private func end(_ institution: Institution, before day: Day, _ db: Database) throws {
        var former = institution
        guard former.until == nil, day > former.since else { throw DirectoryProblem.ended }
        former.until = day.adding(days: -1)
        try former.update(db)
    }

    /// Whatever would last beyond the day goes on at the heir, with the end it had.
    private func moveAppointments(
        from former: Institution.ID,
        to heir: Institution.ID,
        on day: Day,
        at instant: Date,
        _ db: Database
    ) throws {
        let lasting =
            try Appointment
            .filter(Column("institution") == former && (Column("until") == nil || Column("until") >= day))
            .fetchAll(db)
        for var appointment in lasting {
            let (end, start) = (appointment.until, max(appointment.since, day))
            // For one that lay wholly ahead this is the day before it began: it never held at the former institution.
            appointment.until = start.adding(days: -1)
            try appointment.update(db)
            let known = Appointment.filter(
                Column("institution") == heir && Column("role") == appointment.role
                    && Column("person") == appointment.person && (Column("until") == nil || Column("until") >= start)
            )
            guard appointment.role != .officer, try known.fetchCount(db) == 0 else { continue }
            try Appointment(
                id: .make(at: instant),
                person: appointment.person,
                institution: heir,
                role: appointment.role,
                rank: appointment.rank,
                since: start,
                until: end,
                createdAt: instant
            ).insert(db)
        }
    }

    private func record(
        _ kind: String,
        _ institution: Institution,
        _ ground: String,
        _ days: [String: Day],
        into heirs: [Institution.ID] = [],
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws {
        var details = days.mapValues { JSONValue.string($0.description) }
        if heirs.count == 1 { details["into"] = .string(heirs[0].rawValue) }
        if heirs.count > 1 { details["into"] = .array(heirs.map { .string($0.rawValue) }) }
        try Act.append(
            kind,
            on: "institution/\(institution.id)",
            by: actor.attribution,
            reason: ground,
            details: .object(details),
            at: instant,
            db
        )
    }
}

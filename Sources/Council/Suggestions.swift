import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute

/// Every difficulty and suggestion, from the official who raised it to what policy made of it.
package struct Suggestions: Sendable {
    package let database: any DatabaseWriter
    let councils: Councils
    package let clock: WallClock

    package init(councils: Councils) {
        self.database = councils.database
        self.councils = councils
        self.clock = councils.clock
    }

    /// What somebody wants to be heard.
    package struct Draft: Sendable {
        package var kind: Suggestion.Kind
        package var title: String
        package var text: String
        package var sector: Council.Sector?

        package init(kind: Suggestion.Kind, title: String, text: String, sector: Council.Sector? = nil) {
            self.kind = kind
            self.title = title
            self.text = text
            self.sector = sector
        }
    }

    /// Days until the next step is due, counted from the step before. They are the house's own, not the law's.
    static let patience: [Suggestion.Stage: Int] = [
        .received: 7, .endorsed: 14, .reviewed: 30, .onAgenda: 90, .accepted: 30, .partlyAccepted: 30,
        .policyItem: 180, .carriedOut: 180, .longTerm: 365,
    ]

    /// The longest title and text, in characters.
    static let limits = (title: 200, text: 10_000)

    /// Raises a difficulty or suggestion; it waits for the officer of the raiser's institution. What an officer
    /// raises, and what is raised where there is none, goes to the council at once.
    package func raise(_ draft: Draft, by actor: Actor) async throws -> Suggestion {
        try CouncilMove.raise.require(of: actor, at: actor.institution)
        let title = try Self.checked(draft.title, "title", atMost: Self.limits.title)
        let text = try Self.checked(draft.text, "text", atMost: Self.limits.text)
        let instant = clock.now
        let day = Day(of: instant)
        return try await database.write { db in
            let home = actor.institution
            let hasOfficer =
                try Appointment.filter(Column("role") == Role.officer && Column("institution") == home)
                .filter(Column("since") <= day && (Column("until") == nil || Column("until") >= day)).fetchCount(db) > 0
            let isPassed = !hasOfficer || actor.holds([.officer, .deputy], at: home)
            let stage: Suggestion.Stage = isPassed ? .endorsed : .received
            let suggestion = Suggestion(
                id: .make(at: instant),
                receipt: try Self.receipt(of: day.year, db),
                kind: draft.kind,
                title: title,
                text: text,
                sector: draft.sector,
                person: actor.person,
                institution: home,
                stage: stage,
                owner: isPassed ? try Self.secretariat(or: home, on: day, db) : home,
                due: Self.due(in: stage, from: day),
                mergedInto: nil,
                raisedAt: instant,
                stageSince: instant,
                policy: nil,
                outcome: nil
            )
            try suggestion.insert(db)
            try db.execute(
                sql: "INSERT INTO suggestionSearch (suggestion, title, body) VALUES (?, ?, ?)",
                arguments: [suggestion.id, SearchWords.indexed(title), SearchWords.indexed(text)]
            )
            try Self.stepped(suggestion, .raise, "", by: actor, at: instant, db)
            return suggestion
        }
    }

    /// Says that one has the same difficulty: from now on one is told what the first raiser is told.
    package func join(_ id: Suggestion.ID, by actor: Actor) async throws {
        try CouncilMove.raise.require(of: actor, at: actor.institution)
        let instant = clock.now
        try await database.write { db in
            let suggestion = try Self.find(id.rawValue, db)
            guard suggestion.person != actor.person else { return }
            try CoRaiser(suggestion: suggestion.id, person: actor.person, institution: actor.institution, at: instant)
                .insert(db, onConflict: .ignore)
            guard db.changesCount > 0 else { return }
            try Councils.record("council.joined", on: "suggestion/\(suggestion.id)", by: actor, at: instant, db)
        }
    }

    /// Does one step of a suggestion.
    ///
    /// - Parameters:
    ///   - text: What is said to everyone who raised it; some moves need it, see ``Suggestion/needsReason(_:)``.
    ///   - owner: The code of the institution that carries on from here; unchanged unless given.
    ///   - due: When the next step is due; the house's own patience unless given.
    @discardableResult
    package func step(
        _ id: Suggestion.ID,
        _ move: Suggestion.Move,
        text: String = "",
        owner: String? = nil,
        due: Day? = nil,
        by actor: Actor
    ) async throws -> Suggestion {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty || !Suggestion.needsReason(move) else {
            throw CouncilProblem.invalid(
                "text",
                LocalizedText("건의한 사람에게 알릴 내용을 적어 주세요.", en: "Write what those who raised it will be told.")
            )
        }
        guard text.count <= Self.limits.text else { throw Self.tooLong("text", Self.limits.text) }
        guard move != .merge else { throw CouncilProblem.mergeNeedsTarget }
        let instant = clock.now
        let day = Day(of: instant)
        return try await database.write { db in
            let found = try Self.find(id.rawValue, db)
            let side = try Self.side(of: actor, move, found, on: day, db)
            var suggestion = try found.applying(move, from: side)
            suggestion.stageSince = instant
            suggestion.due = due ?? Self.due(in: suggestion.stage, from: day)
            if let owner {
                suggestion.owner = try Institutions.find(owner, db).id
            } else if suggestion.stage == .endorsed {
                suggestion.owner = try Self.secretariat(or: found.owner, on: day, db)
            }
            if move == .makePolicy { suggestion.policy = text }
            if move == .recordOutcome { suggestion.outcome = text }
            try suggestion.update(db)
            try Self.stepped(suggestion, move, text, by: actor, at: instant, db)
            return suggestion
        }
    }

    /// Merges a suggestion into a similar one; whoever raised it, and joined it, joins that one.
    package func merge(_ id: Suggestion.ID, into target: Suggestion.ID, by actor: Actor) async throws {
        let instant = clock.now
        try await database.write { db in
            let found = try Self.find(id.rawValue, db)
            let other = try Self.find(target.rawValue, db)
            guard found.id != other.id, ![.merged, .withdrawn].contains(other.stage) else {
                throw CouncilProblem.mergeNeedsTarget
            }
            let side = try Self.side(of: actor, .merge, found, on: Day(of: instant), db)
            var merged = try found.applying(.merge, from: side)
            merged.mergedInto = other.id
            merged.stageSince = instant
            merged.due = nil
            try merged.update(db)
            var raisers = try CoRaiser.filter(Column("suggestion") == found.id).fetchAll(db)
            raisers.append(
                CoRaiser(suggestion: found.id, person: found.person, institution: found.institution, at: instant)
            )
            for raiser in raisers where raiser.person != other.person {
                try CoRaiser(
                    suggestion: other.id,
                    person: raiser.person,
                    institution: raiser.institution,
                    at: instant
                ).insert(db, onConflict: .ignore)
            }
            try Self.stepped(merged, .merge, other.receipt, by: actor, at: instant, db)
        }
    }

    // MARK: - Rules of the store

    static func find(_ key: String, _ db: Database) throws -> Suggestion {
        guard let found = try Suggestion.filter(Column("id") == key || Column("receipt") == key).fetchOne(db) else {
            throw CouncilProblem.noSuch(LocalizedText("건의", en: "suggestion"), key)
        }
        return found
    }

    /// From where `actor` makes the move, as far as any lets it.
    private static func side(
        of actor: Actor,
        _ move: Suggestion.Move,
        _ suggestion: Suggestion,
        on day: Day,
        _ db: Database
    ) throws -> Suggestion.Side {
        var sides: [Suggestion.Side] = []
        let council = try Council.filter(Column("kind") == Council.Kind.officers).fetchOne(db)
        let isHead = try council.map { try Councils.isHead(actor, of: $0, on: day, db) } ?? false
        if isHead || CouncilMove.run.isAllowed(for: actor, at: nil) { sides.append(.council) }
        if actor.holds([.officer, .deputy], at: suggestion.institution) { sides.append(.officer) }
        if suggestion.person == actor.person { sides.append(.raiser) }
        if actor.holds([.officer, .deputy, .steward], at: suggestion.owner) { sides.append(.owner) }
        guard let side = sides.first(where: { (try? Suggestion.next(suggestion.stage, move, by: $0)) != nil }) else {
            // Either nobody may now, or somebody else may.
            let isPossible = Suggestion.Side.allCases.contains {
                (try? Suggestion.next(suggestion.stage, move, by: $0)) != nil
            }
            if isPossible { throw CouncilProblem.notYourSuggestion }
            throw CouncilRefusal(stage: suggestion.stage.title)
        }
        return side
    }

    private static func stepped(
        _ suggestion: Suggestion,
        _ move: Suggestion.Move,
        _ text: String,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws {
        try SuggestionStep(
            suggestion: suggestion.id,
            move: move,
            stage: suggestion.stage,
            text: text,
            person: actor.person,
            institution: actor.institution,
            at: instant
        ).insert(db)
        try Councils.record(
            "council.suggestion.\(move.rawValue)",
            on: "suggestion/\(suggestion.id)",
            by: actor,
            ["stage": .string(suggestion.stage.rawValue), "receipt": .string(suggestion.receipt)],
            at: instant,
            db
        )
    }

    private static func checked(_ value: String, _ field: String, atMost limit: Int) throws -> String {
        let value = value.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !value.isEmpty else {
            throw CouncilProblem.invalid(field, LocalizedText("내용을 적어 주세요.", en: "Write something."))
        }
        guard value.count <= limit else { throw tooLong(field, limit) }
        return value
    }

    private static func tooLong(_ field: String, _ limit: Int) -> Problem {
        CouncilProblem.invalid(
            field,
            LocalizedText("\(limit)자까지 적을 수 있습니다.", en: "At most \(limit) characters.")
        )
    }

    /// `2026-0031`: the next number of the year.
    private static func receipt(of year: Int, _ db: Database) throws -> String {
        let last = try Int.fetchOne(
            db,
            sql: "SELECT MAX(CAST(substr(receipt, 6) AS INTEGER)) FROM suggestion WHERE receipt LIKE ?",
            arguments: ["\(year)-%"]
        )
        let number = String((last ?? 0) + 1)
        return "\(year)-" + String(repeating: "0", count: max(0, 4 - number.count)) + number
    }

    private static func due(in stage: Suggestion.Stage, from day: Day) -> Day? {
        patience[stage].map { day.adding(days: $0) }
    }

    /// Where the council's secretary works: who answers next for what was passed to the council.
    private static func secretariat(or other: Institution.ID, on day: Day, _ db: Database) throws -> Institution.ID {
        let seat = try Seat.fetchOne(
            db,
            sql: """
                SELECT s.* FROM seat s JOIN council c ON c.id = s.council
                WHERE c.kind = 'officers' AND s.kind = 'secretary' AND s.until IS NULL
                """
        )
        if let seat { return try Institutions.holder(of: seat.institution, on: day, db) }
        return try Appointment.filter(Column("role") == Role.secretariat && Column("since") <= day)
            .filter(Column("until") == nil || Column("until") >= day).fetchOne(db)?.institution ?? other
    }
}

import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger

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
        guard !title.contains(where: \.isNewline) else {
            throw CouncilProblem.invalid(
                "title",
                LocalizedText("제목은 한 줄로 적어 주세요.", en: "The title is one line.")
            )
        }
        let instant = clock.now
        let day = Day(of: instant)
        return try await database.write { db in
            let home = actor.institution
            let hasOfficer = try !Self.officers(of: home, on: day, db).isEmpty
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
            try Self.stepped(
                suggestion,
                .raise,
                "",
                by: actor,
                ["text": .string(Self.proof(of: title + "\n" + text))],
                at: instant,
                db
            )
            return suggestion
        }
    }

    /// Says that one has the same difficulty: from now on one is told what the first raiser is told. Whoever joins what
    /// was merged joins what it was merged into.
    @discardableResult
    package func join(_ key: String, by actor: Actor) async throws -> Suggestion {
        try CouncilMove.raise.require(of: actor, at: actor.institution)
        let instant = clock.now
        return try await database.write { db in
            var suggestion = try Self.find(key, db)
            while let next = suggestion.mergedInto { suggestion = try Self.find(next.rawValue, db) }
            guard suggestion.stage != .withdrawn else { throw CouncilRefusal(stage: suggestion.stage.title) }
            guard suggestion.person != actor.person else { return suggestion }
            try CoRaiser(suggestion: suggestion.id, person: actor.person, institution: actor.institution, at: instant)
                .insert(db, onConflict: .ignore)
            guard db.changesCount > 0 else { return suggestion }
            try Councils.record(
                "council.suggestionJoined",
                on: "suggestion/\(suggestion.id)",
                by: actor,
                ["receipt": .string(suggestion.receipt)],
                at: instant,
                db
            )
            return suggestion
        }
    }

    // MARK: - Rules of the store

    /// Finds by key or receipt.
    static func find(_ key: String, _ db: Database) throws -> Suggestion {
        guard let found = try Suggestion.filter(Column("id") == key || Column("receipt") == key).fetchOne(db) else {
            throw CouncilProblem.noSuch(LocalizedText("건의", en: "suggestion"), key)
        }
        return found
    }

    /// Writes down a step and its act in the caller's transaction. The ledger keeps the hash of what was said, so that
    /// the words can be proved and yet stay out of it.
    static func stepped(
        _ suggestion: Suggestion,
        _ move: Suggestion.Move,
        _ text: String,
        by actor: Actor,
        _ more: [String: JSONValue] = [:],
        at instant: Date,
        _ db: Database
    ) throws {
        var step = SuggestionStep(
            seq: nil,
            suggestion: suggestion.id,
            move: move,
            stage: suggestion.stage,
            text: text,
            person: actor.person,
            institution: actor.institution,
            at: instant
        )
        try step.insert(db)
        var details: [String: JSONValue] = [
            "stage": .string(suggestion.stage.rawValue), "receipt": .string(suggestion.receipt),
            "owner": .string(suggestion.owner.rawValue), "step": .number(Int(step.seq ?? 0)),
        ]
        if let due = suggestion.due { details["due"] = .string(due.description) }
        if !text.isEmpty { details["text"] = .string(proof(of: text)) }
        try Councils.record(
            move.act,
            on: "suggestion/\(suggestion.id)",
            by: actor,
            details.merging(more) { _, new in new },
            at: instant,
            db
        )
    }

    static func checked(_ value: String, _ field: String, atMost limit: Int) throws -> String {
        let value = value.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !value.isEmpty else {
            throw CouncilProblem.invalid(field, LocalizedText("내용을 적어 주세요.", en: "Write something."))
        }
        guard value.count <= limit else { throw tooLong(field, limit) }
        return value
    }

    static func tooLong(_ field: String, _ limit: Int) -> Problem {
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

    static func due(in stage: Suggestion.Stage, from day: Day) -> Day? {
        patience[stage].map { day.adding(days: $0) }
    }
}

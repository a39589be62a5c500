import Directory
import Foundation
import GRDB
import Kernel

/// What institutions have promised in councils: made from a decision, an item or a suggestion, reported on, kept.
package struct Actions: Sendable {
    package let database: any DatabaseWriter
    let councils: Councils
    package let clock: WallClock

    package init(councils: Councils) {
        self.database = councils.database
        self.councils = councils
        self.clock = councils.clock
    }

    /// What is promised.
    package struct Draft: Sendable {
        /// Code or key of the council.
        package var council: String
        package var text: String
        /// Code or key of the institution that promises it.
        package var owner: String
        package var due: Day
        package var decision: Decision.ID?
        package var item: AgendaItem.ID?
        package var suggestion: Suggestion.ID?
        package var direction: DirectionItem.ID?

        package init(
            council: String,
            text: String,
            owner: String,
            due: Day,
            decision: Decision.ID? = nil,
            item: AgendaItem.ID? = nil,
            suggestion: Suggestion.ID? = nil,
            direction: DirectionItem.ID? = nil
        ) {
            self.council = council
            self.text = text
            self.owner = owner
            self.due = due
            self.decision = decision
            self.item = item
            self.suggestion = suggestion
            self.direction = direction
        }
    }

    /// Something that proves a report: a dataset, a request, an address.
    package struct Evidence: Sendable {
        package var target: String
        package var label: String

        package init(_ target: String, label: String = "") {
            self.target = target
            self.label = label
        }
    }

    /// Writes down a promise.
    package func create(_ draft: Draft, by actor: Actor) async throws -> CouncilAction {
        let instant = clock.now
        return try await database.write { try Self.create(draft, by: actor, at: instant, $0) }
    }

    /// The same inside a transaction: with the decision it follows from, both or neither.
    package static func create(_ draft: Draft, by actor: Actor, at instant: Date, _ db: Database) throws
        -> CouncilAction
    {
        let text = try Councils.checked(draft.text, "text", atMost: 4000)
        let council = try Councils.find(draft.council, db)
        let today = Day(of: instant)
        try Councils.requireHead(of: council, actor, on: today, db)
        let owner = try Institutions.find(draft.owner, db)
        guard draft.due >= today else {
            throw CouncilProblem.invalid(
                "due",
                LocalizedText("기한은 오늘이나 그 뒤로 정해 주세요.", en: "The last day is today or later.")
            )
        }
        try requireThere(draft, in: council, db)
        let action = CouncilAction(
            id: .make(at: instant),
            number: try number(in: today.year, db),
            council: council.id,
            text: text,
            owner: owner.id,
            due: draft.due,
            stage: .open,
            progress: 0,
            decision: draft.decision,
            item: draft.item,
            suggestion: draft.suggestion,
            direction: draft.direction,
            createdAt: instant,
            endedAt: nil
        )
        try action.insert(db)
        try Councils.record(
            "council.actionMade",
            on: "action/\(action.id)",
            by: actor,
            [
                "number": .string(action.number), "council": .string(council.id.rawValue),
                "owner": .string(owner.id.rawValue), "due": .string(action.due.description),
                "decision": draft.decision.map { .string($0.rawValue) } ?? .null,
                "suggestion": draft.suggestion.map { .string($0.rawValue) } ?? .null,
            ],
            at: instant,
            db
        )
        return action
    }

    /// `A-2026-014`: the next number of the year, over all councils.
    static func number(in year: Int, _ db: Database) throws -> String {
        let last = try Int.fetchOne(
            db,
            sql: "SELECT MAX(CAST(substr(number, 8) AS INTEGER)) FROM councilAction WHERE number LIKE ?",
            arguments: ["A-\(year)-%"]
        )
        let next = String((last ?? 0) + 1)
        return "A-\(year)-" + String(repeating: "0", count: max(0, 3 - next.count)) + next
    }

    /// What a promise rests on must be there, and be the same council's.
    static func requireThere(_ draft: Draft, in council: Council, _ db: Database) throws {
        if let id = draft.decision,
            try Decision.filter(Column("id") == id && Column("council") == council.id).fetchCount(db) == 0
        {
            throw CouncilProblem.noSuch(LocalizedText("결정", en: "decision"), id.rawValue)
        }
        if let id = draft.item,
            try Int.fetchOne(
                db,
                sql: """
                    SELECT 1 FROM agendaItem i JOIN meeting m ON m.id = i.meeting WHERE i.id = ? AND m.council = ?
                    """,
                arguments: [id, council.id]
            ) == nil
        {
            throw CouncilProblem.noSuch(LocalizedText("안건", en: "agenda item"), id.rawValue)
        }
        if let id = draft.suggestion, try Suggestion.fetchOne(db, key: id) == nil {
            throw CouncilProblem.noSuch(LocalizedText("건의", en: "suggestion"), id.rawValue)
        }
        if let id = draft.direction, try DirectionItem.fetchOne(db, key: id) == nil {
            throw CouncilProblem.noSuch(LocalizedText("추진 과제", en: "direction"), id.rawValue)
        }
    }

    func move(
        _ move: CouncilAction.Move,
        _ key: String,
        text: String,
        evidence: [Evidence] = [],
        by actor: Actor,
        change: @escaping @Sendable (inout CouncilAction, Date) throws -> Void
    ) async throws -> CouncilAction {
        let text = try Councils.checked(text, "text", atMost: 4000)
        let links = try evidence.map { try Self.checked($0) }
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(key, db)
            try Self.require(move, of: actor, found, on: Day(of: instant), db)
            var action = try found.applying(move)
            try change(&action, instant)
            try action.update(db)
            try ActionReport(
                action: action.id,
                person: actor.person,
                move: move,
                progress: action.progress,
                due: action.due,
                text: text,
                at: instant
            ).insert(db)
            for link in links {
                try EvidenceLink(
                    subject: "action/\(action.id)",
                    target: link.target,
                    label: link.label,
                    person: actor.person,
                    at: instant
                ).insert(db, onConflict: .ignore)
            }
            try Councils.record(
                "council.action.\(move.rawValue)",
                on: "action/\(action.id)",
                by: actor,
                reason: [.drop, .postpone, .reopen].contains(move) ? text : nil,
                [
                    "number": .string(action.number), "stage": .string(action.stage.rawValue),
                    "progress": .number(action.progress), "due": .string(action.due.description),
                    "evidence": .array(links.map { .string($0.target) }),
                ],
                at: instant,
                db
            )
            return action
        }
    }

    /// An address, or one of our own things: `dataset/…`, `request/…`.
    static func checked(_ evidence: Evidence) throws -> Evidence {
        let target = try Councils.checked(evidence.target, "evidence", atMost: 500)
        guard target.wholeMatch(of: /(dataset|request|grant|decision|meeting)\/[0-9a-z]{20}|https?:\/\/\S+/) != nil
        else {
            throw CouncilProblem.invalid(
                "evidence",
                LocalizedText(
                    "근거는 https:// 주소나 dataset/…, request/…처럼 적어 주세요.",
                    en: "Evidence is an address (https://…) or dataset/…, request/…."
                )
            )
        }
        let label = evidence.label.trimmingCharacters(in: .whitespacesAndNewlines)
        return Evidence(target, label: String(label.prefix(200)))
    }

    /// The owner reports and finishes; more time, an end without result and a second start are the council's.
    static func require(
        _ move: CouncilAction.Move,
        of actor: Actor,
        _ action: CouncilAction,
        on day: Day,
        _ db: Database
    ) throws {
        let council = try Councils.find(action.council.rawValue, db)
        if try Councils.isHead(actor, of: council, on: day, db) { return }
        switch move {
        case .report, .finish: try CouncilMove.report.require(of: actor, at: action.owner)
        case .drop, .postpone, .reopen: throw CouncilProblem.headOnly(council.title)
        }
    }

    /// Finds by number or key.
    package static func find(_ key: String, _ db: Database) throws -> CouncilAction {
        guard let action = try CouncilAction.filter(Column("number") == key || Column("id") == key).fetchOne(db) else {
            throw CouncilProblem.noSuch(LocalizedText("이행 과제", en: "action"), key)
        }
        return action
    }
}

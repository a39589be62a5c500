import Directory
import Foundation
import GRDB
import Kernel
import Ledger

// The composition and operation plan: written, proposed, commented, adopted. One version is in force.
extension Councils {
    /// What a version of a plan says. What the law and the plan leave open stays nil, and is nobody's rule.
    package struct PlanDraft: Sendable {
        package var purpose: String
        package var membership: String
        package var termMonths: Int?
        package var meetingsPerYear: Int
        package var workingMethod: String
        package var quorum: Fraction?
        package var voting: VotingRule?

        package init(
            purpose: String,
            membership: String,
            termMonths: Int? = nil,
            meetingsPerYear: Int = 4,
            workingMethod: String,
            quorum: Fraction? = nil,
            voting: VotingRule? = nil
        ) {
            self.purpose = purpose
            self.membership = membership
            self.termMonths = termMonths
            self.meetingsPerYear = meetingsPerYear
            self.workingMethod = workingMethod
            self.quorum = quorum
            self.voting = voting
        }

        fileprivate func checked() throws -> PlanDraft {
            var draft = self
            draft.purpose = try Councils.checked(purpose, "purpose", atMost: 4000)
            draft.membership = try Councils.checked(membership, "membership", atMost: 4000)
            draft.workingMethod = try Councils.checked(workingMethod, "workingMethod", atMost: 10_000)
            guard (1...12).contains(meetingsPerYear) else {
                throw CouncilProblem.invalid(
                    "meetingsPerYear",
                    LocalizedText("한 해 1~12회로 적어 주세요.", en: "Give 1 to 12 meetings a year.")
                )
            }
            guard termMonths.map({ (1...120).contains($0) }) ?? true else {
                throw CouncilProblem.invalid(
                    "termMonths",
                    LocalizedText("임기는 1~120개월로 적거나 비워 두세요.", en: "Give a term of 1 to 120 months, or none.")
                )
            }
            return draft
        }
    }

    /// A comment with whoever made it.
    package struct Comment: Sendable {
        package let comment: PlanComment
        package let person: Person
        package let institution: Institution
    }

    /// Writes the next version as a draft. One version at a time is under way.
    package func writePlan(_ draft: PlanDraft, for council: String, by actor: Actor) async throws -> OperationPlan {
        let draft = try draft.checked()
        let instant = clock.now
        return try await database.write { db in
            let council = try Self.find(council, db)
            try Self.requireHead(of: council, actor, on: Day(of: instant), db)
            try Self.requireLiving(council)
            let versions = OperationPlan.filter(Column("council") == council.id)
            let open = [OperationPlan.Stage.draft, .proposed]
            if let other = try versions.filter(open.contains(Column("stage"))).fetchOne(db) {
                throw CouncilProblem.versionUnderWay(other.version)
            }
            let last = try versions.select(max(Column("version")), as: Int.self).fetchOne(db)
            let plan = OperationPlan(
                id: .make(at: instant),
                council: council.id,
                version: (last ?? 0) + 1,
                stage: .draft,
                purpose: draft.purpose,
                membership: draft.membership,
                termMonths: draft.termMonths,
                meetingsPerYear: draft.meetingsPerYear,
                workingMethod: draft.workingMethod,
                quorumJSON: try CouncilJSON.write(draft.quorum),
                votingJSON: try CouncilJSON.write(draft.voting),
                writtenBy: actor.person,
                createdAt: instant,
                proposedAt: nil,
                adoptedAt: nil,
                adoptedBy: nil
            )
            try plan.insert(db)
            try Self.recordPlan("council.planWritten", plan, by: actor, at: instant, db)
            return plan
        }
    }

    /// Changes a draft; a proposed version becomes a draft again, for its comments were about another text.
    @discardableResult
    package func editPlan(_ id: OperationPlan.ID, _ draft: PlanDraft, by actor: Actor) async throws -> OperationPlan {
        let draft = try draft.checked()
        return try await movePlan(.edit, id, as: "council.planEdited", by: actor) { plan, _, _ in
            plan.purpose = draft.purpose
            plan.membership = draft.membership
            plan.termMonths = draft.termMonths
            plan.meetingsPerYear = draft.meetingsPerYear
            plan.workingMethod = draft.workingMethod
            plan.quorumJSON = try CouncilJSON.write(draft.quorum)
            plan.votingJSON = try CouncilJSON.write(draft.voting)
            plan.proposedAt = nil
        }
    }

    /// Opens a draft for the seats' comments.
    @discardableResult
    package func proposePlan(_ id: OperationPlan.ID, by actor: Actor) async throws -> OperationPlan {
        try await movePlan(.propose, id, as: "council.planProposed", by: actor) { plan, instant, _ in
            plan.proposedAt = instant
        }
    }

    /// Puts a proposed version in force; the version before it is superseded in the same transaction.
    @discardableResult
    package func adoptPlan(_ id: OperationPlan.ID, by actor: Actor) async throws -> OperationPlan {
        try await movePlan(.adopt, id, as: "council.planAdopted", by: actor) { plan, instant, db in
            plan.adoptedAt = instant
            plan.adoptedBy = actor.person
            guard let former = try Self.planInForce(of: plan.council, db) else { return }
            try former.applying(.supersede).update(db)
            try Self.recordPlan("council.planSuperseded", former, by: actor, at: instant, db)
        }
    }

    @discardableResult
    package func withdrawPlan(_ id: OperationPlan.ID, reason: String, by actor: Actor) async throws -> OperationPlan {
        let reason = try Self.checked(reason, "reason", atMost: 2000)
        return try await movePlan(.withdraw, id, as: "council.planWithdrawn", reason: reason, by: actor)
    }

    /// Says something about a proposed version, from a seat of the council.
    package func commentPlan(_ id: OperationPlan.ID, _ text: String, by actor: Actor) async throws {
        let text = try Self.checked(text, "text", atMost: 4000)
        let instant = clock.now
        let day = Day(of: instant)
        try await database.write { db in
            let plan = try Self.plan(id, db)
            let council = try Self.find(plan.council.rawValue, db)
            let isSeated = try !Self.seats(of: actor, in: council.id, on: day, db).isEmpty
            guard try isSeated || Self.isHead(actor, of: council, on: day, db) else {
                throw CouncilProblem.membersOnly(council.title)
            }
            _ = try plan.applying(.comment)
            try PlanComment(
                plan: id,
                person: actor.person,
                institution: actor.institution,
                text: text,
                at: instant
            ).insert(db)
            try Self.recordPlan("council.planCommented", plan, by: actor, at: instant, db)
        }
    }

    // MARK: - Reading

    /// Every version, the latest first.
    package func plans(of council: Council.ID) async throws -> [OperationPlan] {
        try await database.read { db in
            try OperationPlan.filter(Column("council") == council).order(Column("version").desc).fetchAll(db)
        }
    }

    /// The version in force; nil before the first is adopted.
    package func planInForce(of council: Council.ID) async throws -> OperationPlan? {
        try await database.read { try Self.planInForce(of: council, $0) }
    }

    package static func planInForce(of council: Council.ID, _ db: Database) throws -> OperationPlan? {
        try OperationPlan.filter(Column("council") == council && Column("stage") == OperationPlan.Stage.adopted)
            .fetchOne(db)
    }

    package func plan(_ id: OperationPlan.ID) async throws -> OperationPlan {
        try await database.read { try Self.plan(id, $0) }
    }

    static func plan(_ id: OperationPlan.ID, _ db: Database) throws -> OperationPlan {
        guard let plan = try OperationPlan.fetchOne(db, key: id) else {
            throw CouncilProblem.noSuch(LocalizedText("운영계획", en: "operation plan"), id.rawValue)
        }
        return plan
    }

    /// What was said about a version, in order.
    package func comments(on plan: OperationPlan.ID) async throws -> [Comment] {
        try await database.read { db in
            let comments = try PlanComment.filter(Column("plan") == plan).order(Column("seq")).fetchAll(db)
            let people = try Person.fetchAll(db, keys: Set(comments.map(\.person)))
            let homes = try Institution.fetchAll(db, keys: Set(comments.map(\.institution)))
            return comments.compactMap { comment in
                guard let person = people.first(where: { $0.id == comment.person }),
                    let home = homes.first(where: { $0.id == comment.institution })
                else { return nil }
                return Comment(comment: comment, person: person, institution: home)
            }
        }
    }

    // MARK: - Moving

    private func movePlan(
        _ move: OperationPlan.Move,
        _ id: OperationPlan.ID,
        as kind: String,
        reason: String? = nil,
        by actor: Actor,
        change: @escaping @Sendable (inout OperationPlan, Date, Database) throws -> Void = { _, _, _ in }
    ) async throws -> OperationPlan {
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.plan(id, db)
            try Self.requireHead(of: Self.find(found.council.rawValue, db), actor, on: Day(of: instant), db)
            var plan = try found.applying(move)
            try change(&plan, instant, db)
            try plan.update(db)
            try Self.recordPlan(kind, plan, by: actor, reason: reason, at: instant, db)
            return plan
        }
    }

    private static func recordPlan(
        _ kind: String,
        _ plan: OperationPlan,
        by actor: Actor,
        reason: String? = nil,
        at instant: Date,
        _ db: Database
    ) throws {
        try record(
            kind,
            on: "council/\(plan.council)",
            by: actor,
            reason: reason,
            ["plan": .string(plan.id.rawValue), "version": .number(plan.version)],
            at: instant,
            db
        )
    }
}

extension Councils {
    /// A text that somebody has to write: without the spaces around it, neither empty nor too long.
    static func checked(_ value: String, _ field: String, atMost limit: Int) throws -> String {
        let value = value.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !value.isEmpty else {
            throw CouncilProblem.invalid(field, LocalizedText("내용을 적어 주세요.", en: "Write something."))
        }
        guard value.count <= limit else {
            throw CouncilProblem.invalid(
                field,
                LocalizedText("\(limit)자까지 적을 수 있습니다.", en: "At most \(limit) characters.")
            )
        }
        return value
    }

    static func requireLiving(_ council: Council) throws {
        guard council.endedAt == nil else { throw CouncilProblem.dissolved(council.title) }
    }
}

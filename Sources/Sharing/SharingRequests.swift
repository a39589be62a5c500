import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Statute

/// Every institution's requests: what the pages, the API, the command line and the tests all call.
package struct SharingRequests: Sendable {
    let database: any DatabaseWriter
    let grants: Grants
    let statutes: Statutes
    let clock: WallClock

    package init(database: any DatabaseWriter, grants: Grants, statutes: Statutes, clock: WallClock) {
        self.database = database
        self.grants = grants
        self.statutes = statutes
        self.clock = clock
    }

    /// What a request must say (Act Art. 10②: purpose, way of analysis, period).
    package struct Draft: Sendable {
        package var dataset: Dataset.ID
        package var purpose: String
        package var method: String
        package var until: Day?
        package var columns: [String]?
        package var condition: String?

        package init(
            dataset: Dataset.ID,
            purpose: String,
            method: String,
            until: Day?,
            columns: [String]? = nil,
            condition: String? = nil
        ) {
            self.dataset = dataset
            self.purpose = purpose
            self.method = method
            self.until = until
            self.columns = columns
            self.condition = condition
        }
    }

    /// Submits a request; from now on its words are locked and the clock runs.
    package func submit(_ draft: Draft, by actor: Actor) async throws -> SharingRequest {
        let (purpose, method, until) = try Self.checked(draft.purpose, draft.method, draft.until, on: clock.today)
        let instant = clock.now
        let day = Day(of: instant)
        let pack = try statutes.pack(on: day)
        let due = try statutes.due("provision.decide", from: day, pack: pack)
        try SharingMove.submit.require(of: actor, at: actor.institution)
        return try await database.write { db in
            let dataset = try Datasets.find(draft.dataset, db)
            guard dataset.access == .request || dataset.access == .withheld else {
                throw SharingProblem.notByRequest(dataset.access.title)
            }
            guard dataset.stage == .published else { throw SharingProblem.held }
            if let columns = draft.columns {
                try Self.checkColumns(columns, of: dataset, db)
            }
            let request = SharingRequest(
                id: .make(at: instant),
                dataset: dataset.id,
                requester: actor.institution,
                person: actor.person,
                provider: dataset.institution,
                purpose: purpose,
                method: method,
                until: until,
                columnLines: draft.columns?.joined(separator: "\n"),
                condition: draft.condition,
                stage: .submitted,
                receivedAt: instant,
                clock: try Self.json(due),
                extendedDays: 0,
                extensionReason: nil,
                pack: pack.reference,
                decidedBy: nil,
                decidedAt: nil,
                note: nil,
                refusalJSON: nil,
                suggestedHolder: nil
            )
            try request.insert(db)
            try Self.record(
                "sharing.submitted",
                request,
                by: actor,
                reason: purpose,
                ["dataset": .string(dataset.id.rawValue), "due": .string(due.due.description)],
                at: instant,
                db
            )
            return request
        }
    }

    private static func checkColumns(_ columns: [String], of dataset: Dataset, _ db: Database) throws {
        let tables = try Datasets.files(of: dataset.id, version: dataset.version, db).compactMap(\.table)
        _ = try TermsDraft(columns: columns).terms(for: tables, until: Day(ordinal: 0))
    }

    static func checked(_ purpose: String, _ method: String, _ until: Day?, on today: Day) throws -> (
        String, String, Day
    ) {
        let purpose = purpose.trimmingCharacters(in: .whitespacesAndNewlines)
        let method = method.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !purpose.isEmpty else {
            throw SharingProblem.invalid(
                "purpose",
                LocalizedText("이용 목적을 적어 주세요(법 제10조제2항).", en: "State the purpose (Act Art. 10(2)).")
            )
        }
        guard !method.isEmpty else {
            throw SharingProblem.invalid(
                "method",
                LocalizedText("분석 방법을 적어 주세요(법 제10조제2항).", en: "State the way of analysis (Act Art. 10(2)).")
            )
        }
        guard let until, until >= today else {
            throw SharingProblem.invalid(
                "until",
                LocalizedText(
                    "이용 기간의 마지막 날을 오늘 이후로 적어 주세요. 예: \(today.adding(days: 365))",
                    en: "Give the last day of use, today or later, as \(today.adding(days: 365))."
                )
            )
        }
        return (purpose, method, until)
    }

    // MARK: - Moves

    /// Asks the requester something; the clock goes on, because the law knows no pause.
    package func ask(_ id: SharingRequest.ID, _ question: String, by actor: Actor) async throws -> SharingRequest {
        try await speak(id, question, .ask, by: actor)
    }

    package func answer(_ id: SharingRequest.ID, _ answer: String, by actor: Actor) async throws -> SharingRequest {
        try await speak(id, answer, .answer, by: actor)
    }

    private func speak(_ id: SharingRequest.ID, _ text: String, _ move: SharingRequest.Move, by actor: Actor)
        async throws -> SharingRequest
    {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw SharingProblem.invalid("text", LocalizedText("내용을 적어 주세요.", en: "Write something."))
        }
        let instant = clock.now
        return try await database.write { db in
            let request = try Self.find(id, db).applying(move, from: Self.side(move, of: Self.find(id, db), actor))
            try request.update(db)
            try Clarification(
                request: id,
                person: actor.person,
                isQuestion: move == .ask,
                text: text,
                at: instant
            ).insert(db)
            try Self.record(
                move == .ask ? "sharing.clarificationAsked" : "sharing.clarified",
                request,
                by: actor,
                at: instant,
                db
            )
            return request
        }
    }

    /// Extends the period once (Decree Art. 11②), counted from receipt.
    package func extend(_ id: SharingRequest.ID, days: Int, reason: String, by actor: Actor) async throws
        -> SharingRequest
    {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else {
            throw SharingProblem.invalid("reason", LocalizedText("연장 사유를 적어 주세요.", en: "Give the reason."))
        }
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            var request = try found.applying(.extend, from: Self.side(.extend, of: found, actor))
            let pack = try statutes.pack(request.pack)
            guard days > 0 else {
                throw SharingProblem.invalid("days", LocalizedText("1일 이상 적어 주세요.", en: "Give at least one day."))
            }
            let due = try statutes.due(
                "provision.decide",
                from: Day(of: request.receivedAt),
                extendedBy: days,
                pack: pack
            )
            request.extendedDays = days
            request.extensionReason = reason
            request.clock = try Self.json(due)
            try request.update(db)
            try Self.record(
                "sharing.extended",
                request,
                by: actor,
                reason: reason,
                ["days": .number(days), "due": .string(due.due.description)],
                at: instant,
                db
            )
            return request
        }
    }

    /// A decision to provide, and the grant it made.
    package struct Granted: Sendable {
        package let request: SharingRequest
        package let grant: Grant
        package let job: Job.ID
    }

    /// Decides to provide, in whole or in part; the share is made by a job.
    package func grant(_ id: SharingRequest.ID, _ draft: TermsDraft, until: Day?, note: String?, by actor: Actor)
        async throws -> Granted
    {
        let found = try await find(id, by: actor)
        // Who may not decide need not learn what is wrong with the terms.
        _ = try found.applying(.grant, from: Self.side(.grant, of: found, actor))
        let terms = try await grants.terms(draft, of: found.dataset, until: until ?? found.until)
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            var request = try found.applying(.grant, from: Self.side(.grant, of: found, actor))
            request.decidedBy = actor.person
            request.decidedAt = instant
            request.note = note
            try request.update(db)
            let (grant, job) = try grants.insert(
                terms,
                for: Grants.Purpose(
                    request: id,
                    institution: request.requester,
                    person: request.person,
                    purpose: request.purpose,
                    method: request.method
                ),
                db
            )
            try Self.record(
                "sharing.granted",
                request,
                by: actor,
                reason: note,
                [
                    "grant": .string(grant.id.rawValue), "until": .string(grant.until.description),
                    "terms": try JSONValue(encoding: grant.terms),
                ],
                at: instant,
                db
            )
            return Granted(request: request, grant: grant, job: job)
        }
    }

    /// What a refusal must say.
    package struct RefusalDraft: Sendable {
        package var ground: String
        package var citation: String
        /// nil where nobody said: then it cannot be issued.
        package var isSeparable: Bool?
        package var finding: String
        package var offer: [String]

        package init(ground: String, citation: String, isSeparable: Bool?, finding: String, offer: [String] = []) {
            self.ground = ground
            self.citation = citation
            self.isSeparable = isSeparable
            self.finding = finding
            self.offer = offer
        }
    }

    /// Refuses, on a ground of the law, with the finding on separability (Act Arts 11, 12②; Decree Art. 11③).
    package func refuse(_ id: SharingRequest.ID, _ draft: RefusalDraft, by actor: Actor) async throws -> SharingRequest
    {
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            var request = try found.applying(.refuse, from: Self.side(.refuse, of: found, actor))
            let pack = try statutes.pack(request.pack)
            let mediation = try statutes.due("mediation.apply", from: Day(of: instant), pack: pack)
            let refusal = try Self.checked(draft, pack: pack, mediation: mediation)
            request.refusalJSON = try Self.json(refusal)
            request.decidedBy = actor.person
            request.decidedAt = instant
            try request.update(db)
            try Self.record(
                "sharing.refused",
                request,
                by: actor,
                reason: refusal.finding,
                [
                    "ground": .string(refusal.ground), "citation": .string(refusal.citation),
                    "separable": .bool(refusal.isSeparable), "offer": .array(refusal.offer.map(JSONValue.string)),
                    "mediationUntil": .string(mediation.due.description),
                ],
                at: instant,
                db
            )
            return request
        }
    }

    private static func checked(_ draft: RefusalDraft, pack: RulePack, mediation: DueDate) throws
        -> SharingRequest.Refusal
    {
        guard pack.ground(draft.ground) != nil else {
            let known = pack.grounds.map { "\($0.id): \($0.text.ko)" }.joined(separator: " / ")
            throw SharingProblem.invalid(
                "ground",
                LocalizedText(
                    "법 제11조제1항의 사유가 아닙니다. \(known)",
                    en:
                        "This is no ground of the Act, Art. 11(1). Choose \(pack.grounds.map(\.id).joined(separator: ", "))."
                )
            )
        }
        let citation = draft.citation.trimmingCharacters(in: .whitespacesAndNewlines)
        let finding = draft.finding.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !citation.isEmpty else {
            throw SharingProblem.invalid("citation", LocalizedText("근거 조문을 적어 주세요.", en: "Cite the provision."))
        }
        guard let isSeparable = draft.isSeparable, !finding.isEmpty else {
            throw SharingProblem.invalid(
                "separable",
                LocalizedText(
                    "기술적으로 분리할 수 있는지와 검토 결과를 적어 주세요(시행령 제11조제3항).",
                    en: "Say whether the protected part can be separated, and what was found (Decree Art. 11(3))."
                )
            )
        }
        let offer = draft.offer.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !isSeparable || !offer.isEmpty else {
            throw SharingProblem.invalid(
                "offer",
                LocalizedText(
                    "분리할 수 있으면 나머지를 제공하여야 합니다(법 제11조제2항). 제공할 항목을 적어 주세요.",
                    en: "What can be separated must be provided (Act Art. 11(2)). Say what is offered."
                )
            )
        }
        return SharingRequest.Refusal(
            ground: draft.ground,
            citation: citation,
            isSeparable: isSeparable,
            finding: finding,
            offer: offer,
            mediation: mediation
        )
    }

    /// Says that the provider does not hold the data, and who may.
    package func transfer(_ id: SharingRequest.ID, to holder: String, reason: String, by actor: Actor) async throws
        -> SharingRequest
    {
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            var request = try found.applying(.transfer, from: Self.side(.transfer, of: found, actor))
            let institution = try Institutions.find(holder, db)
            guard institution.id != request.provider else {
                throw SharingProblem.invalid("to", LocalizedText("다른 기관을 적어 주세요.", en: "Name another institution."))
            }
            request.suggestedHolder = institution.id.rawValue
            request.note = reason
            request.decidedBy = actor.person
            request.decidedAt = instant
            try request.update(db)
            try Self.record(
                "sharing.transferred",
                request,
                by: actor,
                reason: reason,
                ["to": .string(institution.id.rawValue)],
                at: instant,
                db
            )
            return request
        }
    }

    package func withdraw(_ id: SharingRequest.ID, reason: String, by actor: Actor) async throws -> SharingRequest {
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            var request = try found.applying(.withdraw, from: Self.side(.withdraw, of: found, actor))
            request.note = reason
            try request.update(db)
            try Self.record("sharing.withdrawn", request, by: actor, reason: reason, at: instant, db)
            return request
        }
    }

    // MARK: - Reading

    /// A request with those around it.
    package struct Detail: Sendable {
        package let request: SharingRequest
        package let dataset: Dataset
        package let requester: Institution
        package let provider: Institution
        /// Who answers for the provider today, where it was merged since.
        package let deemedProvider: Institution?
        package let person: Person?
        package let clarifications: [Clarification]
        package let grant: Grant?
    }

    package func find(_ id: SharingRequest.ID, by actor: Actor) async throws -> SharingRequest {
        let request = try await database.read { try Self.find(id, $0) }
        try Self.requireSight(of: request, actor)
        return request
    }

    package func detail(_ id: SharingRequest.ID, by actor: Actor) async throws -> Detail {
        let today = clock.today
        return try await database.read { db in
            let request = try Self.find(id, db)
            try Self.requireSight(of: request, actor)
            let holder = try Institutions.holder(of: request.provider, on: today, db)
            return Detail(
                request: request,
                dataset: try Datasets.find(request.dataset, db),
                requester: try Institutions.find(request.requester.rawValue, db),
                provider: try Institutions.find(request.provider.rawValue, db),
                deemedProvider: holder == request.provider ? nil : try Institutions.find(holder.rawValue, db),
                person: try Person.fetchOne(db, key: request.person),
                clarifications: try Clarification.filter(Column("request") == id).order(Column("seq")).fetchAll(db),
                grant: try Grant.filter(Column("request") == id).fetchOne(db)
            )
        }
    }

    /// The requests somebody may see, newest first.
    package func list(stage: SharingRequest.Stage? = nil, by actor: Actor) async throws -> [Detail] {
        let ids = try await database.read { db in
            try SharingRequest.all().filter(stage.map { Column("stage") == $0 } ?? true.sqlExpression)
                .order(Column("receivedAt").desc, Column("id").desc).fetchAll(db)
                .filter { Self.isVisible($0, to: actor) }.map(\.id)
        }
        var details: [Detail] = []
        for id in ids { details.append(try await detail(id, by: actor)) }
        return details
    }

    /// Counts the dates of open requests anew, after the holiday table changed, and records old and new.
    ///
    /// - Returns: How many dates moved.
    package func recount() async throws -> Int {
        let instant = clock.now
        return try await database.write { db in
            var moved = 0
            for var request in try SharingRequest.filter(sql: "stage IN ('submitted', 'clarifying')").fetchAll(db) {
                let due = try statutes.due(
                    "provision.decide",
                    from: Day(of: request.receivedAt),
                    extendedBy: request.extendedDays,
                    pack: statutes.pack(request.pack)
                )
                guard let old = request.due, old.due != due.due else { continue }
                request.clock = try Self.json(due)
                try request.update(db)
                try Act.append(
                    "sharing.recounted",
                    on: "request/\(request.id)",
                    by: .system,
                    pack: request.pack,
                    details: ["old": .string(old.due.description), "new": .string(due.due.description)],
                    at: instant,
                    db
                )
                moved += 1
            }
            return moved
        }
    }

    static func find(_ id: SharingRequest.ID, _ db: Database) throws -> SharingRequest {
        guard let request = try SharingRequest.fetchOne(db, key: id) else {
            throw SharingProblem.noSuchRequest(id.rawValue)
        }
        return request
    }

    private static func isVisible(_ request: SharingRequest, to actor: Actor) -> Bool {
        request.person == actor.person || SharingMove.see.isAllowed(for: actor, at: request.requester)
            || SharingMove.see.isAllowed(for: actor, at: request.provider)
    }

    private static func requireSight(of request: SharingRequest, _ actor: Actor) throws {
        guard !isVisible(request, to: actor) else { return }
        try SharingMove.see.require(of: actor, at: request.provider)
    }

    /// Checks the role, and tells at which end of the request it is held.
    static func side(_ move: SharingRequest.Move, of request: SharingRequest, _ actor: Actor) throws
        -> SharingRequest.Side
    {
        switch move {
        case .answer, .withdraw:
            try (move == .answer ? SharingMove.answer : .withdraw).require(of: actor, at: request.requester)
            return .requester
        case .ask, .extend, .grant, .refuse, .transfer:
            let permission: SharingMove = move == .ask ? .ask : move == .extend ? .extend : .decide
            try permission.require(of: actor, at: request.provider)
            return .provider
        }
    }

    static func record(
        _ kind: String,
        _ request: SharingRequest,
        by actor: Actor,
        reason: String? = nil,
        _ details: [String: JSONValue] = [:],
        at instant: Date,
        _ db: Database
    ) throws {
        try Act.append(
            kind,
            on: "request/\(request.id)",
            by: actor.attribution,
            reason: reason,
            pack: request.pack,
            details: .object(details),
            at: instant,
            db
        )
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

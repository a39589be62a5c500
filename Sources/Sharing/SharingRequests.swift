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
        /// The earlier request it takes further.
        package var follows: SharingRequest.ID?

        package init(
            dataset: Dataset.ID,
            purpose: String,
            method: String,
            until: Day?,
            columns: [String]? = nil,
            condition: String? = nil,
            follows: SharingRequest.ID? = nil
        ) {
            self.dataset = dataset
            self.purpose = purpose
            self.method = method
            self.until = until
            self.columns = columns
            self.condition = condition
            self.follows = follows
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
            try Self.checkFollowing(draft, by: actor, db)
            if let columns = draft.columns {
                try Self.checkColumns(columns, of: dataset, db)
            }
            let request = SharingRequest(
                id: .make(at: instant),
                dataset: dataset.id,
                requester: actor.institution,
                person: actor.person,
                // Data of an institution that was merged is asked of the one that followed it.
                provider: try Institutions.holder(of: dataset.institution, on: day, db),
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
                suggestedHolder: nil,
                follows: draft.follows,
                seenAt: nil
            )
            try request.insert(db)
            try Self.record(
                "sharing.submitted",
                request,
                by: actor,
                reason: purpose,
                ["dataset": .string(dataset.id.rawValue), "due": .string(due.due.description)]
                    .merging(draft.follows.map { ["follows": .string($0.rawValue)] } ?? [:]) { $1 },
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
            let pack = try statutes.pack(found.pack)
            let rule = pack.clock("provision.decide")?.extension
            var request = try found.extending(
                from: Self.side(.extend, of: found, actor),
                on: Day(of: instant),
                under: rule
            )
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

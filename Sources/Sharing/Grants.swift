import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Statute

/// Every grant and its share.
package struct Grants: Sendable {
    let database: any DatabaseWriter
    private let datasets: Datasets
    let shares: Shares
    private let filters: RowFilter
    private let keys: GrantKeys
    private let statutes: Statutes
    let clock: WallClock

    package init(
        database: any DatabaseWriter,
        datasets: Datasets,
        shares: Shares,
        filters: RowFilter,
        keys: GrantKeys,
        statutes: Statutes,
        clock: WallClock
    ) {
        self.database = database
        self.datasets = datasets
        self.shares = shares
        self.filters = filters
        self.keys = keys
        self.statutes = statutes
        self.clock = clock
    }

    private static let makeJob = "sharing.makeShare"
    private static let removeJob = "sharing.removeShare"

    private struct Payload: Decodable {
        let grant: Grant.ID
    }

    /// This room's jobs.
    package var jobs: [String: JobQueue.Handler] {
        [
            Self.makeJob: { job, _ in try await makeShare(job.decoded(as: Payload.self).grant) },
            Self.removeJob: { job, _ in try await removeShare(job.decoded(as: Payload.self).grant) },
        ]
    }

    // MARK: - Making

    /// Terms that were checked against one version of a dataset.
    struct CheckedTerms: Sendable {
        let dataset: Dataset
        let terms: [String: Terms]
        let until: Day
    }

    func terms(_ draft: TermsDraft, of id: Dataset.ID, until: Day) async throws -> CheckedTerms {
        guard until >= clock.today else {
            throw SharingProblem.invalid(
                "until",
                LocalizedText("이용 기간의 마지막 날을 오늘 이후로 적어 주세요.", en: "The last day of use lies in the past.")
            )
        }
        let detail = try await datasets.detail(id)
        var terms = try draft.terms(for: detail.tables, until: until)
        if let filter = draft.filter, let table = detail.tables.first {
            let checked = try await filters.checked(filter, table: table)
            terms[table.name]?.filter = checked
        }
        return CheckedTerms(dataset: detail.dataset, terms: terms, until: until)
    }

    /// Who uses a share, and for what.
    struct Purpose {
        let request: SharingRequest.ID?
        let institution: Institution.ID
        let person: Person.ID
        let purpose: String
        let method: String
    }

    /// Writes a grant and the job that makes its share, inside the transaction that decided it.
    func insert(_ checked: CheckedTerms, for purpose: Purpose, _ db: Database) throws -> (Grant, Job.ID) {
        let instant = clock.now
        let id = Grant.ID.make(at: instant)
        let grant = Grant(
            id: id,
            request: purpose.request,
            dataset: checked.dataset.id,
            sourceVersion: checked.dataset.version,
            provider: checked.dataset.institution,
            institution: purpose.institution,
            person: purpose.person,
            purpose: purpose.purpose,
            method: purpose.method,
            until: checked.until,
            termsJSON: try SharingRequests.json(checked.terms),
            sealedKey: try keys.make(for: id.rawValue),
            stage: .making,
            manifestJSON: nil,
            createdAt: instant,
            endedAt: nil,
            endReason: nil
        )
        try grant.insert(db)
        let job = try Job.enqueue(
            Self.makeJob,
            key: id.rawValue,
            payload: ["grant": .string(id.rawValue)],
            at: instant,
            db
        )
        return (grant, job)
    }

    /// Uses open or registered data at once, under declared terms (Act Art. 9).
    ///
    /// - Parameter accepted: Whether the user was shown the three duties (Decree Art. 10) and accepted them.
    package func use(
        _ id: Dataset.ID,
        purpose: String,
        method: String,
        until: Day?,
        accepted: Bool,
        by actor: Actor
    ) async throws -> (grant: Grant, job: Job.ID) {
        let (purpose, method, until) = try SharingRequests.checked(purpose, method, until, on: clock.today)
        try SharingMove.use.require(of: actor, at: actor.institution)
        let dataset = try await datasets.find(id)
        guard dataset.access == .open || dataset.access == .registered else {
            throw SharingProblem.notAtOnce(dataset.access.title)
        }
        guard dataset.stage == .published else { throw SharingProblem.held }
        guard accepted else {
            throw SharingProblem.invalid(
                "accept",
                LocalizedText("이용자의 의무 세 가지에 동의해 주세요.", en: "Please accept the user's three duties.")
            )
        }
        let checked = try await terms(TermsDraft(), of: id, until: until)
        let instant = clock.now
        let pack = try statutes.pack(on: Day(of: instant))
        return try await database.write { db in
            let (grant, job) = try insert(
                checked,
                for: Purpose(
                    request: nil,
                    institution: actor.institution,
                    person: actor.person,
                    purpose: purpose,
                    method: method
                ),
                db
            )
            try Act.append(
                "sharing.used",
                on: "grant/\(grant.id)",
                by: actor.attribution,
                reason: purpose,
                pack: pack.reference,
                details: [
                    "dataset": .string(id.rawValue), "until": .string(until.description),
                    "duties": .array(pack.duties.map { .string($0.id) }),
                ],
                at: instant,
                db
            )
            return (grant, job)
        }
    }

    /// The job: makes the share, then opens the grant. Bears being killed anywhere and run again.
    private func makeShare(_ id: Grant.ID) async throws {
        let (grant, parts) = try await database.read { db in
            let grant = try Self.find(id, db)
            let files = try Datasets.files(of: grant.dataset, version: grant.sourceVersion, db)
            let terms = grant.terms
            let parts: [Shares.Part] = files.compactMap { file in
                guard let table = file.table, let terms = terms[table.name] else { return nil }
                return Shares.Part(table: table, file: datasets.file(of: file), terms: terms)
            }
            return (grant, parts)
        }
        guard grant.stage == .making else { return }
        do {
            let manifest = try await shares.make(
                grant: id.rawValue,
                version: Grant.shareVersion,
                sourceVersion: grant.sourceVersion,
                parts: parts,
                sealedKey: grant.sealedKey
            )
            try await end(id, .made, manifest: manifest)
        } catch let error as any PublicError {
            try await end(id, .fail, reason: error.problem.type)
            throw error
        }
        // Revoked while it was being made: nothing may stay.
        if try await database.read({ try Self.find(id, $0).stage }) != .active { try shares.remove(grant: id.rawValue) }
    }

    private func end(_ id: Grant.ID, _ move: Grant.Move, manifest: Manifest? = nil, reason: String? = nil) async throws
    {
        let instant = clock.now
        try await database.write { db in
            var grant = try Self.find(id, db)
            guard grant.stage == .making else { return }
            grant.stage = try Grant.next(grant.stage, move)
            grant.manifestJSON = try manifest.map(SharingRequests.json)
            grant.endReason = reason
            if move == .fail { grant.endedAt = instant }
            try grant.update(db)
            try Act.append(
                move == .made ? "sharing.shareMade" : "sharing.shareFailed",
                on: "grant/\(id)",
                by: .system,
                reason: reason,
                details: manifest.map { manifest in
                    [
                        "terms": .string(manifest.termsHash), "version": .number(manifest.version),
                        "sourceVersion": .number(manifest.sourceVersion),
                        "tables": .array(
                            manifest.tables.map {
                                [
                                    "name": .string($0.name), "rows": .number($0.rows), "sha256": .string($0.sha256),
                                    "suppressed": .number($0.suppressed),
                                ]
                            }
                        ),
                    ]
                } ?? [:],
                at: instant,
                db
            )
        }
    }

    // MARK: - Ending

    /// Takes a grant back; its share is removed and running questions are stopped.
    package func revoke(_ id: Grant.ID, reason: String, by actor: Actor) async throws -> (grant: Grant, job: Job.ID) {
        let reason = try Self.stated(reason)
        return try await database.write { db in
            let grant = try Self.find(id, db)
            try SharingMove.revoke.require(of: actor, at: grant.provider)
            return try end(grant, .revoke, "sharing.revoked", reason, by: actor.attribution, db)
        }
    }

    /// Ends a use whose purpose is met: the user destroys what was taken, and says so (Act Art. 15②).
    package func close(_ id: Grant.ID, statement: String, by actor: Actor) async throws -> (grant: Grant, job: Job.ID) {
        let statement = try Self.stated(statement)
        return try await database.write { db in
            let grant = try Self.find(id, db)
            guard grant.person == actor.person else { throw SharingProblem.notYours }
            return try end(grant, .close, "sharing.closed", statement, by: actor.attribution, db)
        }
    }

    /// Ends every grant whose last day has passed.
    ///
    /// - Returns: How many.
    @discardableResult
    package func expire() async throws -> Int {
        let today = clock.today
        return try await database.write { db in
            let late = try Grant.filter(sql: "stage IN ('making', 'active') AND until < ?", arguments: [today])
                .fetchAll(db)
            for grant in late { _ = try end(grant, .expire, "sharing.expired", nil, by: .system, db) }
            return late.count
        }
    }

    private func end(
        _ grant: Grant,
        _ move: Grant.Move,
        _ kind: String,
        _ reason: String?,
        by attribution: Attribution,
        _ db: Database
    ) throws -> (grant: Grant, job: Job.ID) {
        let instant = clock.now
        var grant = grant
        grant.stage = try Grant.next(grant.stage, move)
        grant.endedAt = instant
        grant.endReason = reason
        try grant.update(db)
        try Act.append(kind, on: "grant/\(grant.id)", by: attribution, reason: reason, at: instant, db)
        let job = try Job.enqueue(
            Self.removeJob,
            key: grant.id.rawValue,
            payload: ["grant": .string(grant.id.rawValue)],
            at: instant,
            db
        )
        return (grant, job)
    }

    private func removeShare(_ id: Grant.ID) async throws {
        guard try await database.read({ try Self.find(id, $0).stage }) != .active else { return }
        try shares.remove(grant: id.rawValue)
        let instant = clock.now
        try await database.write { db in
            let known = try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM act WHERE subject = ? AND kind = 'sharing.shareRemoved')",
                arguments: ["grant/\(id)"]
            )
            guard known != true else { return }
            try Act.append("sharing.shareRemoved", on: "grant/\(id)", by: .system, at: instant, db)
        }
    }

    private static func stated(_ reason: String) throws -> String {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else {
            throw SharingProblem.invalid("reason", LocalizedText("사유를 적어 주세요.", en: "Give the reason."))
        }
        return reason
    }
}

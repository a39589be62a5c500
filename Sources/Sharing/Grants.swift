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
    let datasets: Datasets
    let shares: Shares
    let filters: RowFilter
    let keys: GrantKeys
    let statutes: Statutes
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

    static let makeJob = "sharing.makeShare"
    static let removeJob = "sharing.removeShare"

    struct Payload: Decodable {
        let grant: Grant.ID
    }

    /// This room's jobs that take their time.
    package var jobs: [String: JobQueue.Handler] {
        [Self.makeJob: { job, _ in try await makeShare(job) }]
    }

    /// This room's jobs that are done at once. What was taken back leaves the disk now, not after the shares that wait
    /// to be made.
    package var followUps: [String: JobQueue.Handler] {
        [Self.removeJob: { job, _ in try await removeShare(job.decoded(as: Payload.self).grant) }]
    }

    // MARK: - Making

    /// Terms that were checked against one version of a dataset.
    struct CheckedTerms: Sendable {
        let dataset: Dataset
        let terms: [String: Terms]
        let until: Day

        /// Differs wherever something else would leave: other terms, or another version of the data. The last day of
        /// use is no part of it.
        var seal: String {
            get throws {
                let timeless = terms.mapValues { terms in
                    var terms = terms
                    terms.until = Day(ordinal: 0)
                    return terms
                }
                return "\(dataset.version)-\(try Terms.hash(timeless))"
            }
        }
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
        // What was written is not yet a filter: what was checked is, and only that is kept.
        for table in detail.tables {
            guard let written = terms[table.name]?.filter else { continue }
            let checked = try await checked(written, table: table, isOnly: detail.tables.count == 1)
            terms[table.name]?.filter = checked
        }
        return CheckedTerms(dataset: detail.dataset, terms: terms, until: until)
    }

    private func checked(_ filter: String, table: LakeTable, isOnly: Bool) async throws -> String {
        do {
            return try await filters.checked(filter, table: table)
        } catch let error as any PublicError where !isOnly {
            // Which of several conditions it was.
            var problem = error.problem
            let why = problem.detail ?? problem.title
            problem.detail = LocalizedText("표 \(table.name): \(why.ko)", en: "Table \(table.name): \(why[.en])")
            throw problem
        }
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
        let provider = try Institutions.holder(of: checked.dataset.institution, on: Day(of: instant), db)
        let grant = Grant(
            id: id,
            request: purpose.request,
            dataset: checked.dataset.id,
            sourceVersion: checked.dataset.version,
            provider: provider,
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
            // Whoever receives the share asks how far it is, and so do those who provide it.
            by: purpose.person.rawValue,
            for: provider.rawValue,
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
        try Self.requireAtOnce(try await datasets.find(id))
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
            // It may have been withheld, or held back, while the terms were checked.
            try Self.requireAtOnce(Datasets.find(id, db))
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

    static func requireAtOnce(_ dataset: Dataset) throws {
        guard dataset.access == .open || dataset.access == .registered else {
            throw SharingProblem.notAtOnce(dataset.access.title)
        }
        guard dataset.stage == .published else { throw SharingProblem.held }
    }
}

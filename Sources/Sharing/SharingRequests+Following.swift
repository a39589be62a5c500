import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Statute

// After the answer: whoever asked learns of it, and may take what was offered instead.
extension SharingRequests {
    /// A new request that takes `id` further: what it said, with the columns that were offered instead of a refusal.
    ///
    /// - Throws: A 403 problem unless `actor` may ask for the institution that asked before.
    package func draft(after id: SharingRequest.ID, by actor: Actor) async throws -> Draft {
        let today = clock.today
        return try await database.read { db in
            let earlier = try Self.earlier(id, by: actor, db)
            let offered = try Self.offered(by: earlier, db)
            return Draft(
                dataset: earlier.dataset,
                purpose: earlier.purpose,
                method: earlier.method,
                until: earlier.until >= today ? earlier.until : nil,
                columns: offered.isEmpty ? earlier.columns : offered,
                condition: earlier.condition,
                follows: earlier.id
            )
        }
    }

    /// The columns that `actor` may ask for instead of what was refused; none where they were asked for already.
    func offer(of detail: Detail, to actor: Actor) async throws -> [String] {
        guard detail.request.stage == .refused, detail.followedBy.allSatisfy({ $0.stage == .withdrawn }),
            SharingMove.submit.isAllowed(for: actor, at: detail.request.requester)
        else { return [] }
        return try await database.read { try Self.offered(by: detail.request, $0) }
    }

    /// The offer of a refusal that could be separated, as columns that may be asked for today: an offer in other words
    /// names none.
    private static func offered(by request: SharingRequest, _ db: Database) throws -> [String] {
        guard let refusal = request.refusal, refusal.isSeparable else { return [] }
        let dataset = try Datasets.find(request.dataset, db)
        let tables = try Datasets.files(of: dataset.id, version: dataset.version, db).compactMap(\.table)
        let offer = Set(refusal.offer)
        return tables.flatMap { table in
            table.columns.compactMap { column in
                let long = "\(table.name).\(column.name)"
                guard offer.contains(column.name) || offer.contains(long) else { return nil }
                return tables.count == 1 ? column.name : long
            }
        }
    }

    /// Checks that the request which `draft` takes further was the asker's own, about the same data, and has ended.
    static func checkFollowing(_ draft: Draft, by actor: Actor, _ db: Database) throws {
        guard let id = draft.follows else { return }
        let earlier = try earlier(id, by: actor, db)
        guard earlier.dataset == draft.dataset else {
            throw SharingProblem.invalid(
                "follows",
                LocalizedText("앞선 요청은 다른 데이터에 대한 것입니다.", en: "The earlier request is about other data.")
            )
        }
    }

    private static func earlier(_ id: SharingRequest.ID, by actor: Actor, _ db: Database) throws -> SharingRequest {
        let earlier = try find(id, db)
        try requireSight(of: earlier, actor)
        try SharingMove.submit.require(of: actor, at: earlier.requester)
        guard !earlier.isOpen else {
            throw SharingProblem.invalid(
                "follows",
                LocalizedText(
                    "앞선 요청이 아직 검토 중입니다. 결정된 뒤에 이어서 요청해 주세요.",
                    en: "The earlier request is still under review. Ask again once it is decided."
                )
            )
        }
        return earlier
    }

    // MARK: - Learning of the answer

    /// A decision that whoever asked has not looked at yet.
    struct News: Sendable {
        let detail: Detail
        /// Whether less was granted than was asked for, or not as it is.
        let isPart: Bool
        /// The columns that may be asked for instead.
        let offer: [String]
    }

    /// Days for which a decision that nobody looked at stays on the desk; a refusal stays while it can be disputed.
    private static let newsDays = 30

    /// The decisions on what `actor` asked for and has not looked at yet, newest first.
    func news(for actor: Actor, limit: Int) async throws -> [News] {
        let today = clock.today
        let found = try await database.read { db in
            let answered: [SharingRequest.Stage] = [.granted, .refused, .transferred]
            let requests = try SharingRequest.filter(Column("person") == actor.person)
                .filter(answered.contains(Column("stage")) && Column("seenAt") == nil)
                .order(Column("decidedAt").desc).limit(limit).fetchAll(db)
                .filter { request in
                    let last =
                        request.refusal?.mediation.due
                        ?? request.decidedAt.map { Day(of: $0).adding(days: Self.newsDays) }
                    return last.map { $0 >= today } ?? false
                }
            var neighbours = Neighbours(on: today)
            return try details(requests, &neighbours, db).map { ($0, try Self.isPart($0, db)) }
        }
        var news: [News] = []
        for (detail, isPart) in found {
            news.append(News(detail: detail, isPart: isPart, offer: try await offer(of: detail, to: actor)))
        }
        return news
    }

    private static func isPart(_ detail: Detail, _ db: Database) throws -> Bool {
        guard let grant = detail.grant else { return false }
        let tables = try Datasets.files(of: grant.dataset, version: grant.sourceVersion, db).compactMap(\.table)
        let asked = detail.request.columns.map(Set.init)
        return tables.contains { table in
            let wanted = table.columns.map(\.name).filter { name in
                asked?.contains(tables.count == 1 ? name : "\(table.name).\(name)") ?? true
            }
            guard !wanted.isEmpty else { return false }
            guard var terms = grant.terms[table.name] else { return true }
            if let given = terms.columns, Set(wanted).isSubset(of: given) { terms.columns = nil }
            return !terms.isWhole(of: table)
        }
    }

    /// Notes that whoever asked has looked at the decision; nothing for anybody else, or before it.
    func markSeen(_ request: SharingRequest, by actor: Actor) async throws {
        guard request.person == actor.person, request.isDecided, request.seenAt == nil else { return }
        let instant = clock.now
        try await database.write { db in
            try db.execute(
                sql: "UPDATE sharingRequest SET seenAt = ? WHERE id = ? AND seenAt IS NULL",
                arguments: [instant, request.id]
            )
        }
    }
}

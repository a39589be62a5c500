import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute
import Web

/// Requests for data that were not decided by their statutory day: the board on which a council sees them, and how
/// they come to its agenda. Sharing publishes them as `published_request`.
package struct OverdueRequests: Sendable {
    package let database: any DatabaseWriter
    let statutes: Statutes
    package let clock: WallClock

    package init(councils: Councils) {
        database = councils.database
        statutes = councils.statutes
        clock = councils.clock
    }

    /// A request that is late, and who should have decided.
    package struct Late: Sendable {
        /// Its key under `/requests`.
        package let request: String
        package let dataset: String
        /// Who answers for the provider today.
        package let holder: Institution
        package let requester: LocalizedText
        package let due: Day
        /// Days past it.
        package let days: Int
    }

    /// What is late before a council, the longest first: everything before the officers' council, before any other
    /// what its members hold.
    package func list(before council: String, by actor: Actor) async throws -> (council: Council, late: [Late]) {
        try CouncilMove.watch.require(of: actor, at: nil)
        let day = clock.today
        return try await database.read { db in
            let council = try Councils.find(council, db)
            return (council, try Self.late(before: council, on: day, db))
        }
    }

    /// The code of the officers' council, before which everything late stands; nil where there is none.
    package func firstCouncil() async throws -> String? {
        try await database.read { db in
            try Council.filter(Column("kind") == Council.Kind.officers && Column("endedAt") == nil).fetchOne(db)?.code
        }
    }

    package func council(_ key: String) async throws -> Council {
        try await database.read { try Councils.find(key, $0) }
    }

    static func late(before council: Council, on day: Day, _ db: Database) throws -> [Late] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, dataset, requester, provider, due FROM published_request
                WHERE stage IN ('submitted', 'clarifying') AND due < ? ORDER BY due, id
                """,
            arguments: [day]
        )
        var members: Set<Institution.ID>?
        if council.kind != .officers {
            members = try Set(Councils.places(in: council.id, on: day, db).map(\.holder))
        }
        var holders: [String: Institution.ID] = [:]
        for provider in Set(rows.map { $0["provider"] as String }) {
            holders[provider] = try Institutions.holder(of: Institution.ID(rawValue: provider), on: day, db)
        }
        let ids = Set(holders.values).union(rows.map { Institution.ID(rawValue: $0["requester"]) })
        let places = Dictionary(
            try Institution.fetchAll(db, keys: ids).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let datasets = Dictionary(
            try Dataset.fetchAll(db, keys: Set(rows.map { Dataset.ID(rawValue: $0["dataset"]) })).map {
                ($0.id.rawValue, $0.title)
            },
            uniquingKeysWith: { first, _ in first }
        )
        return rows.compactMap { row in
            guard let id = holders[row["provider"]], let holder = places[id], let due = Day(row["due"] as String),
                members?.contains(id) != false
            else { return nil }
            return Late(
                request: row["id"],
                dataset: datasets[row["dataset"]] ?? row["dataset"],
                holder: holder,
                requester: places[Institution.ID(rawValue: row["requester"])]?.title ?? LocalizedText("", en: ""),
                due: due,
                days: due.days(until: day)
            )
        }
    }

    // MARK: - On the agenda

    /// Puts what is late by more than `days` days on the agenda of every council's next meeting that still takes items,
    /// as one item that names the holders. Done again it changes only what the item says.
    ///
    /// - Returns: How many items are new.
    @discardableResult
    package func standOnAgendas(after days: Int) async throws -> Int {
        let instant = clock.now
        let day = Day(of: instant)
        return try await database.write { db in
            var added = 0
            for council in try Council.filter(Column("endedAt") == nil).fetchAll(db) {
                let next = try Meeting.filter(Column("council") == council.id && Column("startsAt") > instant)
                    .filter([Meeting.Stage.planned, .called].contains(Column("stage"))).order(Column("startsAt"))
                    .fetchOne(db)
                guard let next else { continue }
                let late = try Self.late(before: council, on: day, db).filter { $0.days > days }
                let known = try String.fetchOne(
                    db,
                    sql: "SELECT item FROM overdueItem WHERE meeting = ?",
                    arguments: [next.id]
                )
                if let known {
                    // What was decided since leaves the item; whoever takes it off the agenda is not overruled.
                    guard var item = try AgendaItem.fetchOne(db, key: known), item.stage == .waiting else { continue }
                    let (title, text) = Self.words(late)
                    guard item.title != title || item.text != text else { continue }
                    item.title = title
                    item.text = text
                    try item.update(db)
                    continue
                }
                guard !late.isEmpty else { continue }
                let (title, text) = Self.words(late)
                let item = try AgendaItem.added(
                    to: next,
                    .report,
                    title,
                    text: text,
                    by: .system,
                    at: instant,
                    db
                )
                try db.execute(
                    sql: "INSERT INTO overdueItem (meeting, item) VALUES (?, ?)",
                    arguments: [next.id, item.id]
                )
                added += 1
            }
            return added
        }
    }

    private static func words(_ late: [Late]) -> (title: String, text: String) {
        guard !late.isEmpty else { return ("법정기한이 지난 제공 요청", "법정기한이 지난 요청이 모두 처리되었습니다.") }
        let lines = late.map { one in
            "- \(one.holder.title.ko): 「\(one.dataset)」, \(one.requester.ko) 요청, "
                + "기한 \(one.due.written(in: .ko)), \(one.days)일 지남 (request/\(one.request))"
        }
        return ("법정기한이 지난 제공 요청 \(late.count)건", lines.joined(separator: "\n"))
    }
}

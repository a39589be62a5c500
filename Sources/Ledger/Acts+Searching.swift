import Foundation
import GRDB
import Kernel

// The ledger as people read it: by kind, subject, institution, person and day, a page at a time.
extension Acts {
    /// Which acts are looked for; what is nil or empty does not narrow.
    package struct Search: Equatable, Sendable {
        package var kind: String?
        package var subject: String?
        /// The institutions in whose name it was done; of several any.
        package var institutions: [String]?
        package var person: String?
        /// The first and the last day, in Seoul.
        package var from: Day?
        package var until: Day?

        package init() {}
    }

    /// A page of acts, the newest first.
    package struct Found: Sendable {
        package let acts: [Act]
        /// What the next page is asked for with: acts before this one.
        package let older: Int64?
        /// What the page before is asked for with: acts after this one.
        package let newer: Int64?

        package static let none = Found(acts: [], older: nil, newer: nil)
    }

    /// - Parameters:
    ///   - before: Only what was done before this act; the newest unless given.
    ///   - after: Only what was done after it, as near to it as the page allows.
    package func search(_ search: Search, before: Int64? = nil, after: Int64? = nil, limit: Int = 50) async throws
        -> Found
    {
        try await index()
        return try await database.read { db in
            let acts =
                if let after {
                    try Array(page(search, ">", after, "ASC", limit, db).reversed())
                } else {
                    try page(search, "<", before ?? .max, "DESC", limit, db)
                }
            guard let newest = acts.first?.seq, let oldest = acts.last?.seq else {
                return .none
            }
            let isOlder = try !page(search, "<", oldest, "DESC", 1, db).isEmpty
            let isNewer = try !page(search, ">", newest, "ASC", 1, db).isEmpty
            return Found(acts: acts, older: isOlder ? oldest : nil, newer: isNewer ? newest : nil)
        }
    }

    private func page(_ search: Search, _ side: String, _ seq: Int64, _ order: String, _ limit: Int, _ db: Database)
        throws -> [Act]
    {
        // The subject leads through its index on the acts, everything else through their entries.
        let place = search.subject == nil ? "e.seq" : "act.seq"
        var conditions = ["\(place) \(side) ?"]
        var arguments: StatementArguments = [seq]
        func narrow(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += [value]
        }
        narrow("act.subject = ?", search.subject)
        narrow("e.kind = ?", search.kind)
        narrow("e.person = ?", search.person)
        if let from = search.from {
            narrow("e.at >= ?", from.start.timestamp)
            let before = from.start.addingTimeInterval(-Self.slack)
            narrow("\(place) > ?", try Self.seq("at < ? ORDER BY at DESC, seq DESC", before, db))
        }
        if let until = search.until {
            let end = until.adding(days: 1).start
            narrow("e.at < ?", end.timestamp)
            narrow("\(place) < ?", try Self.seq("at >= ? ORDER BY at, seq", end.addingTimeInterval(Self.slack), db))
        }
        func sql(_ conditions: [String]) -> String {
            """
            SELECT act.* FROM actEntry e JOIN act ON act.seq = e.seq
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(place) \(order) LIMIT \(limit)
            """
        }
        guard let institutions = search.institutions else {
            return try Act.fetchAll(db, sql: sql(conditions), arguments: arguments)
        }
        // One after the other: each of them is in order by its index, all of them together are not.
        var acts: [Act] = []
        for institution in Set(institutions) {
            let own = conditions + ["e.institution = ?"]
            acts += try Act.fetchAll(db, sql: sql(own), arguments: arguments + [institution])
        }
        let sorted = acts.sorted { order == "ASC" ? $0.seq < $1.seq : $0.seq > $1.seq }
        return Array(sorted.prefix(limit))
    }

    /// The clock may go back, and an act may wait for its turn to be written: within an hour of a day's edge every act
    /// is looked at, beyond it the numbers are in the order of time.
    private static let slack: TimeInterval = 3600

    private static func seq(_ condition: String, _ instant: Date, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: "SELECT seq FROM actEntry WHERE \(condition) LIMIT 1",
            arguments: [instant.timestamp]
        )
    }

    /// Enters what was appended since the last time where ``search(_:before:after:limit:)`` looks.
    ///
    /// Not part of appending, which should wait for nothing but the disk; nor of what is proven.
    package func index() async throws {
        let isBehind = try await database.read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT (SELECT max(seq) FROM act) > (SELECT coalesce(max(seq), 0) FROM actEntry)"
            ) ?? false
        }
        if isBehind { try await database.write { try LedgerSchema.fillEntries($0) } }
    }

    /// One act by its number.
    package func act(_ seq: Int64) async throws -> Act {
        try await database.read { db in
            guard let act = try Act.fetchOne(db, sql: "SELECT * FROM act WHERE seq = ?", arguments: [seq]) else {
                throw Self.noSuchAct(seq)
            }
            return act
        }
    }

    /// The kinds of act that there are.
    package func kinds() async throws -> [String] {
        try await index()
        return try await database.read { db in
            // From one kind to the next over the index, rather than over all acts.
            try String.fetchAll(
                db,
                sql: """
                    WITH RECURSIVE k(kind) AS (
                        SELECT min(kind) FROM actEntry
                        UNION ALL SELECT (SELECT min(kind) FROM actEntry WHERE kind > k.kind) FROM k WHERE k.kind IS NOT NULL
                    ) SELECT kind FROM k WHERE kind IS NOT NULL
                    """
            )
        }
    }

    /// How many acts there are.
    package func size() async throws -> Int64 { try await database.read { try MerkleStore.size($0) } }

    /// The signed notes, the newest first.
    package func checkpoints(before size: Int64 = .max, limit: Int = 50) async throws -> [Checkpoint] {
        try await database.read { db in
            try Checkpoint.fetchAll(
                db,
                sql: "SELECT * FROM checkpoint WHERE size < ? ORDER BY size DESC LIMIT ?",
                arguments: [size, limit]
            )
        }
    }

    /// The signed note over the first `size` acts; nil when none was given out.
    package func checkpoint(over size: Int64) async throws -> Checkpoint? {
        try await database.read { db in
            try Checkpoint.fetchOne(db, sql: "SELECT * FROM checkpoint WHERE size = ?", arguments: [size])
        }
    }
}

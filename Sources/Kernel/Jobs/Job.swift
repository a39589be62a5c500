import Foundation
import GRDB

/// Work outside the store that was decided inside it: making a share, reading an upload, sending a notice.
///
/// A job is written in the transaction that decided it and run afterwards: at least once, so whoever handles it
/// must bear a second run.
package struct Job: Identifiable, Equatable, Sendable {
    package typealias ID = Identifier<Job>

    package let id: ID
    /// Which handler runs it: `sharing.makeShare`.
    package let kind: String
    /// What it works on. There is one job a kind and key; enqueuing it again returns the first.
    package let key: String
    /// What the handler needs, as canonical JSON. No secrets.
    package let payload: String
    package internal(set) var stage: Stage
    /// How often it was started.
    package internal(set) var attempts: Int
    /// Not started before this instant: retries wait longer each time.
    package internal(set) var notBefore: Date
    /// Which process runs it, see ``JobOwner``.
    package internal(set) var owner: String?
    /// When the running process last said that it lives.
    package internal(set) var heartbeat: Date?
    /// How much is done, 0…100, where the handler can tell.
    package internal(set) var percent: Int?
    /// Why it failed for good, or what it waits for: a ``Problem`` as JSON.
    package internal(set) var failure: String?
    package let createdAt: Date
    package internal(set) var endedAt: Date?
    /// The key of the person whose doing it is; nil where no person decided.
    package let person: String?
    /// The key of the institution that person acted for.
    package let institution: String?

    /// Where a job stands. The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case waiting, running, done, failed
    }
}

// MARK: - Database

extension Job.Stage: DatabaseValueConvertible {}

extension Job: Codable, FetchableRecord, PersistableRecord {
    package static let databaseTableName = "job"
}

extension Job {
    /// Puts a job into the queue, inside the transaction that decided it.
    ///
    /// - Parameters:
    ///   - person: The key of the person whose doing it is, who may then ask how far it is.
    ///   - institution: The key of the institution that person acts for.
    /// - Returns: The job of this kind and key; the one already there when it was enqueued before.
    @discardableResult
    package static func enqueue(
        _ kind: String,
        key: String,
        payload: JSONValue,
        by person: String? = nil,
        for institution: String? = nil,
        at instant: Date,
        _ db: Database
    ) throws -> ID {
        if let known = try ID.fetchOne(
            db,
            sql: "SELECT id FROM job WHERE kind = ? AND key = ?",
            arguments: [kind, key]
        ) {
            return known
        }
        let job = Job(
            id: .make(at: instant),
            kind: kind,
            key: key,
            payload: payload.canonical,
            stage: .waiting,
            attempts: 0,
            notBefore: instant,
            owner: nil,
            heartbeat: nil,
            percent: nil,
            failure: nil,
            createdAt: instant,
            endedAt: nil,
            person: person,
            institution: institution
        )
        try job.insert(db)
        db.afterNextTransaction { _ in Bell.queued.ring() }
        return job.id
    }

    /// Ends the job as failed for good, inside the transaction that undoes what it began.
    ///
    /// A process that is killed right after it leaves nothing to take over: a second run would find nothing to do and
    /// call that done, where whoever waits must hear why it failed.
    package func fail(_ problem: Problem, at instant: Date, _ db: Database) throws {
        try end(as: .failed, problem, at: instant, db)
        db.afterNextTransaction { _ in Bell.settled.ring() }
    }

    func end(as stage: Stage, _ problem: Problem?, at instant: Date, _ db: Database) throws {
        let text = try problem.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try db.execute(
            sql: "UPDATE job SET stage = ?, failure = ?, endedAt = ?, owner = NULL WHERE id = ?",
            arguments: [stage, text, instant, id]
        )
    }

    /// Reads the payload as `type`.
    package func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(payload.utf8))
    }

    /// Why the job failed for good, or what it waits for, in words for a person.
    package var problem: Problem? {
        failure.flatMap { try? JSONDecoder().decode(Problem.self, from: Data($0.utf8)) }
    }
}

/// The Kernel's own tables.
package enum KernelSchema: RoomSchema {
    package static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("kernel-001 jobs") { db in
            try db.create(table: "job", options: .strict) { t in
                t.primaryKey("id", .text)
                t.column("kind", .text).notNull()
                t.column("key", .text).notNull()
                t.column("payload", .text).notNull()
                t.column("stage", .text).notNull()
                    .check(sql: "stage IN ('waiting', 'running', 'done', 'failed')")
                t.column("attempts", .integer).notNull()
                t.column("notBefore", .text).notNull()
                t.column("owner", .text)
                t.column("heartbeat", .text)
                t.column("percent", .integer)
                t.column("failure", .text)
                t.column("createdAt", .text).notNull()
                t.column("endedAt", .text)
                t.uniqueKey(["kind", "key"])
            }
            try db.create(index: "jobOnStage", on: "job", columns: ["stage", "notBefore"])
        }
        migrator.registerMigration("kernel-002 whose jobs") { db in
            // No references: people and institutions are another room's, and an older job is nobody's.
            try db.alter(table: "job") { t in
                t.add(column: "person", .text)
                t.add(column: "institution", .text)
            }
        }
    }
}

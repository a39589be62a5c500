import Directory
import Foundation
import GRDB
import Kernel

/// The files for the items of meetings.
package struct Papers: Sendable {
    let meetings: Meetings
    package let store: PaperStore

    package init(meetings: Meetings) {
        self.meetings = meetings
        store = PaperStore(folder: meetings.papers)
    }

    /// A file to be handed out.
    package struct File: Sendable {
        package let name: String
        package let size: Int
        package let hash: String
        package let place: URL
    }

    /// Adds a file to an item; one of the same name is its next revision, and the earlier ones stay.
    ///
    /// Papers are taken until they are closed; those after the day they were due are marked as late.
    package func add(
        _ received: PaperStore.Received,
        name: String,
        to item: AgendaItem.ID,
        by actor: Actor
    ) async throws -> Paper {
        let instant = meetings.clock.now
        let name = PaperStore.safeName(name)
        do {
            try await meetings.database.read { _ = try Self.item(item, for: actor, on: Day(of: instant), $0) }
            try store.keep(received)
        } catch {
            store.discard(received)
            throw error
        }
        return try await meetings.database.write { db in
            let (item, meeting) = try Self.item(item, for: actor, on: Day(of: instant), db)
            let last = try Int.fetchOne(
                db,
                sql: "SELECT max(revision) FROM paper WHERE item = ? AND name = ?",
                arguments: [item.id, name]
            )
            let paper = Paper(
                id: .make(at: instant),
                item: item.id,
                name: name,
                revision: (last ?? 0) + 1,
                size: received.size,
                hash: received.hash,
                person: actor.person,
                at: instant,
                isLate: Day(of: instant) > meeting.papersDue
            )
            try paper.insert(db)
            try Meetings.happened(
                "paperAdded",
                meeting,
                by: actor,
                [
                    "item": .string(item.id.rawValue), "paper": .string(paper.id.rawValue),
                    "revision": .number(paper.revision), "sha256": .string(paper.hash), "size": .number(paper.size),
                    "late": .bool(paper.isLate),
                ],
                at: instant,
                db
            )
            return paper
        }
    }

    /// Refuses before a file is read what would be refused after.
    package func require(_ item: AgendaItem.ID, by actor: Actor) async throws {
        let day = meetings.clock.today
        try await meetings.database.read { _ = try Self.item(item, for: actor, on: day, $0) }
    }

    private static func item(_ id: AgendaItem.ID, for actor: Actor, on day: Day, _ db: Database) throws
        -> (AgendaItem, Meeting)
    {
        let item = try Agendas.find(db, id)
        let meeting = try Meetings.find(item.meeting, db)
        guard try MeetingViewer.of(actor, at: meeting, on: day, db).keeps(item) else {
            throw CouncilProblem.notYourItem
        }
        guard meeting.isOpenToAgenda else { throw CouncilRefusal(stage: meeting.stage.title) }
        guard item.stage == .waiting else { throw CouncilRefusal(stage: item.stage.title) }
        return (item, meeting)
    }

    /// A paper for somebody who may see its item; for anybody else there is none.
    ///
    /// - Parameter actor: Nil for somebody who is not signed in.
    package func open(_ id: Paper.ID, by actor: Actor?) async throws -> File {
        let day = meetings.clock.today
        let paper = try await meetings.database.read { db in
            guard let paper = try Paper.fetchOne(db, key: id) else { throw Self.none(id) }
            let item = try Agendas.find(db, paper.item)
            let meeting = try Meetings.find(item.meeting, db)
            guard try MeetingViewer.of(actor, at: meeting, on: day, db).sees(item) else { throw Self.none(id) }
            return paper
        }
        return try file(paper.hash, name: paper.name, size: paper.size)
    }

    func file(_ hash: String, name: String, size: Int?) throws -> File {
        let place = store.place(of: hash)
        let there = (try? FileManager.default.attributesOfItem(atPath: place.path))?[.size] as? Int
        guard let there, size == nil || there == size else { throw CouncilProblem.lostFile }
        return File(name: name, size: there, hash: hash, place: place)
    }

    private static func none(_ id: Paper.ID) -> Problem {
        CouncilProblem.noSuch(LocalizedText("자료", en: "paper"), id.rawValue)
    }

    /// Lays the last revision of each paper of an item beside the one that goes on with it.
    static func carry(from earlier: AgendaItem.ID, to item: AgendaItem.ID, at instant: Date, _ db: Database) throws {
        let papers = try Paper.filter(Column("item") == earlier).order(Column("revision")).fetchAll(db)
        let last = Dictionary(papers.map { ($0.name, $0) }, uniquingKeysWith: { _, later in later })
        for paper in last.values.sorted(by: { $0.name < $1.name }) {
            try Paper(
                id: .make(at: instant),
                item: item,
                name: paper.name,
                revision: 1,
                size: paper.size,
                hash: paper.hash,
                person: paper.person,
                at: instant,
                isLate: false
            ).insert(db)
        }
    }
}

import Council
import Crypto
import Directory
import Foundation
import GRDB
import Kernel
import Web

/// An address under which somebody's calendar program fetches meetings or due dates; it cannot sign in, so the address
/// is the key.
package struct CalendarFeed: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<CalendarFeed>

    package let id: ID
    /// SHA-256 of what the address carries, in hexadecimal.
    let hash: String
    package let person: Person.ID
    package let kind: Kind
    /// Whose meetings; only for ``Kind/council``.
    package let council: Council.ID?
    package let createdAt: Date
    package internal(set) var revokedAt: Date?

    /// What is in it. The raw values are stored: never rename one.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// The meetings the person is invited to.
        case meetings
        /// All meetings of one council.
        case council
        /// What waits on the person's desk by a statutory day.
        case due
    }
}

extension CalendarFeed.Kind: DatabaseValueConvertible {}

extension CalendarFeed: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "calendarFeed"
}

/// Everybody's calendar feeds.
package struct CalendarFeeds: Sendable {
    private let councils: Councils
    private let people: People
    /// Where statutory days come from: whatever stands on the person's desk.
    private let desk: [any DeskSource]
    private let calendar: MeetingCalendar
    private let clock: WallClock

    package init(councils: Councils, people: People, desk: [any DeskSource], calendar: MeetingCalendar) {
        self.councils = councils
        self.people = people
        self.desk = desk
        self.calendar = calendar
        self.clock = calendar.clock
    }

    private var database: any DatabaseWriter { councils.database }

    /// Feeds one person may have at a time.
    static let limit = 20

    /// Makes a feed.
    ///
    /// - Parameter council: The code of the council; only for ``CalendarFeed/Kind/council``.
    /// - Returns: The feed, and what its address carries: shown this once.
    package func make(_ kind: CalendarFeed.Kind, council code: String? = nil, by actor: Actor) async throws -> (
        feed: CalendarFeed, token: String
    ) {
        let instant = clock.now
        let token = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.hex
        return try await database.write { db in
            let council = kind == .council ? try Councils.find(code ?? "", db) : nil
            let own = CalendarFeed.filter(Column("person") == actor.person && Column("revokedAt") == nil)
            guard try own.fetchCount(db) < Self.limit else { throw ProtocolsProblem.tooManyFeeds }
            let feed = CalendarFeed(
                id: .make(at: instant),
                hash: Self.hash(token),
                person: actor.person,
                kind: kind,
                council: council?.id,
                createdAt: instant,
                revokedAt: nil
            )
            try feed.insert(db)
            return (feed, token)
        }
    }

    /// Somebody's feeds that still answer, newest first, with the council each is of.
    package func list(of actor: Actor) async throws -> [(feed: CalendarFeed, council: Council?)] {
        try await database.read { db in
            let found = try CalendarFeed.filter(Column("person") == actor.person && Column("revokedAt") == nil)
                .order(Column("id").desc).fetchAll(db)
            return try found.map { ($0, try $0.council.map { try Councils.find($0.rawValue, db) }) }
        }
    }

    package func revoke(_ id: CalendarFeed.ID, by actor: Actor) async throws {
        let instant = clock.now
        let count = try await database.write { db in
            try CalendarFeed.filter(
                Column("id") == id && Column("person") == actor.person && Column("revokedAt") == nil
            ).updateAll(db, Column("revokedAt").set(to: instant))
        }
        guard count > 0 else { throw ProtocolsProblem.noFeed }
    }

    /// The feed as its address gives it out.
    package func read(_ token: String) async throws -> CalendarObject {
        let hash = Self.hash(token)
        let day = clock.today
        let found = try await database.read { db -> (CalendarFeed, Person)? in
            let feeds = CalendarFeed.filter(Column("hash") == hash && Column("revokedAt") == nil)
            guard let feed = try feeds.fetchOne(db), let person = try Person.fetchOne(db, key: feed.person),
                try Institutions.works(person.id, on: day, db)
            else { return nil }
            return (feed, person)
        }
        guard let (feed, person) = found else { throw ProtocolsProblem.noFeed }
        switch feed.kind {
        case .due: return try await dueDates(of: people.actor(email: person.email))
        case .meetings, .council:
            return try await database.read { db in
                try meetings(of: feed, for: People.actor(person, on: day, db), on: day, db)
            }
        }
    }

    /// Days into the past for which meetings stay in a feed.
    private static let past = 400

    private func meetings(of feed: CalendarFeed, for actor: Actor, on day: Day, _ db: Database) throws -> CalendarObject
    {
        var found = Meeting.filter(Column("startsAt") >= day.adding(days: -Self.past).start)
        var name = "마루 · 내 회의"
        if let council = feed.council {
            found = found.filter(Column("council") == council)
            name = "마루 · \(try Councils.find(council.rawValue, db).name)"
        }
        let councils = Dictionary(
            try Council.fetchAll(db).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var all = try found.order(Column("startsAt"), Column("id")).fetchAll(db)
        if feed.kind == .meetings {
            let seats = try Set(all.map(\.council)).flatMap {
                try Councils.seats(of: actor, in: $0, on: day, db).map(\.id)
            }
            let invited = try Invitation.filter(seats.contains(Column("seat"))).fetchAll(db)
            let meetings = Set(invited.map(\.meeting))
            all = all.filter { meetings.contains($0.id) }
        }
        return CalendarObject(
            name: name,
            events: all.compactMap { meeting in councils[meeting.council].map { calendar.event(of: meeting, in: $0) } }
        )
    }

    private func dueDates(of actor: Actor) async throws -> CalendarObject {
        var events: [CalendarEvent] = []
        for source in desk {
            for task in try await source.tasks(for: actor, in: .ko) {
                guard let due = task.due else { continue }
                events.append(
                    CalendarEvent(
                        uid: "due-\(Self.hash("\(task.path)\n\(actor.person)").prefix(32))@\(calendar.host)",
                        sequence: 0,
                        stamp: clock.now,
                        time: .day(due),
                        summary: task.title,
                        text: task.law,
                        address: "\(calendar.site)\(task.path)"
                    )
                )
            }
        }
        return CalendarObject(name: "마루 · 기한", events: events)
    }

    static func hash(_ token: String) -> String { SHA256.hash(data: Data(token.utf8)).hex }
}

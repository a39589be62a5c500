import Directory
import Foundation
import GRDB
import Kernel

// A meeting as somebody sees it.
extension Meetings {
    /// Everything a page about a meeting shows to one person.
    package struct Detail: Sendable {
        package let meeting: Meeting
        package let council: Council
        package let viewer: MeetingViewer
        /// The items that may be seen.
        package let agenda: [Agendas.Node]
        /// Whether there are items that may not be seen.
        package let hasHidden: Bool
        /// The papers of those items, by item; the last revision of each name first.
        package let papers: [AgendaItem.ID: [Paper]]
        package let people: [Person.ID: Person]
        package let institutions: [Institution.ID: Institution]
        package let directions: [DirectionItem.ID: DirectionItem]
        package let suggestions: [Suggestion.ID: Suggestion]
        /// Who is invited; only for those who take part.
        package let invited: [Attendee]
        /// How many answered how.
        package let answers: [Invitation.Answer: Int]
        /// Minutes planned for the whole agenda.
        package let minutes: Int
        /// How its date was found, for a meeting that came from a plan.
        package let proof: [LocalizedText]
        /// How it was moved or called off, the latest first.
        package let changes: [Changed]

        /// Whether it has anything for somebody who is not signed in.
        package var isPublic: Bool { meeting.stage != .planned && agenda.contains { $0.item.visibility == .open } }
    }

    /// One seat that is invited.
    package struct Attendee: Sendable {
        package let place: Councils.Place
        package let invitation: Invitation
    }

    /// One time a meeting was moved.
    package struct Changed: Sendable {
        package let at: Date
        package let from: Date
        package let to: Date
        package let reason: String
    }

    /// - Parameter actor: Nil for somebody who is not signed in.
    package func detail(_ id: Meeting.ID, by actor: Actor?) async throws -> Detail {
        let day = clock.today
        return try await database.read { try Self.detail(id, by: actor, on: day, $0) }
    }

    private static func detail(_ id: Meeting.ID, by actor: Actor?, on day: Day, _ db: Database) throws -> Detail {
        let meeting = try find(id, db)
        let viewer = try MeetingViewer.of(actor, at: meeting, on: day, db)
        let all = try Agendas.nodes(of: meeting, db)
        let agenda = all.filter { viewer.sees($0.item) }
        let items = agenda.map(\.item)
        let papers = try Paper.filter(items.map(\.id).contains(Column("item")))
            .order(Column("name"), Column("revision").desc).fetchAll(db)
        let invitations = try Invitation.filter(Column("meeting") == id).fetchAll(db)
        var invited: [Attendee] = []
        if viewer.isInside {
            let bySeat = Dictionary(invitations.map { ($0.seat, $0) }, uniquingKeysWith: { first, _ in first })
            let seats = try Seat.fetchAll(db, keys: bySeat.keys)
            invited = try Councils.places(of: seats, in: meeting.council, on: day, db).compactMap { place in
                bySeat[place.seat.id].map { Attendee(place: place, invitation: $0) }
            }
        }
        let people = try Person.fetchAll(db, keys: Set(items.compactMap(\.presenter) + papers.map(\.person)))
        let institutions = try Institution.fetchAll(db, keys: Set(items.compactMap(\.institution)))
        let directions = try DirectionItem.fetchAll(db, keys: Set(items.compactMap(\.direction)))
        let suggestions = try Suggestion.fetchAll(db, keys: Set(items.compactMap(\.suggestion)))
        return Detail(
            meeting: meeting,
            council: try Councils.find(meeting.council.rawValue, db),
            viewer: viewer,
            agenda: agenda,
            hasHidden: agenda.count < all.count,
            papers: Dictionary(grouping: papers, by: \.item),
            people: Dictionary(uniqueKeysWithValues: people.map { ($0.id, $0) }),
            institutions: Dictionary(uniqueKeysWithValues: institutions.map { ($0.id, $0) }),
            directions: Dictionary(uniqueKeysWithValues: directions.map { ($0.id, $0) }),
            suggestions: Dictionary(uniqueKeysWithValues: suggestions.map { ($0.id, $0) }),
            invited: invited,
            answers: invitations.reduce(into: [:]) { $0[$1.answer, default: 0] += 1 },
            minutes: all.filter { $0.item.stage != .withdrawn }.reduce(0) { $0 + $1.item.minutes },
            proof: try proof(of: id, db),
            changes: try changes(of: id, db)
        )
    }

    private static func proof(of id: Meeting.ID, _ db: Database) throws -> [LocalizedText] {
        struct Details: Decodable {
            let proof: [LocalizedText]
        }
        let event = try MeetingEvent.filter(Column("meeting") == id && Column("kind") == "planned").fetchOne(db)
        let details: Details? = CouncilJSON.read(event?.details)
        return details?.proof ?? []
    }

    private static func changes(of id: Meeting.ID, _ db: Database) throws -> [Changed] {
        struct Details: Decodable {
            let from: String
            let to: String
            let reason: String
        }
        let events = try MeetingEvent.filter(Column("meeting") == id && Column("kind") == "rescheduled")
            .order(Column("seq").desc).fetchAll(db)
        return events.compactMap { event in
            guard let details: Details = CouncilJSON.read(event.details),
                let from = Self.instant(details.from), let to = Self.instant(details.to)
            else { return nil }
            return Changed(at: event.at, from: from, to: to, reason: details.reason)
        }
    }

    private static func instant(_ text: String) -> Date? {
        try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
    }
}

extension Meetings {
    /// Whether `actor` runs the council today.
    package func isHead(_ actor: Actor, of council: Council) async throws -> Bool {
        let day = clock.today
        return try await database.read { try Councils.isHead(actor, of: council, on: day, $0) }
    }
}

import Directory
import Foundation
import GRDB
import Kernel

// Seats by items: who said what, and who has not answered.
extension Opinions {
    /// The opinions of a meeting.
    package struct Matrix: Sendable {
        package let meeting: Meeting
        /// The items that are asked about.
        package let items: [Agendas.Node]
        /// How often each position was taken, in the order of the items.
        package let totals: [[Opinion.Position: Int]]
        /// The seats of this page, chair first, then by institution.
        package let rows: [Row]
        /// How many seats are asked.
        package let seats: Int
        /// How many of them have not answered everything.
        package let unanswered: Int
        /// How many rows there are altogether under the filter.
        package let count: Int
    }

    /// One seat's opinions.
    package struct Row: Sendable {
        package let place: Councils.Place
        /// In the order of the items; nil where there is none yet.
        package let opinions: [Opinion?]

        package var missing: Int { opinions.count { $0 == nil } }
    }

    /// The matrix of a meeting, for those who take part in it.
    ///
    /// - Parameters:
    ///   - onlyUnanswered: Whether seats that have answered everything are left out.
    ///   - limit: How many seats a page has.
    package func matrix(
        of id: Meeting.ID,
        onlyUnanswered: Bool = false,
        offset: Int = 0,
        limit: Int = 50,
        by actor: Actor
    ) async throws -> Matrix {
        let day = meetings.clock.today
        return try await meetings.database.read { db in
            let meeting = try Meetings.find(id, db)
            guard try MeetingViewer.of(actor, at: meeting, on: day, db).isInside else {
                throw CouncilProblem.notInvited
            }
            return try Self.matrix(of: meeting, onlyUnanswered, offset, limit, on: day, db)
        }
    }

    private static func matrix(
        of meeting: Meeting,
        _ onlyUnanswered: Bool,
        _ offset: Int,
        _ limit: Int,
        on day: Day,
        _ db: Database
    ) throws -> Matrix {
        let items = try Agendas.nodes(of: meeting, db).filter(\.item.isAsked)
        let columns = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($1.item.id, $0) })
        let asked = try Meetings.entitled(in: meeting, db)
        // Counted in the store: a thousand seats by ten items are ten thousand opinions, of which a page shows few.
        var totals = [[Opinion.Position: Int]](repeating: [:], count: items.count)
        let counted = try Counted.fetchAll(
            db,
            sql: """
                SELECT o.item, o.position, count(*) AS count FROM opinion o JOIN agendaItem i ON i.id = o.item
                WHERE i.meeting = ? AND o.isReplaced = 0 GROUP BY o.item, o.position
                """,
            arguments: [meeting.id]
        )
        for row in counted {
            if let column = columns[row.item] { totals[column][row.position] = row.count }
        }
        let answered = Dictionary(
            try Answered.fetchAll(
                db,
                sql: """
                    SELECT o.seat, count(*) AS count FROM opinion o JOIN agendaItem i ON i.id = o.item
                    WHERE i.meeting = ? AND o.isReplaced = 0 AND i.kind <> 'actions' AND i.stage <> 'withdrawn'
                    GROUP BY o.seat
                    """,
                arguments: [meeting.id]
            ).map { ($0.seat, $0.count) },
            uniquingKeysWith: { first, _ in first }
        )
        let open = asked.filter { (answered[$0] ?? 0) < items.count }
        let wanted = try Seat.fetchAll(db, keys: onlyUnanswered ? open : asked)
        let places = try Councils.places(of: wanted, in: meeting.council, on: day, db)
        let page = Array(places.dropFirst(max(0, offset)).prefix(max(0, limit)))
        let said = Dictionary(
            grouping: try Opinion.filter(
                items.map(\.item.id).contains(Column("item")) && page.map(\.seat.id).contains(Column("seat"))
                    && Column("isReplaced") == false
            ).fetchAll(db),
            by: \.seat
        )
        let rows = page.map { place in
            var opinions = [Opinion?](repeating: nil, count: items.count)
            for opinion in said[place.seat.id] ?? [] {
                if let column = columns[opinion.item] { opinions[column] = opinion }
            }
            return Row(place: place, opinions: opinions)
        }
        return Matrix(
            meeting: meeting,
            items: items,
            totals: totals,
            rows: rows,
            seats: asked.count,
            unanswered: open.count,
            count: places.count
        )
    }

    private struct Counted: Decodable, FetchableRecord {
        let item: AgendaItem.ID
        let position: Opinion.Position
        let count: Int
    }

    private struct Answered: Decodable, FetchableRecord {
        let seat: Seat.ID
        let count: Int
    }

    /// Whoever sits today in a seat that has not answered everything, and how many items are open: whom to remind.
    ///
    /// Seats without an officer are left out; nobody can be told.
    package static func unanswered(in meeting: Meeting, on day: Day, _ db: Database) throws
        -> [(place: Councils.Place, person: Person, missing: Int)]
    {
        guard meeting.isOpenToOpinions else { return [] }
        let matrix = try matrix(of: meeting, true, 0, .max, on: day, db)
        return matrix.rows.compactMap { row in
            row.place.person.map { (place: row.place, person: $0, missing: row.missing) }
        }
    }

    /// The actor's own seats in a meeting that are asked, with what they said on each item.
    package func own(in id: Meeting.ID, by actor: Actor) async throws -> [Row] {
        let day = meetings.clock.today
        return try await meetings.database.read { db in
            let meeting = try Meetings.find(id, db)
            let asked = try Meetings.entitled(in: meeting, db)
            let seats = try MeetingViewer.of(actor, at: meeting, on: day, db).seats.filter { asked.contains($0.id) }
            let items = try Agendas.nodes(of: meeting, db).filter(\.item.isAsked)
            let said = try Opinion.filter(
                items.map(\.item.id).contains(Column("item")) && seats.map(\.id).contains(Column("seat"))
                    && Column("isReplaced") == false
            ).fetchAll(db)
            return try Councils.places(of: seats, in: meeting.council, on: day, db).map { place in
                Row(
                    place: place,
                    opinions: items.map { node in
                        said.first { $0.item == node.item.id && $0.seat == place.seat.id }
                    }
                )
            }
        }
    }
}

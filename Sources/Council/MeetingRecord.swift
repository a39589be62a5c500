import Directory
import Foundation
import GRDB
import Kernel

/// Everything that happened in one meeting, read at once: what its live page shows and its minutes are written from.
package struct MeetingRecord: Sendable {
    package let meeting: Meeting
    package let council: Council
    package let plan: OperationPlan?
    package let quorum: Quorum
    /// The seats that were invited, chair first.
    package let seats: [Place]
    /// In the order of the agenda's tree.
    package let items: [Item]
    /// The event that was written last; 0 before the first.
    package let seq: Int64

    /// A seat, and when somebody sat in it.
    package struct Place: Sendable {
        package let seat: Seat
        package let institution: Institution
        /// Who holds it on the day of the meeting, or whoever came; nil while the institution has no officer.
        package let person: Person?
        package let isEntitled: Bool
        package let stays: [Stay]

        /// Who sits there now.
        package var present: Stay? { stays.last { $0.attendance.leftAt == nil } }
    }

    package struct Stay: Sendable {
        package let attendance: Attendance
        package let name: String
    }

    /// An item with everything that was said and decided on it.
    package struct Item: Sendable {
        package let item: AgendaItem
        /// `2.1`: its place in the tree.
        package let number: String
        package let depth: Int
        package let presenter: String?
        package let opinions: [Opinion]
        package let words: [Words]
        package let recusals: [Recusal]
        package let votes: [VoteRecord]
        package let decisions: [DecisionRecord]
        package let positions: Positions
    }

    /// What a seat said in session.
    package struct Words: Sendable {
        package let seat: Seat.ID
        package let name: String
        package let position: Opinion.Position?
        package let text: String
        package let at: Date
    }

    package struct VoteRecord: Sendable {
        package let vote: Vote
        /// In the order of the seats' keys, not of the voting.
        package let ballots: [Ballot]
    }

    package struct DecisionRecord: Sendable {
        package let decision: Decision
        package let decidedBy: String
        package let links: [EvidenceLink]
        package let actions: [ActionRecord]
    }

    package struct ActionRecord: Sendable {
        package let action: CouncilAction
        package let owner: Institution
    }

    /// The seat's institution, or its chair or secretary by name.
    package func title(of seat: Seat.ID) -> LocalizedText {
        guard let place = seats.first(where: { $0.seat.id == seat }) else { return LocalizedText("–", en: "–") }
        guard place.seat.kind == .chair || place.seat.kind == .secretary else { return place.institution.title }
        return place.seat.kind.title
    }
}

// MARK: - Reading

extension MeetingRecord {
    package static func read(_ meeting: Meeting, on day: Day, _ db: Database) throws -> MeetingRecord {
        let council = try Councils.find(meeting.council.rawValue, db)
        let entitled = try Meetings.entitled(in: meeting, db)
        let stays = try Attendance.filter(Column("meeting") == meeting.id).order(Column("cameAt"), Column("id"))
            .fetchAll(db)
        let items = try AgendaItem.filter(Column("meeting") == meeting.id).fetchAll(db)
        let words = try MeetingEvent.filter(Column("meeting") == meeting.id && Column("kind") == "spoke")
            .order(Column("seq")).fetchAll(db)
        let keys = items.map(\.id)
        let byItem = try Threads(of: keys, db)
        let people = try Self.people(stays, items, words, byItem, db)
        let names = people.mapValues(\.name)
        let sittings = Dictionary(grouping: stays, by: \.seat)
        let invited = try Seat.ID.fetchSet(
            db,
            sql: "SELECT seat FROM invitation WHERE meeting = ?",
            arguments: [meeting.id]
        )
        let seats = try Seat.fetchAll(db, keys: invited.union(sittings.keys))
        let held = min(day, Day(of: meeting.adjournedAt ?? .distantFuture))
        let places = try Councils.places(of: seats, in: meeting.council, on: held, db)
        let said = Dictionary(grouping: try words.map { try spoken($0, names) }, by: \.item)
        return MeetingRecord(
            meeting: meeting,
            council: council,
            plan: try meeting.plan.flatMap { try OperationPlan.fetchOne(db, key: $0) },
            quorum: try Meetings.quorum(of: meeting, db),
            seats: places.map { place in
                let sat = (sittings[place.seat.id] ?? []).map { Stay(attendance: $0, name: names[$0.person] ?? "–") }
                return Place(
                    seat: place.seat,
                    institution: place.institution,
                    person: sat.last.flatMap { people[$0.attendance.person] } ?? place.person,
                    isEntitled: entitled.contains(place.seat.id),
                    stays: sat
                )
            },
            items: try ordered(items).map { item, number, depth in
                let recusals = byItem.recusals[item.id] ?? []
                let opinions = byItem.opinions[item.id] ?? []
                let words = (said[item.id] ?? []).map(\.words)
                return Item(
                    item: item,
                    number: number,
                    depth: depth,
                    presenter: item.presenter.flatMap { names[$0] },
                    opinions: opinions,
                    words: words,
                    recusals: recusals,
                    votes: byItem.votes[item.id] ?? [],
                    decisions: try byItem.decisions(on: item.id, names, db),
                    positions: Decisions.positions(
                        of: entitled.subtracting(recusals.map(\.seat)),
                        opinions: opinions,
                        words: words,
                        votes: byItem.votes[item.id] ?? []
                    )
                )
            },
            seq: try Meetings.latest(in: meeting.id, db)
        )
    }

    /// The items in the order in which they are read, with their numbers.
    static func ordered(_ items: [AgendaItem]) -> [(item: AgendaItem, number: String, depth: Int)] {
        let children = Dictionary(grouping: items, by: \.parent)
        func walk(_ parent: AgendaItem.ID?, _ prefix: String, _ depth: Int) -> [(AgendaItem, String, Int)] {
            let siblings = (children[parent] ?? []).sorted { ($0.position, $0.id) < ($1.position, $1.id) }
            return siblings.enumerated().flatMap { index, item in
                let number = prefix + String(index + 1)
                return [(item, number, depth)] + walk(item.id, number + ".", depth + 1)
            }
        }
        return walk(nil, "", 0).map { (item: $0, number: $1, depth: $2) }
    }

    private static func spoken(_ event: MeetingEvent, _ names: [Person.ID: String]) throws -> (
        item: AgendaItem.ID, words: Words
    ) {
        let details = event.values
        return (
            AgendaItem.ID(rawValue: details["item"]?.text ?? ""),
            Words(
                seat: Seat.ID(rawValue: details["seat"]?.text ?? ""),
                name: names[Person.ID(rawValue: details["person"]?.text ?? "")] ?? "–",
                position: details["position"]?.text.flatMap(Opinion.Position.init(rawValue:)),
                text: details["text"]?.text ?? "",
                at: event.at
            )
        )
    }

    private static func people(
        _ stays: [Attendance],
        _ items: [AgendaItem],
        _ words: [MeetingEvent],
        _ threads: Threads,
        _ db: Database
    ) throws -> [Person.ID: Person] {
        var wanted = Set(stays.map(\.person)).union(items.compactMap(\.presenter)).union(threads.people)
        wanted.formUnion(words.compactMap { $0.values["person"]?.text }.map { Person.ID(rawValue: $0) })
        let found = try Person.fetchAll(db, keys: wanted)
        return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension MeetingEvent {
    /// What it says.
    var values: JSONValue {
        (try? JSONDecoder().decode(JSONValue.self, from: Data(details.utf8))) ?? .object([:])
    }
}

extension Meetings {
    /// The number of the last event of a meeting; 0 before the first.
    static func latest(in meeting: Meeting.ID, _ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM meetingEvent WHERE meeting = ?", arguments: [meeting]) ?? 0
    }

    /// Everything that happened in a meeting, and how much of it `actor` sees.
    package func record(of id: Meeting.ID, for actor: Actor) async throws -> (
        record: MeetingRecord, sight: MeetingSight
    ) {
        let day = clock.today
        return try await database.read { db in
            let meeting = try Self.find(id, db)
            return (
                try MeetingRecord.read(meeting, on: day, db), try Self.sight(of: meeting, for: actor, on: day, db)
            )
        }
    }
}

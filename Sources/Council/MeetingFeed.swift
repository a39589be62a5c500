import Foundation
import GRDB
import Hummingbird
import Kernel
import Web

/// What those who follow a meeting are sent. However many they are, what happened is read and drawn once for all of them
/// who see the same.
package actor MeetingFeed {
    private let meetings: Meetings
    private let pages: Pages
    private let isEnding: @Sendable () -> Bool
    private var places: [Meeting.ID: Place] = [:]
    /// How many messages were drawn since the process began.
    private(set) var drawn = 0

    /// What is sent to whom.
    enum Kind: Hashable, Sendable {
        /// The part of the page that moves, as HTML.
        case page(Language, isInside: Bool)
        /// The events themselves, as JSON.
        case events
    }

    private struct Place {
        var rings = -1
        var checkedAt = Date.distantPast
        var latest: Task<Int64, any Error>
        var frames: [Key: Task<ByteBuffer, any Error>] = [:]
    }

    private struct Key: Hashable {
        let kind: Kind
        let after: Int64
        let latest: Int64
    }

    /// - Parameter isEnding: Whether the process was asked to end.
    package init(meetings: Meetings, pages: Pages, isEnding: @escaping @Sendable () -> Bool) {
        self.meetings = meetings
        self.pages = pages
        self.isEnding = isEnding
    }

    /// Another process may have written: the store is looked at again after so long, for all who follow together.
    private static let lookAgain: TimeInterval = 1
    /// Whoever was sent something is sent the next thing no sooner, so that a hundred ballots in a second are four
    /// messages and not a hundred.
    private static let pause = Duration.milliseconds(250)
    /// Seconds of silence after which a line is written that means nothing but that the line stands.
    private static let heartbeat: TimeInterval = 15
    /// Seconds after which the browser comes again, and is asked again who it is.
    private static let lifetime: TimeInterval = 600
    /// Events that are sent at most to one who comes back after a cut.
    private static let most = 2000

    /// The answer to somebody who follows a meeting from the event `after` on.
    nonisolated func response(_ meeting: Meeting.ID, _ kind: Kind, after: Int64) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
            ],
            body: ResponseBody { writer in
                var last = after
                let begun = Date.now
                var spoken = begun
                try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
                while !self.isEnding(), Date.now.timeIntervalSince(begun) < Self.lifetime {
                    let rings = Meetings.bell.rings
                    if let (seq, frame) = try await self.frame(meeting, kind, after: last) {
                        try await writer.write(frame)
                        last = seq
                        spoken = .now
                        try await Task.sleep(for: Self.pause)
                        continue
                    }
                    if Date.now.timeIntervalSince(spoken) >= Self.heartbeat {
                        try await writer.write(ByteBuffer(string: ": \n\n"))
                        spoken = .now
                    }
                    try await Meetings.bell.wait(beyond: rings, atMost: .seconds(2))
                }
                try await writer.finish(nil)
            }
        )
    }

    /// What happened after `after`; nil when nothing did.
    func frame(_ meeting: Meeting.ID, _ kind: Kind, after: Int64) async throws -> (Int64, ByteBuffer)? {
        let latest = try await latest(in: meeting)
        guard latest > after else { return nil }
        // Somebody from before the restored copy of a store, or who made it up, is sent what there is now.
        let key = Key(kind: kind, after: max(0, after), latest: latest)
        if let known = places[meeting]?.frames[key] { return (latest, try await known.value) }
        drawn += 1
        let task = Task { [meetings, pages] in try await Self.draw(meeting, key, meetings, pages) }
        places[meeting]?.frames = (places[meeting]?.frames ?? [:]).filter { $0.key.latest == latest }
        places[meeting]?.frames[key] = task
        return (latest, try await task.value)
    }

    private func latest(in meeting: Meeting.ID) async throws -> Int64 {
        let rings = Meetings.bell.rings
        if let place = places[meeting], place.rings == rings,
            Date.now.timeIntervalSince(place.checkedAt) < Self.lookAgain
        {
            return try await place.latest.value
        }
        let task = Task { [meetings] in
            try await meetings.database.read { try Meetings.latest(in: meeting, $0) }
        }
        places[meeting] = Place(
            rings: rings,
            checkedAt: .now,
            latest: task,
            frames: places[meeting]?.frames ?? [:]
        )
        return try await task.value
    }

    // MARK: - Drawing

    private static func draw(_ id: Meeting.ID, _ key: Key, _ meetings: Meetings, _ pages: Pages) async throws
        -> ByteBuffer
    {
        let day = meetings.clock.today
        switch key.kind {
        case .events:
            let events = try await meetings.database.read { try Self.events(of: id, after: key.after, $0) }
            return ByteBuffer(string: events.map { message($0.seq ?? 0, $0.kind, data($0)) }.joined())
        case .page(let language, let isInside):
            let (record, events): (MeetingRecord, [MeetingEvent]) = try await meetings.database.read { db in
                let record = try MeetingRecord.read(Meetings.find(id, db), on: day, db)
                return (record, isInside ? try Self.events(of: id, after: key.after, db) : [])
            }
            let now = SessionNow(record, isInside: isInside, in: language, pages)
            let came = events.filter { ["cameIn", "left", "attendanceConfirmed"].contains($0.kind) }
            let moved = came.map { message(key.latest, $0.kind, data($0)) }.joined()
            return ByteBuffer(string: moved + message(key.latest, "now", try pages.part(now, in: language)))
        }
    }

    private static func events(of meeting: Meeting.ID, after: Int64, _ db: Database) throws -> [MeetingEvent] {
        try MeetingEvent.filter(Column("meeting") == meeting && Column("seq") > after).order(Column("seq"))
            .limit(most).fetchAll(db)
    }

    private static func data(_ event: MeetingEvent) -> String {
        JSONValue.object([
            "seq": .number(Int(event.seq ?? 0)), "kind": .string(event.kind), "at": .string(event.at.timestamp),
            "details": event.values,
        ]).canonical
    }

    /// One message of an event stream: every line of the data with its name before it.
    private static func message(_ id: Int64, _ event: String, _ data: String) -> String {
        let lines = data.split(separator: "\n", omittingEmptySubsequences: true).map { "data: \($0)\n" }.joined()
        return "id: \(id)\nevent: \(event)\n\(lines.isEmpty ? "data:\n" : lines)\n"
    }
}

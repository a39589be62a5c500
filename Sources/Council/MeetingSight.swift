import Directory
import GRDB
import Kernel

/// How much of a meeting somebody sees.
package struct MeetingSight: Equatable, Sendable {
    /// Chair, secretary, secretariat: runs the meeting.
    package let isHead: Bool
    /// Whether it is seen whole: by whoever runs it or is invited to it.
    package let isInside: Bool
    /// The invited seat that is the viewer's; nil for whoever only reads.
    package let seat: Seat.ID?
    /// Whether that seat counts for the quorum and may vote.
    package let isEntitled: Bool
    /// Whether the agenda is a draft still, which is for whoever runs the meeting.
    package let isDraft: Bool

    /// Whether an item's words, papers and votes are for this viewer.
    package func sees(_ item: AgendaItem) -> Bool {
        isHead || (!isDraft && (isInside || item.visibility != .council))
    }
}

extension Meetings {
    /// How much of a meeting `actor` sees: everybody signed in sees that it is held.
    package static func sight(of meeting: Meeting, for actor: Actor, on day: Day, _ db: Database) throws
        -> MeetingSight
    {
        try CouncilMove.see.require(of: actor, at: nil)
        let council = try Councils.find(meeting.council.rawValue, db)
        let isHead = try Councils.isHead(actor, of: council, on: day, db)
        let sat = try stay(of: actor.person, in: meeting, db)?.seat
        let seat = sat ?? (try? ownSeat(of: actor, in: meeting, on: day, db))?.id
        return MeetingSight(
            isHead: isHead,
            isInside: isHead || seat != nil,
            seat: seat,
            isEntitled: try seat.map { try entitled(in: meeting, db).contains($0) } ?? false,
            isDraft: meeting.stage == .planned
        )
    }
}

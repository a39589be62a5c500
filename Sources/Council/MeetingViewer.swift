import Directory
import GRDB
import Kernel

/// What somebody may see of one meeting.
package struct MeetingViewer: Sendable {
    package let isSignedIn: Bool
    /// Whether it is chair, secretary or secretariat.
    package let isHead: Bool
    /// The invited seats in which the person may sit today.
    package let seats: [Seat]
    private let actor: Actor?
    private let meeting: Meeting

    package var isInvited: Bool { !seats.isEmpty }

    /// Whether somebody takes part: sees everything, the opinions of others included.
    package var isInside: Bool { isHead || isInvited }

    /// - Parameter actor: Nil for somebody who is not signed in.
    package static func of(_ actor: Actor?, at meeting: Meeting, on day: Day, _ db: Database) throws -> MeetingViewer {
        guard let actor else {
            return MeetingViewer(isSignedIn: false, isHead: false, seats: [], actor: nil, meeting: meeting)
        }
        let own = try Councils.seats(of: actor, in: meeting.council, on: day, db)
        let invited = try Seat.ID.fetchSet(
            db,
            Invitation.filter(Column("meeting") == meeting.id && own.map(\.id).contains(Column("seat")))
                .select(Column("seat"))
        )
        let council = try Councils.find(meeting.council.rawValue, db)
        return MeetingViewer(
            isSignedIn: true,
            isHead: try Councils.isHead(actor, of: council, on: day, db),
            seats: own.filter { invited.contains($0.id) },
            actor: actor,
            meeting: meeting
        )
    }

    /// Whether an item and its papers are shown. An agenda is a draft until the meeting is called; whoever presents an
    /// item sees it before.
    package func sees(_ item: AgendaItem) -> Bool {
        if isHead || keeps(item) { return true }
        guard meeting.stage != .planned else { return false }
        return switch item.visibility {
        case .open: true
        case .officials: isSignedIn
        case .council: isInvited
        }
    }

    /// Whether the person brings the item in: chair and secretary, its presenter, the keepers of its institution.
    package func keeps(_ item: AgendaItem) -> Bool {
        guard let actor else { return false }
        if isHead || item.presenter == actor.person { return true }
        return item.institution.map { actor.holds([.officer, .deputy, .steward], at: $0) } ?? false
    }
}

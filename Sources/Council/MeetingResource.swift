import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel

/// A meeting in a list of the API and the command line.
package struct MeetingSummary: ResponseCodable, Equatable {
    let id: String
    let council: String
    let number: Int
    let title: String
    let stage: String
    let startsAt: Date
    let endsAt: Date
    let online: Bool
    let place: String?
    let papersDue: Day
    let opinionsDue: Day
    let sequence: Int
    let reason: String?

    /// - Parameter council: Its code.
    package init(_ meeting: Meeting, of council: String) {
        id = meeting.id.rawValue
        self.council = council
        number = meeting.number
        title = meeting.title
        stage = meeting.stage.rawValue
        startsAt = meeting.startsAt
        endsAt = meeting.endsAt
        online = meeting.isOnline
        place = meeting.place
        papersDue = meeting.papersDue
        opinionsDue = meeting.opinionsDue
        sequence = meeting.sequence
        reason = meeting.reason
    }
}

/// One date of a year's plan, with the meeting that stands there.
package struct PlannedResource: ResponseCodable, Equatable {
    let number: Int
    let day: Day
    let proof: [LocalizedText]
    let meeting: MeetingSummary?
    /// Whether the meeting was made by this call.
    let new: Bool

    package init(_ planned: Meetings.Planned, of council: String) {
        number = planned.proposal.number
        day = planned.proposal.day
        proof = planned.proposal.proof
        meeting = planned.meeting.map { MeetingSummary($0, of: council) }
        new = planned.isNew
    }
}

/// A meeting as the API and the command line show it to one person.
package struct MeetingResource: ResponseCodable, Equatable {
    let meeting: MeetingSummary
    /// The link of another video service; only for those who take part.
    let link: String?
    /// How its date was found.
    let proof: [LocalizedText]
    let agenda: [AgendaItemResource]
    /// Whether there are items this person may not see.
    let hidden: Bool
    /// How many answered how.
    let answers: [String: Int]
    /// Who is invited; only for those who take part.
    let invited: [InvitationResource]?

    package init(_ detail: Meetings.Detail) {
        meeting = MeetingSummary(detail.meeting, of: detail.council.code)
        link = detail.viewer.isInside ? detail.meeting.link : nil
        proof = detail.proof
        agenda = detail.agenda.map { AgendaItemResource($0, in: detail) }
        hidden = detail.hasHidden
        answers = Dictionary(uniqueKeysWithValues: detail.answers.map { ($0.rawValue, $1) })
        invited = detail.viewer.isInside ? detail.invited.map(InvitationResource.init) : nil
    }
}

package struct AgendaItemResource: ResponseCodable, Equatable {
    let id: String
    /// `2-1`.
    let number: String
    let parent: String?
    let position: Int
    let kind: String
    let title: String
    let text: String
    let minutes: Int
    let startsAt: Date
    let endsAt: Date
    /// The e-mail address of whoever presents it.
    let presenter: String?
    let institution: InstitutionReference?
    let visibility: String
    let stage: String
    let carriedFrom: String?
    /// The suggestion's receipt.
    let suggestion: String?
    let direction: String?
    let action: String?
    let papers: [PaperResource]

    init(_ node: Agendas.Node, in detail: Meetings.Detail) {
        let item = node.item
        id = item.id.rawValue
        number = node.number
        parent = item.parent?.rawValue
        position = item.position
        kind = item.kind.rawValue
        title = item.title
        text = item.text
        minutes = item.minutes
        startsAt = node.startsAt
        endsAt = node.endsAt
        presenter = item.presenter.flatMap { detail.viewer.isSignedIn ? detail.people[$0]?.email : nil }
        institution = item.institution.flatMap { detail.institutions[$0] }.map(InstitutionReference.init)
        visibility = item.visibility.rawValue
        stage = item.stage.rawValue
        carriedFrom = item.carriedFrom?.rawValue
        suggestion = item.suggestion.flatMap { detail.suggestions[$0]?.receipt }
        direction = item.direction?.rawValue
        action = item.action?.rawValue
        papers = (detail.papers[item.id] ?? []).map(PaperResource.init)
    }
}

package struct PaperResource: ResponseCodable, Equatable {
    let id: String
    let name: String
    let revision: Int
    /// Bytes.
    let size: Int
    let sha256: String
    let at: Date
    let late: Bool

    package init(_ paper: Paper) {
        id = paper.id.rawValue
        name = paper.name
        revision = paper.revision
        size = paper.size
        sha256 = paper.hash
        at = paper.at
        late = paper.isLate
    }
}

package struct SeatReference: Codable, Equatable, Sendable {
    let id: String
    let kind: String
    let institution: InstitutionReference
    /// Whoever sits there today.
    let person: String?

    init(_ place: Councils.Place) {
        id = place.seat.id.rawValue
        kind = place.seat.kind.rawValue
        institution = InstitutionReference(place.institution)
        person = place.person?.email
    }
}

package struct InvitationResource: ResponseCodable, Equatable {
    let seat: SeatReference
    let observer: Bool
    let answer: String
    let answeredAt: Date?

    init(_ attendee: Meetings.Attendee) {
        seat = SeatReference(attendee.place)
        observer = attendee.invitation.isObserver
        answer = attendee.invitation.answer.rawValue
        answeredAt = attendee.invitation.answeredAt
    }
}

package struct OpinionResource: ResponseCodable, Equatable {
    let id: String
    let item: String
    let seat: String
    let position: String
    let text: String
    let attachment: String?
    let at: Date
    let late: Bool
    let replaced: Bool

    package init(_ opinion: Opinion) {
        id = opinion.id.rawValue
        item = opinion.item.rawValue
        seat = opinion.seat.rawValue
        position = opinion.position.rawValue
        text = opinion.text
        attachment = opinion.attachmentName
        at = opinion.at
        late = opinion.isLate
        replaced = opinion.isReplaced
    }
}

/// Seats by items, a page of seats at a time.
package struct OpinionMatrixResource: ResponseCodable, Equatable {
    let meeting: String
    let items: [Item]
    /// How many seats are asked, and how many of them have not answered everything.
    let seats: Int
    let unanswered: Int
    let rows: [Row]
    /// Where the next page begins; nil on the last.
    let next: String?

    struct Item: Codable, Equatable {
        let id: String
        let number: String
        let title: String
        /// By position.
        let totals: [String: Int]
    }

    struct Row: Codable, Equatable {
        let seat: SeatReference
        let missing: Int
        let opinions: [OpinionResource]
    }

    package init(_ matrix: Opinions.Matrix, next: String? = nil) {
        meeting = matrix.meeting.id.rawValue
        items = zip(matrix.items, matrix.totals).map { node, totals in
            Item(
                id: node.item.id.rawValue,
                number: node.number,
                title: node.item.title,
                totals: Dictionary(uniqueKeysWithValues: totals.map { ($0.rawValue, $1) })
            )
        }
        seats = matrix.seats
        unanswered = matrix.unanswered
        rows = matrix.rows.map { row in
            Row(
                seat: SeatReference(row.place),
                missing: row.missing,
                opinions: row.opinions.compactMap { $0.map(OpinionResource.init) }
            )
        }
        self.next = next
    }
}

import Directory
import Foundation
import Hummingbird
import Kernel

/// A session in JSON: as far as whoever asks sees it.
package struct SessionResource: ResponseCodable, Sendable {
    let meeting: String
    let council: String
    let number: Int
    let title: String
    let stage: String
    let openedAt: Date?
    let adjournedAt: Date?
    /// The number of the last event: from here on the stream of events goes on.
    let seq: Int
    let quorum: QuorumResource
    let seats: [SeatEntry]
    let items: [Item]

    struct QuorumResource: Codable, Sendable {
        let rule: Fraction?
        let seats: Int
        let present: Int
        let needed: Int?
        let isReached: Bool

        init(_ quorum: Quorum) {
            rule = quorum.rule
            seats = quorum.seats
            present = quorum.present
            needed = quorum.needed
            isReached = quorum.isReached
        }
    }

    struct SeatEntry: Codable, Sendable {
        let id: String
        let kind: String
        let institution: String
        let name: String
        let isEntitled: Bool
        let isPresent: Bool
        let stays: [Stay]
    }

    struct Stay: Codable, Sendable {
        let person: String
        let cameAt: Date
        let leftAt: Date?
        let evidence: String
        let isConfirmed: Bool
    }

    struct Item: Codable, Sendable {
        let id: String
        let number: String
        let title: String
        let kind: String
        let stage: String
        let begunAt: Date?
        let endedAt: Date?
        let positions: Positions
        let recused: [String]
        let votes: [VoteResource]
        let decisions: [DecisionResource]
    }

    package init(_ record: MeetingRecord, _ sight: MeetingSight) {
        meeting = record.meeting.id.rawValue
        council = record.council.code
        number = record.meeting.number
        title = record.meeting.title
        stage = record.meeting.stage.rawValue
        openedAt = record.meeting.openedAt
        adjournedAt = record.meeting.adjournedAt
        seq = Int(record.seq)
        quorum = QuorumResource(record.quorum)
        seats =
            sight.isInside
            ? record.seats.map { place in
                SeatEntry(
                    id: place.seat.id.rawValue,
                    kind: place.seat.kind.rawValue,
                    institution: place.institution.code,
                    name: place.institution.title.ko,
                    isEntitled: place.isEntitled,
                    isPresent: place.present != nil,
                    stays: place.stays.map { stay in
                        Stay(
                            person: stay.name,
                            cameAt: stay.attendance.cameAt,
                            leftAt: stay.attendance.leftAt,
                            evidence: stay.attendance.evidence.rawValue,
                            isConfirmed: stay.attendance.confirmedBy != nil
                        )
                    }
                )
            } : []
        items = record.items.filter { sight.sees($0.item) }.map { entry in
            Item(
                id: entry.item.id.rawValue,
                number: entry.number,
                title: entry.item.title,
                kind: entry.item.kind.rawValue,
                stage: entry.item.stage.rawValue,
                begunAt: entry.item.begunAt,
                endedAt: entry.item.endedAt,
                positions: entry.positions,
                recused: entry.recusals.map(\.seat.rawValue),
                votes: entry.votes.map(VoteResource.init),
                decisions: entry.decisions.map(DecisionResource.init)
            )
        }
    }
}

/// A vote in JSON: while it is open only how many have voted.
package struct VoteResource: ResponseCodable, Sendable {
    let id: String
    let item: String
    let question: String
    let isSecret: Bool
    let stage: String
    let rule: VotingRule?
    let voted: Int
    let outcome: Vote.Outcome?
    /// By seat, of a vote by name that is closed.
    let ballots: [String: String]?

    package init(_ entry: MeetingRecord.VoteRecord) {
        let vote = entry.vote
        id = vote.id.rawValue
        item = vote.item.rawValue
        question = vote.question
        isSecret = vote.isSecret
        stage = vote.stage.rawValue
        rule = vote.rule
        voted = entry.ballots.count
        outcome = vote.outcome
        ballots =
            vote.stage == .closed && !vote.isSecret
            ? Dictionary(
                entry.ballots.map { ($0.seat.rawValue, $0.choice?.rawValue ?? "") },
                uniquingKeysWith: { first, _ in first }
            ) : nil
    }
}

/// A decision in JSON.
package struct DecisionResource: ResponseCodable, Sendable {
    let id: String
    let number: String
    let item: String
    let text: String
    let effect: String
    let agreement: String?
    let positions: Positions?
    let quorum: SessionResource.QuorumResource?
    let vote: String?
    let decidedBy: String
    let at: Date
    let links: [Decisions.Link]
    /// Numbers of the actions that were made with it.
    let actions: [String]

    package init(_ entry: MeetingRecord.DecisionRecord) {
        let decision = entry.decision
        id = decision.id.rawValue
        number = decision.number
        item = decision.item.rawValue
        text = decision.text
        effect = decision.effect
        agreement = decision.positions?.level.rawValue
        positions = decision.positions
        quorum = decision.quorum.map(SessionResource.QuorumResource.init)
        vote = decision.vote?.rawValue
        decidedBy = entry.decidedBy
        at = decision.at
        links = entry.links.map { Decisions.Link($0.target, label: $0.label) }
        actions = entry.actions.map(\.action.number)
    }
}

/// A revision of minutes in JSON.
package struct MinutesResource: ResponseCodable, Sendable {
    let meeting: String
    let revision: Int
    let text: String
    let sha256: String
    /// Nil for the draft that wrote itself.
    let person: String?
    let at: Date
    let isAdopted: Bool

    package init(_ revision: MinutesRevision) {
        meeting = revision.meeting.rawValue
        self.revision = revision.revision
        text = revision.text
        sha256 = revision.sha256
        person = revision.person?.rawValue
        at = revision.at
        isAdopted = revision.isAdopted
    }
}

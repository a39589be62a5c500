import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel

/// A council as the API and the command line show it. A record may follow the store; this may not.
package struct CouncilResource: ResponseCodable, Equatable {
    let code: String
    let name: LocalizedText
    let kind: String
    let sector: String?
    let createdAt: Date
    let endedAt: Date?

    package init(_ council: Council) {
        code = council.code
        name = council.title
        kind = council.kind.rawValue
        sector = council.sector?.rawValue
        createdAt = council.createdAt
        endedAt = council.endedAt
    }
}

/// A seat, and who sits in it today.
package struct SeatResource: ResponseCodable, Equatable {
    let id: String
    let kind: String
    let institution: InstitutionReference
    /// The e-mail address; nil while the institution has no officer.
    let person: String?
    let isNamed: Bool
    let since: Day
    let until: Day?
    /// The seat that speaks for this one after a merger.
    let spokenForBy: String?
    let alternates: [Stand]

    struct Stand: Codable, Equatable {
        let person: String
        let since: Day
        let until: Day?
    }

    package init(_ place: Councils.Place, alternates: [(alternate: Alternate, person: Person)] = []) {
        id = place.seat.id.rawValue
        kind = place.seat.kind.rawValue
        institution = InstitutionReference(place.institution)
        person = place.person?.email
        isNamed = place.seat.person != nil
        since = place.seat.since
        until = place.seat.until
        spokenForBy = place.spokenForBy?.rawValue
        self.alternates = alternates.filter { $0.alternate.seat == place.seat.id }.map {
            Stand(person: $0.person.email, since: $0.alternate.since, until: $0.alternate.until)
        }
    }
}

/// A version of an operation plan; what neither it nor the law sets is left out.
package struct PlanResource: ResponseCodable, Equatable {
    let id: String
    let version: Int
    let stage: String
    let purpose: String
    let membership: String
    let termMonths: Int?
    let meetingsPerYear: Int
    let workingMethod: String
    let quorum: Fraction?
    let voting: VotingRule?
    let createdAt: Date
    let proposedAt: Date?
    let adoptedAt: Date?
    let comments: [Remark]

    struct Remark: Codable, Equatable {
        let person: String
        let institution: InstitutionReference
        let text: String
        let at: Date
    }

    package init(_ plan: OperationPlan, comments: [Councils.Comment] = []) {
        id = plan.id.rawValue
        version = plan.version
        stage = plan.stage.rawValue
        purpose = plan.purpose
        membership = plan.membership
        termMonths = plan.termMonths
        meetingsPerYear = plan.meetingsPerYear
        workingMethod = plan.workingMethod
        quorum = plan.quorum
        voting = plan.voting
        createdAt = plan.createdAt
        proposedAt = plan.proposedAt
        adoptedAt = plan.adoptedAt
        self.comments = comments.map {
            Remark(
                person: $0.person.email,
                institution: InstitutionReference($0.institution),
                text: $0.comment.text,
                at: $0.comment.at
            )
        }
    }
}

/// A version of a year's promotion directions.
package struct DirectionsResource: ResponseCodable, Equatable {
    let id: String
    let year: Int
    let version: Int
    let stage: String
    let foreword: String
    let items: [Item]
    let createdAt: Date
    let adoptedAt: Date?

    struct Item: Codable, Equatable {
        /// What an agenda item or an action names as its direction.
        let id: String
        let number: Int
        let title: String
        let text: String
    }

    package init(_ whole: Councils.YearDirections) {
        let directions = whole.directions
        id = directions.id.rawValue
        year = directions.year
        version = directions.version
        stage = directions.stage.rawValue
        foreword = directions.foreword
        items = whole.items.map { Item(id: $0.id.rawValue, number: $0.number, title: $0.title, text: $0.text) }
        createdAt = directions.createdAt
        adoptedAt = directions.adoptedAt
    }
}

/// A promise; its reports and evidence only where one is shown.
package struct ActionResource: ResponseCodable, Equatable {
    let number: String
    let council: String
    let text: String
    let stage: String
    let owner: InstitutionReference
    /// Who answers for the owner today, where it was merged since.
    let deemedOwner: InstitutionReference?
    let due: Day
    let isOverdue: Bool
    let progress: Int
    let decision: String?
    let suggestion: String?
    let direction: String?
    let createdAt: Date
    let endedAt: Date?
    let reports: [Report]?
    let evidence: [Proof]?

    struct Report: Codable, Equatable {
        let move: String
        let progress: Int
        let due: Day
        let text: String
        let person: String
        let at: Date
    }

    struct Proof: Codable, Equatable {
        let target: String
        let label: String
    }

    package init(_ line: Actions.Line) { self.init(line, detail: nil) }

    package init(_ detail: Actions.Detail) { self.init(detail.line, detail: detail) }

    private init(_ line: Actions.Line, detail: Actions.Detail?) {
        number = line.action.number
        council = line.council.code
        text = line.action.text
        stage = line.action.stage.rawValue
        owner = InstitutionReference(line.owner)
        deemedOwner = line.deemedOwner.map(InstitutionReference.init)
        due = line.action.due
        isOverdue = line.isOverdue
        progress = line.action.progress
        decision = line.action.decision?.rawValue
        suggestion = line.action.suggestion?.rawValue
        direction = line.action.direction?.rawValue
        createdAt = line.action.createdAt
        endedAt = line.action.endedAt
        reports = detail?.reports.map {
            Report(
                move: $0.report.move.rawValue,
                progress: $0.report.progress,
                due: $0.report.due,
                text: $0.report.text,
                person: $0.person.email,
                at: $0.report.at
            )
        }
        evidence = detail?.evidence.map { Proof(target: $0.target, label: $0.label) }
    }
}

/// A decision with how far the council agreed.
package struct ListedDecision: ResponseCodable, Equatable {
    let number: String
    let council: String
    let meeting: String
    let item: String
    let text: String
    let effect: String
    let positions: Positions?
    let quorum: Quorum?
    let vote: String?
    let actions: Int
    let at: Date

    package init(_ line: Councils.DecisionLine) {
        number = line.decision.number
        council = line.council.code
        meeting = line.decision.meeting.rawValue
        item = line.itemTitle
        text = line.decision.text
        effect = line.decision.effect
        positions = line.decision.positions
        quorum = line.decision.quorum
        vote = line.decision.vote?.rawValue
        actions = line.actions
        at = line.decision.at
    }
}

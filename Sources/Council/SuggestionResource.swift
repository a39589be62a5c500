import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel

/// A suggestion as the API and the command line show it in a list.
package struct SuggestionResource: ResponseCodable, Equatable {
    let id: String
    let receipt: String
    let kind: String
    let stage: String
    let title: String
    let text: String
    let sector: String?
    let institution: InstitutionReference
    /// Who answers for the next step today.
    let owner: InstitutionReference
    let due: Day?
    let raisedAt: Date
    let stageSince: Date
    let daysInStage: Int
    /// How many raised it.
    let raisers: Int
    let policy: String?
    let outcome: String?

    package init(_ entry: Suggestions.Entry) {
        let suggestion = entry.suggestion
        id = suggestion.id.rawValue
        receipt = suggestion.receipt
        kind = suggestion.kind.rawValue
        stage = suggestion.stage.rawValue
        title = suggestion.title
        text = suggestion.text
        sector = suggestion.sector?.rawValue
        institution = InstitutionReference(entry.institution)
        owner = InstitutionReference(entry.owner)
        due = suggestion.due
        raisedAt = suggestion.raisedAt
        stageSince = suggestion.stageSince
        daysInStage = entry.days
        raisers = entry.raisers
        policy = suggestion.policy
        outcome = suggestion.outcome
    }
}

/// A suggestion that resembles another text.
package struct SimilarResource: ResponseCodable, Equatable {
    let suggestion: SuggestionResource
    /// 0…100.
    let likeness: Int

    package init(_ similar: Suggestions.Similar) {
        suggestion = SuggestionResource(similar.entry)
        likeness = similar.likeness
    }
}

/// A suggestion with everything that came of it.
package struct ChainResource: ResponseCodable, Equatable {
    let suggestion: SuggestionResource
    let steps: [Step]
    let items: [Item]
    let decisions: [Decided]
    let actions: [Promised]
    let evidence: [Evidence]
    /// The institutions of those who joined, in the order they did.
    let joined: [InstitutionReference]
    let mergedInto: String?
    let mergedHere: [String]
    /// What the caller may do now.
    let moves: [String]

    struct Step: Codable, Equatable {
        let move: String
        let stage: String
        let text: String
        let by: String
        let institution: LocalizedText
        let at: Date
    }

    struct Item: Codable, Equatable {
        let id: String
        let meeting: String
        let council: String
        let number: Int
        let startsAt: Date
        let stage: String
    }

    struct Decided: Codable, Equatable {
        let id: String
        let number: String
        let text: String
        let effect: String
        let at: Date
    }

    struct Promised: Codable, Equatable {
        let id: String
        let number: String
        let text: String
        let owner: LocalizedText
        let due: Day
        let stage: String
        let progress: Int
    }

    struct Evidence: Codable, Equatable {
        let subject: String
        let target: String
        let label: String
    }

    package init(_ chain: Suggestions.Chain) {
        suggestion = SuggestionResource(chain.entry)
        steps = chain.steps.map {
            Step(
                move: $0.step.move.rawValue,
                stage: $0.step.stage.rawValue,
                text: $0.step.text,
                by: $0.name,
                institution: $0.institution,
                at: $0.step.at
            )
        }
        items = chain.items.map {
            Item(
                id: $0.item.id.rawValue,
                meeting: $0.meeting.id.rawValue,
                council: $0.council.code,
                number: $0.meeting.number,
                startsAt: $0.meeting.startsAt,
                stage: $0.item.stage.rawValue
            )
        }
        decisions = chain.decisions.map {
            Decided(id: $0.id.rawValue, number: $0.number, text: $0.text, effect: $0.effect, at: $0.at)
        }
        actions = chain.actions.map {
            Promised(
                id: $0.action.id.rawValue,
                number: $0.action.number,
                text: $0.action.text,
                owner: $0.owner,
                due: $0.action.due,
                stage: $0.action.stage.rawValue,
                progress: $0.action.progress
            )
        }
        evidence = chain.links.map { Evidence(subject: $0.subject, target: $0.target, label: $0.label) }
        joined = chain.joined.map { InstitutionReference($0.institution) }
        mergedInto = chain.mergedInto?.receipt
        mergedHere = chain.mergedHere.map(\.receipt)
        moves = chain.moves.map(\.rawValue)
    }
}

/// How suggestions stand at the stages, and how long they stay.
package struct StagesResource: ResponseCodable, Equatable {
    /// How many stand at each stage.
    let counts: [String: Int]
    /// The median of days in each stage, of those that went on from it.
    let days: [String: Int]

    package init(_ board: Suggestions.Board, _ stays: [Suggestions.Stay]) {
        counts = Dictionary(uniqueKeysWithValues: board.counts.map { ($0.rawValue, $1) })
        days = Dictionary(uniqueKeysWithValues: stays.map { ($0.stage.rawValue, $0.days) })
    }
}

/// A request past its statutory day.
package struct OverdueResource: ResponseCodable, Equatable {
    let request: String
    let dataset: String
    let holder: InstitutionReference
    let requester: LocalizedText
    let due: Day
    let daysLate: Int

    package init(_ late: OverdueRequests.Late) {
        request = late.request
        dataset = late.dataset
        holder = InstitutionReference(late.holder)
        requester = late.requester
        due = late.due
        daysLate = late.days
    }
}

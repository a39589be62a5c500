import Directory
import Foundation
import GRDB
import Kernel

/// A difficulty or a suggestion (애로사항·건의) that somebody raised, on its way to policy.
package struct Suggestion: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Suggestion>

    package let id: ID
    /// `2026-0031`: what the raiser is told to ask by.
    package let receipt: String
    package let kind: Kind
    package let title: String
    package let text: String
    /// The council's sector it belongs to, where it has one.
    package let sector: Council.Sector?
    package let person: Person.ID
    package let institution: Institution.ID
    package internal(set) var stage: Stage
    /// Who has to answer next; moves with the institution when it is merged.
    package internal(set) var owner: Institution.ID
    /// When the next step is due, in Seoul; nil when nothing is awaited.
    package internal(set) var due: Day?
    /// The suggestion it was merged into.
    package internal(set) var mergedInto: ID?
    package let raisedAt: Date
    package internal(set) var stageSince: Date
    /// What policy made of it: the item, and where it can be read.
    package internal(set) var policy: String?
    /// What changed for those who raised it.
    package internal(set) var outcome: String?

    /// The raw values are stored: never rename one.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case difficulty, suggestion

        package var title: LocalizedText {
            switch self {
            case .difficulty: LocalizedText("애로사항", en: "Difficulty")
            case .suggestion: LocalizedText("건의", en: "Suggestion")
            }
        }
    }

    /// Where a suggestion stands. The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        /// With the raiser's own officer.
        case received
        /// The officer could settle it at home.
        case answered
        /// With the council's secretary.
        case endorsed
        case reviewed, onAgenda, accepted, partlyAccepted, notAccepted, longTerm
        case policyItem, carriedOut, outcome, merged, withdrawn

        package var title: LocalizedText {
            switch self {
            case .received: LocalizedText("접수", en: "Received")
            case .answered: LocalizedText("기관 답변", en: "Answered at home")
            case .endorsed: LocalizedText("협의회 전달", en: "Passed to the council")
            case .reviewed: LocalizedText("검토", en: "Reviewed")
            case .onAgenda: LocalizedText("안건 상정", en: "On the agenda")
            case .accepted: LocalizedText("수용", en: "Accepted")
            case .partlyAccepted: LocalizedText("일부 수용", en: "Partly accepted")
            case .notAccepted: LocalizedText("불수용", en: "Not accepted")
            case .longTerm: LocalizedText("장기 검토", en: "Long-term review")
            case .policyItem: LocalizedText("정책 과제", en: "Policy item")
            case .carriedOut: LocalizedText("이행", en: "Carried out")
            case .outcome: LocalizedText("성과 확인", en: "Outcome known")
            case .merged: LocalizedText("병합", en: "Merged")
            case .withdrawn: LocalizedText("철회", en: "Withdrawn")
            }
        }

        /// Whether somebody still has to do something about it.
        package var isOpen: Bool {
            switch self {
            case .received, .endorsed, .reviewed, .onAgenda, .accepted, .partlyAccepted, .longTerm, .policyItem,
                .carriedOut:
                true
            case .answered, .notAccepted, .outcome, .merged, .withdrawn: false
            }
        }
    }
}

/// Somebody who raised the same thing: told at every step as the first one is.
package struct CoRaiser: Codable, Equatable, Sendable {
    package let suggestion: Suggestion.ID
    package let person: Person.ID
    package let institution: Institution.ID
    package let at: Date
}

/// One step of a suggestion: who moved it where, and what was said.
package struct SuggestionStep: Codable, Equatable, Sendable {
    /// Set by the store; the act in the ledger names it.
    package internal(set) var seq: Int64?
    package let suggestion: Suggestion.ID
    package let move: Suggestion.Move
    package let stage: Suggestion.Stage
    package let text: String
    package let person: Person.ID
    package let institution: Institution.ID
    package let at: Date
}

// MARK: - Database

extension Suggestion.Kind: DatabaseValueConvertible {}
extension Suggestion.Stage: DatabaseValueConvertible {}
extension Suggestion.Move: DatabaseValueConvertible {}

extension Suggestion: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "suggestion"
}

extension CoRaiser: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "coRaiser"
}

extension SuggestionStep: FetchableRecord, MutablePersistableRecord {
    package static let databaseTableName = "suggestionStep"

    package mutating func didInsert(_ inserted: InsertionSuccess) { seq = inserted.rowID }
}

import Directory
import Foundation
import GRDB
import Kernel

/// What an institution has promised to do: from a decision, an item or a suggestion.
package struct CouncilAction: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<CouncilAction>

    package let id: ID
    /// `A-2026-014`.
    package let number: String
    package let council: Council.ID
    package let text: String
    /// Who has promised it; it stays with the institution when its officer changes.
    package let owner: Institution.ID
    /// The last day, in Seoul.
    package internal(set) var due: Day
    package internal(set) var stage: Stage
    /// 0…100, as the owner last reported.
    package internal(set) var progress: Int
    package let decision: Decision.ID?
    /// The item it was promised under, where no decision was taken on it.
    package let item: AgendaItem.ID?
    package let suggestion: Suggestion.ID?
    package let direction: DirectionItem.ID?
    package let createdAt: Date
    package internal(set) var endedAt: Date?

    /// The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case open, done, dropped

        package var title: LocalizedText {
            switch self {
            case .open: LocalizedText("추진 중", en: "Open")
            case .done: LocalizedText("완료", en: "Done")
            case .dropped: LocalizedText("중단", en: "Dropped")
            }
        }
    }

    package enum Move: String, Codable, CaseIterable, Sendable {
        case report, finish, drop, postpone, reopen

        package var title: LocalizedText {
            switch self {
            case .report: LocalizedText("실적 보고", en: "Report")
            case .finish: LocalizedText("완료 보고", en: "Finished")
            case .drop: LocalizedText("중단", en: "Dropped")
            case .postpone: LocalizedText("기한 조정", en: "Postponed")
            case .reopen: LocalizedText("다시 추진", en: "Opened again")
            }
        }
    }

    /// Returns the stage after `move`. This is the whole lifecycle; no other code changes ``stage``.
    package static func next(_ stage: Stage, _ move: Move) throws(CouncilRefusal) -> Stage {
        switch (stage, move) {
        case (.open, .report), (.open, .postpone): .open
        case (.open, .finish): .done
        case (.open, .drop): .dropped
        case (.done, .reopen), (.dropped, .reopen): .open
        default: throw CouncilRefusal(stage: stage.title)
        }
    }

    package func applying(_ move: Move) throws(CouncilRefusal) -> CouncilAction {
        var next = self
        next.stage = try Self.next(stage, move)
        return next
    }
}

/// One report about an action.
package struct ActionReport: Codable, Equatable, Sendable {
    package let action: CouncilAction.ID
    package let person: Person.ID
    package let move: CouncilAction.Move
    /// 0…100 after it.
    package let progress: Int
    /// The last day as it stood after it.
    package let due: Day
    package let text: String
    package let at: Date
}

// MARK: - Database

extension CouncilAction.Stage: DatabaseValueConvertible {}
extension CouncilAction.Move: DatabaseValueConvertible {}

extension CouncilAction: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "councilAction"
}

extension ActionReport: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "actionReport"
}

import Directory
import Foundation
import GRDB
import Kernel

/// One item of a meeting's agenda; items form a tree.
package struct AgendaItem: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<AgendaItem>

    package let id: ID
    package let meeting: Meeting.ID
    package internal(set) var parent: ID?
    /// Its place among its siblings, from 1.
    package internal(set) var position: Int
    package internal(set) var kind: Kind
    package internal(set) var title: String
    package internal(set) var text: String
    /// Minutes planned for it.
    package internal(set) var minutes: Int
    /// Who presents it: a person, or nil for the institution or the secretary.
    package internal(set) var presenter: Person.ID?
    package internal(set) var institution: Institution.ID?
    package internal(set) var visibility: Visibility
    package internal(set) var stage: Stage
    /// The unfinished item of an earlier meeting that it goes on with.
    package let carriedFrom: ID?
    /// The suggestion it is about.
    package let suggestion: Suggestion.ID?
    /// The direction it serves.
    package internal(set) var direction: DirectionItem.ID?
    /// The open action it reviews.
    package let action: CouncilAction.ID?
    package internal(set) var begunAt: Date?
    package internal(set) var endedAt: Date?

    /// The raw values are stored: never rename one.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case report, discussion, decision, suggestion, actions

        package var title: LocalizedText {
            switch self {
            case .report: LocalizedText("보고", en: "Report")
            case .discussion: LocalizedText("논의", en: "Discussion")
            case .decision: LocalizedText("의결", en: "Decision")
            case .suggestion: LocalizedText("건의", en: "Suggestion")
            case .actions: LocalizedText("이행 점검", en: "Actions under way")
            }
        }
    }

    /// Who may read an item and its papers. The raw values are stored: never rename one.
    package enum Visibility: String, Codable, CaseIterable, Sendable {
        /// Chair, secretary and those invited.
        case council
        /// Everybody signed in.
        case officials
        /// Everybody.
        case open

        package var title: LocalizedText {
            switch self {
            case .council: LocalizedText("위원", en: "Members")
            case .officials: LocalizedText("모든 공무원", en: "All officials")
            case .open: LocalizedText("공개", en: "Public")
            }
        }
    }

    /// The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case waiting, underway, done, carried, withdrawn

        package var title: LocalizedText {
            switch self {
            case .waiting: LocalizedText("대기", en: "To come")
            case .underway: LocalizedText("진행 중", en: "Under way")
            case .done: LocalizedText("마침", en: "Done")
            case .carried: LocalizedText("다음 회의로 이월", en: "Carried over")
            case .withdrawn: LocalizedText("철회", en: "Withdrawn")
            }
        }
    }

    /// What the chair or the secretary may do to an item.
    package enum Move: String, Codable, CaseIterable, Sendable {
        case begin, finish, carry, withdraw
    }

    /// Returns the stage after `move`. This is the whole lifecycle; no other code changes ``stage``.
    package static func next(_ stage: Stage, _ move: Move) throws(CouncilRefusal) -> Stage {
        switch (stage, move) {
        case (.waiting, .begin): .underway
        case (.underway, .finish): .done
        case (.waiting, .carry), (.underway, .carry): .carried
        case (.waiting, .withdraw): .withdrawn
        default: throw CouncilRefusal(stage: stage.title)
        }
    }

    package func applying(_ move: Move) throws(CouncilRefusal) -> AgendaItem {
        var next = self
        next.stage = try Self.next(stage, move)
        return next
    }
}

/// A file for an agenda item; a later revision stands beside the earlier ones.
package struct Paper: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Paper>

    package let id: ID
    package let item: AgendaItem.ID
    package let name: String
    /// 1 for the first; a file of the same name for the same item is the next.
    package let revision: Int
    /// Bytes.
    package let size: Int
    /// SHA-256 of the bytes in hexadecimal; the file lies under it.
    package let hash: String
    package let person: Person.ID
    package let at: Date
    /// Whether it came after the papers were due.
    package let isLate: Bool
}

// MARK: - Database

extension AgendaItem.Kind: DatabaseValueConvertible {}
extension AgendaItem.Visibility: DatabaseValueConvertible {}
extension AgendaItem.Stage: DatabaseValueConvertible {}

extension AgendaItem: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "agendaItem"
}

extension Paper: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "paper"
}

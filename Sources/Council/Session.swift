import Directory
import Foundation
import GRDB
import Kernel

/// One stay of one seat in one meeting: coming and going make several.
package struct Attendance: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Attendance>

    package let id: ID
    package let meeting: Meeting.ID
    package let seat: Seat.ID
    /// Who sat there: the holder or an alternate.
    package let person: Person.ID
    package let cameAt: Date
    package internal(set) var leftAt: Date?
    package let evidence: Evidence
    /// The secretary who confirmed it; nil while it only rests on a followed link.
    package internal(set) var confirmedBy: Person.ID?

    /// The raw values are stored: never rename one.
    package enum Evidence: String, Codable, CaseIterable, Sendable {
        /// Joined the video room through our redirect.
        case link
        /// Written down by the secretary.
        case secretary
    }
}

/// A seat that takes no part in an item: a conflict of interest.
package struct Recusal: Codable, Equatable, Sendable {
    package let item: AgendaItem.ID
    package let seat: Seat.ID
    package let person: Person.ID
    package let reason: String
    package let at: Date
}

/// One vote on one item.
package struct Vote: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Vote>

    package let id: ID
    package let item: AgendaItem.ID
    package let question: String
    package let isSecret: Bool
    /// ``VotingRule`` as JSON, as the plan had it when the vote was opened.
    let ruleJSON: String
    package internal(set) var stage: Stage
    package let openedAt: Date
    package internal(set) var closedAt: Date?
    /// ``Outcome`` as JSON, from the close on.
    var outcomeJSON: String?

    /// The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case open, closed, void

        package var title: LocalizedText {
            switch self {
            case .open: LocalizedText("표결 중", en: "Open")
            case .closed: LocalizedText("표결 종료", en: "Closed")
            case .void: LocalizedText("무효", en: "Void")
            }
        }
    }

    /// The raw values are stored: never rename one.
    package enum Choice: String, Codable, CaseIterable, Sendable {
        case aye, no, abstain

        package var title: LocalizedText {
            switch self {
            case .aye: LocalizedText("찬성", en: "Aye")
            case .no: LocalizedText("반대", en: "No")
            case .abstain: LocalizedText("기권", en: "Abstain")
            }
        }
    }

    /// Everything the result follows from, kept at the close.
    package struct Outcome: Codable, Equatable, Sendable {
        package let quorum: Quorum
        /// The seats that could vote at the close, recused ones left out.
        package let entitled: [Seat.ID]
        package let ayes: Int
        package let noes: Int
        package let abstentions: Int
        /// What the ayes were counted against.
        package let base: Int
        package let isCarried: Bool
        /// Whether a tie was broken by the chair, and how.
        package let chairBroke: Bool?
    }

    package var rule: VotingRule? { CouncilJSON.read(ruleJSON) }
    package var outcome: Outcome? { CouncilJSON.read(outcomeJSON) }
}

/// That a seat has voted; in a vote by name also how.
package struct Ballot: Codable, Equatable, Sendable {
    package let vote: Vote.ID
    package let seat: Seat.ID
    package let person: Person.ID
    /// Nil in a secret vote, whose choices are only counted.
    package let choice: Vote.Choice?
    package let at: Date
}

// MARK: - Database

extension Attendance.Evidence: DatabaseValueConvertible {}
extension Vote.Stage: DatabaseValueConvertible {}
extension Vote.Choice: DatabaseValueConvertible {}

extension Attendance: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "attendance"
}

extension Recusal: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "recusal"
}

extension Vote: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "vote"
}

extension Ballot: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "ballot"
}

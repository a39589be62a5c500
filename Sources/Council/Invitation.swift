import Directory
import Foundation
import GRDB
import Kernel

/// One seat's invitation to one meeting: the chair decides who attends (Decree Art. 18⑤).
package struct Invitation: Codable, Equatable, Sendable {
    package let meeting: Meeting.ID
    package let seat: Seat.ID
    package internal(set) var answer: Answer
    /// Who answered, and when.
    package internal(set) var person: Person.ID?
    package internal(set) var answeredAt: Date?
    /// What its answering link carries; kept as its SHA-256 in hexadecimal.
    package let tokenHash: String
    /// Whether the seat takes no part in quorum and votes: an observer of this meeting.
    package let isObserver: Bool

    /// RFC 5545 PARTSTAT. The raw values are stored: never rename one.
    package enum Answer: String, Codable, CaseIterable, Sendable {
        case waiting, accepted, declined, tentative

        package var title: LocalizedText {
            switch self {
            case .waiting: LocalizedText("미응답", en: "No answer yet")
            case .accepted: LocalizedText("참석", en: "Will attend")
            case .declined: LocalizedText("불참", en: "Will not attend")
            case .tentative: LocalizedText("미정", en: "Perhaps")
            }
        }
    }
}

/// What one seat says about one item before the meeting.
package struct Opinion: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Opinion>

    package let id: ID
    package let item: AgendaItem.ID
    package let seat: Seat.ID
    package let person: Person.ID
    package let position: Position
    package let text: String
    /// The file's SHA-256 and name where one was attached.
    package let attachment: String?
    package let attachmentName: String?
    package let at: Date
    /// Whether it came after opinions were due.
    package let isLate: Bool
    /// Whether a later one of the same seat has taken its place; kept, for what was said is not unsaid.
    package internal(set) var isReplaced: Bool

    /// The raw values are stored: never rename one.
    package enum Position: String, Codable, CaseIterable, Sendable {
        case agree, agreeWithChanges, disagree, none

        package var title: LocalizedText {
            switch self {
            case .agree: LocalizedText("동의", en: "Agree")
            case .agreeWithChanges: LocalizedText("수정 동의", en: "Agree with changes")
            case .disagree: LocalizedText("부동의", en: "Disagree")
            case .none: LocalizedText("의견 없음", en: "No opinion")
            }
        }
    }
}

// MARK: - Database

extension Invitation.Answer: DatabaseValueConvertible {}
extension Opinion.Position: DatabaseValueConvertible {}

extension Invitation: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "invitation"
}

extension Opinion: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "opinion"
}

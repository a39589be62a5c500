import Directory
import Foundation
import GRDB
import Kernel

/// A place in a council. It belongs to an institution, so that it passes from officer to officer with everything
/// that was promised from it, and to the successor when the institution is merged.
package struct Seat: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Seat>

    package let id: ID
    package let council: Council.ID
    package let institution: Institution.ID
    package let kind: Kind
    /// Who sits there whatever the appointments say: the chair, the secretary. Nil: the institution's officer.
    package internal(set) var person: Person.ID?
    /// The first day, in Seoul.
    package let since: Day
    /// The last day; nil while it lasts.
    package internal(set) var until: Day?

    /// What a seat may do. The raw values are stored: never rename one.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case chair, secretary, member, observer

        package var title: LocalizedText {
            switch self {
            case .chair: LocalizedText("의장", en: "Chair")
            case .secretary: LocalizedText("간사", en: "Secretary")
            case .member: LocalizedText("위원", en: "Member")
            case .observer: LocalizedText("참관", en: "Observer")
            }
        }

        /// Whether it counts for quorum, is asked for its opinion and may vote.
        package var isEntitled: Bool { self == .chair || self == .member }
    }
}

/// Who may sit in a seat when its holder cannot.
package struct Alternate: Codable, Equatable, Sendable {
    package let seat: Seat.ID
    package let person: Person.ID
    package let since: Day
    package internal(set) var until: Day?
}

// MARK: - Database

extension Seat.Kind: DatabaseValueConvertible {}

extension Seat: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "seat"
}

extension Alternate: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "alternate"
}

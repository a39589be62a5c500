import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Statute

/// One institution's request for another's data (Act Art. 10②), with its statutory date and its decision.
package struct SharingRequest: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<SharingRequest>

    package let id: ID
    package let dataset: Dataset.ID
    /// The institution that asks, and the person who wrote the request.
    package let requester: Institution.ID
    package let person: Person.ID
    package let provider: Institution.ID
    package let purpose: String
    package let method: String
    /// The last day of use that is asked for, in Seoul.
    package let until: Day
    /// The columns that are asked for, separated by line feeds; nil for all.
    let columnLines: String?
    /// The rows that are asked for, in the requester's words or as SQL; nil for all.
    package let condition: String?
    /// Changed only by ``applying(_:from:)``.
    package internal(set) var stage: Stage
    package let receivedAt: Date
    /// The statutory day and how it was counted, as JSON.
    var clock: String
    /// Days of the one extension; 0 without.
    package internal(set) var extendedDays: Int
    package internal(set) var extensionReason: String?
    /// The rule pack it stays under, `kr-2026@2026-11`.
    package let pack: String
    package internal(set) var decidedBy: Person.ID?
    package internal(set) var decidedAt: Date?
    package internal(set) var note: String?
    /// ``Refusal`` as JSON.
    var refusalJSON: String?
    /// Who holds the data instead, as the provider says.
    package internal(set) var suggestedHolder: String?
    /// The earlier request this one takes further: its offer, or what was left open.
    package let follows: ID?
    /// When whoever asked first looked at the decision; nil until then.
    package internal(set) var seenAt: Date?

    /// Where a request stands. The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case submitted, clarifying, granted, refused, transferred, withdrawn

        package var title: LocalizedText {
            switch self {
            case .submitted: LocalizedText("검토 중", en: "Under review")
            case .clarifying: LocalizedText("보완 요청", en: "Clarification asked")
            case .granted: LocalizedText("제공 결정", en: "Granted")
            case .refused: LocalizedText("거부", en: "Refused")
            case .transferred: LocalizedText("보유하지 않음", en: "Not held")
            case .withdrawn: LocalizedText("철회", en: "Withdrawn")
            }
        }
    }

    /// A refusal with everything the law asks for (Act Arts 11, 12②; Decree Art. 11③).
    package struct Refusal: Codable, Equatable, Sendable {
        /// A ground of the rule pack.
        package let ground: String
        /// The other law's provision the ground rests on.
        package let citation: String
        /// Whether the protected part can be separated technically.
        package let isSeparable: Bool
        package let finding: String
        /// What can be provided instead: columns, or words.
        package let offer: [String]
        /// The last day to apply for mediation, with its arithmetic.
        package internal(set) var mediation: DueDate
    }

    /// Whether it was answered: granted, refused or not held.
    package var isDecided: Bool { [.granted, .refused, .transferred].contains(stage) }

    package var columns: [String]? { columnLines.map { $0.split(separator: "\n").map(String.init) } }

    package var due: DueDate? { try? JSONDecoder().decode(DueDate.self, from: Data(clock.utf8)) }

    package var refusal: Refusal? {
        refusalJSON.flatMap { try? JSONDecoder().decode(Refusal.self, from: Data($0.utf8)) }
    }
}

// MARK: - Database

extension SharingRequest.Stage: DatabaseValueConvertible {}

extension SharingRequest: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "sharingRequest"
}

/// One question or answer about a request.
package struct Clarification: Codable, Equatable, Sendable {
    package let request: SharingRequest.ID
    package let person: Person.ID
    package let isQuestion: Bool
    package let text: String
    package let at: Date
}

extension Clarification: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "clarification"
}

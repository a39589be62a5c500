import Directory
import Foundation
import GRDB
import Kernel

/// One version of a council's composition and operation plan (구성·운영계획).
///
/// The law sets neither frequency, quorum nor vote (Act Art. 19③, Decree Art. 18): what a plan leaves empty there is
/// nobody's rule, and a meeting consults.
package struct OperationPlan: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<OperationPlan>

    package let id: ID
    package let council: Council.ID
    /// 1 for the first.
    package let version: Int
    package internal(set) var stage: Stage
    package internal(set) var purpose: String
    /// Who sits in it, in words.
    package internal(set) var membership: String
    /// Months of a member's term; nil where a seat lasts as long as the appointment.
    package internal(set) var termMonths: Int?
    /// Meetings a year: 4 is quarterly.
    package internal(set) var meetingsPerYear: Int
    /// How it works between and in its meetings.
    package internal(set) var workingMethod: String
    /// ``Fraction`` as JSON; nil for no quorum.
    var quorumJSON: String?
    /// ``VotingRule`` as JSON; nil where the council does not vote.
    var votingJSON: String?
    package let writtenBy: Person.ID
    package let createdAt: Date
    package internal(set) var proposedAt: Date?
    package internal(set) var adoptedAt: Date?
    package internal(set) var adoptedBy: Person.ID?

    /// Where a version stands. The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case draft, proposed, adopted, superseded, withdrawn

        package var title: LocalizedText {
            switch self {
            case .draft: LocalizedText("작성 중", en: "Draft")
            case .proposed: LocalizedText("의견 수렴 중", en: "Open for comments")
            case .adopted: LocalizedText("확정", en: "Adopted")
            case .superseded: LocalizedText("이전 판", en: "Superseded")
            case .withdrawn: LocalizedText("철회", en: "Withdrawn")
            }
        }
    }

    package var quorum: Fraction? { CouncilJSON.read(quorumJSON) }
    package var voting: VotingRule? { CouncilJSON.read(votingJSON) }
}

/// How a council votes, where its plan says that it does.
package struct VotingRule: Codable, Equatable, Sendable {
    /// What the ayes are counted against.
    package let base: Whole
    package let threshold: Fraction
    /// Whether a tie is the chair's to break.
    package let chairBreaksTies: Bool

    package init(base: Whole, threshold: Fraction, chairBreaksTies: Bool) {
        self.base = base
        self.threshold = threshold
        self.chairBreaksTies = chairBreaksTies
    }

    /// The raw values are stored: never rename one.
    package enum Whole: String, Codable, CaseIterable, Sendable {
        /// Ayes and noes.
        case valid
        /// Every ballot, abstentions too.
        case cast
        /// Every entitled seat present at the close.
        case present
        /// Every entitled seat of the meeting.
        case entitled

        package var title: LocalizedText {
            switch self {
            case .valid: LocalizedText("찬성과 반대의 합", en: "ayes and noes")
            case .cast: LocalizedText("표결 참여자", en: "ballots cast")
            case .present: LocalizedText("출석 위원", en: "members present")
            case .entitled: LocalizedText("재적 위원", en: "all members")
            }
        }
    }
}

/// What somebody says about a proposed plan.
package struct PlanComment: Codable, Equatable, Sendable {
    package let plan: OperationPlan.ID
    package let person: Person.ID
    package let institution: Institution.ID
    package let text: String
    package let at: Date
}

/// Small values that are kept as JSON in one column.
enum CouncilJSON {
    static func read<Value: Decodable>(_ text: String?) -> Value? {
        text.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
    }

    static func write(_ value: (some Encodable)?) throws -> String? {
        guard let value else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

// MARK: - Database

extension OperationPlan.Stage: DatabaseValueConvertible {}

extension OperationPlan: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "operationPlan"
}

extension PlanComment: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "planComment"
}

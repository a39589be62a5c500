import Directory
import Foundation
import GRDB
import Kernel

/// What a council decided on an item. By default its positions, how far they agree, and the chair's word: the law
/// says consultation (Act Art. 19③).
package struct Decision: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Decision>

    package let id: ID
    /// `2026-4-02`: year, number of the meeting, running number in it; once in a council.
    package let number: String
    package let council: Council.ID
    package let meeting: Meeting.ID
    package let item: AgendaItem.ID
    package let text: String
    /// What follows from it, and for whom.
    package let effect: String
    /// ``Positions`` as JSON.
    let positionsJSON: String
    /// ``Quorum`` as JSON: rule, inputs and result at that moment.
    let quorumJSON: String
    /// The vote it rests on; nil for a decision of the chair after consultation.
    package let vote: Vote.ID?
    package let decidedBy: Person.ID
    package let at: Date

    package var positions: Positions? { CouncilJSON.read(positionsJSON) }
    package var quorum: Quorum? { CouncilJSON.read(quorumJSON) }
}

/// How many seats held which position, and how far they agreed.
package struct Positions: Codable, Equatable, Sendable {
    package let agree: Int
    package let agreeWithChanges: Int
    package let disagree: Int
    package let none: Int
    package let silent: Int

    package init(agree: Int, agreeWithChanges: Int, disagree: Int, none: Int, silent: Int) {
        self.agree = agree
        self.agreeWithChanges = agreeWithChanges
        self.disagree = disagree
        self.none = none
        self.silent = silent
    }

    package var level: AgreementLevel {
        let spoke = agree + agreeWithChanges + disagree
        if spoke == 0 { return .unknown }
        if disagree == 0 { return agreeWithChanges == 0 ? .unanimous : .consensus }
        return (agree + agreeWithChanges) * 3 >= spoke * 2 ? .broad : .divided
    }
}

/// How far a council agreed, from the positions of those who had one.
package enum AgreementLevel: String, Codable, CaseIterable, Sendable {
    case unanimous, consensus, broad, divided, unknown

    package var title: LocalizedText {
        switch self {
        case .unanimous: LocalizedText("전원 동의", en: "Unanimous")
        case .consensus: LocalizedText("수정 의견을 둔 동의", en: "Agreed with changes")
        case .broad: LocalizedText("대체로 동의", en: "Broad agreement")
        case .divided: LocalizedText("의견 나뉨", en: "Divided")
        case .unknown: LocalizedText("의견 없음", en: "No positions")
        }
    }
}

/// What a decision, an action or a suggestion rests on or led to: `dataset/…`, `request/…`, or an address.
package struct EvidenceLink: Codable, Equatable, Sendable {
    /// `decision/…`, `action/…`, `suggestion/…`.
    package let subject: String
    package let target: String
    package let label: String
    package let person: Person.ID
    package let at: Date
}

/// One revision of a meeting's minutes, in Markdown.
package struct MinutesRevision: Codable, Equatable, Sendable {
    package let meeting: Meeting.ID
    /// 1 is the draft written from what happened.
    package let revision: Int
    package let text: String
    /// Nil for the draft that wrote itself.
    package let person: Person.ID?
    package let at: Date
    /// Whether it is the one that was adopted; its SHA-256 is in the ledger.
    package internal(set) var isAdopted: Bool
}

// MARK: - Database

extension Decision: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "decision"
}

extension EvidenceLink: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "evidenceLink"
}

extension MinutesRevision: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "minutesRevision"
}

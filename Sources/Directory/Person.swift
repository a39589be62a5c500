import Foundation
import GRDB
import Kernel

/// Somebody who works at an institution and acts in Maru.
package struct Person: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Person>

    package let id: ID
    /// Lower-case; what the person signs in with.
    package let email: String
    package let name: String
    /// Where the person works; an institution that ended stands for the one that answers for it.
    package internal(set) var institution: Institution.ID
    package let createdAt: Date
}

extension Person: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "person"
}

/// What somebody does at an institution. The raw values are stored: never rename one.
package enum Role: String, Codable, CaseIterable, Sendable {
    case officer, deputy, steward, analyst, official, secretariat, auditor

    package var title: LocalizedText {
        switch self {
        case .officer: LocalizedText("책임관", en: "Data officer")
        case .deputy: LocalizedText("부책임관", en: "Deputy officer")
        case .steward: LocalizedText("데이터 담당자", en: "Data steward")
        case .analyst: LocalizedText("분석관", en: "Analyst")
        case .official: LocalizedText("담당 공무원", en: "Official")
        case .secretariat: LocalizedText("협의회 간사", en: "Secretariat")
        case .auditor: LocalizedText("감사자", en: "Auditor")
        }
    }
}

extension Role: DatabaseValueConvertible {}

/// A role with its days: history is kept, nothing is overwritten.
package struct Appointment: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Appointment>

    package let id: ID
    package let person: Person.ID
    package let institution: Institution.ID
    package let role: Role
    /// As written on the order of appointment: `3급`.
    package let rank: String?
    /// The first day, in Seoul.
    package let since: Day
    /// The last day; nil while it lasts.
    package internal(set) var until: Day?
    package let createdAt: Date
}

extension Appointment: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "appointment"
}

extension DerivableRequest<Appointment> {
    /// Keeps the appointments that hold on `day`.
    func inForce(on day: Day) -> Self {
        filter(Column("since") <= day && (Column("until") == nil || Column("until") >= day))
    }

    /// Keeps the appointments that hold on one day at least from `first` to `last`, which is open when nil.
    func overlapping(_ first: Day, _ last: Day?) -> Self {
        let ahead = filter(Column("until") == nil || (Column("until") >= first && Column("until") >= Column("since")))
        return last.map { ahead.filter(Column("since") <= $0) } ?? ahead
    }
}

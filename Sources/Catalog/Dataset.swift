import Directory
import Foundation
import GRDB
import Kernel

/// One entry of an institution's inventory: what it holds, who may use it how, in which version.
package struct Dataset: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Dataset>

    package let id: ID
    package let institution: Institution.ID
    package internal(set) var title: String
    package internal(set) var titleEn: String?
    package internal(set) var description: String?
    package internal(set) var descriptionEn: String?
    package internal(set) var access: Access
    /// Why it is withheld: a ground of the rule pack, with the provision it rests on.
    package internal(set) var ground: String?
    package internal(set) var citation: String?
    package internal(set) var sector: String?
    /// Separated by line feeds.
    var keywordLines: String
    package internal(set) var stage: Stage
    /// The newest version that was read to its end; 0 before the first.
    package internal(set) var version: Int
    package let createdAt: Date
    package internal(set) var updatedAt: Date
    /// Whether its keepers look at what was read before others see it: it stays ``Stage/registering`` until they
    /// publish it.
    package internal(set) var needsReview: Bool

    /// How others come to use it. The raw values are stored: never rename one.
    package enum Access: String, Codable, CaseIterable, Sendable {
        /// Free for every institution and the public.
        case open
        /// Registered for joint use: used at once under declared terms (Act Art. 9).
        case registered
        /// By request (Act Art. 10).
        case request
        /// Not provided, on one of the three grounds (Act Art. 11①).
        case withheld

        package var title: LocalizedText {
            switch self {
            case .open: LocalizedText("개방", en: "Open")
            case .registered: LocalizedText("등록(즉시 이용)", en: "Registered (used at once)")
            case .request: LocalizedText("제공요청", en: "By request")
            case .withheld: LocalizedText("비공개", en: "Withheld")
            }
        }
    }

    /// Where it stands. The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        /// Its first upload is being read, or waits for its keepers to publish it (``Dataset/needsReview``).
        case registering
        /// Open data whose personal findings nobody has answered yet: not given out.
        case held
        case published
    }

    /// Whether it was read and waits for its keepers to publish it.
    package var isDraft: Bool { needsReview && stage == .registering && version > 0 }

    package var keywords: [String] { keywordLines.split(separator: "\n").map(String.init) }
    package var name: LocalizedText { LocalizedText(title, en: titleEn) }
    package var summary: LocalizedText? { description.map { LocalizedText($0, en: descriptionEn) } }
}

// MARK: - Database

extension Dataset.Access: DatabaseValueConvertible {}
extension Dataset.Stage: DatabaseValueConvertible {}

extension Dataset: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "dataset"
}

/// The fields of society that the council's groups work on; others may be named freely.
package enum Sector {
    package static let known: [(id: String, title: LocalizedText)] = [
        ("disaster-safety", LocalizedText("재난안전", en: "Disaster safety")),
        ("environment", LocalizedText("환경", en: "Environment")), ("welfare", LocalizedText("복지", en: "Welfare")),
        ("transport", LocalizedText("교통", en: "Transport")), ("health", LocalizedText("보건의료", en: "Health")),
        ("culture", LocalizedText("문화관광", en: "Culture and tourism")),
        ("education", LocalizedText("교육", en: "Education")), ("land", LocalizedText("국토관리", en: "Land")),
        ("administration", LocalizedText("공공행정", en: "Public administration")),
    ]

    package static func title(_ id: String) -> LocalizedText {
        known.first { $0.id == id }?.title ?? LocalizedText(id, en: id)
    }
}

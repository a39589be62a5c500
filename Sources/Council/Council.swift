import Foundation
import GRDB
import Kernel

/// A body that meets: the officers' council (Act Art. 19③), a sector group of it, or one made for a single matter.
package struct Council: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Council>

    package let id: ID
    /// How it is called in addresses and on the command line: `officers`, `disaster`.
    package let code: String
    package internal(set) var name: String
    package internal(set) var nameEn: String?
    package let kind: Kind
    /// What a sector group is about: one of ``Sector``; nil for every other kind.
    package let sector: Sector?
    /// The council it belongs to; nil for the officers' council.
    package let parent: ID?
    package let createdAt: Date
    /// When it was dissolved; nil while it exists.
    package internal(set) var endedAt: Date?

    /// What kind of body it is. The raw values are stored: never rename one.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case officers, sector, adHoc

        package var title: LocalizedText {
            switch self {
            case .officers: LocalizedText("책임관 협의회", en: "Officers' council")
            case .sector: LocalizedText("분야별 협의체", en: "Sector group")
            case .adHoc: LocalizedText("한시 협의체", en: "Ad-hoc group")
            }
        }
    }

    /// The fields of the sector groups named in 2021. The raw values are stored: never rename one.
    package enum Sector: String, Codable, CaseIterable, Sendable {
        case disaster, environment, welfare

        package var title: LocalizedText {
            switch self {
            case .disaster: LocalizedText("재난안전", en: "Disaster safety")
            case .environment: LocalizedText("환경", en: "Environment")
            case .welfare: LocalizedText("복지", en: "Welfare")
            }
        }
    }

    package var title: LocalizedText { LocalizedText(name, en: nameEn) }
}

// MARK: - Database

extension Council.Kind: DatabaseValueConvertible {}
extension Council.Sector: DatabaseValueConvertible {}

extension Council: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "council"
}

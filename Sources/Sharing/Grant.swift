import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake

/// Leave to use a dataset's share, for one purpose, until a day.
package struct Grant: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Grant>

    package let id: ID
    /// nil for the declared use of registered data.
    package let request: SharingRequest.ID?
    package let dataset: Dataset.ID
    package let sourceVersion: Int
    package let provider: Institution.ID
    package let institution: Institution.ID
    /// The only person who reads with it.
    package let person: Person.ID
    package let purpose: String
    package let method: String
    /// The last day of use, in Seoul.
    package let until: Day
    /// `[table: Terms]` as JSON.
    let termsJSON: String
    /// The key for pseudonyms, sealed; see `GrantKeys`.
    let sealedKey: Data
    package internal(set) var stage: Stage
    /// `Manifest` as JSON, once the share is made.
    var manifestJSON: String?
    package let createdAt: Date
    package internal(set) var endedAt: Date?
    package internal(set) var endReason: String?

    /// Where a grant stands. The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case making, active, failed, revoked, expired, closed

        package var title: LocalizedText {
            switch self {
            case .making: LocalizedText("공유본 만드는 중", en: "Share being made")
            case .active: LocalizedText("이용 중", en: "In force")
            case .failed: LocalizedText("공유본 만들기 실패", en: "Share could not be made")
            case .revoked: LocalizedText("회수됨", en: "Revoked")
            case .expired: LocalizedText("기간 종료", en: "Expired")
            case .closed: LocalizedText("이용 종료·파기", en: "Closed")
            }
        }
    }

    /// By table.
    package var terms: [String: Terms] {
        (try? JSONDecoder().decode([String: Terms].self, from: Data(termsJSON.utf8))) ?? [:]
    }

    package var manifest: Manifest? {
        manifestJSON.flatMap { try? JSONDecoder().decode(Manifest.self, from: Data($0.utf8)) }
    }

    /// The one version a share has so far.
    static let shareVersion = 1
}

// MARK: - Database

extension Grant.Stage: DatabaseValueConvertible {}

extension Grant: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "grant"
}

import Directory
import Foundation
import GRDB
import Kernel

/// One thing that was told to one person: an entry of the inbox.
package struct Notice: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Notice>

    package let id: ID
    package let person: Person.ID
    /// The act it tells of; nil for a reminder.
    package let seq: Int64?
    /// What kind of act: `sharing.granted`; `reminder` for a reminder.
    package let kind: String
    /// What it was sent for: the act's number, or the reminder's key. One person hears of one key once.
    package let key: String
    package let titleKo: String
    package let titleEn: String?
    package let textKo: String
    package let textEn: String?
    package let whyKo: String
    package let whyEn: String?
    package let path: String
    package let meeting: String?
    package let at: Date
    package internal(set) var readAt: Date?
    /// When it left by mail, alone or in a digest; nil while it has not, or is not to.
    package internal(set) var mailedAt: Date?
    /// The mail it goes out with, see ``Mail/seq``; nil where none is written.
    package internal(set) var mail: Int64?

    package var title: LocalizedText { LocalizedText(titleKo, en: titleEn) }
    package var text: LocalizedText { LocalizedText(textKo, en: textEn) }
    package var why: LocalizedText { LocalizedText(whyKo, en: whyEn) }
}

/// How somebody wants to hear of things.
package struct NoticePreference: Codable, Equatable, Sendable {
    package let person: Person.ID
    package internal(set) var mail: Mail
    /// The language of mails.
    package internal(set) var language: String
    /// What the Atom feed's address carries; kept as its SHA-256 in hexadecimal. Nil without a feed.
    package internal(set) var feedHash: String?

    /// The raw values are stored: never rename one.
    package enum Mail: String, Codable, CaseIterable, Sendable {
        case atOnce, digest, none

        package var title: LocalizedText {
            switch self {
            case .atOnce: LocalizedText("바로 받기", en: "At once")
            case .digest: LocalizedText("하루 한 번 모아 받기", en: "Once a day, together")
            case .none: LocalizedText("메일로 받지 않기", en: "No mail")
            }
        }
    }
}

// MARK: - Database

extension NoticePreference.Mail: DatabaseValueConvertible {}

extension Notice: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "notice"
}

extension NoticePreference: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "noticePreference"
}

import GRDB
import Kernel

/// A ministry, local government or public institution, over the days on which it existed.
///
/// A merger or abolition never deletes one: its cases stay under its key and are followed to the successor, see
/// ``Institutions/holder(of:on:_:)``.
package struct Institution: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Institution>

    package let id: ID
    /// The administrative standard code (행정표준코드), unique among the institutions that exist.
    package let code: String
    package internal(set) var name: String
    package internal(set) var nameEn: String?
    /// A kind of the rule pack: `central`, `metropolitan`, `basic`, …
    package let kind: String
    package let parent: ID?
    /// Where it is, as a province or city would be written; nil where nobody said.
    package let region: String?
    /// The first day it existed, in Seoul.
    package let since: Day
    /// The last day it existed; nil while it does.
    package internal(set) var until: Day?

    package var title: LocalizedText { LocalizedText(name, en: nameEn) }
}

extension Institution: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "institution"
}

/// One institution followed another: what was the one's is deemed the other's from that day.
package struct Succession: Codable, Equatable, Sendable {
    package let predecessor: Institution.ID
    package let successor: Institution.ID
    /// The first day the successor answers, in Seoul.
    package let since: Day
    /// The law or decision it rests on.
    package let ground: String
    /// Whether the successor answers for open cases; of several after a split only one does.
    package var answers = true
}

extension Succession: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "succession"
}

/// A name an institution had until it was renamed.
package struct FormerName: Codable, Equatable, Sendable {
    package let institution: Institution.ID
    package let name: String
    package let nameEn: String?
    /// The last day of the name.
    package let until: Day
}

extension FormerName: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "formerName"
}

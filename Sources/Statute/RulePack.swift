import Kernel

/// One version of the law as data: everything Maru takes from a statute, each value with its citation.
///
/// Packs are JSON resources; a shipped pack is corrected by a new version, never by code.
package struct RulePack: Codable, Equatable, Sendable {
    /// `kr-2026`.
    package let id: String
    package let version: String
    package let title: LocalizedText
    /// The Act, with number and day in force.
    package let act: LocalizedText
    /// The Decree; nil where its text is not known to us.
    package let decree: LocalizedText?
    package let inForce: Day
    /// The last day in force; nil while it is the law.
    package let until: Day?
    package let officerTitle: LocalizedText
    package let officerAliases: [LocalizedText]
    /// Whether using registered data took an application (it did before 2026-08-28).
    package let registeredUseNeedsApplication: Bool
    /// Where the values were read, and what could not be read.
    package let source: LocalizedText
    package let counting: Counting
    /// Which holiday table the counting uses.
    package let holidays: String
    package let clocks: [ClockRule]
    package let grounds: [RefusalGround]
    package let separability: CitedText
    package let duties: [Duty]
    /// Who heads the officers' council; nil where the law of the time did not say.
    package let council: CouncilRule?
    package let institutionKinds: [InstitutionKind]
    package let officerRanks: [OfficerRank]
    /// Ranks from the highest down; those in one list count as equal.
    package let rankOrder: [[String]]
    package let rankOrderNote: LocalizedText
    /// What became of officers, plans and institutions when the law or the map changed.
    package let transitions: [TransitionRule]

    /// `kr-2026@2026-11`: what an act or a decision is pinned to.
    package var reference: String { "\(id)@\(version)" }

    package func clock(_ id: String) -> ClockRule? { clocks.first { $0.id == id } }

    package func ground(_ id: String) -> RefusalGround? { grounds.first { $0.id == id } }

    package func kind(_ id: String) -> InstitutionKind? { institutionKinds.first { $0.id == id } }
}

/// How a period of days is counted.
package struct Counting: Codable, Equatable, Sendable {
    package let text: LocalizedText
    package let citation: LocalizedText
    /// Said with every answer while the way of counting is a reading of the law and no official ruling.
    package let interpretation: LocalizedText?
    package let firstDayCounted: Bool
    package let firstDayCitation: LocalizedText
    /// The days on which no period ends.
    package let rollsOver: Set<DayOff>
    package let rollOverCitation: LocalizedText

    /// A kind of day on which a period may not end.
    package enum DayOff: String, Codable, Sendable { case saturday, sunday, holiday }
}

/// A statutory period.
package struct ClockRule: Codable, Equatable, Sendable {
    package let id: String
    package let title: LocalizedText
    /// The period in days; nil for a yearly date.
    package let days: Int?
    package let `extension`: Extension?
    package let yearly: Yearly?
    package let citation: LocalizedText
    /// What the period runs from, in words.
    package let start: LocalizedText
    /// When the period stands still, or that it never does; nil where nobody needs to be told.
    package let pause: LocalizedText?

    /// How far the period may be extended.
    package struct Extension: Codable, Equatable, Sendable {
        /// At most so many days …
        package let days: Int
        /// … so many times.
        package let times: Int
        package let note: LocalizedText
        package let citation: LocalizedText
        /// Whether it must be notified while the period still runs; so unless the pack says otherwise.
        package let beforeDue: Bool?
    }

    /// The same date every year.
    package struct Yearly: Codable, Equatable, Sendable {
        package let month: Int
        /// A number, or `last`.
        package let day: String
    }
}

/// One of the legal reasons for which provision may be refused.
package struct RefusalGround: Codable, Equatable, Sendable {
    package let id: String
    package let text: LocalizedText
    package let citation: LocalizedText
}

/// A rule in words, with where it is written.
package struct CitedText: Codable, Equatable, Sendable {
    package let text: LocalizedText
    package let citation: LocalizedText
}

/// What the law says about the officers' council, and what it leaves to it.
package struct CouncilRule: Codable, Equatable, Sendable {
    package let chair: CitedText
    package let secretary: CitedText
    /// Who decides who comes to a meeting.
    package let attendance: CitedText
    package let matters: CitedText
    /// What the law does not set: nobody may take it for the law's.
    package let unset: CitedText
}

/// What whoever uses the data must do.
package struct Duty: Codable, Equatable, Sendable {
    package let id: String
    package let text: LocalizedText
    package let citation: LocalizedText
}

/// A rule for the passage from an older law, or from one institution to its successor.
package struct TransitionRule: Codable, Equatable, Sendable {
    package let id: String
    package let text: LocalizedText
    package let citation: LocalizedText
}

/// A class of institution.
package struct InstitutionKind: Codable, Equatable, Sendable {
    package let id: String
    package let name: LocalizedText
}

/// The rank an officer must have, by kind of institution.
package struct OfficerRank: Codable, Equatable, Sendable {
    package let kinds: [String]
    /// The lowest rank that will do; nil where the rule is not a rank, see ``note``.
    package let atLeast: String?
    package let note: LocalizedText?
    package let citation: LocalizedText
}

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
    /// How days are counted, in words.
    package let counting: LocalizedText
    package let countingCitation: LocalizedText
    /// Which holiday table the counting uses.
    package let holidays: String
    package let clocks: [ClockRule]
    package let grounds: [RefusalGround]
    package let separability: CitedText
    package let duties: [Duty]
    package let institutionKinds: [InstitutionKind]
    package let officerRanks: [OfficerRank]
    /// Ranks from the highest down; those in one list count as equal.
    package let rankOrder: [[String]]

    /// `kr-2026@2026-11`: what an act or a decision is pinned to.
    package var reference: String { "\(id)@\(version)" }

    package func clock(_ id: String) -> ClockRule? { clocks.first { $0.id == id } }

    package func ground(_ id: String) -> RefusalGround? { grounds.first { $0.id == id } }

    package func kind(_ id: String) -> InstitutionKind? { institutionKinds.first { $0.id == id } }
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

    /// How far the period may be extended.
    package struct Extension: Codable, Equatable, Sendable {
        /// At most so many days …
        package let days: Int
        /// … so many times.
        package let times: Int
        package let note: LocalizedText
        package let citation: LocalizedText
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

/// What whoever uses the data must do.
package struct Duty: Codable, Equatable, Sendable {
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

extension RulePack {
    /// What to tell whoever appoints an officer of `rank` at an institution of `kind`; nil when nothing is wrong.
    ///
    /// A warning and never a bar: the appointing authority answers for the rank (Decree Article 18①).
    package func rankWarning(kind: String, rank: String?) -> LocalizedText? {
        guard let rule = officerRanks.first(where: { $0.kinds.contains(kind) }), let wanted = rule.atLeast else {
            return nil
        }
        guard let rank, !rank.isEmpty else {
            return LocalizedText(
                "직급이 적혀 있지 않습니다. 책임관은 \(wanted) 이상이어야 합니다(\(rule.citation[.ko])).",
                en: "No rank was given. The officer must be of rank \(wanted) or higher (\(rule.citation[.en]))."
            )
        }
        guard let given = order(of: rank), let least = order(of: wanted) else {
            return LocalizedText(
                "직급 ‘\(rank)’을(를) \(wanted)와(과) 비교할 수 없습니다. 직접 확인해 주세요(\(rule.citation[.ko])).",
                en:
                    "The rank “\(rank)” cannot be compared with \(wanted). Please check it yourself (\(rule.citation[.en]))."
            )
        }
        guard given > least else { return nil }
        return LocalizedText(
            "직급 \(rank)은(는) 기준인 \(wanted)보다 낮습니다(\(rule.citation[.ko])).",
            en: "The rank \(rank) is below \(wanted), which the rule asks for (\(rule.citation[.en]))."
        )
    }

    /// 0 is the highest.
    private func order(of rank: String) -> Int? {
        let plain = rank.filter { !$0.isWhitespace }
        return rankOrder.firstIndex { $0.contains { $0.filter { !$0.isWhitespace } == plain } }
    }
}

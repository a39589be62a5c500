import Kernel

/// A share of a whole, compared in integers: `present · b ≥ n · a`, or `>` where it must be passed.
///
/// Nothing is rounded, so that a quorum can be proved from its inputs.
package struct Fraction: Codable, Equatable, Sendable {
    package let numerator: Int
    package let denominator: Int
    /// Whether exactly the share is too little: a majority is more than one half.
    package let mustExceed: Bool

    /// - Throws: A problem unless 0 < numerator ≤ denominator ≤ 1,000, or when all of it must be exceeded.
    package init(_ numerator: Int, of denominator: Int, mustExceed: Bool) throws {
        guard (1...1000).contains(denominator), (1...denominator).contains(numerator),
            !(mustExceed && numerator == denominator)
        else { throw CouncilProblem.invalidFraction }
        self.numerator = numerator
        self.denominator = denominator
        self.mustExceed = mustExceed
    }

    /// Reads `>1/2` and `>=2/3`; nil where the text is neither, or its share makes no sense.
    package init?(_ text: String) {
        guard let match = text.wholeMatch(of: /(>|>=)\s*(\d{1,4})\s*\/\s*(\d{1,4})/),
            let numerator = Int(match.output.2), let denominator = Int(match.output.3),
            let read = try? Fraction(numerator, of: denominator, mustExceed: match.output.1 == ">")
        else { return nil }
        self = read
    }

    /// `>1/2`, `>=2/3`: what ``init(_:)`` reads.
    package var sign: String { "\(mustExceed ? ">" : ">=")\(numerator)/\(denominator)" }

    /// More than one half.
    package static let majority = Fraction(numerator: 1, denominator: 2, mustExceed: true)

    private init(numerator: Int, denominator: Int, mustExceed: Bool) {
        self.numerator = numerator
        self.denominator = denominator
        self.mustExceed = mustExceed
    }

    /// Whether `count` of `whole` is enough; never of nothing.
    package func isReached(by count: Int, of whole: Int) -> Bool {
        guard whole > 0 else { return false }
        return mustExceed ? count * denominator > whole * numerator : count * denominator >= whole * numerator
    }

    /// The smallest count that is enough of `whole`.
    package func needed(of whole: Int) -> Int {
        let share = whole * numerator
        return mustExceed ? share / denominator + 1 : (share + denominator - 1) / denominator
    }

    package var title: LocalizedText {
        mustExceed
            ? LocalizedText("\(denominator)분의 \(numerator) 초과", en: "more than \(numerator)/\(denominator)")
            : LocalizedText("\(denominator)분의 \(numerator) 이상", en: "at least \(numerator)/\(denominator)")
    }
}

/// The quorum as it stood at one moment: rule, inputs and result, kept with whatever was decided then.
package struct Quorum: Codable, Equatable, Sendable {
    /// Nil where the plan sets none, as the law does: then a meeting may always go on.
    package let rule: Fraction?
    /// Entitled seats of the meeting.
    package let seats: Int
    /// Entitled seats with somebody present.
    package let present: Int

    package init(rule: Fraction?, seats: Int, present: Int) {
        self.rule = rule
        self.seats = seats
        self.present = present
    }

    package var isReached: Bool { rule.map { $0.isReached(by: present, of: seats) } ?? true }

    /// Seats that must be present; nil without a rule.
    package var needed: Int? { rule.map { $0.needed(of: seats) } }
}

import Kernel

/// How many days are left, for the partial `web/due`: `D-3`, `오늘`, `D+3`, with a word beside the colour.
package struct DueBadge: Sendable {
    /// `D-3`, `D+3`, `오늘`; in English `3 days left`, `3 days late`, `Today`.
    package let count: String
    /// The day itself.
    package let day: String
    /// The class of the chip: `late`, `soon`, or nothing.
    package let kind: String
    /// What the chip says: `지남`, `오늘까지`, the day.
    package let chip: String
    package let isLate: Bool
    /// ISO 8601, for `<time>`.
    package let iso: String

    /// - Parameter soon: Days left from which on it is pressing.
    package init(_ due: Day, today: Day, in language: Language, soon: Int = 7) {
        let left = today.days(until: due)
        isLate = left < 0
        kind = left < 0 ? "late" : left <= soon ? "soon" : ""
        day = due.written(in: language)
        iso = due.description
        switch (language, left) {
        case (.ko, 0): count = "오늘"
        case (.en, 0): count = "Today"
        case (.ko, _): count = left < 0 ? "D+\(-left)" : "D-\(left)"
        case (.en, 1): count = "1 day"
        case (.en, -1): count = "1 day over"
        case (.en, _): count = left < 0 ? "\(-left) days over" : "\(left) days"
        }
        let short =
            language == .ko
            ? "\(due.month). \(due.day)." : due.written(in: .en).split(separator: " ").prefix(2).joined(separator: " ")
        switch (language, left) {
        case (.ko, ..<0): chip = "지남"
        case (.en, ..<0): chip = "Late"
        case (.ko, 0): chip = "마감"
        case (.en, 0): chip = "Due"
        default: chip = short
        }
    }
}

import Foundation

/// The clock on the wall: the only source of "now", so that a test can hold it still.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Date

    package init(_ read: @escaping @Sendable () -> Date) { self.read = read }

    /// The machine's own clock.
    package static let system = WallClock { Date() }

    /// Always the same instant.
    package static func fixed(_ instant: Date) -> WallClock { WallClock { instant } }

    /// Now, cut to milliseconds: what the store keeps of an instant.
    package var now: Date { Date(timeIntervalSince1970: (read().timeIntervalSince1970 * 1000).rounded(.down) / 1000) }

    /// The day it is in Seoul.
    package var today: Day { Day(of: now) }
}

extension Date {
    /// RFC 3339 in UTC with milliseconds: `2026-11-23T01:02:03.004Z`, the form in JSON and in the ledger.
    package var timestamp: String {
        let milliseconds = Int((timeIntervalSince1970 * 1000).rounded())
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let day = Day(ordinal: rest < 0 ? days - 1 : days)
        let time = rest < 0 ? rest + 86_400_000 : rest
        func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }
        let clock = [time / 3_600_000, time / 60000 % 60, time / 1000 % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(day)T\(clock).\(padded(time % 1000, 3))Z"
    }
}

import Kernel

/// The public holidays of some years, with where the dates come from.
package struct Holidays: Codable, Equatable, Sendable {
    package let id: String
    package let version: String
    package let title: LocalizedText
    package let citation: LocalizedText
    package let provenance: LocalizedText
    /// The table is complete from this day …
    package let from: Day
    /// … to this one; about any other day it says nothing.
    package let until: Day
    package let days: [Holiday]

    /// One day off.
    package struct Holiday: Codable, Equatable, Sendable {
        package let day: Day
        package let name: LocalizedText
        /// Taken because another holiday fell on a day that is off anyway.
        package let substitute: Bool?
        /// An election day, which can still be moved.
        package let mayMove: Bool?
    }

    /// What keeps a period from ending on `day`, of the kinds in `kinds`; nil when nothing does.
    package func rest(on day: Day, of kinds: Set<Counting.DayOff>) -> LocalizedText? {
        if kinds.contains(.holiday), let holiday = days.first(where: { $0.day == day }) { return holiday.name }
        return switch day.weekday {
        case 6 where kinds.contains(.saturday): LocalizedText("토요일", en: "a Saturday")
        case 7 where kinds.contains(.sunday): LocalizedText("일요일", en: "a Sunday")
        default: nil
        }
    }

    package func covers(_ day: Day) -> Bool { from <= day && day <= until }
}

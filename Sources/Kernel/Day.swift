import Foundation
import GRDB

/// A calendar day, without a time, as a statute counts it: proleptic Gregorian, meant in Asia/Seoul.
///
/// Written as ISO 8601 `2026-11-23` everywhere: in the store, in JSON and on the command line.
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let ordinal: Int

    package init(ordinal: Int) { self.ordinal = ordinal }

    /// Returns nil unless the three name a real day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        self.ordinal = Self.ordinal(year, month, day)
        guard (self.year, self.month, self.day) == (year, month, day) else { return nil }
    }

    /// Reads `2026-11-23`; nil for anything else, `2026-02-30` included.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts[0].count == 4,
            parts.allSatisfy({ $0.allSatisfy(\.isASCII) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day it is in Seoul (UTC+9, no summer time since 1988) at `instant`.
    package init(of instant: Date) {
        self.ordinal = Int(((instant.timeIntervalSince1970 + 9 * 3600) / 86400).rounded(.down))
    }

    /// The first instant of the day in Seoul.
    package var start: Date { Date(timeIntervalSince1970: Double(ordinal) * 86400 - 9 * 3600) }

    package var year: Int { civil.year }
    package var month: Int { civil.month }
    package var day: Int { civil.day }

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var weekday: Int { (((ordinal + 3) % 7) + 7) % 7 + 1 }

    package func adding(days: Int) -> Day { Day(ordinal: ordinal + days) }

    /// How many days `other` lies after this one; negative when before.
    package func days(until other: Day) -> Int { other.ordinal - ordinal }

    package static func < (lhs: Day, rhs: Day) -> Bool { lhs.ordinal < rhs.ordinal }

    /// As a reader of `language` writes it: `2026. 11. 23.(월)`, `23 Nov 2026`.
    package func written(in language: Language) -> String {
        switch language {
        case .ko:
            let names = ["월", "화", "수", "목", "금", "토", "일"]
            return "\(year). \(month). \(day).(\(names[weekday - 1]))"
        case .en:
            let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            return "\(day) \(names[month - 1]) \(year)"
        }
    }

    // Howard Hinnant's days_from_civil and civil_from_days, exact for every day of the Gregorian calendar.
    private static func ordinal(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let z = ordinal + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Day: CustomStringConvertible, LosslessStringConvertible {
    package var description: String {
        func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

extension Day: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = Day(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\(text) is not a day like 2026-11-23"
            )
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Day: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { description.databaseValue }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> Day? {
        String.fromDatabaseValue(value).flatMap { Day($0) }
    }
}

import Foundation
import Kernel

/// Numbers, instants and sizes as a reader of a language writes them.
package enum Written {
    /// `12,345`.
    package static func number(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var out = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return number < 0 ? "−" + out : out
    }

    /// A size in bytes: `512 B`, `1.5 KB`, `2.0 GB`; one unit is 1024 of the one before.
    package static func bytes(_ count: Int) -> String {
        guard count >= 1024 else { return "\(count) B" }
        var value = Double(count)
        var unit = 0
        while value >= 1024, unit < 5 {
            value /= 1024
            unit += 1
        }
        let text = value >= 100 ? String(Int(value.rounded())) : String((value * 10).rounded() / 10)
        return "\(text) \(["B", "KB", "MB", "GB", "TB", "PB"][unit])"
    }

    /// The share of `part` in `whole`: `98%`; never 100% or 0% unless exactly so.
    package static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        let rounded = Int((Double(part) * 100 / Double(whole)).rounded())
        if part > 0, rounded == 0 { return "<1%" }
        if part < whole, rounded == 100 { return ">99%" }
        return "\(rounded)%"
    }

    /// The day in Seoul: `2026. 11. 23.(월)`, `23 Nov 2026`.
    package static func day(_ instant: Date, in language: Language) -> String {
        Day(of: instant).written(in: language)
    }

    /// Day and minute in Seoul: `2026. 11. 23.(월) 14:05`, `23 Nov 2026, 14:05`.
    package static func instant(_ instant: Date, in language: Language) -> String {
        let day = Day(of: instant)
        let time = time(instant)
        return language == .ko ? "\(day.written(in: .ko)) \(time)" : "\(day.written(in: .en)), \(time)"
    }

    /// Hour and minute in Seoul: `14:05`.
    package static func time(_ instant: Date) -> String {
        let minute = Int(instant.timeIntervalSince(Day(of: instant).start) / 60)
        return "\(padded(minute / 60)):\(padded(minute % 60))"
    }

    /// Minutes and seconds left: `29:41`.
    package static func remaining(_ seconds: Int) -> String {
        let left = max(0, seconds)
        return "\(padded(left / 60)):\(padded(left % 60))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

import Foundation
import Kernel

/// A cell's value as a person sees it, as text that loses nothing.
enum CellText {
    /// Whether the number is a day that Excel knows, until 9999-12-31.
    static func isDay(_ value: Double) -> Bool { value >= 1 && value < 2_958_466 }

    /// `2026-01-31`, with the time where asked for or where the number has one.
    ///
    /// - Parameter isFrom1904: Whether days are counted from 1904-01-01.
    static func day(_ value: Double, withTime: Bool, isFrom1904: Bool) -> String {
        let seconds = Int((value * 86_400).rounded())
        var (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
        // Excel believes that there was a 1900-02-29.
        day += isFrom1904 ? 1462 : day < 60 ? 1 : 0
        // Days since 1970-01-01; Excel's day 0 is 1899-12-30.
        let date = civil(day - 25_569)
        let text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        guard withTime || second != 0 else { return text }
        let hour = second / 3600
        second %= 3600
        return "\(text) \(padded(hour, 2)):\(padded(second / 60, 2)):\(padded(second % 60, 2))"
    }

    /// `10:30:00`; spans of time may have more than 24 hours.
    static func time(_ value: Double) -> String {
        guard value < 1e9 else { return number(value) }
        let seconds = Int((value * 86_400).rounded())
        return "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    }

    /// The shortest text of the number, without an exponent.
    static func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e18 { return String(Int(value)) }
        let text = "\(value)"
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        let sign = value < 0 ? "-" : ""
        let digits = text[..<mark].filter(\.isNumber)
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        // 15 digits and more: what is behind them was zero.
        return sign + digits + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    }

    /// The number's digits in the places of the mask's zeros.
    static func masked(_ value: Double, _ mask: String) -> String {
        guard value < 1e15 else { return number(value) }
        let places = mask.count { $0 == "0" }
        let digits = padded(Int(value), places)
        var rest = digits.dropFirst(digits.count - places)
        // More digits than places stand before the first.
        return digits.prefix(digits.count - places)
            + mask.map { $0 == "0" ? String(rest.removeFirst()) : String($0) }.joined()
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The day of the proleptic Gregorian calendar, counted from 1970-01-01 (Hinnant's algorithm).
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

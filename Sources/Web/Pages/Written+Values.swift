import Foundation
import Kernel

extension Written {
    /// A number as a program wrote it, with thousands apart: `1234567.50` is `1,234,567.50`; every digit is kept.
    package static func grouped(_ digits: String) -> String {
        let isNegative = digits.hasPrefix("-")
        let parts = digits.drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first, whole.allSatisfy(\.isNumber), parts.count < 2 || parts[1].allSatisfy(\.isNumber)
        else { return digits }
        var out = ""
        for (place, digit) in whole.enumerated() {
            if place > 0, (whole.count - place) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return (isNegative ? "−" : "") + out + (parts.count > 1 ? "." + parts[1] : "")
    }

    /// A measured number with at most `places` digits after the point: `1,234.5`.
    package static func decimal(_ value: Double, places: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
        guard abs(value) < 1e15, value == 0 || abs(value) >= 1e-6 else { return String(format: "%.4g", value) }
        var text = String(format: "%.\(places)f", value)
        while text.contains("."), let last = text.last, last == "0" || last == "." {
            text.removeLast()
            if last == "." { break }
        }
        return grouped(text == "-0" ? "0" : text)
    }

    /// A round number in few letters, for an axis: `12만`, `1.5억`; `120K`, `1.5M`.
    package static func short(_ value: Double, in language: Language) -> String {
        let units: [(Double, String)] =
            language == .ko
            ? [(1e12, "조"), (1e8, "억"), (1e4, "만")] : [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e4, "K")]
        for (size, unit) in units where abs(value) >= size {
            let base = unit == "K" ? 1000 : size
            return decimal(value / base, places: 2) + unit
        }
        return decimal(value)
    }
}

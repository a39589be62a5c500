import Foundation
import Kernel
import Lake
import Web

// How a column's values lie, drawn.
extension DatasetPage {
    static func chart(_ column: LakeColumn, _ pages: Pages, in language: Language) -> BarChart? {
        let bars = bars(column)
        let label = "\(column.name): \(pages.word("catalogDistribution", in: language))"
        return bars.isEmpty ? nil : BarChart(bars, label: label)
    }

    /// The ten parts of a number's or a day's range, or the most frequent values; empty for what may be personal.
    static func bars(_ column: LakeColumn) -> [(label: String, value: Double)] {
        guard column.findings.isEmpty, let profile = column.profile else { return [] }
        guard profile.histogram.contains(where: { $0 > 0 }) else {
            return profile.top.map { (label: $0.value, value: Double($0.count)) }
        }
        let bounds = bounds(column, profile)
        return profile.histogram.enumerated().map { place, count in
            (
                label: place + 1 < bounds.count ? "\(bounds[place]) – \(bounds[place + 1])" : "\(place + 1)",
                Double(count)
            )
        }
    }

    /// Where the parts of a histogram begin and end; empty where that cannot be told.
    private static func bounds(_ column: LakeColumn, _ profile: ColumnProfile) -> [String] {
        guard let low = profile.min, let high = profile.max else { return [] }
        let parts = profile.histogram.count
        if let low = Day(String(low.prefix(10))), let high = Day(String(high.prefix(10))) {
            let days = low.days(until: high)
            return (0...parts).map { low.adding(days: days * $0 / parts).description }
        }
        guard let low = Double(low), let high = Double(high), low.isFinite, high.isFinite else { return [] }
        let step = (high - low) / Double(parts)
        // As many decimals as tell one bound from the next, no more.
        let decimals = step >= 1 || step <= 0 ? 0 : min(6, Int((-log10(step)).rounded(.up)) + 1)
        return (0...parts).map {
            (low + step * Double($0)).formatted(
                .number.precision(.fractionLength(0...decimals)).locale(Locale(identifier: "en_US_POSIX"))
            )
        }
    }
}

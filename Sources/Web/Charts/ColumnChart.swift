import Foundation

/// Counts side by side, drawn as SVG with a table beside it, for the partial `web/chart`.
///
/// The picture is one image to a screen reader; the table holds the same numbers for everybody.
package struct ColumnChart: Sendable {
    package let title: String
    package let summary: String
    /// What the table's two columns are called.
    package let nameHead: String
    package let valueHead: String
    let width: Int
    let height: Int
    let baseline: Int
    let columns: [Column]
    let lines: [Line]

    struct Column: Sendable {
        let x: Int
        let y: Int
        let width: Int
        let height: Int
        let middle: Int
        let label: String
        /// The label as it is drawn, in one or two lines; empty where there is no room.
        let shown: String
        let below: String
        let value: String
    }

    struct Line: Sendable {
        let y: Int
        let textY: Int
        let label: String
    }

    /// - Parameters:
    ///   - values: In order; not negative.
    ///   - summary: What the picture shows, in one sentence.
    package init(
        _ values: [(label: String, value: Int)],
        title: String,
        summary: String,
        nameHead: String,
        valueHead: String,
        width: Int = 480,
        height: Int = 220
    ) {
        self.title = title
        self.summary = summary
        self.nameHead = nameHead
        self.valueHead = valueHead
        self.width = width
        self.height = height
        let left = 44
        let slot = Double(width - left) / Double(max(values.count, 1))
        let bar = max(2, min(56, Int(slot * 0.64)))
        let labels = Self.labels(values.map(\.label), slot: slot)
        let baseline = height - (labels.contains { !$0.below.isEmpty } ? 42 : 26)
        self.baseline = baseline
        let top = Self.ceiling(values.map(\.value).max() ?? 0)
        let room = baseline - 14
        func y(_ value: Int) -> Int { baseline - Int((Double(value) / Double(top) * Double(room)).rounded()) }
        lines = [0, top / 2, top].filter { $0 == 0 || $0 != top / 2 || top % 2 == 0 }.map {
            Line(y: y($0), textY: y($0) + 4, label: Written.number($0))
        }
        columns = values.enumerated().map { place, entry in
            let middle = left + Int(slot * (Double(place) + 0.5))
            return Column(
                x: middle - bar / 2,
                y: y(entry.value),
                width: bar,
                height: max(entry.value > 0 ? 2 : 0, baseline - y(entry.value)),
                middle: middle,
                label: entry.label,
                shown: labels[place].shown,
                below: labels[place].below,
                value: Written.number(entry.value)
            )
        }
    }

    /// The labels as they fit beside each other without touching: in one line, in two, or every second, third….
    private static func labels(_ labels: [String], slot: Double) -> [(shown: String, below: String)] {
        func fits(_ lines: [String]) -> Bool {
            let widths = lines.map(TextWidth.of)
            return zip(widths, widths.dropFirst()).allSatisfy { Double($0 + $1) / 2 + 6 <= slot }
        }
        if fits(labels) { return labels.map { ($0, "") } }
        let halves = labels.map(TextWidth.halves)
        if fits(halves.map { [$0.0, $0.1].max { TextWidth.of($0) < TextWidth.of($1) } ?? "" }) {
            return halves.map { ($0.0, $0.1) }
        }
        let widest = Double((labels.map(TextWidth.of).max() ?? 1) + 6)
        let every = max(1, Int((widest / slot).rounded(.up)))
        return labels.enumerated().map { ($0 % every == 0 ? $1 : "", "") }
    }

    /// The next round number above: 1, 2, 5 and their tens.
    private static func ceiling(_ value: Int) -> Int {
        var step = 1
        while step * 10 < value { step *= 10 }
        return [1, 2, 4, 5, 10].map { $0 * step }.first { $0 >= value } ?? max(value, 1)
    }
}

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
        let shown: String
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
        width: Int = 640,
        height: Int = 220
    ) {
        self.title = title
        self.summary = summary
        self.nameHead = nameHead
        self.valueHead = valueHead
        self.width = width
        self.height = height
        let left = 44
        let baseline = height - 26
        self.baseline = baseline
        let top = Self.ceiling(values.map(\.value).max() ?? 0)
        let room = baseline - 14
        func y(_ value: Int) -> Int { baseline - Int((Double(value) / Double(top) * Double(room)).rounded()) }
        lines = [0, top / 2, top].filter { $0 == 0 || $0 != top / 2 || top % 2 == 0 }.map {
            Line(y: y($0), textY: y($0) + 4, label: Written.number($0))
        }
        let slot = Double(width - left) / Double(max(values.count, 1))
        let bar = max(2, min(56, Int(slot * 0.64)))
        // As many labels as fit beside each other without touching.
        let every = max(1, Int((Double(values.map { $0.label.count }.max() ?? 1) * 9 / slot).rounded(.up)))
        columns = values.enumerated().map { place, entry in
            let middle = left + Int(slot * (Double(place) + 0.5))
            return Column(
                x: middle - bar / 2,
                y: y(entry.value),
                width: bar,
                height: max(entry.value > 0 ? 2 : 0, baseline - y(entry.value)),
                middle: middle,
                label: entry.label,
                shown: place % every == 0 ? entry.label : "",
                value: Written.number(entry.value)
            )
        }
    }

    /// The next round number above: 1, 2, 5 and their tens.
    private static func ceiling(_ value: Int) -> Int {
        var step = 1
        while step * 10 < value { step *= 10 }
        return [1, 2, 4, 5, 10].map { $0 * step }.first { $0 >= value } ?? max(value, 1)
    }
}

/// A small picture of a distribution for the partial `web/bars`: one bar a value, drawn as SVG.
package struct BarChart: Sendable {
    /// What the picture says, for those who do not see it.
    package let label: String
    let width: Int
    let height: Int
    let bars: [Bar]

    struct Bar: Sendable {
        let x: Int
        let y: Int
        let width: Int
        let height: Int
        let label: String
    }

    /// - Parameters:
    ///   - values: What each bar stands for and its size, not negative.
    ///   - barWidth: In CSS pixels, with one of them as the gap.
    package init(_ values: [(label: String, value: Double)], label: String, height: Int = 28, barWidth: Int = 9) {
        let largest = values.map(\.value).max() ?? 0
        self.label = label
        self.height = height
        self.width = max(1, values.count * barWidth)
        bars = values.enumerated().map { place, entry in
            let share = largest > 0 ? entry.value / largest : 0
            let tall = entry.value > 0 ? max(2, Int((share * Double(height)).rounded())) : 1
            return Bar(
                x: place * barWidth,
                y: height - tall,
                width: barWidth - 2,
                height: tall,
                label: "\(entry.label): \(Written.number(Int(entry.value)))"
            )
        }
    }
}

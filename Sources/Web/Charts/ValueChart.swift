import Foundation
import Kernel

/// Numbers drawn as columns, bars or a line, as SVG with a table beside it, for the partial `web/value-chart`.
///
/// Unlike ``ColumnChart`` it takes numbers of any kind: below zero, with fractions, missing.
package struct ValueChart: Sendable {
    package let title: String
    package let summary: String
    let nameHead: String
    let valueHead: String
    let isLine: Bool
    let isBar: Bool
    /// Few numbers are drawn narrow, so that a telephone shows them whole.
    let isNarrow: Bool
    let width: Int
    let height: Int
    let left: Int
    /// Where zero is, or the lowest value of a line.
    let base: Int
    let ticks: [Tick]
    let marks: [Mark]
    /// The line: an SVG path, broken where a value is missing.
    let path: String
    let rows: [Row]

    /// How the numbers are drawn.
    package enum Kind: String, CaseIterable, Sendable {
        case column, bar, line
    }

    struct Tick: Sendable {
        let x: Int
        let y: Int
        let label: String
    }

    struct Mark: Sendable {
        let x: Int
        let y: Int
        let width: Int
        let height: Int
        /// Where the name stands, and what of it is shown.
        let nameX: Int
        let nameY: Int
        let shown: String
        /// Where the value stands; empty where there is no room.
        let valueX: Int
        let valueY: Int
        let value: String
        let full: String
    }

    struct Row: Sendable {
        let label: String
        let value: String
    }

    /// A name and its number; nil where there is none.
    package typealias Entry = (label: String, value: Double?)

    /// - Parameters:
    ///   - entries: In the order they are drawn in.
    ///   - summary: What the picture shows, in one sentence.
    package init(
        _ entries: [Entry],
        as kind: Kind,
        title: String,
        summary: String,
        nameHead: String,
        valueHead: String,
        in language: Language
    ) {
        self.title = title
        self.summary = summary
        self.nameHead = nameHead
        self.valueHead = valueHead
        isLine = kind == .line
        isBar = kind == .bar
        isNarrow = entries.count <= Self.fewest
        rows = entries.map { Row(label: $0.label, value: $0.value.map { Written.decimal($0) } ?? "–") }
        let scale = Scale(entries.compactMap(\.value).filter(\.isFinite), for: kind)
        let drawn =
            kind == .bar
            ? Self.bars(entries, scale, in: language) : Self.upright(entries, scale, isLine: isLine, in: language)
        (width, height, left, base) = (drawn.width, drawn.height, drawn.left, drawn.base)
        (ticks, marks, path) = (drawn.ticks, drawn.marks, drawn.path)
    }

    private static let fewest = 5

    private struct Drawn {
        let width: Int
        var height = 300
        var left = 0
        var base = 0
        var ticks: [Tick] = []
        var marks: [Mark] = []
        var path = ""

        init(_ count: Int) { width = count <= ValueChart.fewest ? 440 : 720 }
    }

    private static func clipped(_ text: String, to width: Int) -> String {
        guard TextWidth.of(text) > width else { return text }
        var out = ""
        for letter in text {
            guard TextWidth.of(out) + 19 < width else { break }
            out.append(letter)
        }
        return out + "…"
    }

    // MARK: - Columns and lines

    private static func upright(_ entries: [Entry], _ scale: Scale, isLine: Bool, in language: Language) -> Drawn {
        var drawn = Drawn(entries.count)
        let labels = scale.ticks.map { Written.short($0, in: language) }
        let left = (labels.map(TextWidth.of).max() ?? 0) + 14
        // Below a line there is room for the value of its lowest point.
        let (top, bottom) = (24, drawn.height - (isLine ? 48 : 30))
        func y(_ value: Double) -> Int { bottom - Int((scale.share(value) * Double(bottom - top)).rounded()) }
        drawn.left = left
        drawn.base = y(max(scale.low, min(0, scale.high)))
        drawn.ticks = zip(scale.ticks, labels).map { Tick(x: left - 8, y: y($0), label: $1) }
        let slot = Double(drawn.width - left) / Double(max(entries.count, 1))
        let bar = max(2, min(56, Int(slot * 0.64)))
        let widest = entries.map { TextWidth.of($0.label) }.max() ?? 1
        let every = max(1, min(Int((Double(min(widest, 96) + 8) / slot).rounded(.up)), max(entries.count - 1, 1)))
        var pen = "M"
        for (place, entry) in entries.enumerated() {
            let middle = left + Int(slot * (Double(place) + 0.5))
            let text = entry.value.map { Written.decimal($0) } ?? "–"
            let at = entry.value.map(y) ?? drawn.base
            if isLine {
                if entry.value != nil { drawn.path += "\(pen)\(middle) \(at)" }
                pen = entry.value == nil ? "M" : "L"
            }
            let room = Double(TextWidth.of(text)) + 4 < slot && entries.count <= 16
            let spot = isLine ? beside(place, entries, half: TextWidth.of(text) / 2) : (x: 0, y: -7)
            drawn.marks.append(
                Mark(
                    x: isLine ? middle : middle - bar / 2,
                    y: isLine ? at : min(at, drawn.base),
                    width: entry.value == nil ? 0 : isLine ? (entries.count > 60 ? 2 : 4) : bar,
                    height: entry.value == nil ? 0 : max(1, abs(drawn.base - at)),
                    nameX: middle,
                    nameY: drawn.height - 10,
                    shown: place % every == 0 ? clipped(entry.label, to: max(96, Int(slot))) : "",
                    valueX: middle + spot.x,
                    valueY: (isLine ? at : min(at, drawn.base)) + spot.y,
                    value: room && entry.value != nil ? text : "",
                    full: "\(entry.label): \(text)"
                )
            )
        }
        return drawn
    }

    /// Where the value of a line's point stands, seen from the point: away from the line.
    private static func beside(_ place: Int, _ entries: [Entry], half: Int) -> (x: Int, y: Int) {
        guard let here = entries[place].value else { return (0, 0) }
        let before = place > 0 ? entries[place - 1].value : nil
        let after = place + 1 < entries.count ? entries[place + 1].value : nil
        let (comesDown, goesUp) = (before.map { $0 > here } ?? false, after.map { $0 > here } ?? false)
        return switch (comesDown, goesUp) {
        case (false, false): (0, -10)
        case (true, true): (0, 20)
        case (true, false): after == nil ? (0, 20) : (half + 2, -8)
        case (false, true): before == nil ? (0, 20) : (-half - 2, -8)
        }
    }

    // MARK: - Bars

    private static func bars(_ entries: [Entry], _ scale: Scale, in language: Language) -> Drawn {
        var drawn = Drawn(entries.count)
        let step = 30
        let widest = drawn.width / 3
        let left = min(entries.map { TextWidth.of($0.label) }.max() ?? 0, widest) + 14
        let values = entries.map { $0.value.map { Written.decimal($0) } ?? "–" }
        // The numbers stand behind the bars.
        let right = drawn.width - (values.map(TextWidth.of).max() ?? 0) - 14
        func x(_ value: Double) -> Int { left + Int((scale.share(value) * Double(max(right - left, 40))).rounded()) }
        drawn.left = left
        drawn.base = x(max(scale.low, min(0, scale.high)))
        drawn.height = entries.count * step + 8
        drawn.marks = zip(entries, values).enumerated().map { place, pair in
            let (entry, text) = pair
            let end = entry.value.map(x) ?? drawn.base
            return Mark(
                x: min(end, drawn.base),
                y: place * step + 6,
                width: entry.value == nil ? 0 : max(1, abs(end - drawn.base)),
                height: step - 10,
                nameX: left - 10,
                nameY: place * step + 20,
                shown: clipped(entry.label, to: widest),
                valueX: max(end, drawn.base) + 8,
                valueY: place * step + 20,
                value: text,
                full: "\(entry.label): \(text)"
            )
        }
        return drawn
    }

    /// An axis between two round numbers.
    private struct Scale {
        let low: Double
        let high: Double
        let ticks: [Double]

        init(_ values: [Double], for kind: Kind) {
            // What is drawn by its length must begin at zero.
            let fromZero = kind != .line
            let smallest = values.min() ?? 0
            let largest = values.max() ?? 0
            var low = fromZero ? min(0, smallest) : smallest
            var high = fromZero ? max(0, largest) : largest
            // A line that comes near zero may as well show it.
            if !fromZero, low > 0, low < high * 0.5 { low = 0 }
            if high - low <= 0 { (low, high) = (min(0, low), max(high, low == 0 ? 1 : low)) }
            // Whole numbers are not halved on the axis.
            let isWhole = values.allSatisfy { $0 == $0.rounded() }
            let step = max(Self.step((high - low) / 5), isWhole && high - low < 1e15 ? 1 : 0)
            // Bars carry their numbers and need no axis: the longest takes all the room.
            self.low = kind == .bar ? low : (low / step).rounded(.down) * step
            self.high = kind == .bar ? high : (high / step).rounded(.up) * step
            let count = Int(((self.high - self.low) / step).rounded())
            let first = self.low
            ticks = (0...max(1, min(count, 12))).map { first + Double($0) * step }
        }

        private static func step(_ rough: Double) -> Double {
            guard rough > 0, rough.isFinite else { return 1 }
            let power = pow(10, floor(log10(rough)))
            return ([1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? rough)
        }

        func share(_ value: Double) -> Double {
            guard high > low, value.isFinite else { return 0 }
            return (value - low) / (high - low)
        }
    }
}

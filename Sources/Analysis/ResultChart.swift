import Foundation
import Kernel
import Lake
import Web

/// Chooses and draws the picture of a result; what was chosen stands in the address.
struct ResultChart: Sendable {
    /// Rows that are drawn at most.
    static let lineLimit = 500
    static let barLimit = 60

    private let columns: [Manifest.Column]
    private let pages: Pages
    private let language: Language
    private let kind: ValueChart.Kind
    private let label: Int
    private let value: Int

    /// Nil where there is nothing to draw: no number, or nothing to call it by.
    ///
    /// - Parameters:
    ///   - query: `kind`, and `x` and `y` as the places of the columns, from 1.
    ///   - rows: The first rows, to choose by.
    init?(_ columns: [Manifest.Column], _ query: FormValues, rows: [[Substring]], _ pages: Pages, in language: Language)
    {
        func chosen(_ name: String) -> Int? {
            query[name].flatMap { Int($0) }.map { $0 - 1 }.flatMap { columns.indices.contains($0) ? $0 : nil }
        }
        let shapes = columns.map { ResultColumn($0.type) }
        let numbers = columns.indices.filter { shapes[$0].isNumber }
        let counting = numbers.filter { !ResultColumn.isLabel(columns[$0].name) }
        guard columns.count > 1, !numbers.isEmpty, rows.count > 1 else { return nil }
        let named = columns.indices.first { !shapes[$0].isNumber || ResultColumn.isLabel(columns[$0].name) }
        let label = chosen("x") ?? named ?? 0
        guard
            let value = chosen("y").flatMap({ shapes[$0].isNumber ? $0 : nil })
                ?? counting.first(where: { $0 != label }) ?? numbers.first(where: { $0 != label }) ?? numbers.first
        else { return nil }
        self.columns = columns
        self.pages = pages
        self.language = language
        self.label = label
        self.value = value
        let isTime = shapes[label].isTime || shapes[label].isNumber && ResultColumn.isLabel(columns[label].name)
        let longest = rows.prefix(Self.barLimit).map { $0[label].count }.max() ?? 0
        kind =
            query["kind"].flatMap(ValueChart.Kind.init(rawValue:))
            ?? (isTime || rows.count > Self.barLimit ? .line : rows.count * longest > 110 ? .bar : .column)
    }

    private func say(_ key: String, _ values: [String: String] = [:]) -> String {
        pages.word(key, in: language, with: values)
    }

    /// The form that changes the picture.
    func fields() -> [FormField] {
        func options(_ places: [Int]) -> [FormField.Option] {
            places.map { FormField.Option("\($0 + 1)", columns[$0].name) }
        }
        return [
            FormField("kind", say("analysisChartKind"), value: kind.rawValue).selecting([
                FormField.Option("column", say("analysisChartColumn")),
                FormField.Option("bar", say("analysisChartBar")), FormField.Option("line", say("analysisChartLine")),
            ]),
            FormField("x", say("analysisChartLabel"), value: "\(label + 1)").selecting(options(Array(columns.indices))),
            FormField("y", say("analysisChartValue"), value: "\(value + 1)").selecting(
                options(columns.indices.filter { ResultColumn(columns[$0].type).isNumber })
            ),
        ]
    }

    /// - Parameter total: How many rows the result has.
    func chart(of rows: [[Substring]], total: Int) -> ValueChart {
        let limit = kind == .line ? Self.lineLimit : Self.barLimit
        let entries: [ValueChart.Entry] = rows.prefix(limit).map { row in
            let name = ResultCells.text(row[label]) ?? say("analysisEmptyLabel")
            return (String(name.prefix(60)), ResultCells.text(row[value]).flatMap { Double($0) })
        }
        let (labelName, valueName) = (columns[label].name, columns[value].name)
        return ValueChart(
            entries,
            as: kind,
            title: say("analysisChartTitle", ["label": labelName, "value": valueName]),
            summary: summary(entries, total: total),
            nameHead: labelName,
            valueHead: valueName,
            in: language
        )
    }

    private func summary(_ entries: [ValueChart.Entry], total: Int) -> String {
        var sentences: [String] = []
        if total > entries.count {
            let (all, some) = (Written.number(total), Written.number(entries.count))
            sentences.append(say("analysisChartFirst", ["all": all, "some": some]))
        }
        let known = entries.compactMap { entry in entry.value.map { (entry.label, $0) } }
        if let most = known.max(by: { $0.1 < $1.1 }), let least = known.min(by: { $0.1 < $1.1 }), most.1 > least.1 {
            let (high, low) = (Written.decimal(most.1), Written.decimal(least.1))
            sentences.append(
                say(
                    "analysisChartRange",
                    ["most": String(most.0), "high": high, "least": String(least.0), "low": low]
                )
            )
        }
        return sentences.joined(separator: " ")
    }
}

import Testing

@testable import Web

@Suite("Counts as a picture")
struct ColumnChartTests {
    private func chart(_ labels: [String], width: Int = 440) -> ColumnChart {
        ColumnChart(
            labels.map { ($0, 1) },
            title: "t",
            summary: "s",
            nameHead: "n",
            valueHead: "v",
            width: width
        )
    }

    @Test("Names that fit stand in one line, and the picture keeps no room for a second")
    func oneLine() {
        let short = chart(["개방", "등록(즉시 이용)", "제공요청", "비공개"])
        #expect(short.columns.map(\.shown) == ["개방", "등록(즉시 이용)", "제공요청", "비공개"])
        #expect(short.columns.allSatisfy { $0.below.isEmpty })
        #expect(short.baseline > chart(["Open", "Registered (used at once)", "By request", "Withheld"]).baseline)
    }

    @Test("A name too long for its place is broken in two, so that no column stands without its name")
    func twoLines() {
        let columns = chart(["Open", "Registered (used at once)", "By request", "Withheld"]).columns
        #expect(columns.map(\.shown) == ["Open", "Registered", "By", "Withheld"])
        #expect(columns.map(\.below) == ["", "(used at once)", "request", ""])
    }

    @Test("Where not even two lines fit some names are left out, and the table has them all")
    func leftOut() {
        let months = chart((1...12).map { "\($0)월" }, width: 240).columns
        let shown = months.filter { !$0.shown.isEmpty }
        #expect((2..<12).contains(shown.count) && shown.first?.shown == "1월")
        #expect(months.map(\.label).last == "12월")
    }
}

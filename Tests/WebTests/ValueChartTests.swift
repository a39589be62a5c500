import Kernel
import Testing

@testable import Web

@Suite("Numbers as a picture")
struct ValueChartTests {
    private func chart(_ entries: [ValueChart.Entry], _ kind: ValueChart.Kind) -> ValueChart {
        ValueChart(entries, as: kind, title: "t", summary: "s", nameHead: "n", valueHead: "v", in: .ko)
    }

    @Test(
        "Lengths stand to each other as the numbers do, and begin at zero",
        arguments: [ValueChart.Kind.column, .bar]
    )
    func lengths(kind: ValueChart.Kind) throws {
        let marks = chart([("가", 10), ("나", 20), ("다", -10), ("라", nil)], kind).marks
        let long = marks.map { kind == .bar ? $0.width : $0.height }
        #expect(abs(long[0] * 2 - long[1]) <= 2 && abs(long[0] - long[2]) <= 1)
        #expect(marks[3].width == 0 && marks[3].full == "라: –")
        // What is below zero lies on the other side.
        #expect(kind == .bar ? marks[2].x < marks[0].x : marks[2].y > marks[0].y)
    }

    @Test("A line breaks where a number is missing, and stays inside the picture")
    func line() {
        let drawn = chart([("1월", 1e9), ("2월", 1.5e9), ("3월", nil), ("4월", 1.2e9)], .line)
        #expect(drawn.path.count { $0 == "M" } == 2 && drawn.path.count { $0 == "L" } == 1)
        #expect(drawn.marks.allSatisfy { (0...drawn.height).contains($0.y) })
        #expect(drawn.ticks.map(\.label).contains("10억"))
    }

    @Test("The value of a line's point stands where the line does not run")
    func besideTheLine() {
        let marks = chart([("가", 9), ("나", 5), ("다", 1), ("라", 4), ("마", 8)], .line).marks
        let places = marks.map { (right: $0.valueX - $0.nameX, down: $0.valueY - $0.y) }
        #expect(places[0].down < 0 && places[0].right == 0)
        // On the way down the free side is the right one, on the way up the left one; under the lowest it is free.
        #expect(places[1].down < 0 && places[1].right > 0)
        #expect(places[2].down > 0 && places[2].right == 0)
        #expect(places[3].down < 0 && places[3].right < 0)
        #expect(places[4].down < 0 && places[4].right == 0)
        #expect(marks.allSatisfy { $0.valueY < $0.nameY - 12 })
    }

    @Test("Nothing, one number, and numbers that are all the same can be drawn", arguments: ValueChart.Kind.allCases)
    func edges(kind: ValueChart.Kind) {
        for values in [[], [0], [5, 5, 5], [-3], [.nan, .infinity], [1e-9, 3e-9]] as [[Double]] {
            let drawn = chart(values.map { ("x", $0) }, kind)
            #expect(drawn.marks.count == values.count && drawn.marks.allSatisfy { $0.width >= 0 && $0.height >= 0 })
        }
    }

    @Test("Names that would touch are left out, long ones are cut, and the table has them all")
    func names() {
        let drawn = chart((1...100).map { ("서울특별시 종로구 \($0)동", Double($0)) }, .column)
        #expect((2...10).contains(drawn.marks.count { !$0.shown.isEmpty }))
        #expect(drawn.rows.count == 100 && drawn.rows[41].label == "서울특별시 종로구 42동")
    }

    @Test(
        "Numbers are written with thousands apart and no digit lost",
        arguments: [
            ("12345678901234567890123", "12,345,678,901,234,567,890,123"), ("-1234.50", "−1,234.50"), ("7", "7"),
            ("1e300", "1e300"), ("2026-01-02", "2026-01-02"),
        ]
    )
    func grouped(digits: String, written: String) { #expect(Written.grouped(digits) == written) }

    @Test("An axis counts in 만 and 억 in Korean, in thousands and millions in English")
    func short() {
        #expect([2500, 50000, 1.5e8, -30000].map { Written.short($0, in: .ko) } == ["2,500", "5만", "1.5억", "−3만"])
        #expect([2500, 50000, 1.5e8].map { Written.short($0, in: .en) } == ["2,500", "50K", "150M"])
        #expect(Written.decimal(0.1 + 0.2) == "0.3" && Written.decimal(100) == "100")
    }
}

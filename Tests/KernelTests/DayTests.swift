import Foundation
import Testing

@testable import Kernel

@Suite("Days")
struct DayTests {
    @Test(
        "A day is read only when it exists",
        arguments: [
            ("2026-11-23", true), ("2028-02-29", true), ("2026-02-29", false), ("2026-13-01", false),
            ("2026-1-01", false), ("26-11-23", false), ("２026-11-23", false), ("2026-11-23T", false), ("", false),
        ]
    )
    func reading(text: String, exists: Bool) {
        #expect((Day(text) != nil) == exists)
        if exists { #expect(Day(text)?.description == text) }
    }

    @Test("Every day of four centuries is written and read back, and the weekdays follow one another")
    func round() throws {
        let first = try #require(Day("1899-12-31"))
        #expect(first.weekday == 7)
        var weekday = first.weekday
        for offset in 1...146_097 {
            let day = first.adding(days: offset)
            weekday = weekday % 7 + 1
            #expect(day.weekday == weekday)
            if offset % 97 == 0 { #expect(Day(day.description) == day) }
        }
    }

    @Test("The day changes at midnight in Seoul, not in London")
    func midnight() throws {
        let lastSecond = try #require(ISO8601DateFormatter().date(from: "2026-11-23T14:59:59Z"))
        #expect(Day(of: lastSecond).description == "2026-11-23")
        #expect(Day(of: lastSecond.addingTimeInterval(1)).description == "2026-11-24")
        #expect(Day("2026-11-24")?.start == lastSecond.addingTimeInterval(1))
    }

    @Test("A day is written as each language writes it")
    func writing() throws {
        let day = try #require(Day("2026-11-23"))
        #expect(day.written(in: .ko) == "2026. 11. 23.(월)")
        #expect(day.written(in: .en) == "23 Nov 2026")
    }

    @Test(
        "An instant is written in RFC 3339 with milliseconds",
        arguments: [
            (0.0, "1970-01-01T00:00:00.000Z"), (1_795_000_000.123, "2026-11-18T11:06:40.123Z"),
            (-0.5, "1969-12-31T23:59:59.500Z"),
        ]
    )
    func timestamps(seconds: Double, written: String) {
        #expect(Date(timeIntervalSince1970: seconds).timestamp == written)
    }
}

import Foundation
import Kernel
import Statute

/// When the meetings of a year are wished for: the same place in each of its periods.
package struct MeetingWish: Codable, Equatable, Sendable {
    /// Which month of the period, from 1; a period that is shorter takes its last.
    package var month: Int
    /// Which week: 1…4 for the first to fourth such weekday of the month, 5 for its last.
    package var week: Int
    /// 1 is Monday, 5 is Friday.
    package var weekday: Int
    /// When it begins, in Seoul.
    package var hour: Int
    package var minute: Int
    /// How long it is to last, in minutes.
    package var length: Int

    /// The second Wednesday of the second month, at two in the afternoon, for two hours.
    package init(month: Int = 2, week: Int = 2, weekday: Int = 3, hour: Int = 14, minute: Int = 0, length: Int = 120) {
        self.month = month
        self.week = week
        self.weekday = weekday
        self.hour = hour
        self.minute = minute
        self.length = length
    }

    /// Reads a wish as it was typed; what is left out is as in ``init(month:week:weekday:hour:minute:length:)``.
    ///
    /// - Parameter time: `14:00`, in Seoul.
    package init(month: Int?, week: Int?, weekday: Int?, time: String?, length: Int?) throws {
        self.init()
        self.month = month ?? self.month
        self.week = week ?? self.week
        self.weekday = weekday ?? self.weekday
        self.length = length ?? self.length
        if let time {
            guard let minutes = MeetingDates.minutes(of: time) else {
                throw CouncilProblem.invalid(
                    "time",
                    LocalizedText("시각은 14:00처럼 적어 주세요.", en: "Give the time like 14:00.")
                )
            }
            hour = minutes / 60
            minute = minutes % 60
        }
        try check()
    }

    func check() throws {
        func wrong(_ field: String, _ ko: String, _ en: String) -> Problem {
            CouncilProblem.invalid(field, LocalizedText(ko, en: en))
        }
        guard (1...12).contains(month) else {
            throw wrong("month", "몇 번째 달인지 1~12로 적어 주세요.", "Give the month of the period, 1 to 12.")
        }
        guard (1...5).contains(week) else {
            throw wrong("week", "몇째 주인지 1~4, 마지막 주는 5로 적어 주세요.", "Give the week, 1 to 4, or 5 for the last.")
        }
        guard (1...5).contains(weekday) else {
            throw wrong("weekday", "요일은 월요일(1)부터 금요일(5)까지입니다.", "The weekday is 1, Monday, to 5, Friday.")
        }
        guard (0...23).contains(hour), (0...59).contains(minute) else {
            throw wrong("time", "시각은 14:00처럼 적어 주세요.", "Give the time like 14:00.")
        }
        try MeetingDates.check(length: length)
    }
}

/// Days of meetings and of what is due before them, moved off the days on which nobody works.
package struct MeetingDates: Sendable {
    let statutes: Statutes

    package init(statutes: Statutes) { self.statutes = statutes }

    /// One date that a plan leads to, and how it was found.
    package struct Proposal: Sendable {
        /// Which of the year's, from 1.
        package let number: Int
        package let from: Day
        package let until: Day
        package let day: Day
        /// The steps, in the order they were taken.
        package let proof: [LocalizedText]
    }

    /// Papers are due so many days before a meeting, opinions so many.
    static let lead = (papers: 10, opinions: 3)

    /// - Parameter count: Meetings a year, 1…12.
    /// - Throws: A problem where the holiday table does not reach.
    package func proposals(_ count: Int, in year: Int, _ wish: MeetingWish) throws -> [Proposal] {
        try wish.check()
        return try (0..<max(1, min(12, count))).map { index in
            let (first, last) = (index * 12 / count + 1, (index + 1) * 12 / count)
            let month = min(first + wish.month - 1, last)
            guard let from = Day(year: year, month: first, day: 1), let until = Self.lastDay(of: year, last),
                let wished = Self.day(year, month, wish)
            else { throw CouncilProblem.invalid("year", LocalizedText("연도를 확인해 주세요.", en: "Check the year.")) }
            var steps = [Self.wished(wished, count: count, number: index + 1, wish)]
            let day = try moved(wished, within: from...until, &steps)
            return Proposal(number: index + 1, from: from, until: until, day: day, proof: steps)
        }
    }

    /// The first day from `day` on when people work; where that lies past the period, the last one before it.
    private func moved(_ day: Day, within period: ClosedRange<Day>, _ steps: inout [LocalizedText]) throws -> Day {
        var moved = day
        while let rest = try rest(on: moved) {
            steps.append(
                LocalizedText(
                    "\(moved.written(in: .ko))은 \(rest.ko)이므로 다음 날로 옮깁니다.",
                    en: "\(moved.written(in: .en)) is \(rest[.en]), so it moves to the next day."
                )
            )
            moved = moved.adding(days: 1)
        }
        if !period.contains(moved) {
            moved = day.adding(days: -1)
            while try rest(on: moved) != nil { moved = moved.adding(days: -1) }
            steps.append(
                LocalizedText(
                    "기간을 넘기므로 그 앞의 근무일로 당깁니다.",
                    en: "That is past the period: it moves to the working day before."
                )
            )
        }
        steps.append(
            LocalizedText("회의일은 \(moved.written(in: .ko))입니다.", en: "So it meets on \(moved.written(in: .en)).")
        )
        return moved
    }

    /// Why nobody works on `day`; nil where people do.
    package func rest(on day: Day) throws -> LocalizedText? {
        let pack = try statutes.pack(on: day)
        guard let table = statutes.holidays.first(where: { $0.id == pack.holidays }), table.covers(day) else {
            throw CouncilProblem.beyondHolidays(day)
        }
        return table.rest(on: day, of: [.saturday, .sunday, .holiday])
    }

    /// The working day at `days` before `day`, or the last one before that; never before `today` unless `day` is.
    package func due(_ days: Int, before day: Day, today: Day) throws -> Day {
        var due = day.adding(days: -days)
        while try rest(on: due) != nil { due = due.adding(days: -1) }
        return min(max(due, today), day)
    }

    static func check(length: Int) throws {
        guard (10...1440).contains(length) else {
            throw CouncilProblem.invalid(
                "length",
                LocalizedText("회의 시간은 10분부터 하루까지 분으로 적어 주세요.", en: "Give the length in minutes, 10 to 1,440.")
            )
        }
    }

    /// Minutes since midnight of `14:05`; nil for anything else.
    package static func minutes(of time: String) -> Int? {
        guard let match = time.wholeMatch(of: /([01]?[0-9]|2[0-3]):([0-5][0-9])/), let hour = Int(match.output.1),
            let minute = Int(match.output.2)
        else { return nil }
        return hour * 60 + minute
    }

    private static func lastDay(of year: Int, _ month: Int) -> Day? {
        let next = month == 12 ? Day(year: year + 1, month: 1, day: 1) : Day(year: year, month: month + 1, day: 1)
        return next?.adding(days: -1)
    }

    private static func day(_ year: Int, _ month: Int, _ wish: MeetingWish) -> Day? {
        guard let first = Day(year: year, month: month, day: 1), let last = lastDay(of: year, month) else { return nil }
        if wish.week == 5 { return last.adding(days: -((last.weekday - wish.weekday + 7) % 7)) }
        return first.adding(days: (wish.weekday - first.weekday + 7) % 7 + 7 * (wish.week - 1))
    }

    private static func wished(_ day: Day, count: Int, number: Int, _ wish: MeetingWish) -> LocalizedText {
        let weekday = ["월", "화", "수", "목", "금"][wish.weekday - 1]
        let english = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"][wish.weekday - 1]
        let week = ["첫째", "둘째", "셋째", "넷째", "마지막"][wish.week - 1]
        let englishWeek = ["first", "second", "third", "fourth", "last"][wish.week - 1]
        return LocalizedText(
            "운영계획: 한 해 \(count)회, 그 \(number)번째. \(day.year)년 \(day.month)월의 \(week) \(weekday)요일은 \(day.written(in: .ko))입니다.",
            en: "By the plan \(count) a year, this is no. \(number). "
                + "The \(englishWeek) \(english) of \(day.year)-\(day.month < 10 ? "0" : "")\(day.month) is \(day.written(in: .en))."
        )
    }
}

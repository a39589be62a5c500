import Kernel

/// A statutory date together with the arithmetic that led to it.
package struct DueDate: Codable, Equatable, Sendable {
    /// The clock's id: `provision.decide`.
    package let rule: String
    /// The pack's id and version.
    package let pack: String
    package let version: String
    package let citation: LocalizedText
    package let from: Day
    package let due: Day
    /// The steps, in the order they were taken.
    package let proof: [LocalizedText]
}

extension Statutes {
    /// When a period that began on `day` ends.
    ///
    /// - Parameters:
    ///   - rule: A clock's id.
    ///   - day: The day of receipt or notice; for a yearly clock, any day of the year meant.
    ///   - days: The extension; it lengthens the period counted from `day`, not from a rolled-over end.
    ///   - pack: The law the case is under; the one in force on `day` unless given.
    /// - Returns: The date, and the steps that led to it.
    /// - Throws: A ``Problem`` when the rule is unknown, the extension too long, or the holiday table does not reach.
    package func due(
        _ rule: String,
        from day: Day,
        extendedBy days: Int = 0,
        pack: RulePack? = nil
    ) throws -> DueDate {
        let pack = try pack ?? self.pack(on: day)
        guard let clock = pack.clock(rule) else { throw StatuteProblem.unknownRule(rule, pack.clocks.map(\.id)) }
        guard let holidays = holidays.first(where: { $0.id == pack.holidays }) else {
            throw StatuteProblem.beyondHolidays(day, table: nil)
        }
        let limit = clock.extension?.days ?? 0
        guard (0...limit).contains(days) else {
            throw StatuteProblem.extensionTooLong(limit: limit, citation: clock.extension?.citation)
        }
        var (end, steps) = try lastDay(of: clock, from: day, extendedBy: days, counting: pack.counting)
        guard holidays.covers(day) else { throw StatuteProblem.beyondHolidays(day, table: holidays) }
        guard holidays.covers(end) else { throw StatuteProblem.beyondHolidays(end, table: holidays) }
        while let rest = holidays.rest(on: end, of: pack.counting.rollsOver) {
            steps.append(Step.rolls(over: end, because: rest, pack.counting.rollOverCitation))
            end = end.adding(days: 1)
            guard holidays.covers(end) else { throw StatuteProblem.beyondHolidays(end, table: holidays) }
        }
        steps.append(Step.ends(on: end, clock.citation))
        if let note = pack.counting.interpretation { steps.append(note) }
        return DueDate(
            rule: rule,
            pack: pack.id,
            version: pack.version,
            citation: clock.citation,
            from: day,
            due: end,
            proof: steps
        )
    }

    /// The last day before it is looked at whether a period may end on it, and how it was found.
    private func lastDay(
        of clock: ClockRule,
        from day: Day,
        extendedBy days: Int,
        counting: Counting
    ) throws -> (Day, [LocalizedText]) {
        if let yearly = clock.yearly {
            guard let end = yearly.day(in: day.year) else { throw StatuteProblem.unknownRule(clock.id, []) }
            return (end, [Step.yearly(clock.start, end)])
        }
        guard let period = clock.days else { throw StatuteProblem.unknownRule(clock.id, []) }
        let first = counting.firstDayCounted ? day : day.adding(days: 1)
        let end = first.adding(days: period + days - 1)
        var steps = [Step.begins(clock.start, on: day, counting)]
        if days > 0, let note = clock.extension?.note { steps.append(Step.extended(period, by: days, note)) }
        steps.append(Step.counted(from: first, period + days, to: end))
        return (end, steps)
    }
}

extension ClockRule.Yearly {
    /// The date in `year`; nil when the pack names no real day.
    func day(in year: Int) -> Day? {
        if day != "last" { return Int(day).flatMap { Day(year: year, month: month, day: $0) } }
        let next = month == 12 ? Day(year: year + 1, month: 1, day: 1) : Day(year: year, month: month + 1, day: 1)
        return next?.adding(days: -1)
    }
}

/// The sentences of a proof.
private enum Step {
    static func begins(_ start: LocalizedText, on day: Day, _ counting: Counting) -> LocalizedText {
        let citation = counting.firstDayCitation
        return LocalizedText(
            "\(start[.ko]): \(day.written(in: .ko)). 첫날은 \(counting.firstDayCounted ? "넣습니다" : "넣지 않습니다")(\(citation[.ko])).",
            en: "\(capitalized(start[.en])): \(day.written(in: .en)). "
                + "The first day is \(counting.firstDayCounted ? "" : "not ")counted (\(citation[.en]))."
        )
    }

    static func extended(_ period: Int, by days: Int, _ note: LocalizedText) -> LocalizedText {
        LocalizedText(
            "\(period)일에 \(days)일을 연장하여 \(period + days)일. \(note[.ko])",
            en: "\(period) days extended by \(days) make \(period + days). \(note[.en])"
        )
    }

    static func counted(from first: Day, _ period: Int, to end: Day) -> LocalizedText {
        LocalizedText(
            "\(first.written(in: .ko))부터 세어 \(period)일째는 \(end.written(in: .ko))입니다.",
            en: "Counted from \(first.written(in: .en)), day \(period) is \(end.written(in: .en))."
        )
    }

    static func yearly(_ start: LocalizedText, _ end: Day) -> LocalizedText {
        LocalizedText(
            "\(start[.ko]): \(end.year)년에는 \(end.written(in: .ko))입니다.",
            en: "\(capitalized(start[.en])): in \(end.year) that is \(end.written(in: .en))."
        )
    }

    static func rolls(over end: Day, because rest: LocalizedText, _ citation: LocalizedText) -> LocalizedText {
        LocalizedText(
            "\(end.written(in: .ko))은 \(rest[.ko])이므로 다음 날로 넘어갑니다(\(citation[.ko])).",
            en: "\(end.written(in: .en)) is \(rest[.en]), so the period runs on to the next day (\(citation[.en]))."
        )
    }

    static func ends(on end: Day, _ citation: LocalizedText) -> LocalizedText {
        LocalizedText(
            "따라서 기한은 \(end.written(in: .ko))입니다. 근거: \(citation[.ko]).",
            en: "So it is due on \(end.written(in: .en)). Rule: \(citation[.en])."
        )
    }

    private static func capitalized(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() }
}

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
    /// - Throws: A ``Problem`` when the rule is unknown, the extension too long, or the holiday table does not reach.
    package func due(
        _ rule: String,
        from day: Day,
        extendedBy days: Int = 0,
        pack: RulePack? = nil
    ) throws -> DueDate {
        let pack = try pack ?? self.pack(on: day)
        guard let clock = pack.clock(rule) else { throw unknownRule(rule, in: pack) }
        guard let holidays = holidays.first(where: { $0.id == pack.holidays }) else { throw beyond(day, nil) }
        var steps: [LocalizedText] = []
        var end: Day
        if let period = clock.days {
            try check(days, of: clock)
            end = day.adding(days: period + days)
            steps.append(
                LocalizedText(
                    "\(clock.start[.ko]): \(day.written(in: .ko)). 첫날은 넣지 않습니다(민법 제157조).",
                    en:
                        "\(clock.start[.en].capitalizedFirst): \(day.written(in: .en)). The first day is not counted (Civil Act Art. 157)."
                )
            )
            if days > 0, let note = clock.extension?.note {
                steps.append(
                    LocalizedText(
                        "\(period)일에 \(days)일을 연장하여 \(period + days)일. \(note[.ko])",
                        en: "\(period) days extended by \(days) make \(period + days). \(note[.en])"
                    )
                )
            }
            steps.append(
                LocalizedText(
                    "\(day.adding(days: 1).written(in: .ko))부터 세어 \(period + days)일째는 \(end.written(in: .ko))입니다.",
                    en:
                        "Counted from \(day.adding(days: 1).written(in: .en)), day \(period + days) is \(end.written(in: .en))."
                )
            )
        } else {
            end = try yearlyEnd(clock, of: day)
            steps.append(
                LocalizedText(
                    "\(day.year)년 기한: \(end.written(in: .ko)).",
                    en: "The date in \(day.year): \(end.written(in: .en))."
                )
            )
        }
        guard holidays.covers(day), holidays.covers(end) else { throw beyond(end, holidays) }
        while let rest = holidays.rest(on: end) {
            let next = end.adding(days: 1)
            guard holidays.covers(next) else { throw beyond(next, holidays) }
            steps.append(
                LocalizedText(
                    "\(end.written(in: .ko))은 \(rest[.ko])이므로 다음 날로 넘어갑니다(민법 제161조).",
                    en:
                        "\(end.written(in: .en)) is \(rest[.en]), so the period runs on to the next day (Civil Act Art. 161)."
                )
            )
            end = next
        }
        steps.append(
            LocalizedText(
                "따라서 기한은 \(end.written(in: .ko))입니다. 근거: \(clock.citation[.ko]).",
                en: "So it is due on \(end.written(in: .en)). Rule: \(clock.citation[.en])."
            )
        )
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

    private func check(_ days: Int, of clock: ClockRule) throws {
        let limit = clock.extension?.days ?? 0
        guard days >= 0, days <= limit else {
            throw Problem(
                "statute/extension-too-long",
                LocalizedText("그만큼 연장할 수 없습니다.", en: "It cannot be extended by that much."),
                status: 422,
                detail: limit == 0
                    ? LocalizedText("이 기한에는 연장 규정이 없습니다.", en: "This period has no extension.")
                    : LocalizedText(
                        "1일에서 \(limit)일 사이로 적어 주세요(\(clock.extension?.citation[.ko] ?? "")).",
                        en: "Give 1 to \(limit) days (\(clock.extension?.citation[.en] ?? ""))."
                    )
            )
        }
    }

    private func yearlyEnd(_ clock: ClockRule, of day: Day) throws -> Day {
        guard let yearly = clock.yearly else { throw unknownRule(clock.id, in: nil) }
        if let number = Int(yearly.day), let end = Day(year: day.year, month: yearly.month, day: number) { return end }
        let next = yearly.month == 12 ? (day.year + 1, 1) : (day.year, yearly.month + 1)
        guard let first = Day(year: next.0, month: next.1, day: 1) else { throw unknownRule(clock.id, in: nil) }
        return first.adding(days: -1)
    }

    private func unknownRule(_ rule: String, in pack: RulePack?) -> Problem {
        let known = (pack?.clocks.map(\.id) ?? []).joined(separator: ", ")
        return Problem(
            "statute/unknown-rule",
            LocalizedText("그런 기한 규칙이 없습니다: \(rule)", en: "There is no such clock: \(rule)"),
            status: 422,
            detail: LocalizedText("쓸 수 있는 규칙: \(known)", en: "Known clocks: \(known)")
        )
    }

    private func beyond(_ day: Day, _ holidays: Holidays?) -> Problem {
        let range = holidays.map { "\($0.from) – \($0.until)" } ?? "–"
        return Problem(
            "statute/beyond-holidays",
            LocalizedText(
                "공휴일 표가 \(day.written(in: .ko))까지 미치지 않아 기한을 계산하지 않습니다.",
                en: "The holiday table does not reach \(day.written(in: .en)), so the date is not computed."
            ),
            status: 422,
            detail: LocalizedText(
                "표의 범위: \(range). 날짜를 확인하거나 관리자에게 공휴일 표를 보태 달라고 요청하세요.",
                en: "The table covers \(range). Check the date, or ask the operator for a longer table."
            )
        )
    }
}

extension String {
    /// `the day …` at the beginning of a sentence.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

import Kernel

/// Why the law as data gives no answer.
enum StatuteProblem {
    static func unknownRule(_ rule: String, _ known: [String]) -> Problem {
        let known = known.joined(separator: ", ")
        return Problem(
            "statute/unknown-rule",
            LocalizedText("그런 기한 규칙이 없습니다: \(rule)", en: "There is no such clock: \(rule)"),
            status: 422,
            detail: LocalizedText("쓸 수 있는 규칙: \(known)", en: "Known clocks: \(known)")
        )
    }

    static func extensionTooLong(limit: Int, citation: LocalizedText?) -> Problem {
        Problem(
            "statute/extension-too-long",
            LocalizedText("그만큼 연장할 수 없습니다.", en: "It cannot be extended by that much."),
            status: 422,
            detail: limit == 0
                ? LocalizedText("이 기한에는 연장 규정이 없습니다.", en: "This period has no extension.")
                : LocalizedText(
                    "1일에서 \(limit)일 사이로 적어 주세요(\(citation?[.ko] ?? "")).",
                    en: "Give 1 to \(limit) days (\(citation?[.en] ?? ""))."
                )
        )
    }

    static func beyondHolidays(_ day: Day, table: Holidays?) -> Problem {
        let range = table.map { "\($0.from) – \($0.until)" } ?? "–"
        return Problem(
            "statute/beyond-holidays",
            LocalizedText(
                "공휴일 표에 \(day.written(in: .ko))이 없어 기한을 계산하지 않습니다.",
                en: "The holiday table does not reach \(day.written(in: .en)), so the date is not computed."
            ),
            status: 422,
            detail: LocalizedText(
                "표의 범위: \(range). 날짜를 확인하거나 운영자에게 공휴일 표를 보태 달라고 요청하세요.",
                en: "The table covers \(range). Check the date, or ask the operator for a longer table."
            )
        )
    }

    static func noLaw(on day: Day, earliest: Day?) -> Problem {
        let earliest = earliest?.description ?? "–"
        return Problem(
            "statute/no-law",
            LocalizedText(
                "\(day.written(in: .ko))에 시행 중인 규칙 꾸러미가 없습니다.",
                en: "No rule pack is in force on \(day.written(in: .en))."
            ),
            status: 422,
            detail: LocalizedText(
                "가장 이른 시행일은 \(earliest)입니다. 날짜를 확인해 주세요.",
                en: "The earliest begins on \(earliest). Check the date."
            )
        )
    }

    static func unknownPack(_ id: String, known: [String]) -> Problem {
        let known = known.joined(separator: ", ")
        return Problem(
            "statute/unknown-pack",
            LocalizedText("그런 규칙 꾸러미가 없습니다: \(id)", en: "There is no such rule pack: \(id)"),
            status: 422,
            detail: LocalizedText("쓸 수 있는 꾸러미: \(known)", en: "Known packs: \(known)")
        )
    }
}

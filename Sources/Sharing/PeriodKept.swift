import Foundation
import Kernel
import Statute

/// On which day of the statutory period a request was decided, and so whether the period was kept.
package struct PeriodKept: Equatable, Sendable {
    /// 0 where it was decided on the day of receipt, which is not counted.
    package let day: Int
    /// How many days the period had, with its extension and the days it ran on over holidays.
    package let length: Int

    package var daysLate: Int { max(0, day - length) }

    /// - Returns: nil where nothing was decided.
    init?(_ request: SharingRequest, _ counting: Counting) {
        guard let decidedAt = request.decidedAt, let due = request.due else { return nil }
        let first = counting.firstDayCounted ? 1 : 0
        day = due.from.days(until: Day(of: decidedAt)) + first
        length = due.from.days(until: due.due) + first
    }

    /// `기한 21일 가운데 5일째에 결정했습니다.`
    package var text: LocalizedText {
        if daysLate > 0 {
            return LocalizedText(
                "기한 \(length)일을 \(daysLate)일 넘겨 \(day)일째에 결정했습니다.",
                en: "Decided on day \(day) of \(length): \(Self.days(daysLate)) late."
            )
        }
        guard day > 0 else {
            return LocalizedText(
                "기한 \(length)일 가운데 받은 날에 바로 결정했습니다.",
                en: "Decided on the day it came in; the period was \(Self.days(length))."
            )
        }
        return LocalizedText(
            "기한 \(length)일 가운데 \(day)일째에 결정했습니다.",
            en: "Decided on day \(day) of \(length): in time."
        )
    }

    /// `기한 지킴`, `3일 늦음`.
    package var title: LocalizedText {
        daysLate > 0
            ? LocalizedText("\(daysLate)일 늦음", en: "\(Self.days(daysLate)) late")
            : LocalizedText("기한 지킴", en: "In time")
    }

    private static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }
}

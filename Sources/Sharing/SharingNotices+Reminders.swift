import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute
import Web

// What time brings.
extension SharingNotices {
    // MARK: - What time brings

    package func reminders(on day: Day, _ db: Database) throws -> [Reminder] {
        try dueDates(on: day, db) + endings(on: day, db)
    }

    /// The statutory day: three days ahead, the day before, and once it has passed.
    func dueDates(on day: Day, _ db: Database) throws -> [Reminder] {
        let open = try SharingRequest.filter(sql: "stage IN ('submitted', 'clarifying')")
            .filter(sql: "json_extract(clock, '$.due') <= ?", arguments: [day.adding(days: 3)]).fetchAll(db)
        return try open.flatMap { request -> [Reminder] in
            guard let due = request.due else { return [] }
            let left = day.days(until: due.due)
            let words = try RequestWords(request, db)
            // A day on which nobody ran is made up for by the next one's reminder.
            let step = left < 0 ? "passed" : left <= 1 ? "1" : "3"
            let key = "request/\(request.id)/due-\(due.due)/\(step)"
            let title =
                left < 0
                ? LocalizedText("법정 기한이 지났습니다: \(words.nameKo)", en: "Past its statutory day: \(words.nameEn)")
                : left == 0
                    ? LocalizedText("오늘이 법정 기한입니다: \(words.nameKo)", en: "Due today: \(words.nameEn)")
                    : LocalizedText(
                        "법정 기한까지 \(left)일: \(words.nameKo)",
                        en: "\(left == 1 ? "One day" : "\(left) days") left: \(words.nameEn)"
                    )
            var told = try deciders(title, LocalizedText(words.dueKo, en: words.dueEn), of: request, db)
            if left < 0 {
                told += try askers(
                    (
                        title,
                        LocalizedText(
                            "\(words.holderKo)에서 \(due.due.written(in: .ko))까지 알려야 했습니다(\(due.citation.ko)). 책임관에게 물어보시거나 협의회에 건의하실 수 있습니다.",
                            en:
                                "\(words.holderEn) had to answer by \(due.due.written(in: .en)) (\(due.citation[.en])). Ask its officer, or raise it with the council."
                        )
                    ),
                    of: request,
                    db
                )
            }
            return told.map { Reminder(key, $0) }
        }
    }

    func endings(on day: Day, _ db: Database) throws -> [Reminder] {
        let horizon = day.adding(days: Self.endings.max() ?? 0)
        let ending = try Grant.filter(
            sql: "stage = 'active' AND until >= ? AND until <= ?",
            arguments: [day, horizon]
        ).fetchAll(db)
        return try ending.compactMap { grant in
            let left = day.days(until: grant.until)
            // One declared for a few days only is no news on its first day.
            guard Day(of: grant.createdAt).days(until: day) > 0, let step = Self.endings.filter({ left <= $0 }).min()
            else { return nil }
            let name = try Datasets.find(grant.dataset, db).name
            let last = (ko: grant.until.written(in: .ko), en: grant.until.written(in: .en))
            return Reminder(
                "grant/\(grant.id)/ends-\(step)",
                NoticeDraft(
                    to: grant.person,
                    LocalizedText("이용 기간이 곧 끝납니다: 「\(name.ko)」", en: "Ends soon: “\(name[.en])”"),
                    text: LocalizedText(
                        "마지막 날은 \(last.ko)입니다. 목적을 이루었으면 이용을 종료하고 파기해 주세요(법 제15조제2항). 더 필요하면 다시 요청해 주세요.",
                        en:
                            "The last day is \(last.en). Finish and destroy it once its purpose is met (Act Art. 15(2)); ask again if you need it longer."
                    ),
                    why: Self.uses,
                    path: "/grants/\(grant.id)"
                )
            )
        }
    }
}

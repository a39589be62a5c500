import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Web

/// Tells everyone who raised a difficulty what was done about it at each step, and whoever has to act that something
/// waits.
package struct SuggestionNotices: NoticeSource {
    let overdue: OverdueRequests

    package init(_ overdue: OverdueRequests) { self.overdue = overdue }

    package func notices(of act: Act, _ db: Database) throws -> [NoticeDraft] {
        if act.kind == OverdueRequests.reminded { return try overdue.notices(of: act, db) }
        guard act.kind.hasPrefix("council.suggestion"), act.subject.hasPrefix("suggestion/") else { return [] }
        let payload = (try? JSONDecoder().decode(JSONValue.self, from: Data(act.payload.utf8))) ?? [:]
        guard case .number(let number)? = payload["details"]?["step"],
            let step = try SuggestionStep.filter(Column("seq") == number).fetchOne(db),
            let suggestion = try Suggestion.fetchOne(db, key: step.suggestion)
        else { return [] }
        let day = Day(of: step.at)
        var told: Set<Person.ID> = [step.person]
        var drafts = try Suggestions.raisers(of: suggestion, at: step.at, db).filter { told.insert($0).inserted }.map {
            raiser(suggestion, step, to: $0)
        }
        // Whose turn it has become.
        for person in try Self.actors(on: suggestion, at: step.stage, on: day, db)
        where told.insert(person).inserted {
            drafts.append(waits(suggestion, step.stage, to: person))
        }
        return drafts
    }

    package func reminders(on day: Day, _ db: Database) throws -> [Reminder] {
        let found = try Suggestion.filter(
            Suggestion.Stage.allCases.filter(\.isOpen).contains(Column("stage")) && Column("due") < day
        ).order(Column("due")).fetchAll(db)
        return try found.flatMap { suggestion in
            let key = "suggestion/\(suggestion.id)/\(suggestion.stage.rawValue)/\(suggestion.due?.description ?? "")"
            return try Self.actors(on: suggestion, at: suggestion.stage, on: day, db).map {
                Reminder(key, late(suggestion, to: $0))
            }
        }
    }

    /// Who has to act on a suggestion at `stage`.
    private static func actors(on suggestion: Suggestion, at stage: Suggestion.Stage, on day: Day, _ db: Database)
        throws -> [Person.ID]
    {
        switch Suggestion.turn(at: stage)?.side {
        case .officer: try Suggestions.officers(of: suggestion.institution, on: day, db)
        case .council: try Suggestions.secretaries(on: day, db)
        case .owner: try Suggestions.officers(of: suggestion.owner, on: day, db)
        case .raiser, nil: []
        }
    }

    // MARK: - Words

    private func raiser(_ suggestion: Suggestion, _ step: SuggestionStep, to person: Person.ID) -> NoticeDraft {
        let stage = step.stage.title
        return NoticeDraft(
            to: person,
            LocalizedText(
                "「\(suggestion.title)」(\(suggestion.receipt)): \(stage.ko)",
                en: "“\(suggestion.title)” (\(suggestion.receipt)): \(stage[.en].lowercased())"
            ),
            text: LocalizedText(step.text, en: step.text),
            why: LocalizedText(
                "등록했거나 함께 건의한 \(suggestion.kind.title.ko)입니다.",
                en: "You raised this, or said that you have it too."
            ),
            path: path(suggestion)
        )
    }

    private func waits(_ suggestion: Suggestion, _ stage: Suggestion.Stage, to person: Person.ID) -> NoticeDraft {
        let move = Suggestion.turn(at: stage)?.move.title ?? LocalizedText("처리", en: "Act")
        return NoticeDraft(
            to: person,
            LocalizedText(
                "처리할 \(suggestion.kind.title.ko): 「\(suggestion.title)」(\(suggestion.receipt))",
                en: "Waiting for you: “\(suggestion.title)” (\(suggestion.receipt))"
            ),
            text: LocalizedText(
                "\(stage.title.ko) 상태입니다. 다음 할 일: \(move.ko)\(until(suggestion, .ko))",
                en: "It is: \(stage.title[.en].lowercased()). Next: \(move[.en].lowercased())\(until(suggestion, .en))"
            ),
            why: Self.turn,
            path: path(suggestion)
        )
    }

    private func late(_ suggestion: Suggestion, to person: Person.ID) -> NoticeDraft {
        NoticeDraft(
            to: person,
            LocalizedText(
                "처리 기한이 지난 \(suggestion.kind.title.ko): 「\(suggestion.title)」(\(suggestion.receipt))",
                en: "Past its day: “\(suggestion.title)” (\(suggestion.receipt))"
            ),
            text: LocalizedText(
                "\(suggestion.stage.title.ko) 상태에 머물러 있습니다\(until(suggestion, .ko)). 건의한 사람이 답을 기다립니다.",
                en: "It still is: \(suggestion.stage.title[.en].lowercased())\(until(suggestion, .en)). "
                    + "Those who raised it wait for an answer."
            ),
            why: Self.turn,
            path: path(suggestion)
        )
    }

    private func until(_ suggestion: Suggestion, _ language: Language) -> String {
        guard let due = suggestion.due?.written(in: language) else { return "" }
        return language == .ko ? "(기한 \(due))" : " (due \(due))"
    }

    private func path(_ suggestion: Suggestion) -> String { "/suggestions/\(suggestion.receipt)" }

    private static let turn = LocalizedText("지금 처리할 차례입니다.", en: "It is your turn to act.")
}

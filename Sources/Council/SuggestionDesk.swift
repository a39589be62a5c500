import Directory
import Foundation
import Kernel
import Web

/// What suggestions put on a desk: to endorse or answer, to review, to carry out.
package struct SuggestionDesk: DeskSource {
    private let suggestions: Suggestions

    package init(suggestions: Suggestions) { self.suggestions = suggestions }

    package func tasks(for actor: Actor, in language: Language) async throws -> [DeskTask] {
        try await suggestions.waiting(for: actor).map { entry, move in
            let suggestion = entry.suggestion
            let path = "/suggestions/\(suggestion.receipt)"
            let from = entry.institution.title[language]
            return DeskTask(
                language == .ko
                    ? "「\(suggestion.title)」 \(suggestion.kind.title.ko) \(move.title.ko)"
                    : "\(move.title[.en]): “\(suggestion.title)”",
                path: path,
                law: language == .ko
                    ? "\(from)에서 등록 · \(suggestion.receipt) · 건의한 사람 \(entry.raisers)명 · \(suggestion.stage.title.ko) \(entry.days)일째"
                    : "From \(from) · \(suggestion.receipt) · raised by \(entry.raisers) · "
                        + "\(suggestion.stage.title[.en].lowercased()) for \(entry.days) day\(entry.days == 1 ? "" : "s")",
                due: suggestion.due,
                action: Link(language == .ko ? "처리하기" : "Act", path),
                isPressing: true
            )
        }
    }
}

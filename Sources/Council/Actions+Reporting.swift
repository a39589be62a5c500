import Directory
import Foundation
import GRDB
import Kernel

// What becomes of a promise.
extension Actions {
    // MARK: - Moves

    /// The owner says how far it is.
    ///
    /// - Parameter progress: 0…100.
    @discardableResult
    package func report(
        _ key: String,
        progress: Int,
        text: String,
        evidence: [Evidence] = [],
        by actor: Actor
    ) async throws -> CouncilAction {
        guard (0...100).contains(progress) else {
            throw CouncilProblem.invalid(
                "progress",
                LocalizedText("추진율은 0~100으로 적어 주세요.", en: "Progress is 0 to 100.")
            )
        }
        return try await move(.report, key, text: text, evidence: evidence, by: actor) { action, _ in
            action.progress = progress
        }
    }

    /// The owner says that it is done, and what shows it.
    @discardableResult
    package func finish(_ key: String, text: String, evidence: [Evidence] = [], by actor: Actor) async throws
        -> CouncilAction
    {
        try await move(.finish, key, text: text, evidence: evidence, by: actor) { action, instant in
            action.progress = 100
            action.endedAt = instant
        }
    }

    /// The council gives it up.
    @discardableResult
    package func drop(_ key: String, reason: String, by actor: Actor) async throws -> CouncilAction {
        try await move(.drop, key, text: reason, by: actor) { action, instant in action.endedAt = instant }
    }

    /// The council gives it more time.
    @discardableResult
    package func postpone(_ key: String, to day: Day, reason: String, by actor: Actor) async throws -> CouncilAction {
        let today = clock.today
        return try await move(.postpone, key, text: reason, by: actor) { action, _ in
            guard day > action.due, day >= today else {
                throw CouncilProblem.invalid(
                    "due",
                    LocalizedText("지금 기한보다 뒤의, 지나지 않은 날로 정해 주세요.", en: "Give a later day that is not past.")
                )
            }
            action.due = day
        }
    }

    /// The council takes it up again.
    @discardableResult
    package func reopen(_ key: String, to day: Day, reason: String, by actor: Actor) async throws -> CouncilAction {
        let today = clock.today
        return try await move(.reopen, key, text: reason, by: actor) { action, _ in
            guard day >= today else {
                throw CouncilProblem.invalid(
                    "due",
                    LocalizedText("지나지 않은 날로 정해 주세요.", en: "Give a day that is not past.")
                )
            }
            action.due = day
            action.endedAt = nil
            action.progress = min(action.progress, 90)
        }
    }
}

import Kernel

extension Suggestion {
    /// What may be done to a suggestion.
    package enum Move: String, Codable, CaseIterable, Sendable {
        case raise, answer, escalate, endorse, review, putOnAgenda, accept, acceptPartly, decline, postpone
        case makePolicy, carryOut, recordOutcome, merge, withdraw
    }

    /// Where somebody stands who moves a suggestion.
    package enum Side: String, CaseIterable, Sendable {
        /// Whoever raised it.
        case raiser
        /// The officer of the raiser's institution.
        case officer
        /// The council's secretary or chair.
        case council
        /// The institution that has to answer or carry out.
        case owner
    }

    /// Returns the stage after `move`. This is the whole lifecycle; no other code changes ``stage``.
    package static func next(_ stage: Stage, _ move: Move, by side: Side) throws(CouncilRefusal) -> Stage {
        switch (stage, move, side) {
        case (.received, .answer, .officer): .answered
        case (.answered, .escalate, .raiser): .endorsed
        case (.received, .endorse, .officer): .endorsed
        case (.endorsed, .review, .council), (.longTerm, .review, .council): .reviewed
        case (.reviewed, .putOnAgenda, .council): .onAgenda
        case (.reviewed, .accept, .council), (.onAgenda, .accept, .council): .accepted
        case (.reviewed, .acceptPartly, .council), (.onAgenda, .acceptPartly, .council): .partlyAccepted
        case (.reviewed, .decline, .council), (.onAgenda, .decline, .council): .notAccepted
        case (.reviewed, .postpone, .council), (.onAgenda, .postpone, .council): .longTerm
        case (.accepted, .makePolicy, .council), (.partlyAccepted, .makePolicy, .council): .policyItem
        case (.policyItem, .carryOut, .council), (.policyItem, .carryOut, .owner): .carriedOut
        case (.carriedOut, .recordOutcome, .council), (.carriedOut, .recordOutcome, .owner): .outcome
        case (.endorsed, .merge, .council), (.reviewed, .merge, .council): .merged
        case (.received, .withdraw, .raiser), (.answered, .withdraw, .raiser), (.endorsed, .withdraw, .raiser),
            (.reviewed, .withdraw, .raiser):
            .withdrawn
        default: throw CouncilRefusal(stage: stage.title)
        }
    }

    package func applying(_ move: Move, from side: Side) throws(CouncilRefusal) -> Suggestion {
        var next = self
        next.stage = try Self.next(stage, move, by: side)
        return next
    }

    /// Whether a reason has to be given, which every raiser is told.
    package static func needsReason(_ move: Move) -> Bool {
        switch move {
        case .answer, .acceptPartly, .decline, .postpone, .makePolicy, .carryOut, .recordOutcome: true
        default: false
        }
    }
}

import Kernel

extension Suggestion {
    /// What may be done to a suggestion.
    package enum Move: String, Codable, CaseIterable, Sendable {
        case raise, answer, escalate, endorse, review, putOnAgenda, accept, acceptPartly, decline, postpone
        case makePolicy, carryOut, recordOutcome, merge, withdraw

        /// What the step is called: 수용, "Accept".
        package var title: LocalizedText {
            switch self {
            case .raise: LocalizedText("등록", en: "Raise")
            case .answer: LocalizedText("기관에서 답변", en: "Answer at home")
            case .escalate: LocalizedText("협의회에 올리기", en: "Take to the council")
            case .endorse: LocalizedText("협의회에 전달", en: "Pass to the council")
            case .review: LocalizedText("검토 완료", en: "Review")
            case .putOnAgenda: LocalizedText("안건 상정", en: "Put on an agenda")
            case .accept: LocalizedText("수용", en: "Accept")
            case .acceptPartly: LocalizedText("일부 수용", en: "Accept in part")
            case .decline: LocalizedText("불수용", en: "Do not accept")
            case .postpone: LocalizedText("장기 검토", en: "Review in the long term")
            case .makePolicy: LocalizedText("정책 과제로 정하기", en: "Make it a policy item")
            case .carryOut: LocalizedText("이행 완료", en: "Carry out")
            case .recordOutcome: LocalizedText("성과 기록", en: "Record the outcome")
            case .merge: LocalizedText("비슷한 건의와 병합", en: "Merge into a similar one")
            case .withdraw: LocalizedText("철회", en: "Withdraw")
            }
        }

        /// The kind of its act in the ledger.
        package var act: String {
            switch self {
            case .raise: "council.suggestionRaised"
            case .answer: "council.suggestionAnswered"
            case .escalate: "council.suggestionEscalated"
            case .endorse: "council.suggestionEndorsed"
            case .review: "council.suggestionReviewed"
            case .putOnAgenda: "council.suggestionPutOnAgenda"
            case .accept: "council.suggestionAccepted"
            case .acceptPartly: "council.suggestionPartlyAccepted"
            case .decline: "council.suggestionDeclined"
            case .postpone: "council.suggestionPostponed"
            case .makePolicy: "council.suggestionMadePolicy"
            case .carryOut: "council.suggestionCarriedOut"
            case .recordOutcome: "council.suggestionOutcomeRecorded"
            case .merge: "council.suggestionMerged"
            case .withdraw: "council.suggestionWithdrawn"
            }
        }
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

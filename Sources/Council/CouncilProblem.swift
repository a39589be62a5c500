import Kernel

/// What this room refuses, in words.
enum CouncilProblem {
    static func invalid(_ field: String, _ message: LocalizedText) -> Problem {
        Problem(
            "council/invalid",
            LocalizedText("적은 내용을 확인해 주세요.", en: "Please check what you wrote."),
            status: 422,
            fields: [Problem.Field(field, message)]
        )
    }

    /// - Parameter thing: What was looked for: 회의, "meeting".
    static func noSuch(_ thing: LocalizedText, _ id: String) -> Problem {
        Problem(
            "council/no-such-thing",
            LocalizedText("찾을 수 없습니다(\(thing.ko)): \(id)", en: "There is no such \(thing[.en]): \(id)"),
            status: 404,
            detail: LocalizedText("주소나 번호를 목록에서 확인해 주세요.", en: "Please check it in the list.")
        )
    }

    static let invalidFraction = invalid(
        "fraction",
        LocalizedText(
            "비율은 1/1000부터 1 사이의 분수로 적어 주세요. 예: 1/2 초과, 2/3 이상",
            en: "Give a fraction from 1/1000 to 1: more than 1/2, at least 2/3."
        )
    )
}

/// A move that the stage of a plan, meeting, vote, action or suggestion does not allow.
package struct CouncilRefusal: PublicError, Equatable {
    let stage: LocalizedText

    package init(stage: LocalizedText) { self.stage = stage }

    package var problem: Problem {
        Problem(
            "council/not-now",
            LocalizedText("지금은 할 수 없는 처리입니다.", en: "That cannot be done now."),
            status: 409,
            detail: LocalizedText(
                "현재 상태: \(stage.ko). 화면을 새로 고쳐 지금 할 수 있는 일을 확인해 주세요.",
                en: "It is: \(stage[.en]). Reload the page to see what can be done now."
            )
        )
    }
}

extension CouncilProblem {
    static func codeTaken(_ code: String) -> Problem {
        invalid(
            "code",
            LocalizedText("이미 쓰는 이름입니다: \(code)", en: "That code is taken: \(code)")
        )
    }

    static let oneOfficersCouncil = Problem(
        "council/one-officers-council",
        LocalizedText("책임관 협의회는 하나만 둡니다.", en: "There is one officers' council."),
        status: 409,
        detail: LocalizedText(
            "분야별 협의체나 한시 협의체로 구성해 주세요.",
            en: "Found a sector group or an ad-hoc group instead."
        )
    )

    static func seatTaken(_ kind: Seat.Kind) -> Problem {
        Problem(
            "council/seat-taken",
            LocalizedText("\(kind.title.ko) 자리가 이미 차 있습니다.", en: "The council has a \(kind.title[.en].lowercased())."),
            status: 409,
            detail: LocalizedText("지금 자리를 먼저 끝내 주세요.", en: "End that seat first.")
        )
    }

    static func alreadySeated(_ institution: LocalizedText) -> Problem {
        Problem(
            "council/already-seated",
            LocalizedText("이미 자리가 있는 기관입니다: \(institution.ko)", en: "\(institution[.en]) has a seat already."),
            status: 409,
            detail: LocalizedText("구성 화면에서 지금 자리를 확인해 주세요.", en: "See the council's composition.")
        )
    }

    static func headOnly(_ council: LocalizedText) -> Problem {
        Problem(
            "council/head-only",
            LocalizedText(
                "의장과 간사만 할 수 있습니다(\(council.ko)).",
                en: "Only the chair and the secretary may do this (\(council[.en]))."
            ),
            status: 403,
            detail: LocalizedText("협의회 간사에게 요청해 주세요.", en: "Please ask the council's secretary.")
        )
    }
}

// Composition and plans.
extension CouncilProblem {
    static func membersOnly(_ council: LocalizedText) -> Problem {
        Problem(
            "council/members-only",
            LocalizedText(
                "자리가 있는 기관의 책임관만 할 수 있습니다(\(council.ko)).",
                en: "Only those who sit in it may do this (\(council[.en]))."
            ),
            status: 403,
            detail: LocalizedText(
                "소속 기관의 책임관에게 의견을 전하거나 협의회 간사에게 문의해 주세요.",
                en: "Tell your institution's officer, or ask the council's secretary."
            )
        )
    }

    static func versionUnderWay(_ version: Int) -> Problem {
        Problem(
            "council/version-under-way",
            LocalizedText("\(version)판이 이미 진행 중입니다.", en: "Version \(version) is under way."),
            status: 409,
            detail: LocalizedText("그 판을 고치거나, 확정하거나 철회해 주세요.", en: "Edit, adopt or withdraw that one.")
        )
    }

    static func dissolved(_ council: LocalizedText) -> Problem {
        Problem(
            "council/dissolved",
            LocalizedText("해산된 협의회입니다: \(council.ko)", en: "\(council[.en]) was dissolved."),
            status: 409,
            detail: LocalizedText("지난 기록은 계속 볼 수 있습니다.", en: "What it did can still be read.")
        )
    }

    static let officersCouncilStays = Problem(
        "council/officers-council-stays",
        LocalizedText("책임관 협의회는 해산할 수 없습니다.", en: "The officers' council cannot be dissolved."),
        status: 409,
        detail: LocalizedText("법 제19조제3항에 따라 두는 협의회입니다.", en: "The law has it (Act Art. 19(3)).")
    )

    static func seatEnded(_ day: Day) -> Problem {
        Problem(
            "council/seat-ended",
            LocalizedText("이미 \(day)에 끝난 자리입니다.", en: "The seat ended on \(day)."),
            status: 409,
            detail: LocalizedText("구성 화면에서 지금 자리를 확인해 주세요.", en: "See the council's composition.")
        )
    }
}

// In session.
extension CouncilProblem {
    static let notInvited = Problem(
        "council/not-invited",
        LocalizedText("이 회의에 참석 대상이 아닙니다.", en: "You are not invited to this meeting."),
        status: 403,
        detail: LocalizedText(
            "참석자는 의장이 정합니다. 참석이 필요하면 협의회 간사에게 알려 주세요.",
            en: "The chair decides who attends. Tell the council's secretary if you should."
        )
    )

    static let emptySeat = invalid(
        "person",
        LocalizedText("이 자리에는 지금 책임관이 없습니다. 참석한 사람을 골라 주세요.", en: "The seat has no officer now: choose who came.")
    )

    static let noVoting = Problem(
        "council/no-voting",
        LocalizedText("이 협의회는 표결하지 않습니다.", en: "This council does not vote."),
        status: 409,
        detail: LocalizedText(
            "법이 정한 것은 협의입니다. 표결하려면 운영계획에 의결 규칙을 먼저 정해 주세요.",
            en: "The law says consultation. To vote, set a voting rule in the operation plan first."
        )
    )

    static let oneVote = Problem(
        "council/one-vote",
        LocalizedText("이 안건의 표결이 이미 진행 중입니다.", en: "A vote on this item is open already."),
        status: 409,
        detail: LocalizedText("지금 표결을 먼저 마쳐 주세요.", en: "Close it first.")
    )

    static func voteClosed(_ stage: LocalizedText) -> Problem {
        Problem(
            "council/vote-closed",
            LocalizedText("표결이 끝났습니다.", en: "The vote is over."),
            status: 409,
            detail: LocalizedText(
                "상태: \(stage.ko). 이 표는 집계되지 않았습니다.",
                en: "It is: \(stage[.en]). This ballot was not counted."
            )
        )
    }

    static let mayNotVote = Problem(
        "council/may-not-vote",
        LocalizedText("이 안건에는 표결할 수 없습니다.", en: "You may not vote on this item."),
        status: 403,
        detail: LocalizedText(
            "참관하거나 이 안건을 회피한 자리는 표결에 참여하지 않습니다.",
            en: "Observers, and seats that recused themselves from the item, do not vote."
        )
    )

    static let votedAlready = Problem(
        "council/voted-already",
        LocalizedText("이 자리는 이미 표결했습니다.", en: "This seat has voted already."),
        status: 409,
        detail: LocalizedText("한 번 낸 표는 바꿀 수 없습니다.", en: "A ballot cannot be changed.")
    )

    static func noQuorum(_ quorum: Quorum) -> Problem {
        Problem(
            "council/no-quorum",
            LocalizedText("의사정족수에 이르지 못했습니다.", en: "There is no quorum."),
            status: 409,
            detail: LocalizedText(
                "재적 \(quorum.seats)석 가운데 \(quorum.present)석이 출석했습니다. \(quorum.needed ?? 0)석이 필요합니다(운영계획: \(quorum.rule?.title.ko ?? "")).",
                en:
                    "\(quorum.present) of \(quorum.seats) seats are present; \(quorum.needed ?? 0) are needed (plan: \(quorum.rule?.title[.en] ?? ""))."
            )
        )
    }

    static let tie = Problem(
        "council/tie",
        LocalizedText("가부동수입니다.", en: "It is a tie."),
        status: 409,
        detail: LocalizedText(
            "운영계획에 따라 의장이 정합니다. 가결 또는 부결을 골라 다시 마쳐 주세요.",
            en: "By the plan the chair decides: choose carried or not, and close the vote again."
        )
    )
}

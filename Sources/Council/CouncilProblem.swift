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

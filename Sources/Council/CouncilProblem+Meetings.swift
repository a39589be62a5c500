import Kernel

// Meetings until they open.
extension CouncilProblem {
    static func beyondHolidays(_ day: Day) -> Problem {
        Problem(
            "council/beyond-holidays",
            LocalizedText("\(day.year)년의 공휴일을 아직 모릅니다.", en: "The holidays of \(day.year) are not known yet."),
            status: 422,
            detail: LocalizedText(
                "공휴일 표가 있는 해의 날짜를 골라 주세요.",
                en: "Choose a date in a year that the holiday table reaches."
            )
        )
    }

    static let noPlan = Problem(
        "council/no-plan",
        LocalizedText("확정된 운영계획이 없습니다.", en: "There is no operation plan in force."),
        status: 409,
        detail: LocalizedText(
            "운영계획을 먼저 확정하거나, 회의를 하나씩 추가해 주세요.",
            en: "Adopt a plan first, or add meetings one by one."
        )
    )

    static let past = invalid(
        "startsAt",
        LocalizedText("지금보다 뒤의 일시로 정해 주세요.", en: "Choose a time that is still to come.")
    )

    static func dueAfterMeeting(_ field: String) -> Problem {
        invalid(field, LocalizedText("회의일이나 그 전으로 정해 주세요.", en: "It cannot be due after the meeting's day."))
    }

    static let nobodyCalled = invalid(
        "seats",
        LocalizedText("위원이나 의장을 한 자리 이상 참석 대상으로 골라 주세요.", en: "Choose at least one member, or the chair.")
    )

    static let staleLink = Problem(
        "council/stale-link",
        LocalizedText("쓸 수 없는 응답 주소입니다.", en: "This answering link is not valid."),
        status: 404,
        detail: LocalizedText(
            "자리의 담당자가 바뀌었거나 주소가 잘렸습니다. 로그인해서 회의 화면에서 응답해 주세요.",
            en: "The seat has passed to somebody else, or the link was cut. Sign in and answer on the meeting's page."
        )
    )

    static let notYourItem = Problem(
        "council/not-your-item",
        LocalizedText("이 안건의 자료를 올릴 수 없습니다.", en: "You may not add papers to this item."),
        status: 403,
        detail: LocalizedText(
            "의장·간사, 발표자, 안건 제출 기관의 책임관·부책임관·담당자만 올릴 수 있습니다. 간사에게 보내 주세요.",
            en:
                "That is for chair, secretary, the presenter, and the keepers of the item's institution. Send it to the secretary."
        )
    )

    static let notAsked = Problem(
        "council/not-asked",
        LocalizedText("이 안건에는 의견을 내지 않습니다.", en: "Your opinion on this item is not asked for."),
        status: 403,
        detail: LocalizedText(
            "의견은 의장과 위원 자리에 묻습니다. 참관 자리와 이행 점검 안건에는 묻지 않습니다.",
            en: "The chair and members are asked; observers are not, nor is anybody about the review of actions."
        )
    )

    static let ownBranch = invalid(
        "parent",
        LocalizedText("자기 아래의 안건으로는 옮길 수 없습니다.", en: "An item cannot go under itself.")
    )

    static let tooDeep = invalid(
        "parent",
        LocalizedText("안건은 세 단계까지 나눕니다.", en: "An agenda has three levels at most.")
    )

    static let tooMany = invalid(
        "title",
        LocalizedText("한 회의의 안건은 200건까지입니다.", en: "A meeting has at most 200 items.")
    )

    static let emptyFile = invalid(
        "file",
        LocalizedText("빈 파일입니다. 다시 골라 주세요.", en: "The file is empty: choose it again.")
    )

    static let noFile = invalid("file", LocalizedText("올릴 파일을 골라 주세요.", en: "Choose a file."))

    static let lostFile = Problem(
        "council/lost-file",
        LocalizedText("보관된 파일을 찾을 수 없습니다.", en: "The stored file is missing."),
        status: 404,
        detail: LocalizedText(
            "운영 담당자에게 알려 주세요. 백업에서 되살릴 수 있습니다.",
            en: "Tell whoever runs the site; it can be restored from the backup."
        )
    )
}

extension CouncilProblem {
    static let oneFile = invalid("file", LocalizedText("파일은 한 번에 하나씩 올려 주세요.", en: "Send one file at a time."))

    static func noReason(_ field: String) -> Problem {
        invalid(
            field,
            LocalizedText("사유를 1,000자 이내로 적어 주세요.", en: "Give the reason, in at most 1,000 characters.")
        )
    }
}

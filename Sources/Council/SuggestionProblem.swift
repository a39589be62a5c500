import Kernel

// Suggestions.
extension CouncilProblem {
    static let mergeNeedsTarget = invalid(
        "into",
        LocalizedText(
            "합칠 다른 건의의 접수번호를 적어 주세요. 병합되거나 철회된 건의에는 합칠 수 없습니다.",
            en: "Name another suggestion, neither merged nor withdrawn."
        )
    )

    static let notYourSuggestion = Problem(
        "council/not-your-step",
        LocalizedText("다른 사람이 처리할 단계입니다.", en: "That step is somebody else's."),
        status: 403,
        detail: LocalizedText(
            "건의의 진행 과정에서 지금 누가 처리하는지 확인해 주세요.",
            en: "The suggestion's page says who has to act now."
        )
    )

    static let agendaNeedsMeeting = invalid(
        "meeting",
        LocalizedText("안건으로 올릴 회의를 골라 주세요.", en: "Choose the meeting on whose agenda it is to stand.")
    )

    static let reviewNeedsDay = invalid(
        "due",
        LocalizedText("다시 검토할 날을 정해 주세요.", en: "Give the day on which it is looked at again.")
    )

    static let dueIsPast = invalid(
        "due",
        LocalizedText("기한은 오늘이나 그 뒤로 정해 주세요.", en: "The day lies in the past: give today or later.")
    )

    static let chooseMove = invalid(
        "move",
        LocalizedText("다음 단계를 골라 주세요.", en: "Choose the next step.")
    )

    static let badEvidence = invalid(
        "target",
        LocalizedText(
            "근거는 https:// 주소나 dataset/…, request/…, decision/…, action/… 꼴로 적어 주세요.",
            en: "Give an https:// address, or dataset/…, request/…, decision/…, action/…."
        )
    )

    static func othersWait(_ count: Int) -> Problem {
        Problem(
            "council/others-wait",
            LocalizedText("함께 건의한 사람이 있어 철회할 수 없습니다.", en: "Others raised it too, so it cannot be withdrawn."),
            status: 409,
            detail: LocalizedText(
                "\(count)명이 같은 건의의 답을 기다립니다. 내용이 달라졌으면 새 건의로 등록해 주세요.",
                en: "\(count) more wait for the answer. If yours has changed, raise it anew."
            )
        )
    }

    static let noOverdue = Problem(
        "council/nothing-overdue",
        LocalizedText("이 기관에는 법정기한이 지난 요청이 없습니다.", en: "This institution has no request past its day."),
        status: 409,
        detail: LocalizedText("목록을 새로 고쳐 주세요. 그사이 처리했을 수 있습니다.", en: "Reload the list: it may have decided.")
    )

    static let remindedToday = Problem(
        "council/reminded-today",
        LocalizedText("오늘 이미 알림을 보냈습니다.", en: "It was reminded today already."),
        status: 409,
        detail: LocalizedText("같은 기관에는 하루에 한 번 보냅니다.", en: "An institution is reminded once a day.")
    )
}

import Kernel

// Seats, votes and minutes.
extension CouncilProblem {
    static let notPresent = Problem(
        "council/not-present",
        LocalizedText("출석하지 않은 자리입니다.", en: "That seat is empty now."),
        status: 409,
        detail: LocalizedText(
            "회의 화면에서 출석한 뒤 다시 해 주세요. 출석이 빠졌으면 간사에게 알려 주세요.",
            en: "Take the seat on the meeting's page first, or tell the secretary if you were left out."
        )
    )

    static let sitsElsewhere = Problem(
        "council/sits-elsewhere",
        LocalizedText("이미 다른 자리에 출석한 사람입니다.", en: "That person sits in another seat."),
        status: 409,
        detail: LocalizedText(
            "한 사람은 한 자리로만 셉니다. 먼저 그 자리에서 퇴장으로 적어 주세요.",
            en: "Nobody is counted twice: write down that they left the other seat first."
        )
    )

    static let voteOpen = Problem(
        "council/vote-open",
        LocalizedText("표결이 끝나지 않은 안건입니다.", en: "A vote on this item is still open."),
        status: 409,
        detail: LocalizedText("표결을 마치거나 무효로 한 뒤 다시 해 주세요.", en: "Close the vote or void it first.")
    )

    static let secretBallot = Problem(
        "council/secret-ballot",
        LocalizedText("무기명 표는 본인만 낼 수 있습니다.", en: "A secret ballot is cast in person."),
        status: 403,
        detail: LocalizedText(
            "다른 사람의 표를 적으려면 기명 표결이어야 합니다.",
            en: "Only a vote by name can be written down for somebody else."
        )
    )

    static let chairOnly = Problem(
        "council/chair-only",
        LocalizedText("가부동수는 의장만 정할 수 있습니다.", en: "Only the chair breaks a tie."),
        status: 403,
        detail: LocalizedText(
            "의장이 로그인하여 가결 또는 부결을 골라 표결을 마쳐 주세요.",
            en: "The chair signs in, chooses carried or not, and closes the vote."
        )
    )

    static let noTie = invalid(
        "casting",
        LocalizedText(
            "가부동수가 아니므로 의장의 결정을 더하지 않습니다. 비우고 다시 마쳐 주세요.",
            en: "It is no tie for the chair to break: leave this empty."
        )
    )

    static let foreignVote = invalid(
        "vote",
        LocalizedText("이 안건의 끝난 표결을 골라 주세요.", en: "Choose a vote on this item that is closed.")
    )

    static func badLink(_ target: String) -> Problem {
        invalid(
            "links",
            LocalizedText(
                "근거는 dataset/번호, request/번호 또는 https 주소로 적어 주세요: \(target)",
                en: "Evidence is dataset/…, request/… or an https address: \(target)"
            )
        )
    }

    static let minutesClosed = Problem(
        "council/minutes-not-open",
        LocalizedText("아직 볼 수 없는 회의록입니다.", en: "These minutes are not open to you."),
        status: 403,
        detail: LocalizedText(
            "확정되기 전의 회의록과 위원만 보는 안건이 있는 회의록은 의장, 간사, 참석 대상만 봅니다.",
            en: "Until they are adopted, and where an item is for members only, minutes are for those invited."
        )
    )

    static let noMinutes = Problem(
        "council/no-minutes",
        LocalizedText("아직 회의록이 없습니다.", en: "There are no minutes yet."),
        status: 404,
        detail: LocalizedText("회의를 마친 뒤 초안을 만들 수 있습니다.", en: "They are drafted once the meeting is over.")
    )
}

/// Somebody else has written a revision since: both texts are kept, and the later writer puts them together.
package struct MinutesConflict: PublicError, Equatable {
    /// What the writer began with, and what stands now.
    package let base: Int
    package let latest: MinutesRevision

    package var problem: Problem {
        Problem(
            "council/minutes-conflict",
            LocalizedText("그 사이 다른 사람이 회의록을 고쳤습니다.", en: "Somebody else has changed the minutes since."),
            status: 409,
            detail: LocalizedText(
                "\(base)판을 고치셨지만 지금은 \(latest.revision)판입니다. 두 글을 견주어 합친 뒤 다시 저장해 주세요. 적은 글은 그대로 있습니다.",
                en:
                    "You began with revision \(base); revision \(latest.revision) stands now. Put both texts together and save again: what you wrote is kept."
            )
        )
    }
}

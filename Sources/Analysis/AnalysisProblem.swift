import Kernel

// What this room refuses, in words.
extension Queries {
    static func invalid(_ field: String, _ message: LocalizedText) -> Problem {
        Problem(
            "analysis/invalid",
            LocalizedText("질의를 확인해 주세요.", en: "Please check the question."),
            status: 422,
            fields: [Problem.Field(field, message)]
        )
    }

    static func unknown(_ id: QueryRun.ID) -> Problem {
        Problem(
            "analysis/no-such-run",
            LocalizedText("그런 질의가 없습니다: \(id)", en: "There is no such run: \(id)"),
            status: 404,
            detail: LocalizedText(
                "질의는 실행한 사람만 봅니다. 내 질의 목록에서 식별자를 확인해 주세요.",
                en: "Only whoever asked sees a run. Check its id in the list of your questions."
            )
        )
    }

    static let tooMany = Problem(
        "analysis/too-many-runs",
        LocalizedText("동시에 \(concurrent)건까지 질의할 수 있습니다.", en: "You may run \(concurrent) questions at a time."),
        status: 429,
        detail: LocalizedText("끝나기를 기다리거나 하나를 취소해 주세요.", en: "Wait for one to end, or cancel it.")
    )

    static let cancelled = Problem(
        "analysis/cancelled",
        LocalizedText("질의를 취소했습니다.", en: "The question was cancelled."),
        status: 409,
        detail: LocalizedText("필요하면 다시 실행해 주세요.", en: "Run it again if you need it.")
    )

    static let withdrawn = Problem(
        "analysis/grant-ended",
        LocalizedText("이용권한이 끝나 질의를 멈추었습니다.", en: "A grant ended, so the question was stopped."),
        status: 409,
        detail: LocalizedText(
            "기간이 지났거나 회수되었습니다. 계속 필요하면 다시 제공요청해 주세요.",
            en: "Its last day passed, or it was revoked. Request the data anew if you still need it."
        )
    )

    static let interrupted = Problem(
        "analysis/interrupted",
        LocalizedText("서버가 멈추어 질의를 끝내지 못했습니다.", en: "The server stopped before the question ended."),
        status: 503,
        detail: LocalizedText("잠시 뒤 다시 질의해 주세요.", en: "Ask it again in a moment.")
    )

    static let notDone = Problem(
        "analysis/not-done",
        LocalizedText("아직 끝나지 않은 질의입니다.", en: "The question has not ended yet."),
        status: 409,
        detail: LocalizedText("잠시 뒤 다시 열어 주세요.", en: "Look again in a moment.")
    )
}

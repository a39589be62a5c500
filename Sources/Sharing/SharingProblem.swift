import Kernel

/// What this room refuses, in words.
enum SharingProblem {
    static func invalid(_ field: String, _ message: LocalizedText) -> Problem {
        Problem(
            "sharing/invalid",
            LocalizedText("적은 내용을 확인해 주세요.", en: "Please check what you wrote."),
            status: 422,
            fields: [Problem.Field(field, message)]
        )
    }

    static func noSuchRequest(_ id: String) -> Problem {
        Problem(
            "sharing/no-such-request",
            LocalizedText("그런 제공요청이 없습니다: \(id)", en: "There is no such request: \(id)"),
            status: 404,
            detail: LocalizedText(
                "주소가 잘못되었거나 볼 수 없는 요청입니다. 요청 목록에서 찾아 주세요.",
                en: "The address is mistyped, or the request is none of yours. Look for it in the list of requests."
            )
        )
    }

    static func noSuchGrant(_ id: String) -> Problem {
        Problem(
            "sharing/no-such-grant",
            LocalizedText("그런 이용권한이 없습니다: \(id)", en: "There is no such grant: \(id)"),
            status: 404,
            detail: LocalizedText(
                "이용권한 목록에서 찾거나, 데이터를 먼저 제공요청해 주세요.",
                en: "Look for it in the list of grants, or request the data first."
            )
        )
    }

    static let notYours = Problem(
        "sharing/not-yours",
        LocalizedText("다른 사람의 이용권한입니다.", en: "The grant is somebody else's."),
        status: 403,
        detail: LocalizedText(
            "이용권한은 받은 사람만, 밝힌 목적으로만 씁니다. 필요하면 직접 제공요청해 주세요.",
            en: "Only the person it was given to may use it. Request the data yourself if you need it."
        )
    )

    static let leftInstitution = Problem(
        "sharing/left-institution",
        LocalizedText("이용권한을 받은 기관에서 더는 일하지 않습니다.", en: "You no longer work where the grant was given to."),
        status: 403,
        detail: LocalizedText(
            "이용권한은 그 기관의 업무를 위해 받은 것입니다. 새 소속 기관에서 필요하면 다시 제공요청해 주세요. 소속이 그대로라면 책임관에게 지정 기간을 확인해 주세요.",
            en:
                "It was given for that institution's work. Request the data anew where you work now; if you have not moved, ask your officer about the dates of your appointment."
        )
    )

    static let ended = Problem(
        "sharing/holder-ended",
        LocalizedText("더는 없는 기관입니다.", en: "That institution no longer exists."),
        status: 422,
        detail: LocalizedText(
            "그 업무를 이어받은 기관을 골라 주세요. 어느 기관인지 모르면 데이터 현황에서 비슷한 데이터를 가진 기관을 찾아보세요.",
            en:
                "Name the one that took over its work. If you do not know it, search for similar data and see who holds it."
        )
    )

    static func notByRequest(_ access: LocalizedText) -> Problem {
        Problem(
            "sharing/not-by-request",
            LocalizedText(
                "제공요청이 필요하지 않은 데이터입니다(\(access.ko)).",
                en: "No request is needed for this data (\(access[.en]))."
            ),
            status: 409,
            detail: LocalizedText("목적을 밝히는 이용 신고만 하면 바로 쓸 수 있습니다.", en: "Declare your purpose and use it at once.")
        )
    }

    static func notAtOnce(_ access: LocalizedText) -> Problem {
        Problem(
            "sharing/not-at-once",
            LocalizedText(
                "바로 이용할 수 없는 데이터입니다(\(access.ko)).",
                en: "This data cannot be used at once (\(access[.en]))."
            ),
            status: 409,
            detail: LocalizedText("보유기관에 제공요청을 해 주세요.", en: "Send its holder a provision request.")
        )
    }

    static let held = Problem(
        "sharing/held",
        LocalizedText("담당자의 개인정보 확인이 끝나지 않은 데이터입니다.", en: "The data is held back until its steward has checked it."),
        status: 409,
        detail: LocalizedText("보유 기관의 데이터 담당자에게 문의해 주세요.", en: "Please ask the institution's steward.")
    )

    static let unseenType = "sharing/not-as-seen"

    /// All is to leave, and beside it is written what would let a part leave.
    static let wholeWithTerms = invalid(
        "what",
        LocalizedText(
            "모든 열과 행을 고르셨는데 행 조건이나 최소 집단 크기가 적혀 있습니다. 일부만 제공하려면 ‘체크한 열과 조건대로’를 고르고, 전부 제공하려면 그 칸을 비워 주세요.",
            en:
                "All columns and rows are chosen, but a row filter or minimum group is written. To provide a part, choose “Ticked columns, under the terms below”; to provide all, empty those fields."
        )
    )

    /// - Parameter way: In words, with `n` where the number goes.
    static func wayWithoutNumber(_ column: String, _ way: String) -> Problem {
        invalid(
            "number.\(column)",
            LocalizedText(
                "‘\(column)’ 열을 ‘\(way)’ 내보내려면 n에 1 이상의 숫자를 적어 주세요.",
                en: "“\(column)”, \(way.prefix(1).lowercased() + way.dropFirst()): write a number of 1 or more into n."
            )
        )
    }

    /// - Parameter isFirst: Whether nothing was looked at yet.
    static func unseen(isFirst: Bool) -> Problem {
        Problem(
            unseenType,
            isFirst
                ? LocalizedText(
                    "아직 제공하지 않았습니다. 나가는 모습을 먼저 확인해 주세요.",
                    en: "Nothing was granted yet: look at what would leave first."
                )
                : LocalizedText(
                    "아직 제공하지 않았습니다. 본 것과 다른 것이 나가게 됩니다.",
                    en: "Nothing was granted yet: something else than you saw would leave."
                ),
            status: 422,
            detail: LocalizedText(
                "지금 고른 대로 나가는 모습을 아래에 다시 보였습니다. 확인하고 ‘이대로 제공’을 눌러 주세요.",
                en: "What would leave now is shown below. Check it, then choose “Provide this”."
            )
        )
    }

    /// Where the reason is not known any more.
    static let shareFailed = Problem(
        "sharing/share-failed",
        LocalizedText("공유본을 만들지 못했습니다.", en: "The share could not be made."),
        status: 500,
        detail: LocalizedText(
            "까닭이 남아 있지 않습니다. 다시 만들어 보고, 또 실패하면 서버 운영자에게 알려 주세요.",
            en: "The reason is not on record. Make it again; if it fails once more, tell the server's operator."
        )
    )

    static let noTables = Problem(
        "sharing/no-tables",
        LocalizedText("표가 없는 데이터(문서)입니다.", en: "The dataset has no tables."),
        status: 409,
        detail: LocalizedText("문서는 보유 기관에서 직접 받아 주세요.", en: "Ask the institution for the document itself.")
    )
}

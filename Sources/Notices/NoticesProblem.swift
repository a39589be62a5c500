import Kernel

/// What can go wrong with notices, in words.
enum NoticesProblem {
    static func noSuch(_ id: Notice.ID) -> Problem {
        .noSuch("notices/no-such-notice", LocalizedText("알림이", en: "notice"), id.rawValue)
    }

    /// The address of a feed that was closed, or never was.
    static let noFeed = Problem(
        "notices/no-such-feed",
        LocalizedText("그런 구독 주소가 없습니다.", en: "There is no such feed."),
        status: 404,
        detail: LocalizedText(
            "주소가 바뀌었거나 구독을 그만둔 주소입니다. ‘알림 설정’에서 새 주소를 받아 주세요.",
            en: "The address was replaced, or the feed was closed. Get a new one under “Notice settings”."
        )
    )

    static func invalid(_ field: String, _ message: LocalizedText) -> Problem {
        .invalid(
            "notices/invalid",
            LocalizedText("알림 설정을 저장하지 못했습니다.", en: "The settings were not saved."),
            field,
            message
        )
    }
}

import Kernel

/// What can go wrong at the doors for other programs, in words.
enum ProtocolsProblem {
    /// An address that was given up, or never was.
    static let noFeed = Problem(
        "protocols/no-such-feed",
        LocalizedText("그런 달력 주소가 없습니다.", en: "There is no such calendar."),
        status: 404,
        detail: LocalizedText(
            "회수되었거나 잘못 적은 주소입니다. ‘달력 구독’에서 새 주소를 받아 주세요.",
            en: "It was revoked or is mistyped. Get a new address under “Calendars”."
        )
    )

    static let tooManyFeeds = Problem(
        "protocols/too-many-feeds",
        LocalizedText(
            "달력 주소는 \(CalendarFeeds.limit)개까지 만들 수 있습니다.",
            en: "You have \(CalendarFeeds.limit) calendars already."
        ),
        status: 409,
        detail: LocalizedText("쓰지 않는 주소를 먼저 회수해 주세요.", en: "Revoke one that you no longer use.")
    )

    static let noKind = Problem.invalid(
        "protocols/invalid",
        LocalizedText("달력 주소를 만들지 못했습니다.", en: "The calendar was not made."),
        "kind",
        LocalizedText("어느 달력인지 골라 주세요.", en: "Choose which calendar.")
    )

    /// A meeting that is not joined from afar, or an installation without a server for it.
    static let noVideo = Problem(
        "protocols/no-video",
        LocalizedText("화상으로 참여하는 회의가 아닙니다.", en: "This meeting is not joined by video."),
        status: 404,
        detail: LocalizedText(
            "회의 화면에서 장소를 확인하거나 간사에게 물어봐 주세요.",
            en: "See the meeting's page for its place, or ask the secretary."
        )
    )
}

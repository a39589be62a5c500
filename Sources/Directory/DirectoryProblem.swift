import Kernel

/// What this room refuses, in words.
enum DirectoryProblem {
    static let alreadyInitialised = Problem(
        "directory/already-initialised",
        LocalizedText("이미 준비된 저장소입니다.", en: "This home is set up already."),
        status: 409,
        detail: LocalizedText("다른 --home을 쓰거나 있는 저장소로 계속하세요.", en: "Use another --home, or go on with this one.")
    )

    static func codeTaken(_ code: String) -> Problem {
        let message = LocalizedText("이미 쓰고 있는 기관코드입니다: \(code)", en: "The code \(code) is taken.")
        return Problem(
            "directory/code-taken",
            message,
            status: 409,
            detail: LocalizedText(
                "기관 목록에서 그 코드의 기관을 확인해 주세요. 이름만 바뀌었다면 새로 등록하지 말고 이름을 바꿉니다.",
                en: "Look it up in the list of institutions. If only its name changed, rename it instead."
            ),
            fields: [Problem.Field("code", message)]
        )
    }

    static func emailTaken(_ email: String) -> Problem {
        let message = LocalizedText("이미 등록된 전자우편입니다: \(email)", en: "\(email) is registered already.")
        return Problem("directory/email-taken", message, status: 409, fields: [Problem.Field("email", message)])
    }

    static func noSuchInstitution(_ key: String) -> Problem {
        Problem.noSuch(
            "directory/no-such-institution",
            LocalizedText("기관이", en: "institution"),
            key,
            detail: LocalizedText(
                "기관코드를 확인하거나 기관 목록에서 찾아 주세요.",
                en: "Check the code, or look for it in the list of institutions."
            )
        )
    }

    static func noSuchPerson(_ key: String) -> Problem {
        Problem.noSuch(
            "directory/no-such-person",
            LocalizedText("사람이", en: "person"),
            key,
            detail: LocalizedText("전자우편 주소를 확인해 주세요.", en: "Check the e-mail address.")
        )
    }

    static func unknownKind(_ kind: String, _ known: [String]) -> Problem {
        let known = known.joined(separator: ", ")
        return invalid(
            "kind",
            LocalizedText("기관 종류 ‘\(kind)’을(를) 알 수 없습니다. 가능한 값: \(known)", en: "Unknown kind \(kind). Known: \(known)")
        )
    }

    /// One field that cannot be kept as it is.
    static func invalid(_ field: String, _ message: LocalizedText) -> Problem {
        Problem.invalid(
            "directory/invalid",
            LocalizedText("입력한 내용을 확인해 주세요.", en: "Please check what you entered."),
            field,
            message
        )
    }

    static func alreadyHeld(_ role: Role) -> Problem {
        Problem(
            "directory/already-held",
            LocalizedText(
                "이미 그 역할을 맡고 있습니다: \(role.title[.ko])",
                en: "The person holds that role already: \(role.title[.en])"
            ),
            status: 409
        )
    }

    static let ended = Problem(
        "directory/institution-ended",
        LocalizedText("그날 존재하지 않는 기관입니다.", en: "The institution did not exist on that day."),
        status: 422,
        detail: LocalizedText("승계 기관이나 날짜를 확인해 주세요.", en: "Use its successor, or check the date.")
    )

    /// Nothing changes an institution from a day before it began, or with nobody saying why.
    static let groundless = invalid(
        "ground",
        LocalizedText("근거(법령·조례·결정)를 적어 주세요.", en: "Name the law or decision it rests on.")
    )

    static let noSuchAppointment = Problem(
        "directory/no-such-appointment",
        LocalizedText("그런 임명이 없습니다.", en: "There is no such appointment."),
        status: 404,
        detail: LocalizedText(
            "그 사람의 임명 목록에서 식별자를 확인해 주세요.",
            en: "See the person's appointments for its id."
        )
    )

    static func alreadyEnded(on day: Day) -> Problem {
        Problem(
            "directory/appointment-ended",
            LocalizedText("이미 \(day)에 끝나는 임명입니다.", en: "The appointment ends on \(day) already."),
            status: 409,
            detail: LocalizedText(
                "더 이르게 끝낼 수는 있지만 늘릴 수는 없습니다. 이어서 맡으려면 다시 임명해 주세요.",
                en: "It may be ended sooner, not later. To go on, appoint the person again."
            )
        )
    }

    static let lastSecretariat = Problem(
        "directory/last-secretariat",
        LocalizedText("마지막 간사는 그만둘 수 없습니다.", en: "The last secretariat cannot leave."),
        status: 409,
        detail: LocalizedText(
            "아무도 기관과 책임관을 관리할 수 없게 됩니다. 다른 간사를 먼저 지정해 주세요.",
            en: "Nobody could manage institutions and officers any more. Appoint another one first."
        )
    )
}

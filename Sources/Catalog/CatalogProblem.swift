import Kernel

/// What this room refuses, in words.
enum CatalogProblem {
    static func invalid(_ field: String, _ message: LocalizedText) -> Problem {
        Problem.invalid(
            "catalog/invalid",
            LocalizedText("등록할 내용을 확인해 주세요.", en: "Please check what you want to register."),
            field,
            message
        )
    }

    static func noSuchDataset(_ id: String) -> Problem {
        Problem.noSuch(
            "catalog/no-such-dataset",
            LocalizedText("데이터가", en: "dataset"),
            id,
            detail: LocalizedText(
                "아직 게시되지 않았거나 주소가 잘못되었을 수 있습니다. 데이터 현황에서 찾아 주세요.",
                en: "It may not be published yet, or the address is mistyped. Search for it among all data."
            )
        )
    }

    static func unknown(table: String, known: [String]) -> Problem {
        let names = known.joined(separator: ", ")
        return invalid(
            "table",
            LocalizedText(
                "‘\(table)’이라는 표는 없습니다. 있는 표: \(names)",
                en: "There is no table “\(table)”. There are: \(names)"
            )
        )
    }

    static func unknown(column: String, known: [String]) -> Problem {
        let names = known.prefix(100).joined(separator: ", ")
        return invalid(
            "column",
            LocalizedText(
                "‘\(column)’이라는 열은 없습니다. 있는 열: \(names)",
                en: "There is no column “\(column)”. There are: \(names)"
            )
        )
    }

    static let keepsNothing = Problem(
        "catalog/keeps-nothing",
        LocalizedText("데이터를 등록할 수 있는 기관이 없습니다.", en: "There is no institution you may register data for."),
        status: 403,
        detail: LocalizedText(
            "책임관·부책임관·데이터 담당자가 등록합니다. 소속 기관의 책임관에게 임명을 요청해 주세요.",
            en: "Officers, deputies and stewards register data. Ask your institution's officer for the role."
        )
    )

    static let sentAgain = Problem(
        "catalog/upload-gone",
        LocalizedText("다시 읽을 파일이 없습니다.", en: "There is no file to read again."),
        status: 409,
        detail: LocalizedText(
            "읽지 못한 파일은 하루 동안만 남아 있습니다. 파일을 다시 올려 주세요.",
            en: "A file that could not be read is kept for a day. Please send it again."
        )
    )

    static let published = Problem(
        "catalog/published",
        LocalizedText("이미 게시한 데이터는 지우지 않습니다.", en: "Data that was published is not taken back."),
        status: 409,
        detail: LocalizedText(
            "더는 제공하지 않으려면 공개 구분을 비공개로 바꾸고 사유를 적어 주세요.",
            en: "To give it out no longer, withhold it and state the ground."
        )
    )

    static let takenBack = Problem(
        "catalog/taken-back",
        LocalizedText("올린 파일을 읽지 못해 등록하지 않았습니다.", en: "The upload could not be read, and nothing was registered."),
        status: 422,
        detail: LocalizedText(
            "서버가 멈추는 바람에 사유를 남기지 못했습니다. 다시 올리면 사유를 알려 드립니다.",
            en: "The server stopped before it could keep the reason. Upload it again to hear it."
        )
    )

    static let busy = Problem(
        "catalog/being-read",
        LocalizedText("앞서 올린 파일을 아직 읽고 있습니다.", en: "The upload before is still being read."),
        status: 409,
        detail: LocalizedText("끝난 뒤 다시 올려 주세요.", en: "Try again when it has ended.")
    )
}

import Kernel

/// What this room refuses, in words.
enum CatalogProblem {
    static func invalid(_ field: String, _ message: LocalizedText) -> Problem {
        Problem(
            "catalog/invalid",
            LocalizedText("등록할 내용을 확인해 주세요.", en: "Please check what you want to register."),
            status: 422,
            fields: [Problem.Field(field, message)]
        )
    }

    static func noSuchDataset(_ id: String) -> Problem {
        Problem(
            "catalog/no-such-dataset",
            LocalizedText("그런 데이터가 없습니다: \(id)", en: "There is no such dataset: \(id)"),
            status: 404,
            detail: LocalizedText("dataset search로 찾아 식별자를 확인해 주세요.", en: "Find it with `dataset search`.")
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

    static let busy = Problem(
        "catalog/being-read",
        LocalizedText("앞서 올린 파일을 아직 읽고 있습니다.", en: "The upload before is still being read."),
        status: 409,
        detail: LocalizedText("끝난 뒤 다시 올려 주세요.", en: "Try again when it has ended.")
    )
}

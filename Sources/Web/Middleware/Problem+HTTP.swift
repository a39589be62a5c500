import Foundation
import Hummingbird
import Kernel

extension Problem {
    /// What may be said about `error`; nil where nothing may.
    init?(explaining error: any Error) {
        switch error {
        case let error as any PublicError: self = error.problem
        case let error as DecodingError: self = .unreadable(error)
        case let error as any HTTPResponseError:
            guard let known = Self.known(error.status.code) else { return nil }
            self = known
        default:
            guard let storage = Problem(storage: error) else { return nil }
            self = storage
        }
    }

    static let unexpected = Problem(
        "http/unexpected",
        LocalizedText("서버에서 예상하지 못한 오류가 났습니다.", en: "Something went wrong on our side."),
        status: 500,
        detail: LocalizedText(
            "저장된 내용은 그대로입니다. 잠시 뒤 다시 시도하고, 되풀이되면 요청 번호를 담당자에게 알려 주세요.",
            en:
                "Nothing already saved was lost. Try again in a moment; if it happens again, tell us the request number."
        )
    )

    private static func known(_ status: Int) -> Problem? {
        let words: (name: String, ko: String, en: String, koDetail: String, enDetail: String)? =
            switch status {
            case 400:
                (
                    "http/bad-request", "요청을 읽을 수 없습니다.", "The request cannot be read.",
                    "보낸 내용의 형식을 확인하세요.", "Check the form of what was sent."
                )
            case 404:
                (
                    "http/not-found", "찾는 것이 없습니다.", "There is nothing here.",
                    "주소를 확인하거나 데이터 현황에서 찾아보세요. 옮겨졌거나 삭제되었을 수 있습니다.",
                    "Check the address, or search the catalogue. It may have been moved or removed."
                )
            case 405:
                (
                    "http/wrong-method", "이 주소에서는 할 수 없는 동작입니다.", "This address cannot do that.",
                    "Allow 머리글에 적힌 방법으로 요청하세요.", "Use one of the methods named in the header Allow."
                )
            case 413:
                (
                    "http/too-large", "보낸 내용이 너무 큽니다.", "What was sent is too large.",
                    "나누어 보내거나, 파일은 파일 올리기로 보내세요.", "Send it in parts, or send files as an upload."
                )
            case 415:
                (
                    "http/wrong-type", "보낸 내용의 종류를 읽을 수 없습니다.", "This type of content cannot be read.",
                    "Content-Type 머리글을 확인하세요.", "Check the header Content-Type."
                )
            default: nil
            }
        guard let words else { return nil }
        return Problem(
            words.name,
            LocalizedText(words.ko, en: words.en),
            status: status,
            detail: LocalizedText(words.koDetail, en: words.enDetail)
        )
    }

    /// Says where in a document the mistake is and what should stand there; never what the decoder itself says.
    private static func unreadable(_ error: DecodingError) -> Problem {
        let (path, reason): ([any CodingKey], LocalizedText) =
            switch error {
            case .keyNotFound(let key, let context):
                (context.codingPath + [key], LocalizedText("값이 필요합니다.", en: "A value is required."))
            case .typeMismatch(let type, let context):
                (
                    context.codingPath,
                    LocalizedText("\(named(type).ko)이어야 합니다.", en: "This must be \(named(type)[.en]).")
                )
            case .valueNotFound(let type, let context):
                (
                    context.codingPath,
                    LocalizedText(
                        "비울 수 없습니다(\(named(type).ko)).",
                        en: "This must not be null, but \(named(type)[.en])."
                    )
                )
            case .dataCorrupted(let context):
                (
                    context.codingPath,
                    context.codingPath.isEmpty
                        ? LocalizedText("올바른 JSON이 아닙니다.", en: "This is not well-formed JSON.")
                        : LocalizedText("읽을 수 없는 값입니다.", en: "This value cannot be read.")
                )
            @unknown default: ([], LocalizedText("읽을 수 없는 값입니다.", en: "This value cannot be read."))
            }
        let place = path.reduce(into: "") { text, key in
            text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? key.stringValue : ".\(key.stringValue)")
        }
        let title = LocalizedText("보낸 내용을 읽을 수 없습니다.", en: "What was sent cannot be read.")
        guard !place.isEmpty else { return Problem("http/bad-body", title, status: 400, detail: reason) }
        return Problem(
            "http/bad-body",
            title,
            status: 400,
            detail: LocalizedText("\(place): \(reason.ko)", en: "\(place): \(reason[.en])"),
            fields: [Field(place, reason)]
        )
    }

    private static func named(_ type: any Any.Type) -> LocalizedText {
        switch type {
        case is String.Type, is Day.Type, is Date.Type: LocalizedText("글자", en: "text")
        case is Int.Type, is Int64.Type: LocalizedText("정수", en: "a whole number")
        case is Double.Type: LocalizedText("수", en: "a number")
        case is Bool.Type: LocalizedText("참·거짓", en: "true or false")
        case is [Any].Type: LocalizedText("배열", en: "an array")
        default: LocalizedText("맞는 형식", en: "of the documented type")
        }
    }
}

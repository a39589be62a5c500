import Foundation
import Hummingbird
import Kernel

/// A parameter of the address that is missing or cannot be read.
package struct BadParameter: PublicError {
    let name: String
    let expected: LocalizedText

    /// - Parameter expected: What should stand there, as a noun.
    package init(_ name: String, _ expected: LocalizedText) {
        self.name = name
        self.expected = expected
    }

    package var problem: Problem {
        Problem(
            "web/bad-parameter",
            LocalizedText("주소의 값을 읽을 수 없습니다: \(name)", en: "The parameter \(name) cannot be read."),
            status: 400,
            detail: LocalizedText("필요한 값: \(expected.ko)", en: "Expected: \(expected[.en])."),
            fields: [Problem.Field(name, expected)]
        )
    }
}

extension Request {
    /// The part of the address after `?`, decoded; unreadable parts are left out.
    package var query: FormValues { FormValues(lenient: uri.query ?? "") }
}

extension RequestContext {
    /// Reads a part of the path, such as `:id`.
    package func requireParameter<Value: LosslessStringConvertible>(
        _ name: String,
        as type: Value.Type = Value.self
    ) throws -> Value {
        guard let text = parameters.get(name), let value = Value(text.removingPercentEncoding ?? text) else {
            throw BadParameter(name, LocalizedText("올바른 식별자", en: "a valid identifier"))
        }
        return value
    }
}

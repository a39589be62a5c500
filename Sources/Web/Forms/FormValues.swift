import Foundation
import Hummingbird
import Kernel

/// What a form sent, or a query holds: names with one or more values, in order.
package struct FormValues: Equatable, Sendable {
    private let pairs: [(name: String, value: String)]

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.pairs.map(\.name) == rhs.pairs.map(\.name) && lhs.pairs.map(\.value) == rhs.pairs.map(\.value)
    }

    /// What a form with files held beside them.
    package init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

    /// Reads `application/x-www-form-urlencoded`; nil where the text is not that.
    package init?(urlencoded text: String) {
        var pairs: [(name: String, value: String)] = []
        for part in text.split(separator: "&") {
            guard let pair = Self.pair(part) else { return nil }
            pairs.append(pair)
        }
        self.pairs = pairs
    }

    /// Reads a query, leaving out what cannot be read.
    package init(lenient text: String) {
        pairs = text.split(separator: "&").compactMap(Self.pair)
    }

    /// The first value, without spaces around it; nil where it is missing or empty.
    package subscript(_ name: String) -> String? {
        let value = raw(name)?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return value.isEmpty ? nil : value
    }

    /// The first value exactly as typed, for passwords.
    package func raw(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// Every non-empty value of `name`: ticked boxes.
    package func all(_ name: String) -> [String] {
        pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
    }

    /// Every name with its value, in order.
    package var all: [(name: String, value: String)] { pairs }

    /// The names that were sent, each once, in order.
    package var names: [String] {
        var seen: Set<String> = []
        return pairs.map(\.name).filter { seen.insert($0).inserted }
    }

    /// As a query without `names`, to build links that keep the rest.
    package func query(without names: Set<String> = [], adding more: [(String, String)] = []) -> String {
        let kept = pairs.filter { !names.contains($0.name) } + more.map { (name: $0.0, value: $0.1) }
        return kept.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    private static func pair(_ part: Substring) -> (name: String, value: String)? {
        let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = decoded(halves[0]), let value = decoded(halves.count > 1 ? halves[1] : "") else { return nil }
        return (name, value)
    }

    private static func decoded(_ text: Substring) -> String? {
        let decoded = text.replacing("+", with: " ").removingPercentEncoding
        return decoded?.contains("\0") == true ? nil : decoded
    }

    private static let unreserved = CharacterSet(
        charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/,:"
    )

    /// Percent-encodes one name or value.
    package static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}

extension Request {
    /// The largest form that is read: 1 MiB.
    package static var formLimit: Int { 1 << 20 }

    /// Whether the body is a plain form.
    package var isForm: Bool {
        headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true
    }

    /// Reads the body as a form.
    package func form() async throws -> FormValues {
        guard isForm else { throw HTTPError(.unsupportedMediaType) }
        let body = try await body.collect(upTo: Self.formLimit)
        guard let form = FormValues(urlencoded: String(buffer: body)) else {
            throw Problem(
                "web/bad-form",
                LocalizedText("양식을 읽을 수 없습니다.", en: "The form cannot be read."),
                status: 400,
                detail: LocalizedText(
                    "올바른 UTF-8 양식이 아닙니다. 화면을 새로 열어 다시 입력하세요.",
                    en: "It is not a well-formed UTF-8 form. Open the page again and fill it in once more."
                )
            )
        }
        return form
    }
}

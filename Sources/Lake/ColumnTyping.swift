import Foundation
import Kernel

/// A type a column of text may become without losing anything: writing the value out again gives the same text.
enum ColumnTyping: String, CaseIterable, Sendable {
    case bigint, double, date, dottedDate, slashedDate, timestamp, minute, text

    /// A boolean expression: the text `v` survives the change.
    func survives(_ v: String) -> String {
        switch self {
        // 13 digits and more are rather a resident's number or a code than a quantity.
        case .bigint: "(length(\(v)) <= 12 AND TRY_CAST(\(v) AS BIGINT)::VARCHAR IS NOT DISTINCT FROM \(v))"
        case .double: "(length(\(v)) <= 16 AND regexp_full_match(\(v), '-?(0|[1-9][0-9]{0,11})([.][0-9]+)?'))"
        case .date, .dottedDate, .slashedDate, .timestamp, .minute:
            "(strftime(TRY_STRPTIME(\(v), '\(format)'), '\(format)') IS NOT DISTINCT FROM \(v))"
        case .text: "true"
        }
    }

    /// The value as its type.
    func value(_ v: String) -> String {
        switch self {
        case .bigint: "TRY_CAST(\(v) AS BIGINT)"
        case .double: "TRY_CAST(\(v) AS DOUBLE)"
        case .date, .dottedDate, .slashedDate: "CAST(TRY_STRPTIME(\(v), '\(format)') AS DATE)"
        case .timestamp, .minute: "TRY_STRPTIME(\(v), '\(format)')"
        case .text: v
        }
    }

    private var format: String {
        switch self {
        case .date: "%Y-%m-%d"
        case .dottedDate: "%Y.%m.%d"
        case .slashedDate: "%Y/%m/%d"
        case .timestamp: "%Y-%m-%d %H:%M:%S"
        case .minute: "%Y-%m-%d %H:%M"
        case .bigint, .double, .text: ""
        }
    }

    /// Whether a column's name says that its digits are a name and no quantity: codes, numbers of things.
    static func isIdentifier(_ name: String) -> Bool {
        let plain = name.lowercased().filter { !$0.isWhitespace }
        guard !["번호", "연번", "순번", "no", "no.", "일련번호"].contains(plain) else { return false }
        return ["코드", "번호", "아이디", "식별자", "code", "전화", "팩스"].contains { plain.contains($0) }
            || plain == "id" || plain.hasSuffix("_id") || plain.hasSuffix("id") && plain.contains("관리")
    }
}

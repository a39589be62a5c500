import Foundation
import Kernel

/// A type a column of text may become without losing anything: writing the value out again gives the same text.
///
/// The one exception is a `double`, whose `3` and `3.0` are the same number.
enum ColumnTyping: Equatable, Sendable {
    case bigint
    /// Every value has this many decimals: 12.10 stays 12.10.
    case decimal(Int)
    case double
    case date, dottedDate, slashedDate, timestamp, minute
    case text

    /// Those that are tried by one boolean each, the best first; `decimal` is found by counting.
    private static let tried: [ColumnTyping] = [
        .bigint, .double, .date, .dottedDate, .slashedDate, .timestamp, .minute,
    ]

    var isNumber: Bool {
        switch self {
        case .bigint, .decimal, .double: true
        case .date, .dottedDate, .slashedDate, .timestamp, .minute, .text: false
        }
    }

    /// A boolean expression: the text `v` survives the change.
    func survives(_ v: String) -> String { survives(v, as: value(v)) }

    /// The same where `d` is ``value(_:)`` of `v`, computed before: what it is written as again is the text.
    func survives(_ v: String, as d: String) -> String {
        switch self {
        // 13 digits and more are rather a resident's number or a code than a quantity.
        case .bigint: "(strlen(\(v)) <= 12 AND CAST(\(d) AS VARCHAR) IS NOT DISTINCT FROM \(v))"
        case .decimal: "(strlen(\(v)) <= 16 AND CAST(\(d) AS VARCHAR) IS NOT DISTINCT FROM \(v))"
        // No zero at the end but in 3.0: next to 12.9, 12.10 is a section or a version, and not 12.1.
        case .double:
            "(strlen(\(v)) <= 16 AND regexp_full_match(\(v), '-?(0|[1-9][0-9]{0,11})([.]0|[.][0-9]*[1-9])?')"
                + " AND \(v) NOT IN ('-0', '-0.0'))"
        // The length keeps out what a cast knows besides: infinity, and years before Christ.
        case .date: "(strlen(\(v)) = 10 AND CAST(\(d) AS VARCHAR) IS NOT DISTINCT FROM \(v))"
        case .timestamp: "(strlen(\(v)) = 19 AND CAST(\(d) AS VARCHAR) IS NOT DISTINCT FROM \(v))"
        case .minute: "(strlen(\(v)) = 16 AND CAST(\(d) AS VARCHAR) IS NOT DISTINCT FROM \(v) || ':00')"
        case .dottedDate, .slashedDate:
            "(strlen(\(v)) = 10 AND strftime(\(d), '\(format)') IS NOT DISTINCT FROM \(v))"
        case .text: "true"
        }
    }

    /// The value as its type; NULL where it is none.
    func value(_ v: String) -> String {
        switch self {
        case .bigint: "TRY_CAST(\(v) AS BIGINT)"
        case .decimal(let scale): "TRY_CAST(\(v) AS DECIMAL(18,\(scale)))"
        case .double: "TRY_CAST(\(v) AS DOUBLE)"
        // A cast takes a third of the time of a format.
        case .date: "TRY_CAST(\(v) AS DATE)"
        case .timestamp: "TRY_CAST(\(v) AS TIMESTAMP)"
        case .minute: "TRY_CAST(\(v) || ':00' AS TIMESTAMP)"
        case .dottedDate, .slashedDate: "CAST(TRY_STRPTIME(\(v), '\(format)') AS DATE)"
        case .text: v
        }
    }

    /// Of a date that is not written as ISO 8601 has it.
    private var format: String {
        switch self {
        case .dottedDate: "%Y.%m.%d"
        case .slashedDate: "%Y/%m/%d"
        case .bigint, .decimal, .double, .date, .timestamp, .minute, .text: ""
        }
    }

    /// What was seen in a column of text.
    struct Look: Decodable {
        private let any: Bool
        private let flags: [Bool]
        private let low: Int?
        private let high: Int?

        /// The expression whose JSON this is.
        static func sql(_ v: String) -> String {
            let flags = tried.map { "coalesce(bool_and(\($0.survives(v))), false)" }.joined(separator: ", ")
            let scale =
                "CASE WHEN length(\(v)) <= 16 AND regexp_full_match(\(v), '-?(0|[1-9][0-9]{0,11})[.][0-9]{1,9}') "
                + "AND NOT regexp_full_match(\(v), '-0[.]0+') THEN length(\(v)) - strpos(\(v), '.') "
                + "WHEN \(v) IS NOT NULL THEN 0 END"
            return "{'any': count(\(v)) > 0, 'flags': [\(flags)], 'low': min(\(scale)), 'high': max(\(scale))}"
        }

        /// The best type that everything seen survives.
        var typing: ColumnTyping {
            guard any else { return .text }
            // One decimal is how programs write doubles that happen to be whole; two and more are meant.
            if let low, low == high, low > 1 { return .decimal(low) }
            return zip(tried, flags).first { $0.1 }?.0 ?? low.flatMap { $0 == high && $0 > 0 ? .decimal($0) : nil }
                ?? .text
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

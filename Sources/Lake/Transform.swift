import Foundation
import Kernel

/// What happens to a column on its way into a share.
package enum Transform: Codable, Equatable, Sendable {
    case keep
    case drop
    /// Stars for all but the first *n* characters.
    case mask(keep: Int)
    /// HMAC-SHA-256 under a key of the grant: equal values stay equal within the grant, and nowhere else.
    case pseudonymise
    case year
    case month
    /// The lower bound of the band of width *n* the number falls into, as `lower–upper`.
    case band(Int)
    /// Rounded to the nearest multiple of *n*.
    case round(Int)
    /// The first *n* characters.
    case prefix(Int)

    /// Reads `pseudonymise`, `mask:3`, `band:10`, …
    package init(_ text: String, column: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        let number = parts.count > 1 ? Int(parts[1]) : nil
        func positive(_ make: (Int) -> Transform) throws -> Transform {
            guard let number, number > 0, number <= 1_000_000_000 else {
                throw LakeProblem.terms(
                    "transforms",
                    LocalizedText(
                        "‘\(column)’의 변환 \(text): ‘\(parts[0]):숫자’로 적어 주세요.",
                        en: "Transform \(text) of “\(column)”: write \(parts[0]):number."
                    )
                )
            }
            return make(number)
        }
        switch parts.first ?? "" {
        case "keep": self = .keep
        case "drop": self = .drop
        case "mask": self = number == nil && parts.count == 1 ? .mask(keep: 0) : try positive { .mask(keep: $0) }
        case "pseudonymise", "pseudonymize": self = .pseudonymise
        case "year": self = .year
        case "month": self = .month
        case "band": self = try positive { .band($0) }
        case "round": self = try positive { .round($0) }
        case "prefix": self = try positive { .prefix($0) }
        default:
            throw LakeProblem.terms(
                "transforms",
                LocalizedText(
                    "‘\(text)’은(는) 없는 변환입니다. keep, drop, mask:n, pseudonymise, year, month, band:n, round:n, prefix:n 가운데 고르세요.",
                    en:
                        "There is no transform \(text). Choose keep, drop, mask:n, pseudonymise, year, month, band:n, round:n or prefix:n."
                )
            )
        }
    }

    /// As it is written: `mask:3`.
    package var spec: String {
        switch self {
        case .keep: "keep"
        case .drop: "drop"
        case .mask(let keep): "mask:\(keep)"
        case .pseudonymise: "pseudonymise"
        case .year: "year"
        case .month: "month"
        case .band(let width): "band:\(width)"
        case .round(let step): "round:\(step)"
        case .prefix(let length): "prefix:\(length)"
        }
    }

    /// Whether it makes values coarser: such columns count as quasi-identifiers.
    var generalises: Bool {
        switch self {
        case .mask, .year, .month, .band, .round, .prefix: true
        case .keep, .drop, .pseudonymise: false
        }
    }

    /// - Throws: A 422 problem where the column's type does not bear it.
    func check(_ column: LakeColumn) throws {
        let fits =
            switch self {
            case .keep, .drop, .pseudonymise, .mask, .prefix: true
            case .year, .month: column.isTime
            case .band, .round: column.isNumber
            }
        guard fits else {
            throw LakeProblem.terms(
                "transforms",
                LocalizedText(
                    "‘\(column.name)’은(는) \(column.type) 열이어서 \(spec)을(를) 쓸 수 없습니다.",
                    en: "\(spec) does not fit “\(column.name)”, which is \(column.type)."
                )
            )
        }
    }

    /// The expression that computes it from `v`.
    ///
    /// - Parameter key: 32 bytes, for pseudonyms.
    func sql(_ v: String, key: Data) -> String {
        switch self {
        case .keep, .drop: return v
        case .mask(let keep):
            let text = "CAST(\(v) AS VARCHAR)"
            return "left(\(text), \(keep)) || repeat('*', greatest(length(\(text)) - \(keep), 0))"
        case .pseudonymise:
            // RFC 2104 with SHA-256, whose block is 64 bytes.
            let block = [UInt8](key) + [UInt8](repeating: 0, count: 64 - key.count)
            let inner = Data(block.map { $0 ^ 0x36 }).hex
            let outer = Data(block.map { $0 ^ 0x5C }).hex
            return "sha256(unhex('\(outer)') || unhex(sha256(unhex('\(inner)') || encode(CAST(\(v) AS VARCHAR)))))"
        case .year: return "CAST(year(\(v)) AS BIGINT)"
        case .month: return "strftime(CAST(\(v) AS TIMESTAMP), '%Y-%m')"
        case .band(let width):
            let lower = "CAST(floor(CAST(\(v) AS DOUBLE) / \(width)) * \(width) AS BIGINT)"
            return "CAST(\(lower) AS VARCHAR) || '–' || CAST(\(lower) + \(width - 1) AS VARCHAR)"
        case .round(let step): return "CAST(round(CAST(\(v) AS DOUBLE) / \(step)) * \(step) AS BIGINT)"
        case .prefix(let length): return "left(CAST(\(v) AS VARCHAR), \(length))"
        }
    }
}

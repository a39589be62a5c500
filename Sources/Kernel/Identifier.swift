import Foundation
import GRDB

/// The key of one thing: 20 lower-case Crockford base-32 characters, ordered by the time it was made.
///
/// The type parameter only keeps a dataset's key from being passed where a person's is meant.
package struct Identifier<Thing>: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// Makes a new key: 48 bits of milliseconds since 1970 (UTC), then 52 random bits.
    package static func make(at instant: Date = .now) -> Self {
        let milliseconds = UInt64(max(0, instant.timeIntervalSince1970 * 1000)) & 0xFFFF_FFFF_FFFF
        let random = UInt64.random(in: 0..<(1 << 52))
        let high = (milliseconds << 2) | (random >> 50)
        let low = random & ((1 << 50) - 1)
        return Self(rawValue: Self.digits(high) + Self.digits(low))
    }

    private static func digits(_ value: UInt64) -> String {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        return String((0..<10).map { alphabet[Int((value >> UInt64(45 - 5 * $0)) & 31)] })
    }

    package var description: String { rawValue }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension Identifier: LosslessStringConvertible {
    package init(_ description: String) { self.init(rawValue: description) }
}

extension Identifier: DatabaseValueConvertible {}

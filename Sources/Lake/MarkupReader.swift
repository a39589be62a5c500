import Foundation
import Kernel

/// What ``MarkupReader`` tells of: elements without their prefixes, and text as it stands, in pieces.
protocol MarkupHandler {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    mutating func open(_ name: Bytes, _ attributes: Bytes) throws
    mutating func text(_ bytes: Bytes) throws
    mutating func close(_ name: Bytes) throws
}

extension MarkupHandler {
    mutating func text(_ bytes: Bytes) throws {}
    mutating func close(_ name: Bytes) throws {}
}

/// Reads the XML of a spreadsheet as a stream.
///
/// It knows elements, attributes, text and nothing that could be turned against us: no document types, no entities of
/// a document's own, no element longer than a mebibyte.
struct MarkupReader {
    private var pending: [UInt8] = []

    /// An element that never ends.
    struct Endless: Error {}

    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, to handler: inout some MarkupHandler) throws {
        pending.append(contentsOf: bytes)
        let used = try pending.withUnsafeBufferPointer { try Self.scan($0, &handler) }
        pending.removeFirst(used)
        guard pending.count <= 1 << 20 else { throw Endless() }
    }

    /// - Returns: The bytes that are done with.
    private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ handler: inout some MarkupHandler) throws -> Int {
        var place = 0
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "<") else {
                let end = index(of: UInt8(ascii: "<"), in: bytes, from: place) ?? bytes.count
                try handler.text(UnsafeBufferPointer(rebasing: bytes[place..<end]))
                place = end
                continue
            }
            guard let end = end(of: bytes, from: place) else { return place }
            try element(UnsafeBufferPointer(rebasing: bytes[(place + 1)..<end]), &handler)
            place = end + 1
        }
        return place
    }

    private static func index(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from place: Int) -> Int? {
        guard place < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + place, Int32(byte), bytes.count - place)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// Where the element that begins at `place` has its `>`; one within quotes is none.
    private static func end(of bytes: UnsafeBufferPointer<UInt8>, from place: Int) -> Int? {
        func starts(_ text: StaticString) -> Bool {
            place + text.utf8CodeUnitCount <= bytes.count
                && (0..<text.utf8CodeUnitCount).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
        }
        if starts("<!--") || starts("<![CDATA[") {
            let mark = starts("<!--") ? UInt8(ascii: "-") : UInt8(ascii: "]")
            var next = place + 6
            while let end = index(of: UInt8(ascii: ">"), in: bytes, from: next) {
                if bytes[end - 1] == mark, bytes[end - 2] == mark { return end }
                next = end + 1
            }
            return nil
        }
        var quote: UInt8 = 0
        for next in (place + 1)..<max(place + 1, bytes.count) {
            let byte = bytes[next]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return next
            }
        }
        return nil
    }

    private static func element(_ bytes: UnsafeBufferPointer<UInt8>, _ handler: inout some MarkupHandler) throws {
        guard let first = bytes.first, first != UInt8(ascii: "?") else { return }
        if first == UInt8(ascii: "!") {
            // ![CDATA[ … ]]
            if bytes.count >= 10, bytes[1] == UInt8(ascii: "[") {
                try handler.text(UnsafeBufferPointer(rebasing: bytes[8..<(bytes.count - 2)]))
            }
            return
        }
        let isClosing = first == UInt8(ascii: "/")
        let isEmpty = !isClosing && bytes[bytes.count - 1] == UInt8(ascii: "/")
        var start = isClosing ? 1 : 0
        var end = start
        let limit = isEmpty ? bytes.count - 1 : bytes.count
        while end < limit, bytes[end] > 0x20 {
            if bytes[end] == UInt8(ascii: ":") { start = end + 1 }
            end += 1
        }
        let name = UnsafeBufferPointer(rebasing: bytes[start..<end])
        if !isClosing { try handler.open(name, UnsafeBufferPointer(rebasing: bytes[end..<limit])) }
        if isClosing || isEmpty { try handler.close(name) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these bytes are exactly `text`.
    func isExactly(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount, let baseAddress else { return text.utf8CodeUnitCount == 0 && count == 0 }
        return memcmp(baseAddress, text.utf8Start, count) == 0
    }

    /// The value of an element's attribute, its prefix left away; nil where it is not there.
    func attribute(_ name: StaticString) -> UnsafeBufferPointer<UInt8>? {
        var place = 0
        while place < count {
            while place < count, self[place] <= 0x20 { place += 1 }
            var start = place
            while place < count, self[place] != UInt8(ascii: "="), self[place] > 0x20 {
                if self[place] == UInt8(ascii: ":") { start = place + 1 }
                place += 1
            }
            let key = UnsafeBufferPointer(rebasing: self[start..<place])
            while place < count, self[place] != UInt8(ascii: "\""), self[place] != UInt8(ascii: "'") { place += 1 }
            guard place < count else { return nil }
            let quote = self[place]
            let valueStart = place + 1
            place = valueStart
            while place < count, self[place] != quote { place += 1 }
            if key.isExactly(name) { return UnsafeBufferPointer(rebasing: self[valueStart..<Swift.min(place, count)]) }
            place += 1
        }
        return nil
    }

    /// A number written in digits; nil for anything else.
    var digits: Int? {
        guard !isEmpty, count <= 10 else { return nil }
        var value = 0
        for byte in self {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// The text, with entities resolved.
    var unescaped: String { Markup.unescaped(Array(self)) }
}

/// Spreadsheets' ways of writing characters.
enum Markup {
    /// Resolves the five entities and character references of XML.
    static func unescaped(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing(/&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|amp|lt|gt|quot|apos);/) { match in
            switch match.output.1 {
            case "amp": return "&"
            case "lt": return "<"
            case "gt": return ">"
            case "quot": return "\""
            case "apos": return "'"
            case let reference:
                let isHexadecimal = reference.hasPrefix("#x")
                let code = UInt32(reference.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
                return code.flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? "\u{FFFD}"
            }
        }
    }

    /// The text of a cell: Excel writes characters that XML cannot hold as `_x000D_`.
    static func cellText(_ bytes: [UInt8]) -> String {
        let text = unescaped(bytes)
        guard text.contains("_x") else { return text }
        return text.replacing(/_x([0-9A-Fa-f]{4})_/) { match in
            UInt32(match.output.1, radix: 16).flatMap(Unicode.Scalar.init).map { String(Character($0)) }
                ?? String(match.output.0)
        }
    }
}

import Mustache

/// A value as a template sees it: its properties found once, its texts escaped.
///
/// Mustache would look for each name by reflection, in every value it stands in, at every mention of it; and it escapes
/// a text character by character, so that a quotation mark with an accent on it is none to Mustache and yet one to a
/// browser. Here a value is taken apart once, and what HTML reads as its own is escaped whatever follows it.
struct Shown: MustacheParent {
    private let properties: [String: Any]

    func child(named name: String) -> Any? { properties[name] }

    /// - Returns: A `String` that is escaped, a `Bool`, an array of such, a ``Shown``; nil for nil.
    static func of(_ value: Any) -> Any? {
        switch value {
        case let text as String: return escaped(text)
        case let flag as Bool: return flag
        case let number as Int: return String(number)
        case let texts as [String]: return texts.map(escaped)
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { of($0.value) }
        case .collection, .set: return mirror.children.compactMap { of($0.value) }
        case .dictionary:
            guard let entries = value as? [String: Any] else { return escaped(String(describing: value)) }
            return Shown(properties: entries.compactMapValues(of))
        case .struct where !(value is any CustomStringConvertible):
            var properties: [String: Any] = [:]
            properties.reserveCapacity(mirror.children.count)
            for child in mirror.children {
                if let label = child.label { properties[label] = of(child.value) }
            }
            return Shown(properties: properties)
        default: return escaped(String(describing: value))
        }
    }

    /// The text with every byte that HTML could take for its own written otherwise.
    static func escaped(_ text: String) -> String {
        var text = text
        let isPlain = text.withUTF8 { bytes in !bytes.contains { replacement(of: $0) != nil } }
        if isPlain { return text }
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count + 32)
        for byte in text.utf8 {
            if let replacement = replacement(of: byte) {
                out.append(contentsOf: replacement.utf8)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func replacement(of byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

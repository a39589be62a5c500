import Foundation

/// One content line of an iCalendar object (RFC 5545, section 3.1): a name, parameters, and a value.
///
/// Values are escaped and lines folded here and nowhere else.
package struct ContentLine: Equatable, Sendable {
    package let name: String
    package let parameters: [Parameter]
    /// As it stands in the file, escaped where its type wants that.
    package let value: String

    package struct Parameter: Equatable, Sendable {
        package let name: String
        package let values: [String]

        package init(_ name: String, _ values: String...) {
            self.name = name
            self.values = values
        }
    }

    /// A line whose value is text (section 3.3.11): backslash, semicolon, comma and line feed are escaped.
    package static func text(_ name: String, _ text: String, _ parameters: Parameter...) -> ContentLine {
        ContentLine(name: name, parameters: parameters, value: escaped(text))
    }

    /// A line whose value is no text: an address, an instant, a number. Line ends, which would begin another line,
    /// are left out.
    package static func plain(_ name: String, _ value: String, _ parameters: Parameter...) -> ContentLine {
        ContentLine(name: name, parameters: parameters, value: value.filter { !$0.isNewline })
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\\\"
            case ";": escaped += "\\;"
            case ",": escaped += "\\,"
            case _ where character.isNewline: escaped += "\\n"
            // A tab is the one control character a line may hold.
            case _ where character.unicodeScalars.allSatisfy({ $0.value < 32 && $0 != "\t" || $0.value == 127 }): break
            default: escaped.append(character)
            }
        }
        return escaped
    }

    /// A parameter's value in quotes where it holds `:`, `;` or `,`; a quote cannot be written and becomes an
    /// apostrophe.
    private static func quoted(_ value: String) -> String {
        let safe = value.replacing("\"", with: "'").filter { !$0.isNewline }
        return safe.contains(where: { ":;,".contains($0) }) ? "\"\(safe)\"" : safe
    }

    /// The line, folded after at most 75 octets and never within a character, ended by CRLF.
    package var folded: String {
        let head = parameters.reduce(name) { head, parameter in
            "\(head);\(parameter.name)=\(parameter.values.map(Self.quoted).joined(separator: ","))"
        }
        var folded = ""
        var octets = 0
        for scalar in "\(head):\(value)".unicodeScalars {
            let width = UTF8.width(scalar)
            if octets + width > 75 {
                folded += "\r\n "
                octets = 1
            }
            folded.unicodeScalars.append(scalar)
            octets += width
        }
        return folded + "\r\n"
    }
}

import Foundation

/// Spells values as SQL for the worker's script.
enum SQLText {
    /// A literal on one line: a person's text never starts a line of its own in the script.
    static func literal(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        guard plain else { return "decode(from_base64('\(Data(text.utf8).base64EncodedString())'))" }
        return "'" + text.replacing("'", with: "''") + "'"
    }

    /// A path; ours hold no line breaks.
    static func path(_ url: URL) -> String { "'" + url.path.replacing("'", with: "''") + "'" }

    static func identifier(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}

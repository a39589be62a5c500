/// How much room words take in a drawing, reckoned without a font.
enum TextWidth {
    /// About how wide a text is at 13 pixels.
    static func of(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 13 : 7) }
    }

    /// A text in two lines, broken at the space that leaves both as short as can be; the second is empty without a
    /// space.
    static func halves(_ text: String) -> (String, String) {
        let words = text.split(separator: " ").map(String.init)
        let ways = (1..<max(words.count, 1)).map {
            (words[..<$0].joined(separator: " "), words[$0...].joined(separator: " "))
        }
        return ways.min { max(of($0.0), of($0.1)) < max(of($1.0), of($1.1)) } ?? (text, "")
    }
}

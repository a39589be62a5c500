import Foundation

/// Text as words for the index: Hangul in overlapping pairs of syllables, other scripts as they are.
///
/// Korean glues particles to nouns and writes compounds with or without spaces; pairs find `무더위쉼터` for
/// `무더위 쉼터` and `쉼터` without a dictionary.
package enum SearchWords {
    /// The words of `text`, in order, each ASCII-safe for FTS5's own tokenizer.
    package static func indexed(_ text: String) -> String { runs(of: text).flatMap(words).joined(separator: " ") }

    /// The words of what was typed, in order.
    package static func typed(_ text: String) -> [Typed] { runs(of: String(text.prefix(200))).map { Typed(pieces: words($0)) } }

    /// One word as it was typed.
    package struct Typed: Equatable {
        /// What it is in the index: one piece, or the pairs of a longer Hangul word.
        let pieces: [String]

        /// An FTS5 expression for the word as a whole.
        package var phrase: String { "\"\(pieces.joined(separator: " "))\"" }
        /// Expressions for its pieces, to find something where the whole is nowhere.
        package var parts: [String] { Set(pieces).sorted().map { "\"\($0)\"" } }
    }

    private static func runs(of text: String) -> [[Character]] {
        var runs: [[Character]] = []
        var run: [Character] = []
        var wasHangul = false
        func end() {
            if !run.isEmpty { runs.append(run) }
            run = []
        }
        for character in text.precomposedStringWithCompatibilityMapping.lowercased() {
            guard character.isLetter || character.isNumber else {
                end()
                continue
            }
            let isHangul = isHangul(character)
            if isHangul != wasHangul { end() }
            wasHangul = isHangul
            run.append(character)
        }
        end()
        return runs
    }

    private static func words(_ run: [Character]) -> [String] {
        guard let first = run.first, isHangul(first), run.count > 1 else { return [String(run)] }
        return (0..<run.count - 1).map { String(run[$0...$0 + 1]) }
    }

    private static func isHangul(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { (0xAC00...0xD7A3).contains($0.value) } ?? false
    }
}

import Foundation

/// Text as words for the index: Hangul in overlapping pairs of syllables, other scripts as they are.
///
/// Korean glues particles to nouns and writes compounds with or without spaces; pairs find `무더위쉼터` for
/// `무더위 쉼터` and `쉼터` without a dictionary.
enum SearchWords {
    /// The words of `text`, in order, each ASCII-safe for FTS5's own tokenizer.
    static func indexed(_ text: String) -> String { runs(of: text).flatMap(words).joined(separator: " ") }

    /// An FTS5 expression for what was typed.
    ///
    /// - Parameter all: Whether every word must be there.
    /// - Returns: nil where nothing can be searched for.
    static func query(_ text: String, all: Bool) -> String? {
        let phrases = runs(of: String(text.prefix(200))).map { run in "\"\(words(run).joined(separator: " "))\"" }
        guard !phrases.isEmpty else { return nil }
        if all { return phrases.joined(separator: " AND ") }
        return runs(of: String(text.prefix(200))).flatMap(words).map { "\"\($0)\"" }.joined(separator: " OR ")
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

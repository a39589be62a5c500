import Catalog
import Directory
import Foundation
import GRDB
import Kernel

extension Suggestions {
    /// A suggestion that resembles another text, and how much.
    package struct Similar: Sendable {
        package let entry: Entry
        /// The share of the words that were looked for and found, 0…100.
        package let likeness: Int
    }

    /// How much of the words must be found, in percent.
    private static let leastLikeness = 30
    /// Candidates of the index that are looked at closely.
    private static let candidates = 40

    /// Suggestions that resemble what somebody writes, the most similar first; spaces make no difference.
    ///
    /// - Parameters:
    ///   - title: What it is about; the longer text decides only between those alike.
    ///   - own: The suggestion itself, where it was raised already.
    package func similar(to title: String, text: String = "", except own: Suggestion.ID? = nil, limit: Int = 5)
        async throws -> [Similar]
    {
        let day = clock.today
        return try await database.read { db in
            try Self.similar(to: title, text: text, except: own, limit: limit, on: day, db)
        }
    }

    static func similar(
        to title: String,
        text: String,
        except own: Suggestion.ID?,
        limit: Int,
        on day: Day,
        _ db: Database
    ) throws -> [Similar] {
        // Spaces are left out, so that 침수통계 and 침수 통계 have the same pairs of syllables.
        let wanted = pairs(of: title)
        guard !wanted.isEmpty else { return [] }
        let words = wanted.union(pairs(of: String(text.prefix(200))))
        let expression = words.sorted().prefix(200).map { "\"\($0)\"" }.joined(separator: " OR ")
        let found = try Row.fetchAll(
            db,
            sql: """
                SELECT suggestion, bm25(suggestionSearch, 0, 4, 1) AS rank FROM suggestionSearch
                WHERE suggestionSearch MATCH ? ORDER BY rank LIMIT ?
                """,
            arguments: [expression, candidates]
        )
        let ids = found.compactMap { $0["suggestion"] as String? }.filter { $0 != own?.rawValue }
        let byID = Dictionary(
            try Suggestion.fetchAll(db, keys: ids).map { ($0.id.rawValue, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let ranked = ids.enumerated().compactMap { place, id -> (Suggestion, Int, Int)? in
            guard let one = byID[id], one.stage != .merged, one.stage != .withdrawn else { return nil }
            let titled = pairs(of: one.title)
            let shared = wanted.intersection(titled.union(pairs(of: one.text))).count
            // Of a short title in a long one, and the other way round, the shorter counts.
            let inTitle = wanted.intersection(titled).count * 100 / max(1, min(wanted.count, titled.count))
            let likeness = max(shared * 100 / wanted.count, wanted.intersection(titled).count > 1 ? inTitle : 0)
            return likeness < leastLikeness ? nil : (one, min(100, likeness), place)
        }.sorted { ($1.1, $0.2) < ($0.1, $1.2) }.prefix(limit)
        let entries = try entries(ranked.map(\.0), on: day, db)
        return zip(entries, ranked).map { Similar(entry: $0, likeness: $1.1) }
    }

    /// The words of `text` as the index has them, whatever spaces stand in it; its sentences' own pairs too, for those
    /// are what is in the index.
    private static func pairs(of text: String) -> Set<String> {
        let closed = text.filter { !$0.isWhitespace }
        let words = SearchWords.indexed(text) + " " + SearchWords.indexed(closed)
        return Set(words.split(separator: " ").map(String.init)).filter { $0.count > 1 }
    }
}

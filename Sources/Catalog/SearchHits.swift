import Foundation
import GRDB

/// The rows of the search index that have what was typed, read from the index alone.
///
/// A row's number is its dataset's place with its facet in the lower twenty bits: hits are counted and filtered
/// without reading anything of theirs.
struct SearchHits {
    /// The oldest first.
    private let rows: [Int64]
    /// What every row has; nil where they have any of the terms.
    private let expression: String?
    private let terms: [Term]

    /// Something a row may have, and the more weight for it the rarer it is.
    private struct Term {
        let expression: String
        let rows: [Int64]
        /// What part of a word it is.
        let share: Double
    }

    static func place(of row: Int64) -> Int64 { row >> 20 }
    private static func facet(of row: Int64) -> Int64 { row & (1 << 20 - 1) }

    /// Up to so many hits are ordered by how well they fit as a whole. Beyond, a word says little about any of them:
    /// those that have it in the title come first, the newest first.
    static let ranked = 1000
    /// How much more a word weighs in the title, and in the institution's name, than in the text.
    private static let titleWeight = 8.0
    private static let nameWeight = 4.0

    /// Those that have every word.
    init(all words: [SearchWords.Typed], _ db: Database) throws {
        let expression = words.map(\.phrase).joined(separator: " AND ")
        rows = try Self.rows(expression, db)
        terms = []
        self.expression = expression
    }

    /// Those that have any of the words, or, for a word that is nowhere, any piece of it.
    init(any words: [SearchWords.Typed], _ db: Database) throws {
        var terms: [Term] = []
        for word in words {
            let rows = try Self.rows(word.phrase, db)
            if !rows.isEmpty {
                terms.append(Term(expression: word.phrase, rows: rows, share: 1))
            } else if word.pieces.count > 1 {
                for part in word.parts {
                    let rows = try Self.rows(part, db)
                    let share = 1 / Double(word.pieces.count)
                    if !rows.isEmpty { terms.append(Term(expression: part, rows: rows, share: share)) }
                }
            }
        }
        rows = terms.count == 1 ? terms[0].rows : Set(terms.flatMap(\.rows)).sorted()
        self.terms = terms
        expression = nil
    }

    private static func rows(_ expression: String, _ db: Database) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT rowid FROM datasetSearch WHERE datasetSearch MATCH ?"),
            arguments: [expression]
        )
    }

    /// How many there are of each facet, by its number.
    var counts: [Int] {
        var counts: [Int] = []
        for row in rows {
            let facet = Int(Self.facet(of: row))
            if facet >= counts.count { counts += repeatElement(0, count: facet + 1 - counts.count) }
            counts[facet] += 1
        }
        return counts
    }

    /// A page of the rows that are of these facets, the best first.
    ///
    /// - Parameter facets: nil for all.
    func page(of facets: Set<Int>?, limit: Int, offset: Int, _ db: Database) throws -> [Int64] {
        let wanted = facets.map { facets in rows.filter { facets.contains(Int(Self.facet(of: $0))) } } ?? rows
        guard offset < wanted.count, limit > 0 else { return [] }
        guard let expression else { return try weighed(wanted, limit, offset, db) }
        if wanted.count > Self.ranked { return try titlesFirst(expression, wanted, limit, offset, db) }
        return try ranked(expression, facets.map { _ in wanted }, limit, offset, db)
    }

    /// By the formula bm25: rare words count for more, and so do words in short texts.
    private func ranked(_ expression: String, _ wanted: [Int64]?, _ limit: Int, _ offset: Int, _ db: Database) throws
        -> [Int64]
    {
        let filter = wanted == nil ? "" : "AND rowid IN (SELECT value FROM json_each(?)) "
        let list = wanted.map { "[\($0.map(String.init).joined(separator: ","))]" }
        return try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT rowid FROM datasetSearch WHERE datasetSearch MATCH ? \(filter)
                    ORDER BY bm25(datasetSearch, \(Self.titleWeight), 1.0, \(Self.nameWeight)), rowid DESC LIMIT ? OFFSET ?
                    """
            ),
            arguments: [expression] + StatementArguments([list].compactMap { $0 }) + [limit, offset]
        )
    }

    /// Those that have it all in the title come first, the newest first.
    private func titlesFirst(_ expression: String, _ wanted: [Int64], _ limit: Int, _ offset: Int, _ db: Database)
        throws
        -> [Int64]
    {
        // Both are in order: one walk tells which have it in the title, and it ends with the page.
        let titles = try Int64.fetchCursor(
            db.cachedStatement(
                sql: "SELECT rowid FROM datasetSearch WHERE datasetSearch MATCH ? ORDER BY rowid DESC"
            ),
            arguments: ["{title} : (\(expression))"]
        )
        var page: [Int64] = []
        var rest: [Int64] = []
        var index = wanted.count
        var position = 0
        func take(_ row: Int64) {
            if position >= offset { page.append(row) }
            position += 1
        }
        while let title = try titles.next() {
            while index > 0, wanted[index - 1] > title {
                index -= 1
                rest.append(wanted[index])
            }
            guard index > 0, wanted[index - 1] == title else { continue }
            index -= 1
            take(title)
            if page.count == limit { return page }
        }
        rest += wanted[..<index].reversed()
        let skipped = max(0, offset - position)
        return page + rest.dropFirst(skipped).prefix(limit - page.count)
    }

    /// By which terms they have, and which in the title; the newest first of those that have the same.
    private func weighed(_ wanted: [Int64], _ limit: Int, _ offset: Int, _ db: Database) throws -> [Int64] {
        var weights = [Double](repeating: 0, count: wanted.count)
        func add(_ weight: Double, to rows: [Int64]) {
            var index = 0
            for row in rows {
                while index < wanted.count, wanted[index] < row { index += 1 }
                if index < wanted.count, wanted[index] == row { weights[index] += weight }
            }
        }
        for term in terms {
            let weight = term.share * log(1 + Double(rows.count) / Double(term.rows.count))
            add(weight, to: term.rows)
            add(weight * (Self.titleWeight - 1), to: try Self.rows("{title} : \(term.expression)", db))
        }
        var groups: [Double: [Int64]] = [:]
        for index in wanted.indices.reversed() { groups[weights[index], default: []].append(wanted[index]) }
        var page: [Int64] = []
        var skipped = 0
        for weight in groups.keys.sorted(by: >) {
            guard let group = groups[weight], page.count < limit else { break }
            page += group.dropFirst(max(0, offset - skipped)).prefix(limit - page.count)
            skipped += group.count
        }
        return page
    }
}

import Foundation

/// Links to the pages of a list, for the partial `web/pagination`; the list's page has it as `pagination`.
package struct Pagination: Sendable {
    let previous: String?
    let next: String?
    let entries: [Entry]

    struct Entry: Sendable {
        let number: Int
        let path: String?
        let isCurrent: Bool
        let isGap: Bool
    }

    /// Nil where one page holds everything.
    ///
    /// - Parameters:
    ///   - page: From 1.
    ///   - count: How many pages there are.
    ///   - path: The address without its query.
    ///   - query: What to keep; `page` in it is replaced.
    package init?(page: Int, of count: Int, path: String, query: FormValues) {
        guard count > 1 else { return nil }
        func link(_ number: Int) -> String {
            "\(path)?\(query.query(without: ["page", "lang", "theme", "text"], adding: [("page", "\(number)")]))"
        }
        previous = page > 1 ? link(page - 1) : nil
        next = page < count ? link(page + 1) : nil
        let near = Set([1, count] + (page - 2...page + 2)).filter { (1...count).contains($0) }.sorted()
        var entries: [Entry] = []
        for number in near {
            if let last = entries.last, number - last.number > 1 {
                entries.append(Entry(number: number - 1, path: nil, isCurrent: false, isGap: true))
            }
            entries.append(Entry(number: number, path: link(number), isCurrent: number == page, isGap: false))
        }
        self.entries = entries
    }
}

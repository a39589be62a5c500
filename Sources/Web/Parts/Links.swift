import Foundation
import Kernel

/// A link with words, and how many there are behind it.
package struct Link: Sendable {
    package let title: String
    package let path: String
    package let count: String?
    package let isCurrent: Bool

    package init(_ title: String, _ path: String, count: Int? = nil, isCurrent: Bool = false) {
        self.title = title
        self.path = path
        self.count = count.map(Written.number)
        self.isCurrent = isCurrent
    }
}

/// Nothing is here, and what to do next, for the partial `web/empty`.
package struct EmptyState: Sendable {
    package let title: String
    package let text: String
    package let action: Link?

    package init(_ title: String, _ text: String, action: Link? = nil) {
        self.title = title
        self.text = text
        self.action = action
    }
}

/// The steps of something longer, for the partial `web/steps`.
package struct Steps: Sendable {
    package let entries: [Entry]

    package struct Entry: Sendable {
        package let number: Int
        package let title: String
        package let isCurrent: Bool
        package let isDone: Bool
    }

    /// - Parameter current: From 1.
    package init(_ titles: [String], current: Int) {
        entries = titles.enumerated().map {
            Entry(number: $0 + 1, title: $1, isCurrent: $0 + 1 == current, isDone: $0 + 1 < current)
        }
    }
}

/// The head of a column that sorts its table, for the partial `web/sort-head`.
package struct SortHead: Sendable {
    package let title: String
    package let path: String
    package let isNumber: Bool
    /// `ascending`, `descending` or `none`: the value of `aria-sort`.
    package let order: String
    package let mark: String

    /// - Parameters:
    ///   - key: What stands in `?sort=` for this column; with `-` before it the largest comes first.
    ///   - query: What the page was asked for; everything but `sort` and `page` is kept.
    ///   - fallback: How the table is sorted when nobody asked.
    package init(
        _ title: String,
        _ key: String,
        path: String,
        query: FormValues,
        fallback: String,
        isNumber: Bool = false
    ) {
        let current = query["sort"] ?? fallback
        self.title = title
        self.isNumber = isNumber
        order = current == key ? "ascending" : current == "-\(key)" ? "descending" : "none"
        mark = current == key ? "↑" : current == "-\(key)" ? "↓" : ""
        let next = current == key ? "-\(key)" : key
        let kept = query.query(without: ["sort", "page", "lang", "theme", "text"], adding: [("sort", next)])
        self.path = "\(path)?\(kept)"
    }
}

/// Something that is being done, for the partial `web/progress`: asked for again and again by our script, and by the
/// page reloading itself where scripts are off.
package struct ProgressPart: Sendable {
    /// Where the job's JSON is.
    package let path: String
    /// Where to go once it is done.
    package let then: String
    package let title: String
    package let percent: Int?

    package init(job: String, then: String, title: String, percent: Int?) {
        self.init(path: "/api/v1/jobs/\(job)", then: then, title: title, percent: percent)
    }

    /// - Parameter path: JSON with a `stage` that ends as `done`, `failed` or `cancelled`.
    package init(path: String, then: String, title: String, percent: Int? = nil) {
        self.path = path
        self.then = then
        self.title = title
        self.percent = percent
    }
}

import Kernel

/// What happened or will, one under the other, for the partial `web/timeline`: the arithmetic of a due date, the life
/// of a request.
package struct Timeline: Sendable {
    package var entries: [Entry]
    /// Whether every entry is a sentence rather than a heading: the steps of a proof.
    package let isProse: Bool

    package init(_ entries: [Entry] = [], isProse: Bool = false) {
        self.entries = entries
        self.isProse = isProse
    }

    package struct Entry: Sendable {
        package let title: String
        package let text: String?
        /// Words in the person's own hand, in a box of their own.
        package let quote: String?
        /// The day or instant, as it is written.
        package let when: String?
        package let path: String?
        /// `past`, `now`, `due` or `next`: how the dot looks.
        package let state: String
        package let stateWord: String?

        package init(
            _ title: String,
            text: String? = nil,
            quote: String? = nil,
            when: String? = nil,
            path: String? = nil,
            state: State = .past,
            stateWord: String? = nil
        ) {
            self.title = title
            self.text = text
            self.quote = quote
            self.when = when
            self.path = path
            self.state = state.rawValue
            self.stateWord = stateWord
        }
    }

    package enum State: String, Sendable {
        case past, now, due, next
    }
}

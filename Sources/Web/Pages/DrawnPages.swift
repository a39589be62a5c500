import Crypto
import Foundation
import Hummingbird
import Kernel
import Synchronization

/// A page as it was drawn.
package struct DrawnPage: Sendable {
    let html: ByteBuffer
    /// The `ETag`: what the browser shows to be told that its copy is still right.
    let tag: String

    var size: Int { html.readableBytes }

    init(_ html: String) {
        self.html = ByteBuffer(string: html)
        tag = "\"\(SHA256.hash(data: Data(html.utf8)).prefix(16).hex)\""
    }
}

/// Pages that were drawn for nobody in particular, kept beside the mark of what they were drawn from.
///
/// A page is given out only to somebody who is not signed in, and only while the mark, read anew from the store for each
/// visit, is the one the page was drawn under. A mark holds all that decides what the page shows and whether visitors
/// may see it; so an edit, a withdrawal, a new name show at once, whoever made them and by which way.
package final class DrawnPages<Mark: Equatable & Sendable>: Sendable {
    private struct Key: Hashable {
        let subject: String
        let language: Language
        let theme: Visit.Theme
        let textSize: Visit.TextSize
        /// The address stands in links of the shell.
        let target: String
    }

    private struct Entry: Sendable {
        let mark: Mark
        let page: DrawnPage
        let weight: Int
    }

    /// Two halves: when the new one is full, the old one is forgotten. What is asked for moves to the new one.
    private struct Shelf {
        var new: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
        var bytes = 0
    }

    private let shelf = Mutex(Shelf())
    private let limit: Int

    /// - Parameter limit: How many bytes are kept at most.
    package init(limit: Int = 16 << 20) { self.limit = limit }

    /// The page of `subject` for this visit, if it was drawn under exactly this mark.
    package func page(of subject: String, showing mark: Mark, to visit: Visit) -> DrawnPage? {
        guard visit.isNobodys else { return nil }
        let key = key(subject, visit)
        let found = shelf.withLock { shelf -> Entry? in
            if let entry = shelf.new[key] { return entry }
            guard let entry = shelf.old.removeValue(forKey: key) else { return nil }
            put(entry, key, on: &shelf)
            return entry
        }
        return found.flatMap { $0.mark == mark ? $0.page : nil }
    }

    /// - Parameter weight: About how many bytes the mark takes in memory.
    package func keep(
        _ page: DrawnPage,
        of subject: String,
        showing mark: Mark,
        weighing weight: Int,
        to visit: Visit
    ) {
        let entry = Entry(mark: mark, page: page, weight: page.size + weight)
        guard visit.isNobodys, entry.weight <= limit / 8 else { return }
        shelf.withLock { put(entry, key(subject, visit), on: &$0) }
    }

    private func key(_ subject: String, _ visit: Visit) -> Key {
        Key(
            subject: subject,
            language: visit.language,
            theme: visit.theme,
            textSize: visit.textSize,
            target: visit.target
        )
    }

    private func put(_ entry: Entry, _ key: Key, on shelf: inout Shelf) {
        if shelf.bytes + entry.weight > limit / 2 {
            shelf.old = shelf.new
            shelf.new = [:]
            shelf.bytes = 0
        }
        shelf.bytes += entry.weight - (shelf.new.updateValue(entry, forKey: key)?.weight ?? 0)
    }
}

extension Visit {
    /// Whether a page drawn for this visit shows nothing of the visitor: neither name, nor form token, nor message. A
    /// query may hold anything, and would fill the shelf with copies.
    package var isNobodys: Bool {
        actor == nil && session == nil && csrf == nil && flash == nil && !target.contains("?")
            && target.utf8.count < 200
    }
}

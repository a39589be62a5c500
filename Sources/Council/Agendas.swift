import Directory
import Foundation
import GRDB
import Kernel

/// Every meeting's agenda: a tree of items with the times that follow from it.
package struct Agendas: Sendable {
    let meetings: Meetings

    package init(meetings: Meetings) { self.meetings = meetings }

    /// The longest title and text, in characters; items of a meeting; levels of the tree.
    static let limits = (title: 300, text: 10_000, items: 200, depth: 3)

    /// One item in its place.
    package struct Node: Sendable {
        package let item: AgendaItem
        /// `2-1`.
        package let number: String
        /// From 1.
        package let depth: Int
        package let startsAt: Date
        /// When the last of what lies under it is over.
        package internal(set) var endsAt: Date
    }

    /// What is said of an item; what is left out of an edit stays as it is.
    package struct Draft: Sendable {
        package var kind: AgendaItem.Kind?
        package var title: String?
        package var text: String?
        package var minutes: Int?
        /// An e-mail address; an empty one for nobody.
        package var presenter: String?
        /// A code; an empty one for none.
        package var institution: String?
        package var visibility: AgendaItem.Visibility?
        /// A direction's key; an empty one for none.
        package var direction: String?
        /// A suggestion's receipt or key; only for a new item.
        package var suggestion: String?
        package var parent: AgendaItem.ID?

        package init(
            kind: AgendaItem.Kind? = nil,
            title: String? = nil,
            text: String? = nil,
            minutes: Int? = nil,
            presenter: String? = nil,
            institution: String? = nil,
            visibility: AgendaItem.Visibility? = nil,
            direction: String? = nil,
            suggestion: String? = nil,
            parent: AgendaItem.ID? = nil
        ) {
            self.kind = kind
            self.title = title
            self.text = text
            self.minutes = minutes
            self.presenter = presenter
            self.institution = institution
            self.visibility = visibility
            self.direction = direction
            self.suggestion = suggestion
            self.parent = parent
        }
    }

    /// The items of a meeting in their order, with the times that their minutes lead to.
    ///
    /// An item's own minutes come before those of what lies under it; a withdrawn one takes no time.
    package static func nodes(of meeting: Meeting, _ db: Database) throws -> [Node] {
        nodes(try AgendaItem.filter(Column("meeting") == meeting.id).fetchAll(db), from: meeting.startsAt)
    }

    package static func nodes(_ items: [AgendaItem], from start: Date) -> [Node] {
        let children = Dictionary(grouping: items, by: \.parent).mapValues { siblings in
            siblings.sorted { ($0.position, $0.id) < ($1.position, $1.id) }
        }
        var nodes: [Node] = []
        var now = start
        func add(_ item: AgendaItem, _ number: String, _ depth: Int) {
            let place = nodes.count
            nodes.append(Node(item: item, number: number, depth: depth, startsAt: now, endsAt: now))
            if item.stage != .withdrawn { now += Double(item.minutes) * 60 }
            for (index, child) in (children[item.id] ?? []).enumerated() {
                add(child, "\(number)-\(index + 1)", depth + 1)
            }
            nodes[place].endsAt = now
        }
        for (index, root) in (children[nil] ?? []).enumerated() { add(root, "\(index + 1)", 1) }
        return nodes
    }
}

extension Meeting {
    /// Whether its agenda may still be changed.
    package var isOpenToAgenda: Bool { stage == .planned || stage == .called }

    /// Whether opinions and answers are still taken.
    package var isOpenToOpinions: Bool { stage == .called || stage == .papersClosed }
}

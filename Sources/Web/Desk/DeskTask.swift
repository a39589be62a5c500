import Directory
import Kernel

/// Something that waits for somebody, as a room puts it on that person's desk.
package struct DeskTask: Sendable {
    package let title: String
    /// Where it is looked at.
    package let path: String
    /// Why it waits, and what the law says about it; written only for those tasks that are shown.
    package var law: String { writesLaw() }
    private let writesLaw: @Sendable () -> String
    /// The statutory day; nil where the law sets none.
    package let due: Day?
    /// The next step, one click away.
    package let action: Link
    /// Whether somebody else's right hangs on it: the button stands out.
    package let isPressing: Bool

    package init(
        _ title: String,
        path: String,
        law: @autoclosure @escaping @Sendable () -> String,
        due: Day? = nil,
        action: Link,
        isPressing: Bool = false
    ) {
        self.title = title
        self.path = path
        writesLaw = law
        self.due = due
        self.action = action
        self.isPressing = isPressing
    }
}

/// A number about somebody's institution, beside what waits.
package struct DeskFigure: Sendable {
    package let title: String
    package let value: String
    package let path: String?

    package init(_ title: String, _ value: String, path: String? = nil) {
        self.title = title
        self.value = value
        self.path = path
    }
}

/// A room that has something to say on a desk.
package protocol DeskSource: Sendable {
    /// What waits for `actor`, in any order.
    func tasks(for actor: Actor, in language: Language) async throws -> [DeskTask]

    /// Numbers about the actor's institution.
    func figures(for actor: Actor, in language: Language) async throws -> [DeskFigure]

    /// What came and went, month by month; nil where the room has no such thing to show `actor`.
    func course(for actor: Actor, in language: Language) async throws -> ColumnChart?

    /// What is late in the whole nation, for those who watch over it; nil for everybody else.
    func overdue(for actor: Actor, in language: Language) async throws -> DeskOverdue?
}

extension DeskSource {
    package func figures(for actor: Actor, in language: Language) async throws -> [DeskFigure] { [] }
    package func course(for actor: Actor, in language: Language) async throws -> ColumnChart? { nil }
    package func overdue(for actor: Actor, in language: Language) async throws -> DeskOverdue? { nil }
}

/// What is late in the nation: how much, and the worst of it.
package struct DeskOverdue: Sendable {
    package let total: Int
    package let path: String
    package let worst: [Entry]

    package struct Entry: Sendable {
        package let title: String
        package let path: String
        package let text: String
        package let due: DueBadge

        package init(_ title: String, path: String, text: String, due: DueBadge) {
            self.title = title
            self.path = path
            self.text = text
            self.due = due
        }
    }

    package init(total: Int, path: String, worst: [Entry]) {
        self.total = total
        self.path = path
        self.worst = worst
    }
}

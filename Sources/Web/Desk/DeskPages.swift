import Directory
import Foundation
import Hummingbird
import Kernel

/// My desk: one list of everything that waits for the person who looks, by the statutory day.
package struct DeskPages: Sendable {
    private let sources: [any DeskSource]
    private let pages: Pages
    private let clock: WallClock

    package init(sources: [any DeskSource], pages: Pages, clock: WallClock) throws {
        self.sources = sources
        self.pages = pages
        self.clock = clock
        try pages.require(DeskPage.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) { router.get("desk", use: desk) }

    struct DeskPage: Page {
        static let template = "web/desk"
        let title: String
        let today: String
        let counts: [Count]
        let tasks: [Task]
        let total: String
        let isEmpty: Bool
        let empty: EmptyState?
        let pagination: Pagination?
        let left: ColumnChart?
        let course: [ColumnChart]
        let figures: [DeskFigure]
        let hasFigures: Bool
        let overdue: Overdue?

        struct Count: Sendable {
            let title: String
            let count: String
            let path: String
            let isLate: Bool
            let isCurrent: Bool
        }

        struct Task: Sendable {
            let title: String
            let path: String
            let law: String
            let due: DueBadge?
            let action: Link
            let isPressing: Bool
        }

        struct Overdue: Sendable {
            let total: String
            let path: String
            let worst: [DeskOverdue.Entry]
        }
    }

    private static let pageSize = 50

    @Sendable private func desk(_ request: Request, context: SignedIn) async throws -> Response {
        let language = context.language
        let today = clock.today
        var tasks: [DeskTask] = []
        var figures: [DeskFigure] = []
        var course: [ColumnChart] = []
        var overdue: DeskOverdue?
        for source in sources {
            tasks += try await source.tasks(for: context.actor, in: language)
            figures += try await source.figures(for: context.actor, in: language)
            if let chart = try await source.course(for: context.actor, in: language) { course.append(chart) }
            if let late = try await source.overdue(for: context.actor, in: language) { overdue = late }
        }
        // What has no day comes last; of one day, in the order the rooms gave.
        let ordered = tasks.enumerated().sorted {
            ($0.element.due?.ordinal ?? .max, $0.offset) < ($1.element.due?.ordinal ?? .max, $1.offset)
        }.map(\.element)
        let when = request.query["when"].flatMap(Span.init(rawValue:)) ?? .all
        let shown = ordered.filter { when.holds($0.due, today) }
        let number = max(1, min(5000, request.query["page"].flatMap { Int($0) } ?? 1))
        let page = DeskPage(
            title: heading(ordered, today, in: language),
            today: today.written(in: language),
            counts: Span.allCases.map { span in
                DeskPage.Count(
                    title: pages.word(span.word, in: language),
                    count: Written.number(ordered.count { span.holds($0.due, today) }),
                    path: span == .all ? "/desk" : "/desk?when=\(span.rawValue)",
                    isLate: span == .late && ordered.contains { span.holds($0.due, today) },
                    isCurrent: span == when
                )
            },
            tasks: shown.dropFirst((number - 1) * Self.pageSize).prefix(Self.pageSize).map { task in
                DeskPage.Task(
                    title: task.title,
                    path: task.path,
                    law: task.law,
                    due: task.due.map { DueBadge($0, today: today, in: language) },
                    action: task.action,
                    isPressing: task.isPressing
                )
            },
            total: Written.number(shown.count),
            isEmpty: shown.isEmpty,
            empty: shown.isEmpty
                ? EmptyState(
                    pages.word("webDeskNothing", in: language),
                    pages.word("webDeskNothingText", in: language),
                    action: Link(pages.word("webDeskFind", in: language), "/datasets")
                ) : nil,
            pagination: Pagination(
                page: number,
                of: (shown.count + Self.pageSize - 1) / Self.pageSize,
                path: "/desk",
                query: request.query
            ),
            left: left(ordered, today, in: language),
            course: course,
            figures: figures,
            hasFigures: !figures.isEmpty,
            overdue: overdue.map {
                DeskPage.Overdue(total: Written.number($0.total), path: $0.path, worst: $0.worst)
            }
        )
        return try pages.render(page, in: context)
    }

    /// What the person is told first: what is late, what is due today, else how much waits.
    private func heading(_ tasks: [DeskTask], _ today: Day, in language: Language) -> String {
        let late = tasks.count { Span.late.holds($0.due, today) }
        let now = tasks.count { Span.today.holds($0.due, today) }
        func say(_ key: String, _ one: String, _ count: Int) -> String {
            pages.word(key, one: one, count: count, in: language)
        }
        if late > 0 { return say("webDeskHeadLate", "webDeskHeadLateOne", late) }
        if now > 0 { return say("webDeskHeadToday", "webDeskHeadTodayOne", now) }
        if tasks.isEmpty { return pages.word("webDeskNothing", in: language) }
        return say("webDeskHeadWaiting", "webDeskHeadWaitingOne", tasks.count)
    }

    /// How many tasks have how many days left; nil where nothing has a day.
    private func left(_ tasks: [DeskTask], _ today: Day, in language: Language) -> ColumnChart? {
        let days = tasks.compactMap(\.due).map { today.days(until: $0) }
        guard days.count > 1 else { return nil }
        let spans: [(name: String, days: ClosedRange<Int>)] = [
            (pages.word("webDeskSpanLate", in: language), -100_000 ... -1),
            (pages.word("webDeskSpanToday", in: language), 0...0), ("1–3", 1...3), ("4–7", 4...7), ("8–14", 8...14),
            ("15–", 15...100_000),
        ]
        return ColumnChart(
            spans.map { span in (label: span.name, value: days.count { span.days.contains($0) }) },
            title: pages.word("webDeskLeft", in: language),
            summary: pages.word("webDeskLeftText", in: language),
            nameHead: pages.word("webDeskLeftDays", in: language),
            valueHead: pages.word("webDeskLeftCount", in: language),
            width: 360,
            height: 180
        )
    }

    /// Which part of the list is meant.
    private enum Span: String, CaseIterable {
        case late, today, week, all

        var word: String {
            switch self {
            case .late: "webDeskLate"
            case .today: "webDeskToday"
            case .week: "webDeskWeek"
            case .all: "webDeskAll"
            }
        }

        func holds(_ due: Day?, _ today: Day) -> Bool {
            guard let due else { return self == .all }
            let left = today.days(until: due)
            return switch self {
            case .late: left < 0
            case .today: left == 0
            case .week: (0...7).contains(left)
            case .all: true
            }
        }
    }
}

import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The pages of a council that do not change from meeting to meeting: its home, plan, directions and members.
package struct CouncilPages: Sendable {
    let councils: Councils
    let actions: Actions
    let meetings: Meetings
    let pages: Pages
    let clock: WallClock

    package init(councils: Councils, actions: Actions, meetings: Meetings, pages: Pages) throws {
        self.councils = councils
        self.actions = actions
        self.meetings = meetings
        self.pages = pages
        clock = councils.clock
        try pages.require(
            ListPage.self,
            HomePage.self,
            PlanPage.self,
            PlanFormPage.self,
            DirectionsPage.self,
            MembersPage.self
        )
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("councils", use: list)
        router.get("councils/:code", use: home)
        router.get("councils/:code/plan", use: plan)
        router.post("councils/:code/plan/:plan/move", use: movePlan)
        router.get("councils/:code/plan/edit", use: planForm)
        router.post("councils/:code/plan/edit", use: savePlan)
        router.get("councils/:code/directions/:year", use: directions)
        router.post("councils/:code/directions/:year", use: moveDirections)
        router.get("councils/:code/members", use: members)
        router.post("councils/:code/members", use: changeMembers)
    }

    func word(_ key: String, _ context: SignedIn) -> String { pages.word(key, in: context.language) }

    /// The council of the address, for somebody who may see councils.
    func council(_ context: SignedIn) async throws -> Council {
        try CouncilMove.see.require(of: context.actor, at: nil)
        return try await councils.find(context.requireParameter("code"))
    }

    func crumbs(_ council: Council?, _ last: String? = nil, in context: SignedIn) -> [Crumb] {
        let title = word("councilTitle", context)
        guard let council else { return [Crumb(title)] }
        let name = council.title[context.language]
        guard let last else { return [Crumb(title, "/councils"), Crumb(name)] }
        return [Crumb(title, "/councils"), Crumb(name, "/councils/\(council.code)"), Crumb(last)]
    }

    /// The rooms of a council: what its tabs lead to.
    func tabs(_ council: Council, _ current: String, in context: SignedIn) -> [Link] {
        let base = "/councils/\(council.code)"
        let links = [
            ("councilHome", base), ("councilMeetings", "\(base)/meetings"), ("councilPlan", "\(base)/plan"),
            ("councilDirections", "\(base)/directions/\(clock.today.year)"), ("councilMembers", "\(base)/members"),
        ]
        return links.map { Link(word($0, context), $1, isCurrent: $0 == current) }
    }

    func isHead(_ context: SignedIn, of council: Council) async throws -> Bool {
        try await councils.isHead(context.actor, of: council)
    }

    // MARK: - List

    struct ListPage: Page {
        static let template = "council/list"
        let title: String
        let crumbs: [Crumb]
        let rows: [Row]
        let empty: EmptyState?

        struct Row: Sendable {
            let path: String
            let name: String
            let kind: String
            let seats: String
            let next: String
            let open: String
            let overdue: String?
        }
    }

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> Response {
        try CouncilMove.see.require(of: context.actor, at: nil)
        var rows: [ListPage.Row] = []
        for council in try await councils.list() {
            let counts = try await counts(of: council)
            rows.append(
                ListPage.Row(
                    path: "/councils/\(council.code)",
                    name: council.title[context.language],
                    kind: council.kind.title[context.language],
                    seats: Written.number(try await councils.places(in: council.id).count),
                    next: try await next(of: council).map { Written.day($0.startsAt, in: context.language) } ?? "–",
                    open: Written.number(counts.open),
                    overdue: counts.overdue > 0 ? Written.number(counts.overdue) : nil
                )
            )
        }
        let page = ListPage(
            title: word("councilTitle", context),
            crumbs: crumbs(nil, in: context),
            rows: rows,
            empty: rows.isEmpty
                ? EmptyState(word("councilNone", context), word("councilNoneText", context)) : nil
        )
        return try pages.render(page, in: context)
    }

    private func counts(of council: Council) async throws -> (open: Int, overdue: Int) {
        var search = Actions.Search()
        search.council = council.id
        search.limit = 1
        search.state = .open
        let open = try await actions.list(search).total
        search.state = .overdue
        return (open, try await actions.list(search).total)
    }

    /// The meeting that comes next, or is on.
    private func next(of council: Council) async throws -> Meeting? {
        let coming = [Meeting.Stage.planned, .called, .papersClosed, .inSession]
        return try await meetings.list(of: council.id).last { coming.contains($0.stage) && $0.endsAt >= clock.now }
    }

    // MARK: - Home

    struct HomePage: Page {
        static let template = "council/home"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let tabs: [Link]
        let next: Next?
        let actions: [ActionRow]
        let actionsPath: String
        let figures: [DeskFigure]
        let facts: [DeskFigure]
        let directions: [String]
        let directionsPath: String

        struct Next: Sendable {
            let path: String
            let title: String
            let when: String
            let stage: String
        }
    }

    @Sendable private func home(_ request: Request, context: SignedIn) async throws -> Response {
        let council = try await council(context)
        let language = context.language
        let places = try await councils.places(in: council.id)
        let counts = try await counts(of: council)
        var search = Actions.Search()
        search.council = council.id
        search.state = .open
        search.limit = 8
        let plan = try await councils.planInForce(of: council.id)
        let year = clock.today.year
        let directions = try await councils.directionsInForce(of: council.id, year: year)
        let page = HomePage(
            title: council.title[language],
            lead: council.sector.map { "\(council.kind.title[language]) · \($0.title[language])" }
                ?? council.kind.title[language],
            crumbs: crumbs(council, in: context),
            tabs: tabs(council, "councilHome", in: context),
            next: try await next(of: council).map {
                HomePage.Next(
                    path: "/meetings/\($0.id)",
                    title: $0.title,
                    when: Written.instant($0.startsAt, in: language),
                    stage: $0.stage.title[language]
                )
            },
            actions: try await actions.list(search).found.map { ActionRow($0, today: clock.today, in: language) },
            actionsPath: "/actions?council=\(council.code)&state=open",
            figures: [
                DeskFigure(
                    word("councilSeats", context),
                    Written.number(places.count),
                    path: "/councils/\(council.code)/members"
                ),
                DeskFigure(
                    word("councilVacantSeats", context),
                    Written.number(places.count { $0.isVacant }),
                    path: "/councils/\(council.code)/members?vacant=1"
                ),
                DeskFigure(
                    word("councilOpenPromises", context),
                    Written.number(counts.open),
                    path: "/actions?council=\(council.code)&state=open"
                ),
                DeskFigure(
                    word("councilPastDue", context),
                    Written.number(counts.overdue),
                    path: "/actions?council=\(council.code)&state=overdue"
                ),
            ],
            facts: facts(of: places, plan, in: context),
            directions: (directions?.items ?? []).map { "\($0.number). \($0.title)" },
            directionsPath: "/councils/\(council.code)/directions/\(year)"
        )
        return try pages.render(page, in: context)
    }

    private func facts(of places: [Councils.Place], _ plan: OperationPlan?, in context: SignedIn) -> [DeskFigure] {
        let heads = places.filter { $0.seat.kind == .chair || $0.seat.kind == .secretary }
        let unset = word("councilUnset", context)
        return heads.map { DeskFigure($0.seat.kind.title[context.language], $0.person?.name ?? "–") }
            + [
                DeskFigure(
                    word("councilFrequency", context),
                    plan.map { Written.number($0.meetingsPerYear) } ?? unset
                ),
                DeskFigure(word("councilQuorumRule", context), plan?.quorum?.title[context.language] ?? unset),
                DeskFigure(word("councilVoting", context), plan?.voting.map { voting($0, in: context) } ?? unset),
            ]
    }

    func voting(_ rule: VotingRule, in context: SignedIn) -> String {
        let tie = rule.chairBreaksTies ? " · " + word("councilChairBreaks", context) : ""
        return "\(rule.base.title[context.language]): \(rule.threshold.title[context.language])\(tie)"
    }
}

/// A promise as it stands in a list.
struct ActionRow: Sendable {
    let path: String
    let number: String
    let text: String
    let owner: String
    let progress: String
    let stage: String
    let stageClass: String
    let due: DueBadge?
    let day: String

    init(_ line: Actions.Line, today: Day, in language: Language) {
        let action = line.action
        path = "/actions/\(action.number)"
        number = action.number
        text = action.text
        owner = (line.deemedOwner ?? line.owner).title[language]
        progress = "\(action.progress)%"
        stage = action.stage.title[language]
        stageClass = action.stage == .open ? "info" : action.stage == .done ? "ok" : ""
        due = action.stage == .open ? DueBadge(action.due, today: today, in: language) : nil
        day = action.due.written(in: language)
    }
}

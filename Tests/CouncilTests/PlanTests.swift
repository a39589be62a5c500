import App
import Council
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import TestSupport
import Testing

@Suite("Operation plans, yearly directions, and promises")
struct PlanTests {
    private let nation: Nation
    private let councils: Councils
    private let actions: Actions
    private let head: Actor
    private let officer: Actor
    private let council: Council
    private let today: Day

    init() async throws {
        nation = try await Nation()
        councils = nation.platform.councils
        actions = Actions(councils: councils)
        head = try await nation.actor("secretariat@mois.example")
        officer = try await nation.actor("officer@seoul.example")
        today = nation.platform.settings.clock.today
        council = try await councils.found(
            Councils.Draft(code: "officers", name: "책임관 협의회", kind: .officers),
            by: head
        )
        try await councils.seatEveryOfficer(in: "officers", by: head)
    }

    private func draft(_ method: String = "분기마다 모인다") -> Councils.PlanDraft {
        Councils.PlanDraft(purpose: "데이터 공유 협의", membership: "모든 책임관", workingMethod: method)
    }

    private func acts() async throws -> [String] {
        try await nation.platform.database.read { db in
            try String.fetchAll(db, sql: "SELECT kind FROM act WHERE kind LIKE 'council.plan%' ORDER BY seq")
        }
    }

    @Test("A plan that is adopted takes the place of the one before; both can be read, and the ledger has each step")
    func versions() async throws {
        defer { nation.end() }
        let first = try await councils.writePlan(draft(), for: "officers", by: head)
        #expect(first.quorum == nil && first.voting == nil && first.termMonths == nil)
        try await councils.proposePlan(first.id, by: head)
        try await councils.adoptPlan(first.id, by: head)
        let second = try await councils.writePlan(draft("두 달마다 모인다"), for: "officers", by: head)
        #expect(second.version == 2)
        #expect(
            await problem { _ = try await councils.writePlan(draft(), for: "officers", by: head) }
                == "council/version-under-way"
        )
        #expect(await problem { try await councils.adoptPlan(second.id, by: head) } == "council/not-now")
        try await councils.proposePlan(second.id, by: head)
        try await councils.adoptPlan(second.id, by: head)
        #expect(try await councils.plans(of: council.id).map(\.stage) == [.adopted, .superseded])
        #expect(try await councils.planInForce(of: council.id)?.id == second.id)
        #expect(
            try await acts() == [
                "council.planWritten", "council.planProposed", "council.planAdopted", "council.planWritten",
                "council.planProposed", "council.planSuperseded", "council.planAdopted",
            ]
        )
    }

    @Test("Those who sit in the council comment while a plan is proposed; an edit after that makes it a draft again")
    func comments() async throws {
        defer { nation.end() }
        let plan = try await councils.writePlan(draft(), for: "officers", by: head)
        #expect(await problem { try await councils.commentPlan(plan.id, "좋습니다", by: officer) } == "council/not-now")
        try await councils.proposePlan(plan.id, by: head)
        try await councils.commentPlan(plan.id, "서면 회의도 적어 주세요", by: officer)
        let outsider = try await nation.actor("official@busan.example")
        #expect(
            await problem { try await councils.commentPlan(plan.id, "저도요", by: outsider) } == "council/members-only"
        )
        #expect(try await councils.comments(on: plan.id).map(\.comment.text) == ["서면 회의도 적어 주세요"])
        #expect(try await councils.editPlan(plan.id, draft("서면 회의를 할 수 있다"), by: head).stage == .draft)
        #expect(await problem { try await councils.editPlan(plan.id, draft(), by: officer) } == "council/head-only")
    }

    @Test("A quorum and a vote that a plan sets are kept as they were written")
    func rules() async throws {
        defer { nation.end() }
        var rules = draft()
        rules.quorum = .majority
        rules.voting = VotingRule(base: .present, threshold: .majority, chairBreaksTies: true)
        let plan = try await councils.writePlan(rules, for: "officers", by: head)
        let kept = try await councils.plan(plan.id)
        #expect(kept.quorum == .majority)
        #expect(kept.voting == rules.voting)
    }

    @Test("An item of a year's directions keeps its key while its number stays; the next version supersedes")
    func directions() async throws {
        defer { nation.end() }
        let items = [Councils.DirectionsDraft.Item(title: "표준화"), .init(title: "가명정보")]
        let first = try await councils.writeDirections(
            2026,
            Councils.DirectionsDraft(foreword: "올해는", items: items),
            for: "officers",
            by: head
        )
        let edited = try await councils.editDirections(
            first.directions.id,
            Councils.DirectionsDraft(foreword: "올해는", items: [.init(title: "표준화와 품질")]),
            by: head
        )
        #expect(edited.items.map(\.id) == [first.items[0].id])
        #expect(edited.items.map(\.title) == ["표준화와 품질"])
        try await councils.proposeDirections(first.directions.id, by: head)
        try await councils.adoptDirections(first.directions.id, by: head)
        let action = try await actions.create(
            Actions.Draft(
                council: "officers",
                text: "표준 용어 고시",
                owner: "6110000",
                due: today,
                direction: edited.items[0].id
            ),
            by: head
        )
        let second = try await councils.writeDirections(
            2026,
            Councils.DirectionsDraft(foreword: "고친 방향", items: items),
            for: "officers",
            by: head
        )
        try await councils.proposeDirections(second.directions.id, by: head)
        try await councils.adoptDirections(second.directions.id, by: head)
        #expect(try await councils.directionsInForce(of: council.id, year: 2026)?.directions.version == 2)
        #expect(try await actions.detail(action.number).direction?.title == "표준화와 품질")
    }

    @Test("A promise is numbered in its year, reported with evidence, given more time by the council, and finished")
    func actions() async throws {
        defer { nation.end() }
        let draft = Actions.Draft(council: "officers", text: "쉼터 자료 정비", owner: "6110000", due: today)
        let action = try await actions.create(draft, by: head)
        #expect(action.number == "A-\(today.year)-001")
        #expect(try await actions.create(draft, by: head).number == "A-\(today.year)-002")
        let evidence = Actions.Evidence("https://data.example/1", label: "공고")
        try await actions.report(action.number, progress: 40, text: "절반", evidence: [evidence, evidence], by: officer)
        #expect(
            await problem {
                try await actions.postpone(action.number, to: today.adding(days: 9), reason: "지연", by: officer)
            } == "council/head-only"
        )
        try await actions.postpone(action.number, to: today.adding(days: 9), reason: "예산 지연", by: head)
        try await actions.finish(action.number, text: "정비함", by: officer)
        #expect(
            await problem { try await actions.report(action.number, progress: 50, text: "더", by: officer) }
                == "council/not-now"
        )
        let detail = try await actions.detail(action.number)
        #expect(detail.line.action.stage == .done)
        #expect(detail.reports.map(\.report.move) == [.report, .postpone, .finish])
        #expect(detail.reports.map(\.report.due) == [today, today.adding(days: 9), today.adding(days: 9)])
        #expect(detail.evidence.map(\.target) == ["https://data.example/1"])
        #expect(
            try await actions.reopen(action.number, to: today.adding(days: 30), reason: "누락", by: head).stage == .open
        )
    }

    @Test("Another institution's people cannot report, and evidence that leads nowhere is refused")
    func strangers() async throws {
        defer { nation.end() }
        let action = try await actions.create(
            Actions.Draft(council: "officers", text: "정비", owner: "6110000", due: today),
            by: head
        )
        let other = try await nation.actor("officer@busan.example")
        #expect(
            await problem { try await actions.report(action.number, progress: 1, text: "a", by: other) }
                == "directory/not-allowed"
        )
        #expect(
            await problem {
                let evidence = Actions.Evidence("javascript:alert(1)")
                try await actions.report(action.number, progress: 1, text: "a", evidence: [evidence], by: officer)
            } == "council/invalid"
        )
        #expect(
            await problem {
                _ = try await actions.create(
                    Actions.Draft(council: "officers", text: "정비", owner: "6110000", due: today.adding(days: -1)),
                    by: head
                )
            } == "council/invalid"
        )
    }

    @Test("The day after its last day a promise is overdue, on every list that asks")
    func overdue() async throws {
        defer { nation.end() }
        let action = try await actions.create(
            Actions.Draft(council: "officers", text: "정비", owner: "6110000", due: today),
            by: head
        )
        var search = Actions.Search()
        search.state = .overdue
        #expect(try await actions.list(search).total == 0)
        let later = WallClock { today.adding(days: 1).start.addingTimeInterval(3600) }
        let tomorrow = Actions(
            councils: Councils(
                database: nation.platform.database,
                statutes: nation.platform.statutes,
                clock: later
            )
        )
        #expect(try await tomorrow.list(search).found.map(\.action.number) == [action.number])
        #expect(try await tomorrow.list(search).found.first?.isOverdue == true)
    }
}

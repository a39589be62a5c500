import Council
import Kernel
import Testing

@Suite("The life of plans, meetings, items, actions and suggestions")
struct CouncilLifecycleTests {
    private static let plans: [String: OperationPlan.Stage] = [
        "draft edit": .draft, "draft propose": .proposed, "proposed comment": .proposed, "proposed edit": .draft,
        "proposed adopt": .adopted, "draft withdraw": .withdrawn, "proposed withdraw": .withdrawn,
        "adopted supersede": .superseded,
    ]

    @Test(
        "A plan moves only as the table says",
        arguments: OperationPlan.Stage.allCases,
        OperationPlan.Move.allCases
    )
    func plans(stage: OperationPlan.Stage, move: OperationPlan.Move) {
        #expect((try? OperationPlan.next(stage, move)) == Self.plans["\(stage) \(move)"])
    }

    private static let meetings: [String: Meeting.Stage] = [
        "planned call": .called, "called closePapers": .papersClosed, "papersClosed open": .inSession,
        "inSession adjourn": .adjourned, "adjourned draftMinutes": .minutesDrafted,
        "minutesDrafted draftMinutes": .minutesDrafted, "minutesDrafted adoptMinutes": .minutesAdopted,
        "planned reschedule": .planned, "called reschedule": .called, "papersClosed reschedule": .called,
        "planned cancel": .cancelled, "called cancel": .cancelled, "papersClosed cancel": .cancelled,
    ]

    @Test("A meeting moves only as the table says", arguments: Meeting.Stage.allCases, Meeting.Move.allCases)
    func meetings(stage: Meeting.Stage, move: Meeting.Move) {
        #expect((try? Meeting.next(stage, move)) == Self.meetings["\(stage) \(move)"])
    }

    private static let items: [String: AgendaItem.Stage] = [
        "waiting begin": .underway, "underway finish": .done, "waiting carry": .carried, "underway carry": .carried,
        "waiting withdraw": .withdrawn,
    ]

    @Test("An agenda item moves only as the table says", arguments: AgendaItem.Stage.allCases, AgendaItem.Move.allCases)
    func items(stage: AgendaItem.Stage, move: AgendaItem.Move) {
        #expect((try? AgendaItem.next(stage, move)) == Self.items["\(stage) \(move)"])
    }

    private static let actions: [String: CouncilAction.Stage] = [
        "open report": .open, "open postpone": .open, "open finish": .done, "open drop": .dropped,
        "done reopen": .open, "dropped reopen": .open,
    ]

    @Test(
        "An action moves only as the table says",
        arguments: CouncilAction.Stage.allCases,
        CouncilAction.Move.allCases
    )
    func actions(stage: CouncilAction.Stage, move: CouncilAction.Move) {
        #expect((try? CouncilAction.next(stage, move)) == Self.actions["\(stage) \(move)"])
    }

    private static let suggestions: [String: Suggestion.Stage] = [
        "received answer officer": .answered, "answered escalate raiser": .endorsed,
        "received endorse officer": .endorsed, "endorsed review council": .reviewed,
        "longTerm review council": .reviewed, "reviewed putOnAgenda council": .onAgenda,
        "reviewed accept council": .accepted, "onAgenda accept council": .accepted,
        "reviewed acceptPartly council": .partlyAccepted, "onAgenda acceptPartly council": .partlyAccepted,
        "reviewed decline council": .notAccepted, "onAgenda decline council": .notAccepted,
        "reviewed postpone council": .longTerm, "onAgenda postpone council": .longTerm,
        "accepted makePolicy council": .policyItem, "partlyAccepted makePolicy council": .policyItem,
        "policyItem carryOut council": .carriedOut, "policyItem carryOut owner": .carriedOut,
        "carriedOut recordOutcome council": .outcome, "carriedOut recordOutcome owner": .outcome,
        "endorsed merge council": .merged, "reviewed merge council": .merged,
        "received withdraw raiser": .withdrawn, "answered withdraw raiser": .withdrawn,
        "endorsed withdraw raiser": .withdrawn, "reviewed withdraw raiser": .withdrawn,
    ]

    @Test("A suggestion moves only as the table says", arguments: Suggestion.Stage.allCases, Suggestion.Move.allCases)
    func suggestions(stage: Suggestion.Stage, move: Suggestion.Move) {
        for side in Suggestion.Side.allCases {
            let next = try? Suggestion.next(stage, move, by: side)
            #expect(next == Self.suggestions["\(stage) \(move) \(side)"], "\(stage) \(move) \(side)")
        }
    }
}

@Suite("Fractions: quorum and majority in integers")
struct FractionTests {
    @Test(
        "At least and more than are told apart at the edge",
        arguments: [
            (1, 2, true, 5, 10, false), (1, 2, true, 6, 10, true), (1, 2, false, 5, 10, true),
            (2, 3, false, 6, 9, true),
            (2, 3, false, 666, 1000, false), (2, 3, false, 667, 1000, true), (1, 1, false, 7, 7, true),
            (1, 1, false, 6, 7, false), (1, 2, true, 0, 0, false), (1, 1000, false, 1, 1000, true),
        ]
    )
    func edges(_ a: Int, _ b: Int, _ exceeds: Bool, _ count: Int, _ whole: Int, _ enough: Bool) throws {
        let rule = try Fraction(a, of: b, mustExceed: exceeds)
        #expect(rule.isReached(by: count, of: whole) == enough)
        if whole > 0 { #expect((count >= rule.needed(of: whole)) == enough) }
    }

    @Test("What is no share of a whole is refused", arguments: [(0, 2), (3, 2), (1, 0), (-1, 2), (1, 1001)])
    func nonsense(_ a: Int, _ b: Int) {
        #expect(throws: Problem.self) { try Fraction(a, of: b, mustExceed: false) }
    }

    @Test("More than the whole is refused, for nobody could reach it")
    func whole() {
        #expect(throws: Problem.self) { try Fraction(2, of: 2, mustExceed: true) }
    }

    @Test("Without a rule a meeting is always quorate, as the law has it")
    func none() {
        #expect(Quorum(rule: nil, seats: 10, present: 0).isReached)
        #expect(!Quorum(rule: .majority, seats: 10, present: 5).isReached)
        #expect(Quorum(rule: .majority, seats: 10, present: 6).isReached)
    }
}

import App
import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@testable import Council

@Suite("Decisions")
struct DecisionTests {
    @Test("A decision of the chair keeps positions, how far they agree, and the quorum as they were")
    func chair() async throws {
        let chamber = try await Chamber(members: 4)
        defer { chamber.end() }
        let now = chamber.platform.settings.clock.now
        try await chamber.platform.database.write { db in
            for (index, position) in [Opinion.Position.agree, .disagree, .agree].enumerated() {
                try Opinion(
                    id: .make(at: now),
                    item: chamber.items[0],
                    seat: chamber.seats[index],
                    person: chamber.members[index].person,
                    position: position,
                    text: "",
                    attachment: nil,
                    attachmentName: nil,
                    at: now,
                    isLate: false,
                    isReplaced: false
                ).insert(db)
            }
        }
        try await chamber.begin()
        // Persuaded in the meeting: the position taken there counts.
        try await chamber.meetings.speak(
            chamber.items[0],
            position: .agreeWithChanges,
            text: "시기를 늦추면 동의",
            by: chamber.members[1]
        )
        let decision = try await chamber.decisions.decide(
            chamber.items[0],
            Decisions.Draft(text: "원안대로 추진", effect: "내년부터"),
            by: chamber.secretary
        )
        #expect(decision.number == "\(Day(of: now).year)-4-01")
        #expect(
            decision.positions == Positions(agree: 2, agreeWithChanges: 1, disagree: 0, none: 0, silent: 2)
        )
        #expect(decision.positions?.level == .consensus)
        #expect(decision.quorum == Quorum(rule: .majority, seats: 5, present: 5))
        #expect(decision.decidedBy == chamber.chair.person)
        #expect(decision.vote == nil)
    }

    @Test("A decision on an item with a vote rests on the vote, and waits for it to end")
    func vote() async throws {
        let chamber = try await Chamber(members: 3)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote()
        for (choice, member) in zip([Vote.Choice.aye, .aye, .no], chamber.members) {
            try await chamber.votes.cast(vote, choice, by: member)
        }
        let early = await problem {
            try await chamber.decisions.decide(chamber.items[0], Decisions.Draft(text: "가결"), by: chamber.secretary)
        }
        #expect(early == "council/vote-open")
        try await chamber.votes.close(vote, by: chamber.secretary)
        let decision = try await chamber.decisions.decide(
            chamber.items[0],
            Decisions.Draft(text: "가결"),
            by: chamber.secretary
        )
        #expect(decision.vote == vote)
        #expect(decision.positions == Positions(agree: 2, agreeWithChanges: 0, disagree: 1, none: 0, silent: 1))
    }

    @Test("Without a quorum nothing is decided")
    func noQuorum() async throws {
        let chamber = try await Chamber(members: 4)
        defer { chamber.end() }
        try await chamber.begin(present: 1)
        let refused = await problem {
            try await chamber.decisions.decide(chamber.items[0], Decisions.Draft(text: "결정"), by: chamber.chair)
        }
        #expect(refused == "council/no-quorum")
        #expect(try await chamber.read { try Decision.fetchCount($0) } == 0)
    }

    @Test("A decision, its evidence and its action are made together or not at all")
    func together() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin()
        let dataset = try await chamber.nation.register(.open)
        let today = chamber.platform.settings.clock.today
        var draft = Decisions.Draft(
            text: "쉼터 데이터를 함께 쓴다",
            links: [Decisions.Link("dataset/\(dataset)", label: "쉼터"), Decisions.Link("https://data.example/1")],
            action: Decisions.Action(text: "개방", owner: "6110000", due: today.adding(days: 30))
        )
        let decision = try await chamber.decisions.decide(chamber.items[0], draft, by: chamber.chair)
        let found = try await chamber.decisions.list(of: chamber.meeting, by: chamber.members[0])
        #expect(found.map(\.decision) == [decision])
        #expect(found.first?.links.map(\.target) == ["dataset/\(dataset)", "https://data.example/1"])
        #expect(found.first?.actions.map(\.action.text) == ["개방"])
        draft.links = [Decisions.Link("javascript:alert(1)")]
        #expect(await refusal(of: draft, in: chamber) == "council/invalid")
        draft.links = []
        draft.action = Decisions.Action(text: "개방", owner: "6110000", due: today.adding(days: -1))
        #expect(await refusal(of: draft, in: chamber) == "council/invalid")
        #expect(try await chamber.read { try Decision.fetchCount($0) } == 1)
    }

    private func refusal(of draft: Decisions.Draft, in chamber: Chamber) async -> String? {
        await problem { try await chamber.decisions.decide(chamber.items[0], draft, by: chamber.chair) }
    }

    @Test("Decisions written down at once get numbers of their own; another council's fourth meeting has the same ones")
    func numbers() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    try await chamber.decisions.decide(
                        chamber.items[0],
                        Decisions.Draft(text: "결정 \(index)"),
                        by: chamber.secretary
                    )
                }
            }
            try await group.waitForAll()
        }
        let numbers = try await chamber.read { try String.fetchSet($0, sql: "SELECT number FROM decision") }
        #expect(numbers.count == 8)
        let other = try await Chamber(members: 2, code: "other", in: chamber.nation)
        try await other.begin()
        let decision = try await other.decisions.decide(
            other.items[0],
            Decisions.Draft(text: "다른 협의체"),
            by: other.secretary
        )
        #expect(numbers.contains(decision.number))
    }
}

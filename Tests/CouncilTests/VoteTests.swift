import App
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@testable import Council

@Suite("Votes")
struct VoteTests {
    static let results: [(VotingRule.Whole, Fraction, [Vote.Choice], Int, Bool)] = [
        (.valid, .majority, [.aye, .aye, .no, .abstain], 3, true),
        (.cast, .majority, [.aye, .aye, .no, .abstain], 4, false),
        (.present, .majority, [.aye, .aye, .aye], 6, false),
        (.entitled, .majority, [.aye, .aye, .aye, .aye, .aye], 7, true),
        (.entitled, .majority, [.aye, .aye, .aye], 7, false),
        (.valid, .majority, [], 0, false),
    ]

    @Test("The result follows from base and threshold, and is kept with everything it follows from", arguments: results)
    func result(
        base: VotingRule.Whole,
        threshold: Fraction,
        choices: [Vote.Choice],
        whole: Int,
        isCarried: Bool
    ) async throws {
        let rule = VotingRule(base: base, threshold: threshold, chairBreaksTies: false)
        let chamber = try await Chamber(members: 6, voting: rule)
        defer { chamber.end() }
        try await chamber.begin(present: 5)
        let vote = try await chamber.vote()
        for (choice, member) in zip(choices, chamber.members) { try await chamber.votes.cast(vote, choice, by: member) }
        let outcome = try #require(try await chamber.votes.close(vote, by: chamber.secretary).outcome)
        #expect(outcome.base == whole)
        #expect(outcome.isCarried == isCarried)
        #expect(outcome.quorum == Quorum(rule: .majority, seats: 7, present: 6))
        #expect(outcome.entitled.count == 7)
    }

    @Test("A seat that recused itself counts for the quorum, is not entitled, and cannot vote")
    func recusal() async throws {
        let chamber = try await Chamber(members: 3)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote()
        try await chamber.votes.recuse(chamber.items[0], reason: "이해관계", by: chamber.members[0])
        try await chamber.votes.recuse(chamber.items[0], reason: "이해관계", by: chamber.members[0])
        #expect(
            await problem { try await chamber.votes.cast(vote, .aye, by: chamber.members[0]) } == "council/may-not-vote"
        )
        try await chamber.votes.cast(vote, .aye, by: chamber.members[1])
        #expect(
            await problem { try await chamber.votes.recuse(chamber.items[0], reason: "늦음", by: chamber.members[1]) }
                == "council/voted-already"
        )
        let outcome = try #require(try await chamber.votes.close(vote, by: chamber.secretary).outcome)
        #expect(outcome.quorum.present == 4)
        #expect(!outcome.entitled.contains(chamber.seats[0]))
        #expect(outcome.entitled.count == 3)
    }

    @Test("Only the chair breaks a tie, and only where there is one")
    func tie() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote()
        try await chamber.votes.cast(vote, .aye, by: chamber.members[0])
        #expect(
            await problem { try await chamber.votes.close(vote, casting: true, by: chamber.chair) } == "council/invalid"
        )
        try await chamber.votes.cast(vote, .no, by: chamber.members[1])
        #expect(await problem { try await chamber.votes.close(vote, by: chamber.secretary) } == "council/tie")
        #expect(
            await problem { try await chamber.votes.close(vote, casting: true, by: chamber.secretary) }
                == "council/chair-only"
        )
        let outcome = try #require(try await chamber.votes.close(vote, casting: true, by: chamber.chair).outcome)
        #expect(outcome.isCarried)
        #expect(outcome.chairBroke == true)
    }

    @Test("Equal numbers far from a two-thirds majority are no tie: it is not carried")
    func noTie() async throws {
        let rule = VotingRule(
            base: .valid,
            threshold: try Fraction(2, of: 3, mustExceed: false),
            chairBreaksTies: true
        )
        let chamber = try await Chamber(members: 4, voting: rule)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote()
        for (choice, member) in zip([Vote.Choice.aye, .aye, .no, .no], chamber.members) {
            try await chamber.votes.cast(vote, choice, by: member)
        }
        #expect(try await chamber.votes.close(vote, by: chamber.secretary).outcome?.isCarried == false)
    }

    @Test("Without a quorum a vote cannot be closed, and nothing of it is lost")
    func noQuorum() async throws {
        let chamber = try await Chamber(members: 4)
        defer { chamber.end() }
        try await chamber.begin(present: 2)
        let vote = try await chamber.vote()
        try await chamber.votes.cast(vote, .aye, by: chamber.members[0])
        try await chamber.meetings.leave(chamber.meeting, by: chamber.members[1])
        #expect(await problem { try await chamber.votes.close(vote, by: chamber.secretary) } == "council/no-quorum")
        try await chamber.meetings.comeIn(chamber.meeting, by: chamber.members[2])
        #expect(try await chamber.votes.close(vote, by: chamber.secretary).outcome?.ayes == 1)
    }

    @Test("Who voted and left was present at the vote: ayes never outnumber what they are counted against")
    func votedAndLeft() async throws {
        let rule = VotingRule(base: .present, threshold: .majority, chairBreaksTies: false)
        let chamber = try await Chamber(members: 3, quorum: nil, voting: rule)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote()
        for member in chamber.members { try await chamber.votes.cast(vote, .aye, by: member) }
        for member in chamber.members { try await chamber.meetings.leave(chamber.meeting, by: member) }
        let outcome = try #require(try await chamber.votes.close(vote, by: chamber.secretary).outcome)
        #expect(outcome.base == 4)
    }

    @Test("Who is not in the room, or only looks on, does not vote; the secretary writes down a show of hands")
    func absent() async throws {
        let chamber = try await Chamber(members: 3)
        defer { chamber.end() }
        try await chamber.begin(present: 2)
        try await chamber.meetings.comeIn(chamber.meeting, by: chamber.secretary)
        let vote = try await chamber.vote()
        #expect(
            await problem { try await chamber.votes.cast(vote, .aye, by: chamber.members[2]) } == "council/not-present"
        )
        #expect(
            await problem { try await chamber.votes.cast(vote, .aye, by: chamber.secretary) } == "council/may-not-vote"
        )
        try await chamber.votes.cast(vote, .no, seat: chamber.seats[0], by: chamber.secretary)
        #expect(try await chamber.votes.close(vote, by: chamber.secretary).outcome?.noes == 1)
    }

    @Test("Where the plan sets no rule there is no vote")
    func consultation() async throws {
        let chamber = try await Chamber(voting: nil)
        defer { chamber.end() }
        try await chamber.begin()
        #expect(await problem { _ = try await chamber.vote() } == "council/no-voting")
    }

    @Test("A secret vote keeps nowhere what a seat chose: not in ballots, events, acts, nor under a request's key")
    func secret() async throws {
        let chamber = try await Chamber(members: 3)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote(secret: true)
        for (choice, member) in zip([Vote.Choice.aye, .no, .abstain], chamber.members) {
            try await chamber.votes.cast(vote, choice, by: member)
        }
        #expect(
            await problem {
                try await chamber.votes.cast(vote, .aye, seat: chamber.chairSeat, by: chamber.secretary)
            } == "council/secret-ballot"
        )
        let kept = try await chamber.read { db in
            try String.fetchAll(db, sql: "SELECT choice FROM ballot WHERE choice IS NOT NULL")
                + String.fetchAll(db, sql: "SELECT details FROM meetingEvent WHERE kind = 'ballotCast'")
                + String.fetchAll(db, sql: "SELECT payload FROM act WHERE kind = 'council.ballotCast'")
        }
        #expect(kept.count == 6)
        for text in kept { #expect(!text.contains(/choice|"aye"|"no"|abstain/), "\(text)") }
        let outcome = try #require(try await chamber.votes.close(vote, by: chamber.secretary).outcome)
        #expect(outcome.ayes == 1 && outcome.noes == 1 && outcome.abstentions == 1)
    }

    @Test(
        "Ballots that arrive while a vote closes are counted or refused: none both, none lost",
        arguments: [false, true]
    )
    func race(isSecret: Bool) async throws {
        let chamber = try await Chamber(members: 24)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote(secret: isSecret)
        let answers = await withTaskGroup(of: String?.self) { group in
            for (index, member) in chamber.members.enumerated() {
                group.addTask { await problem { try await chamber.votes.cast(vote, .aye, by: member) } ?? "counted" }
                if index == 12 {
                    group.addTask {
                        await problem { try await chamber.votes.close(vote, by: chamber.secretary) }
                    }
                }
            }
            return await group.reduce(into: [String]()) { if let answer = $1 { $0.append(answer) } }
        }
        let counted = answers.count { $0 == "counted" }
        #expect(answers.count { $0 == "council/vote-closed" } == 24 - counted)
        let (outcome, ballots) = try await chamber.read { db in
            (try Votes.find(vote, db).outcome, try Ballot.fetchCount(db))
        }
        #expect(outcome?.ayes == counted)
        #expect(ballots == counted)
    }

    @Test("A seat that votes twenty times at once is counted once")
    func impatience() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote(secret: true)
        let counted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await problem { try await chamber.votes.cast(vote, .aye, by: chamber.members[0]) } == nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(counted == 1)
        #expect(try await chamber.votes.close(vote, by: chamber.secretary).outcome?.ayes == 1)
    }
}

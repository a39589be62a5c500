import App
import Council
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import TestSupport
import Testing

@Suite("Difficulties and suggestions, step by step")
struct SuggestionTests {
    /// Who may make a move at a stage, by the short names of ``actor(_:_:)``; nobody else may.
    private static let allowed: [(Suggestion.Stage, Suggestion.Move, Set<String>, Suggestion.Stage)] = [
        (.received, .answer, ["officer", "secretariat"], .answered),
        (.received, .endorse, ["officer", "secretariat"], .endorsed),
        (.received, .withdraw, ["official"], .withdrawn),
        (.answered, .escalate, ["official"], .endorsed),
        (.endorsed, .review, ["secretariat"], .reviewed),
        (.endorsed, .withdraw, ["official"], .withdrawn),
        (.reviewed, .accept, ["secretariat"], .accepted),
        (.onAgenda, .acceptPartly, ["secretariat"], .partlyAccepted),
        (.reviewed, .decline, ["secretariat"], .notAccepted),
        (.partlyAccepted, .makePolicy, ["secretariat"], .policyItem),
        (.policyItem, .carryOut, ["secretariat"], .carriedOut),
        (.carriedOut, .recordOutcome, ["secretariat"], .outcome),
        (.longTerm, .review, ["secretariat"], .reviewed),
    ]

    @Test("Each step is made by those whose turn it is, and refused to everybody else", arguments: allowed)
    func sides(
        _ row: (stage: Suggestion.Stage, move: Suggestion.Move, who: Set<String>, next: Suggestion.Stage)
    ) async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let suggestion = try await home.at(row.stage)
        let people = [
            ("other", home.other), ("steward", home.steward), ("official", home.official), ("officer", home.officer),
            ("secretariat", home.secretariat),
        ]
        for (name, actor) in people where !row.who.contains(name) {
            let refusal = await problem {
                try await home.suggestions.step(suggestion.receipt, row.move, text: "사유", by: actor)
            }
            #expect(refusal == "council/not-your-step", "\(row.stage) \(row.move) by \(name)")
        }
        let name = try #require(
            row.who.contains("secretariat") && row.who.count == 1 ? "secretariat" : row.who.sorted().first
        )
        let actor = try #require(people.first { $0.0 == name }?.1)
        let after = try await home.suggestions.step(suggestion.receipt, row.move, text: "사유", by: actor)
        #expect(after.stage == row.next)
    }

    @Test("The institution that was made owner of a policy item carries it out and records the outcome")
    func owner() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let key = try await home.at(.accepted).receipt
        let made = try await home.suggestions.step(
            key,
            .makePolicy,
            text: "침수 통계 공통 서식을 만듭니다.",
            owner: "6260000",
            by: home.secretariat
        )
        #expect(made.policy == "침수 통계 공통 서식을 만듭니다.")
        #expect(
            await problem { try await home.suggestions.step(key, .carryOut, text: "했습니다", by: home.officer) }
                == "council/not-your-step"
        )
        let busan = try await home.nation.actor("steward@busan.example")
        try await home.suggestions.step(key, .carryOut, text: "서식을 배포했습니다.", by: busan)
        let done = try await home.suggestions.step(key, .recordOutcome, text: "합치는 데 하루면 됩니다.", by: busan)
        #expect(done.stage == .outcome)
        #expect(done.outcome == "합치는 데 하루면 됩니다.")
        #expect(done.due == nil)
    }

    @Test("What an officer raises goes to the council at once; an official's waits for the officer")
    func passing() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        #expect(try await home.raise().stage == .received)
        #expect(try await home.raise(by: home.officer).stage == .endorsed)
        // The ministry has no officer.
        let analyst = try await home.nation.actor("analyst@mois.example")
        #expect(try await home.raise(by: analyst).stage == .endorsed)
        #expect(try await home.raise().receipt.hasSuffix("-0004"))
    }

    @Test("A step that raisers must be told a reason for is refused without one, and a long-term review without a day")
    func reasons() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let key = try await home.at(.reviewed).receipt
        let secretariat = home.secretariat
        for move in [Suggestion.Move.decline, .acceptPartly, .postpone] {
            #expect(
                await problem { try await home.suggestions.step(key, move, text: " ", by: secretariat) }
                    == "council/invalid"
            )
        }
        #expect(
            await problem { try await home.suggestions.step(key, .postpone, text: "법을 고쳐야 합니다.", by: secretariat) }
                == "council/invalid"
        )
        let past = home.nation.platform.settings.clock.today.adding(days: -1)
        #expect(
            await problem {
                try await home.suggestions.step(key, .postpone, text: "법을 고쳐야 합니다.", due: past, by: secretariat)
            } == "council/invalid"
        )
        #expect(try await home.suggestions.find(key).stage == .reviewed)
    }

    @Test("An officer cannot hand what was raised at home to another institution, nor set the council's day")
    func officerLimits() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let key = try await home.raise().receipt
        #expect(
            await problem { try await home.suggestions.step(key, .endorse, owner: "6260000", by: home.officer) }
                == "council/not-your-step"
        )
    }

    @Test("On the agenda it is an item of the meeting, once, and only while the meeting takes items")
    func agenda() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let suggestion = try await home.at(.reviewed)
        let begun = try await home.meeting("inSession")
        #expect(
            await problem {
                try await home.suggestions.putOnAgenda(suggestion.receipt, of: begun, by: home.secretariat)
            } == "council/not-now"
        )
        let meeting = try await home.meeting()
        let item = try await home.suggestions.putOnAgenda(suggestion.receipt, of: meeting, by: home.secretariat)
        #expect(item.kind == .suggestion)
        #expect(item.suggestion == suggestion.id)
        #expect(
            await problem {
                try await home.suggestions.putOnAgenda(suggestion.receipt, of: meeting, by: home.secretariat)
            } == "council/not-now"
        )
        let chain = try await home.suggestions.chain(suggestion.receipt, by: home.official)
        #expect(chain.items.map(\.meeting.id) == [meeting])
        #expect(chain.steps.map(\.step.move) == [.raise, .endorse, .review, .putOnAgenda])
    }

    @Test("Merging keeps everyone: raiser and those who joined are co-raisers of the other, through two merges")
    func merging() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let first = try await home.at(.endorsed)
        try await home.suggestions.join(first.receipt, by: home.other)
        try await home.suggestions.join(first.receipt, by: home.other)
        let second = try await home.raise("침수통계 연계", by: home.officer)
        let third = try await home.raise("침수 자료 서식 통일", by: home.nation.actor("analyst@mois.example"))
        #expect(
            await problem { try await home.suggestions.merge(first.receipt, into: first.receipt, by: home.secretariat) }
                == "council/invalid"
        )
        try await home.suggestions.merge(first.receipt, into: second.receipt, by: home.secretariat)
        try await home.suggestions.merge(second.receipt, into: third.receipt, by: home.secretariat)
        let chain = try await home.suggestions.chain(third.receipt, by: home.other)
        #expect(
            Set(chain.joined.map(\.person))
                == [home.official.person, home.other.person, home.officer.person]
        )
        #expect(chain.entry.raisers == 4)
        #expect(chain.mergedHere.map(\.receipt) == [second.receipt])
        // Whoever joins the first one now joins what it became.
        let late = try await home.nation.actor("analyst@busan.example")
        #expect(try await home.suggestions.join(first.receipt, by: late).id == third.id)
        #expect(
            await problem {
                try await home.suggestions.step(third.receipt, .withdraw, by: home.nation.actor("analyst@mois.example"))
            }
                == "council/others-wait"
        )
    }

    @Test("The ledger proves each step: its stage, and the hash of what was said, but not the words")
    func ledger() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let suggestion = try await home.at(.notAccepted)
        let acts = try await home.nation.platform.database.read { db in
            try Act.fetchAll(
                db,
                sql: "SELECT * FROM act WHERE subject = ? ORDER BY seq",
                arguments: ["suggestion/\(suggestion.id)"]
            )
        }
        #expect(
            acts.map(\.kind) == [
                "council.suggestionRaised", "council.suggestionEndorsed", "council.suggestionReviewed",
                "council.suggestionDeclined",
            ]
        )
        #expect(acts.last?.payload.contains("\"stage\":\"notAccepted\"") == true)
        #expect(acts.allSatisfy { !$0.payload.contains("검토 결과") && !$0.payload.contains("침수") })
    }

    @Test("The board counts every stage under its filters and finds words with and without spaces")
    func board() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        _ = try await home.at(.accepted)
        _ = try await home.at(.received)
        let welfare = try await home.suggestions.raise(
            Suggestions.Draft(kind: .suggestion, title: "돌봄 대상자 자료 갱신 주기 단축", text: "달마다 갱신해 주십시오.", sector: .welfare),
            by: home.other
        )
        var filter = Suggestions.Filter()
        filter.sector = .disaster
        filter.stages = [.received]
        let board = try await home.suggestions.board(filter, by: home.other)
        #expect(board.total == 1)
        #expect(board.counts == [.accepted: 1, .received: 1])
        filter = Suggestions.Filter()
        filter.raiser = home.other.person
        #expect(try await home.suggestions.board(filter, by: home.other).found.map(\.suggestion.id) == [welfare.id])
        filter = Suggestions.Filter()
        filter.text = "대상자자료"
        #expect(try await home.suggestions.board(filter, by: home.other).total == 0)
        filter.text = "갱신주기"
        #expect(try await home.suggestions.board(filter, by: home.other).total == 0)
        filter.text = "갱신 주기"
        #expect(try await home.suggestions.board(filter, by: home.other).total == 1)
        #expect(try await home.suggestions.stays().map(\.stage) == [.received, .endorsed, .reviewed])
    }

    @Test(
        "A similar suggestion is found with and without spaces, with particles, and the most similar comes first",
        arguments: ["침수통계 연계", "침수 통계연계", "침수통계의 연계 곤란", "침수 통계를 연계하기 어려움"]
    )
    func similar(_ title: String) async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        _ = try await home.raise("돌봄 대상자 자료 갱신", "달마다 갱신해 주십시오.")
        let near = try await home.raise("침수 신고 자료 갱신", "침수 신고 자료가 늦습니다.")
        let wanted = try await home.raise()
        let found = try await home.suggestions.similar(to: title)
        #expect(found.first?.entry.suggestion.id == wanted.id)
        #expect(!found.contains { $0.entry.suggestion.title.contains("돌봄") })
        #expect(found.allSatisfy { $0.likeness >= 30 && $0.likeness <= 100 })
        _ = near
        #expect(
            try await home.suggestions.similar(to: title, except: wanted.id).allSatisfy {
                $0.entry.suggestion.id != wanted.id
            }
        )
    }

    @Test(
        "Nothing resembles an empty text, signs alone, or words of another matter",
        arguments: ["", " ", "\"* OR", "NEAR(", "체육관 예약"]
    )
    func dissimilar(_ title: String) async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        _ = try await home.raise()
        #expect(try await home.suggestions.similar(to: title).isEmpty)
    }

    @Test(
        "Evidence leads to a page of ours or an address of the web, and to nothing else",
        arguments: [
            ("https://www.law.go.kr/a", "https://www.law.go.kr/a"), ("dataset/abc-1", "/datasets/abc-1"),
            ("javascript:alert(1)", nil), ("data:text/html,x", nil), ("//evil.example", nil), ("https://a b", nil),
            ("https://a.example/\"onclick=", nil), ("person/1", nil),
        ]
    )
    func evidence(_ target: String, _ path: String?) { #expect(EvidenceLink.path(of: target) == path) }
}

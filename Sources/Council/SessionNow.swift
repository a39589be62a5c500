import Directory
import Foundation
import Kernel
import Web

/// The part of a session's page that moves: the same for all who see as much, so that it is drawn once for them.
struct SessionNow: Page {
    static let template = "council/session-now"
    let id: String
    let stage: String
    let stageClass: String
    let isOver: Bool
    let minutesPath: String
    let present: String
    let seats: String
    let needed: String?
    let isReached: Bool
    /// What the buttons of whoever runs the meeting depend on.
    let shape: String
    let items: [Item]

    struct Item: Sendable {
        let id: String
        let number: String
        let title: String
        let isNow: Bool
        let isDone: Bool
        let isInner: Bool
        let about: String
        let agreement: String
        let words: [Line]
        let recused: [String]
        let open: OpenVote?
        let results: [Result]
        let decisions: [Line]
    }

    struct Line: Sendable {
        let head: String
        let text: String
        let faint: String
    }

    struct OpenVote: Sendable {
        let path: String
        let question: String
        let kind: String
        let voted: String
        let choices: [Choice]
    }

    struct Choice: Sendable {
        let value: String
        let title: String
    }

    struct Result: Sendable {
        let question: String
        let verdict: String
        let verdictClass: String
        let counts: String
        let rule: String
    }

    init(_ record: MeetingRecord, isInside: Bool, in language: Language, _ pages: Pages) {
        func word(_ key: String, _ values: [String: String] = [:]) -> String {
            pages.word(key, in: language, with: values)
        }
        let meeting = record.meeting
        id = meeting.id.rawValue
        stage = meeting.stage.title[language]
        stageClass = meeting.stage == .inSession ? "info" : meeting.stage == .cancelled ? "late" : ""
        isOver = [.adjourned, .minutesDrafted, .minutesAdopted].contains(meeting.stage)
        minutesPath = "/meetings/\(meeting.id)/minutes"
        present = Written.number(record.quorum.present)
        seats = Written.number(record.quorum.seats)
        needed = record.quorum.needed.map(Written.number)
        isReached = record.quorum.isReached
        // Until it is called, the agenda is a draft.
        let isDraft = meeting.stage == .planned
        let shown = isDraft ? [] : record.items.filter { isInside || $0.item.visibility != .council }
        let moving = shown.map { entry in
            let votes = entry.votes.map(\.vote.stage.rawValue).joined(separator: ",")
            return "\(entry.item.id)=\(entry.item.stage.rawValue):\(votes):\(entry.decisions.count)"
        }
        shape = ([meeting.stage.rawValue] + moving).joined(separator: " ")
        items = shown.map { entry in
            let item = entry.item
            let begun = item.begunAt.map { "\(Written.time($0))–\(item.endedAt.map(Written.time) ?? "")" }
            let open = entry.votes.first { $0.vote.stage == .open }
            return Item(
                id: item.id.rawValue,
                number: entry.number,
                title: item.title,
                isNow: item.stage == .underway,
                isDone: [.done, .carried, .withdrawn].contains(item.stage),
                isInner: entry.depth > 0,
                about: [item.kind.title[language], item.stage.title[language], begun].compactMap { $0 }
                    .joined(separator: " · "),
                agreement: Self.agreement(entry.positions, in: language),
                words: entry.words.map { said in
                    Line(
                        head: record.title(of: said.seat)[language],
                        text: said.text,
                        faint: said.position?.title[language] ?? ""
                    )
                },
                recused: entry.recusals.map { record.title(of: $0.seat)[language] },
                open: open.map { entry in
                    OpenVote(
                        path: "/votes/\(entry.vote.id)/ballots",
                        question: entry.vote.question,
                        kind: word(entry.vote.isSecret ? "councilVoteSecret" : "councilVoteNamed"),
                        voted: word("councilVoted", ["count": Written.number(entry.ballots.count)]),
                        choices: Vote.Choice.allCases.map { Choice(value: $0.rawValue, title: $0.title[language]) }
                    )
                },
                results: entry.votes.compactMap { Self.result($0.vote, in: language, pages) },
                decisions: entry.decisions.map { made in
                    Line(
                        head: made.decision.number,
                        text: made.decision.text,
                        faint: (made.decision.positions?.level.title[language]).map { $0 } ?? ""
                    )
                }
            )
        }
    }

    static func agreement(_ positions: Positions, in language: Language) -> String {
        let counts = [
            (Opinion.Position.agree, positions.agree), (.agreeWithChanges, positions.agreeWithChanges),
            (.disagree, positions.disagree), (Opinion.Position.none, positions.none),
        ]
        return counts.filter { $0.1 > 0 }.map { "\($0.0.title[language]) \($0.1)" }.joined(separator: ", ")
    }

    private static func result(_ vote: Vote, in language: Language, _ pages: Pages) -> Result? {
        guard let outcome = vote.outcome, let rule = vote.rule else { return nil }
        let counts = [(Vote.Choice.aye, outcome.ayes), (.no, outcome.noes), (.abstain, outcome.abstentions)]
        return Result(
            question: vote.question,
            verdict: pages.word(outcome.isCarried ? "councilCarried" : "councilNotCarried", in: language),
            verdictClass: outcome.isCarried ? "ok" : "late",
            counts: counts.map { "\($0.0.title[language]) \($0.1)" }.joined(separator: " · "),
            rule: pages.word(
                "councilVoteRule",
                in: language,
                with: [
                    "base": rule.base.title[language], "share": rule.threshold.title[language],
                    "count": Written.number(outcome.base),
                ]
            )
        )
    }
}

import Directory
import Foundation
import Kernel
import Web

// Votes and decisions as minutes tell them, and how words are made safe in Markdown.
extension MinutesText {
    func vote(_ entry: MeetingRecord.VoteRecord) -> String {
        let vote = entry.vote
        let kind = vote.isSecret ? say("무기명", "secret") : say("기명", "by name")
        var lines = ["**\(say("표결", "Vote"))**(\(kind)): \(Self.plain(vote.question))", ""]
        guard let outcome = vote.outcome, let rule = vote.rule else {
            return (lines + ["- \(vote.stage.title[language])"]).joined(separator: "\n")
        }
        let quorum = outcome.quorum
        lines += [
            say(
                "- 규칙: \(rule.base.title.ko)의 \(rule.threshold.title.ko) 찬성",
                "- Rule: \(rule.threshold.title[.en]) of \(rule.base.title[.en])"
            ),
            say(
                "- 재적 \(quorum.seats)석, 출석 \(quorum.present)석, 표결할 수 있는 자리 \(outcome.entitled.count)석",
                "- \(quorum.seats) seats, \(quorum.present) present, \(outcome.entitled.count) could vote"
            ),
            say(
                "- 찬성 \(outcome.ayes), 반대 \(outcome.noes), 기권 \(outcome.abstentions) (기준 \(outcome.base))",
                "- Ayes \(outcome.ayes), noes \(outcome.noes), abstentions \(outcome.abstentions) (counted against \(outcome.base))"
            ),
        ]
        if outcome.chairBroke != nil { lines.append(say("- 가부동수: 의장이 정함", "- A tie, broken by the chair")) }
        if !vote.isSecret {
            for choice in Vote.Choice.allCases {
                let seats = entry.ballots.filter { $0.choice == choice }.map { record.title(of: $0.seat)[language] }
                guard !seats.isEmpty else { continue }
                lines.append("- \(choice.title[language]): \(seats.map(Self.plain).joined(separator: ", "))")
            }
        }
        lines.append("- **\(outcome.isCarried ? say("가결", "Carried") : say("부결", "Not carried"))**")
        return lines.joined(separator: "\n")
    }

    func decision(_ entry: MeetingRecord.DecisionRecord) -> String {
        let decision = entry.decision
        var lines = ["**\(say("결정", "Decision")) \(decision.number)**: \(Self.plain(decision.text))", ""]
        if !decision.effect.isEmpty { lines.append("- \(say("효과", "Effect")): \(Self.plain(decision.effect))") }
        if let positions = decision.positions {
            let counts = say(
                "동의 \(positions.agree), 수정 동의 \(positions.agreeWithChanges), 부동의 \(positions.disagree), 의견 없음 \(positions.none), 미표명 \(positions.silent)",
                "agree \(positions.agree), with changes \(positions.agreeWithChanges), disagree \(positions.disagree), no opinion \(positions.none), silent \(positions.silent)"
            )
            lines.append("- \(say("의견 일치", "Agreement")): \(positions.level.title[language]) (\(counts))")
        }
        if let quorum = decision.quorum {
            lines.append(
                say(
                    "- 의사정족수: 재적 \(quorum.seats)석, 출석 \(quorum.present)석",
                    "- Quorum: \(quorum.present) of \(quorum.seats) seats present"
                )
            )
        }
        let basis = decision.vote == nil ? say("의장의 결정", "the chair's word") : say("표결", "the vote")
        lines.append("- \(say("결정 방식", "Decided by")): \(basis), \(Self.plain(entry.decidedBy))")
        for link in entry.links {
            let label = link.label.isEmpty ? "" : " – \(Self.plain(link.label))"
            lines.append("- \(say("근거", "Evidence")): \(Self.plain(link.target))\(label)")
        }
        for action in entry.actions {
            lines.append(
                "- \(say("이행 과제", "Action")) \(action.action.number): \(Self.plain(action.action.text)) (\(Self.plain(action.owner.title[language])), \(action.action.due.written(in: language)))"
            )
        }
        return lines.joined(separator: "\n")
    }

    /// Hour and minute in Seoul.
    func time(_ instant: Date) -> String { Written.time(instant) }

    /// A text in one line whose letters mean nothing to Markdown.
    static func plain(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.replacing(/[\\`*_{}\[\]<>#|~!]/) { "\\\($0.output)" }
    }

    /// Lines that stay lines.
    static func paragraphs(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { plain(String($0)) }.filter { !$0.isEmpty }
            .map { line in
                // What begins like a list or a number stays words.
                line.replacing(/^([-+]|\d+[.)])/) { "\\\($0.output.0)" }
            }.joined(separator: "\n\n")
    }
}

import App
import Council
import Directory
import Foundation
import GRDB
import Kernel
import Notices
import TestSupport

/// A nation with an officers' council and its secretary, in which difficulties are raised.
struct SuggestionNation {
    let nation: Nation
    /// Of Seoul.
    let official: Actor
    let officer: Actor
    let steward: Actor
    /// Of Busan.
    let other: Actor
    let secretariat: Actor

    var suggestions: Suggestions { nation.platform.suggestions }

    init() async throws {
        nation = try await Nation()
        official = try await nation.actor("official@seoul.example")
        officer = try await nation.actor("officer@seoul.example")
        steward = try await nation.actor("steward@seoul.example")
        other = try await nation.actor("official@busan.example")
        secretariat = try await nation.actor("secretariat@mois.example")
        _ = try await nation.platform.councils.found(
            Councils.Draft(code: "officers", name: "데이터기반행정책임관 협의회", kind: .officers),
            by: secretariat
        )
        try await nation.platform.councils.seat(
            "1741000",
            as: .secretary,
            person: "secretariat@mois.example",
            in: "officers",
            by: secretariat
        )
    }

    func raise(
        _ title: String = "침수 통계 연계가 어렵습니다",
        _ text: String = "시도마다 서식이 달라 합치는 데 한 달이 걸립니다.",
        by actor: Actor? = nil
    ) async throws -> Suggestion {
        try await suggestions.raise(
            Suggestions.Draft(kind: .difficulty, title: title, text: text, sector: .disaster),
            by: actor ?? official
        )
    }

    /// Raises and does the steps that lead to `stage`.
    func at(_ stage: Suggestion.Stage, by actor: Actor? = nil) async throws -> Suggestion {
        let raised = try await raise(by: actor)
        let key = raised.receipt
        func council(_ moves: Suggestion.Move...) async throws {
            for move in moves {
                let due = move == .postpone ? nation.platform.settings.clock.today.adding(days: 90) : nil
                try await suggestions.step(key, move, text: "검토 결과를 알립니다.", due: due, by: secretariat)
            }
        }
        if stage == .received { return raised }
        if stage == .answered {
            try await suggestions.step(key, .answer, text: "서식을 맞추었습니다.", by: officer)
            return try await suggestions.find(key)
        }
        if stage == .withdrawn {
            try await suggestions.step(key, .withdraw, by: official)
            return try await suggestions.find(key)
        }
        if raised.stage == .received { try await suggestions.step(key, .endorse, by: officer) }
        switch stage {
        case .endorsed: break
        case .reviewed: try await council(.review)
        case .onAgenda:
            try await council(.review)
            try await suggestions.putOnAgenda(key, of: meeting(), by: secretariat)
        case .accepted: try await council(.review, .accept)
        case .partlyAccepted: try await council(.review, .acceptPartly)
        case .notAccepted: try await council(.review, .decline)
        case .longTerm: try await council(.review, .postpone)
        case .policyItem: try await council(.review, .accept, .makePolicy)
        case .carriedOut: try await council(.review, .accept, .makePolicy, .carryOut)
        case .outcome: try await council(.review, .accept, .makePolicy, .carryOut, .recordOutcome)
        case .merged: try await suggestions.merge(key, into: at(.endorsed).receipt, by: secretariat)
        case .received, .answered, .withdrawn: break
        }
        return try await suggestions.find(key)
    }

    /// A meeting of the officers' council in seventy days, made once.
    func meeting(_ stage: String = "planned") async throws -> Meeting.ID {
        let council = try await nation.platform.councils.find("officers")
        return try await nation.platform.database.write { db in
            let number = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM meeting") ?? 0
            let id = Meeting.ID.make(at: Date())
            let start = Date().addingTimeInterval(86400 * Double(70 + number))
            try db.execute(
                sql: """
                    INSERT INTO meeting (id, council, number, title, stage, startsAt, endsAt, isOnline, place, room,
                        papersDue, opinionsDue, sequence, createdAt)
                    VALUES (?, ?, ?, '정례 회의', ?, ?, ?, 0, '세종', ?, '2026-12-01', '2026-12-01', 0, ?)
                    """,
                arguments: [
                    id, council.id, number + 1, stage, start, start.addingTimeInterval(7200), "room\(number)", Date(),
                ]
            )
            return id
        }
    }
}

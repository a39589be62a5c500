import Kernel
import Statute

extension SharingRequest {
    /// What somebody may try to do to a request.
    package enum Move: String, Codable, CaseIterable, Sendable {
        case ask, answer, extend, grant, refuse, transfer, withdraw
    }

    /// Which end of the request somebody stands at.
    package enum Side: String, CaseIterable, Sendable {
        case requester, provider
    }

    /// Returns the stage after `move`. This is the whole lifecycle; no other code changes ``stage``.
    package static func next(_ stage: Stage, _ move: Move, by side: Side) throws(RefusedMove) -> Stage {
        switch (stage, move, side) {
        case (.submitted, .ask, .provider): .clarifying
        case (.clarifying, .answer, .requester): .submitted
        case (.submitted, .extend, .provider), (.clarifying, .extend, .provider): stage
        case (.submitted, .grant, .provider), (.clarifying, .grant, .provider): .granted
        case (.submitted, .refuse, .provider), (.clarifying, .refuse, .provider): .refused
        case (.submitted, .transfer, .provider), (.clarifying, .transfer, .provider): .transferred
        case (.submitted, .withdraw, .requester), (.clarifying, .withdraw, .requester): .withdrawn
        default: throw RefusedMove(stage: stage)
        }
    }

    /// The lifecycle as a Markdown table for docs/permissions.md: a row a stage, a column a move at its end.
    package static var lifecycleTable: String {
        let head = Move.allCases.map { move in
            let sides = Side.allCases.filter { side in Stage.allCases.contains { after($0, move, side) != nil } }
            return " \(move.rawValue) (\(sides.map(\.rawValue).joined(separator: ", "))) |"
        }
        let rows = Stage.allCases.map { stage in
            let cells = Move.allCases.map { move in
                let next = Side.allCases.compactMap { after(stage, move, $0) }.first
                return " \(next?.rawValue ?? "") |"
            }
            return "| \(stage.rawValue) (\(stage.title.ko)) |" + cells.joined()
        }
        return (["| |" + head.joined(), "|---|" + head.map { _ in "---|" }.joined()] + rows).joined(separator: "\n")
            + "\n"
    }

    private static func after(_ stage: Stage, _ move: Move, _ side: Side) -> Stage? {
        try? next(stage, move, by: side)
    }

    package func applying(_ move: Move, from side: Side) throws(RefusedMove) -> SharingRequest {
        if move == .extend, extendedDays > 0 { throw RefusedMove(stage: stage, isSecondExtension: true) }
        var next = self
        next.stage = try Self.next(stage, move, by: side)
        return next
    }

    /// The request on its way to an extended period: as ``applying(_:from:)``, and only while the period runs where
    /// the law asks for that (Decree Art. 11②: reason and length are notified within it).
    package func extending(from side: Side, on today: Day, under rule: ClockRule.Extension?) throws(RefusedMove)
        -> SharingRequest
    {
        let next = try applying(.extend, from: side)
        if let due = due?.due, today > due, rule?.beforeDue ?? true {
            throw RefusedMove(stage: stage, periodOver: due)
        }
        return next
    }

    /// A move that the request's stage does not allow.
    package struct RefusedMove: PublicError, Equatable {
        let stage: Stage
        var isSecondExtension = false
        /// The day that passed before the extension.
        var periodOver: Day?

        package var problem: Problem {
            if let due = periodOver {
                return Problem(
                    "sharing/extended-late",
                    LocalizedText(
                        "처리 기한(\(due.written(in: .ko)))이 지나 연장할 수 없습니다.",
                        en: "The period ended on \(due.written(in: .en)) and can no longer be extended."
                    ),
                    status: 409,
                    detail: LocalizedText(
                        "연장은 기한 안에 사유와 기간을 알려야 합니다(시행령 제11조제2항). 바로 결정해 알려 주세요.",
                        en:
                            "An extension is notified, with its reason and length, while the period runs (Decree Art. 11(2)). Please decide now."
                    )
                )
            }
            if isSecondExtension {
                return Problem(
                    "sharing/extended-once",
                    LocalizedText("기한은 한 차례만 연장할 수 있습니다.", en: "The period may be extended once only."),
                    status: 409,
                    detail: LocalizedText(
                        "시행령 제11조제2항. 연장된 기한 안에 결정해 주세요.",
                        en: "Decree Art. 11(2). Please decide within the extended period."
                    )
                )
            }
            return Problem(
                "sharing/not-now",
                LocalizedText("지금은 할 수 없는 처리입니다.", en: "That cannot be done now."),
                status: 409,
                detail: LocalizedText(
                    "이 요청의 상태: \(stage.title.ko)",
                    en: "The request is: \(stage.title[.en])."
                )
            )
        }
    }
}

extension Grant {
    /// What may happen to a grant.
    package enum Move: String, Codable, CaseIterable, Sendable {
        case made, fail, remake, revoke, expire, close
    }

    /// Returns the stage after `move`. This is the whole lifecycle; no other code changes ``stage``.
    package static func next(_ stage: Stage, _ move: Move) throws(RefusedMove) -> Stage {
        switch (stage, move) {
        case (.making, .made): .active
        case (.making, .fail): .failed
        case (.failed, .remake): .making
        case (.making, .revoke), (.active, .revoke): .revoked
        case (.making, .expire), (.active, .expire): .expired
        case (.active, .close): .closed
        default: throw RefusedMove(stage: stage, isRemake: move == .remake)
        }
    }

    /// The lifecycle as a Markdown table for docs/permissions.md: a row a stage, a column a move.
    package static var lifecycleTable: String {
        let head = Move.allCases.map { " \($0.rawValue) |" }
        let rows = Stage.allCases.map { stage in
            let cells = Move.allCases.map { move -> String in
                let next: Stage? = try? next(stage, move)
                return " \(next?.rawValue ?? "") |"
            }
            return "| \(stage.rawValue) (\(stage.title.ko)) |" + cells.joined()
        }
        return (["| |" + head.joined(), "|---|" + head.map { _ in "---|" }.joined()] + rows).joined(separator: "\n")
            + "\n"
    }

    /// A move that the grant's stage does not allow.
    package struct RefusedMove: PublicError, Equatable {
        let stage: Stage
        /// Whether its share was to be made again, which only a failure allows.
        var isRemake = false

        package var problem: Problem {
            if isRemake {
                return Problem(
                    "sharing/not-failed",
                    LocalizedText("공유본을 다시 만들 수 없는 이용권한입니다.", en: "The share cannot be made again."),
                    status: 409,
                    detail: LocalizedText(
                        "만들기에 실패했고 이용 기간이 남은 공유본만 다시 만듭니다. 상태: \(stage.title.ko)",
                        en:
                            "Only a share that failed to be made, and whose last day has not passed, is made again. It is: \(stage.title[.en])."
                    )
                )
            }
            return Problem(
                "sharing/grant-not-active",
                LocalizedText("이용할 수 없는 이용권한입니다.", en: "The grant is not in force."),
                status: 409,
                detail: LocalizedText("상태: \(stage.title.ko)", en: "It is: \(stage.title[.en]).")
            )
        }
    }
}

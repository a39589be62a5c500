import Kernel

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

    /// A move that the request's stage does not allow.
    package struct RefusedMove: PublicError, Equatable {
        let stage: Stage
        var isSecondExtension = false

        package var problem: Problem {
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
        case made, fail, revoke, expire, close
    }

    /// Returns the stage after `move`. This is the whole lifecycle; no other code changes ``stage``.
    package static func next(_ stage: Stage, _ move: Move) throws(RefusedMove) -> Stage {
        switch (stage, move) {
        case (.making, .made): .active
        case (.making, .fail): .failed
        case (.making, .revoke), (.active, .revoke): .revoked
        case (.making, .expire), (.active, .expire): .expired
        case (.active, .close): .closed
        default: throw RefusedMove(stage: stage)
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

        package var problem: Problem {
            Problem(
                "sharing/grant-not-active",
                LocalizedText("이용할 수 없는 이용권한입니다.", en: "The grant is not in force."),
                status: 409,
                detail: LocalizedText("상태: \(stage.title.ko)", en: "It is: \(stage.title[.en]).")
            )
        }
    }
}

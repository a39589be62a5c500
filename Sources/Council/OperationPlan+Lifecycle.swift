import Kernel

extension OperationPlan {
    /// What may be done to a version of a plan, and to a year's promotion directions.
    package enum Move: String, Codable, CaseIterable, Sendable {
        case edit, propose, comment, adopt, withdraw, supersede
    }

    /// Returns the stage after `move`. This is the whole lifecycle; no other code changes a plan's stage.
    package static func next(_ stage: Stage, _ move: Move) throws(CouncilRefusal) -> Stage {
        switch (stage, move) {
        case (.draft, .edit): .draft
        case (.draft, .propose): .proposed
        case (.proposed, .comment): .proposed
        // Comments lead to another text; it is proposed again.
        case (.proposed, .edit): .draft
        case (.proposed, .adopt): .adopted
        case (.draft, .withdraw), (.proposed, .withdraw): .withdrawn
        case (.adopted, .supersede): .superseded
        default: throw CouncilRefusal(stage: stage.title)
        }
    }

    package func applying(_ move: Move) throws(CouncilRefusal) -> OperationPlan {
        var next = self
        next.stage = try Self.next(stage, move)
        return next
    }
}

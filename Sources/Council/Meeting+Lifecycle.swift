import Kernel

extension Meeting {
    /// What the chair or the secretary may do to a meeting.
    package enum Move: String, Codable, CaseIterable, Sendable {
        case call, closePapers, open, adjourn, draftMinutes, adoptMinutes, reschedule, cancel
    }

    /// Returns the stage after `move`. This is the whole lifecycle; no other code changes ``stage``.
    package static func next(_ stage: Stage, _ move: Move) throws(CouncilRefusal) -> Stage {
        switch (stage, move) {
        case (.planned, .call): .called
        case (.called, .closePapers): .papersClosed
        case (.papersClosed, .open): .inSession
        case (.inSession, .adjourn): .adjourned
        case (.adjourned, .draftMinutes), (.minutesDrafted, .draftMinutes): .minutesDrafted
        case (.minutesDrafted, .adoptMinutes): .minutesAdopted
        case (.planned, .reschedule), (.called, .reschedule): stage
        // A later day opens the papers again.
        case (.papersClosed, .reschedule): .called
        case (.planned, .cancel), (.called, .cancel), (.papersClosed, .cancel): .cancelled
        default: throw CouncilRefusal(stage: stage.title)
        }
    }

    package func applying(_ move: Move) throws(CouncilRefusal) -> Meeting {
        var next = self
        next.stage = try Self.next(stage, move)
        return next
    }
}

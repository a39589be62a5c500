import Directory
import Kernel

/// What is done with the record besides checking the ledger's signed notes, and by whom.
package enum RecordMove: String, PermittedMove {
    case seeActs, seeJob, rotateKey

    package var title: LocalizedText {
        switch self {
        case .seeActs: LocalizedText("원장의 기록과 증명 보기", en: "Read the ledger's acts and their proofs")
        case .seeJob: LocalizedText("다른 사람이 시작한 작업의 진행 보기", en: "See how far another person's job is")
        case .rotateKey: LocalizedText("원장 서명 키 교체", en: "Replace the ledger's signing key")
        }
    }

    package var own: [Role] {
        switch self {
        case .seeActs: [.officer, .deputy, .steward, .analyst, .official]
        case .seeJob: [.officer, .deputy, .steward]
        case .rotateKey: []
        }
    }

    package var everywhere: [Role] { self == .rotateKey ? [.secretariat] : [.secretariat, .auditor] }

    /// Whether `actor` may see `job`: one's own, one's institution's, or as whoever watches over all.
    static func isVisible(_ job: Job, to actor: Actor) -> Bool {
        if job.person == actor.person.rawValue { return true }
        // A job of nobody is no institution's: those with a role somewhere must not see it by that alone.
        guard let institution = job.institution else { return actor.holds(.secretariat, .auditor) }
        return RecordMove.seeJob.isAllowed(for: actor, at: Institution.ID(rawValue: institution))
    }
}

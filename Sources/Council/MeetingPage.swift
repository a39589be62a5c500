import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// One meeting until it opens: when, where, how to join, what it is about, who attends, and what is asked of me.
struct MeetingPage: Page {
    static let template = "council/meeting"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let id: String
    let stage: String
    let stageClass: String
    let problem: FormProblem?
    let isCancelled: Bool
    let reason: String?
    /// What is asked of the reader.
    let asked: [Asked]
    let isAsked: Bool
    let when: String
    let place: String
    let join: String?
    let joinLater: Bool
    /// The page on which it is held, or its minutes.
    let held: Link?
    let heldText: String
    let due: [Due]
    let agenda: [AgendaRow]
    let hasAgenda: Bool
    let isDraft: Bool
    let hasHidden: Bool
    let overrun: String?
    let total: String
    let answers: [Count]
    let invited: [Attendee]
    let hasInvited: Bool
    let invitedCount: String
    let proof: Timeline
    let hasProof: Bool
    let changes: Timeline
    let hasChanges: Bool
    let canRun: Bool
    let canCall: Bool
    let canEdit: Bool
    let canClose: Bool
    let canMove: Bool
    let seesOpinions: Bool
    let hasActions: Bool
    let move: [FormField]
    let cancel: FormField

    struct Asked: Sendable {
        let title: String
        let text: String
        let due: DueBadge?
        let path: String
        let action: String
        /// Whether it is the answer to the invitation, given by three buttons.
        let isAnswer: Bool
        let seat: String
        let choices: [Choice]
    }

    struct Choice: Sendable {
        let value: String
        let label: String
        let isChosen: Bool
    }

    struct Due: Sendable {
        let name: String
        let day: String
        let badge: DueBadge?
    }

    struct Count: Sendable {
        let name: String
        let count: String
    }

    struct Attendee: Sendable {
        let institution: String
        let person: String
        let kind: String
        let answer: String
        let answerClass: String
    }
}

/// One item as it is drawn in a list; the depth is a class, for a list in a list says no times.
struct AgendaRow: Sendable {
    let id: String
    let number: String
    let depth: Int
    let title: String
    let kind: String
    let time: String
    let iso: String
    let minutes: String
    let text: String?
    let by: String?
    let visibility: String
    let isRestricted: Bool
    let isWithdrawn: Bool
    let carried: Bool
    let links: [Link]
    let papers: [PaperRow]
    let hasPapers: Bool
    /// Where a file for it is sent; nil for those who bring none.
    let upload: String?
    /// Where the reader's opinion is given; nil where none is asked.
    let opinion: String?
    let opinionWord: String

    struct PaperRow: Sendable {
        let path: String
        let name: String
        let note: String
        let isLate: Bool
        let isOld: Bool
    }
}

extension Invitation.Answer {
    /// The class of its chip.
    var chip: String {
        switch self {
        case .waiting: "soon"
        case .accepted: "ok"
        case .declined: "late"
        case .tentative: ""
        }
    }
}

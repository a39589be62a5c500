import Directory
import GRDB
import Kernel

/// What is done in this room, and by whom. Which end of a request somebody stands at is the lifecycle's question.
package enum SharingMove: String, PermittedMove {
    case use, submit, answer, withdraw, ask, extend, decide, remake, revoke, see

    package var title: LocalizedText {
        switch self {
        case .use: LocalizedText("등록데이터 이용", en: "Use registered data")
        case .submit: LocalizedText("제공요청", en: "Request data")
        case .answer: LocalizedText("보완 답변", en: "Answer a clarification")
        case .withdraw: LocalizedText("요청 철회", en: "Withdraw a request")
        case .ask: LocalizedText("보완 요청", en: "Ask for clarification")
        case .extend: LocalizedText("기한 연장", en: "Extend the period")
        case .decide: LocalizedText("제공 결정·거부·이송", en: "Grant, refuse or transfer")
        case .remake: LocalizedText("공유본 다시 만들기", en: "Make a failed share again")
        case .revoke: LocalizedText("이용권한 회수", en: "Revoke a grant")
        case .see: LocalizedText("요청·이용권한 열람", en: "See requests and grants")
        }
    }

    package var own: [Role] {
        switch self {
        case .use, .submit, .answer, .withdraw: [.officer, .deputy, .steward, .analyst, .official]
        case .ask, .remake: [.officer, .deputy, .steward]
        case .extend, .decide, .revoke: [.officer, .deputy]
        case .see: [.officer, .deputy, .steward, .analyst, .official, .auditor]
        }
    }

    package var everywhere: [Role] { self == .see ? [.secretariat, .auditor] : [] }

    /// A condition on rows that have a `person` and the institutions at their `ends`: those that `actor` may see.
    ///
    /// The same answer as asking ``isAllowed(for:at:)`` of each row, found by the store's indexes.
    static func visible(to actor: Actor, ends: [String]) -> SQLExpression {
        guard !see.everywhere.contains(where: { actor.holds($0) }) else { return true.sqlExpression }
        let own = Set(actor.held.filter { see.own.contains($0.role) }.map(\.institution))
        return ends.reduce(Column("person") == actor.person) { $0 || own.contains(Column($1)) }
    }
}

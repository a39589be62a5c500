import Directory
import Kernel

/// What is done in this room, and by whom, as far as a role decides it. Who is chair or secretary of a council, and
/// who sits in it, its seats say: see ``CouncilActor``.
package enum CouncilMove: String, PermittedMove {
    case found, run, speak, raise, endorse, report, watch, see

    package var title: LocalizedText {
        switch self {
        case .found: LocalizedText("협의회 구성·해산", en: "Found or dissolve a council")
        case .run: LocalizedText("협의회 운영(계획, 회의, 회의록)", en: "Run a council: plan, meetings, minutes")
        case .speak: LocalizedText("의견 제출·참석·표결", en: "Give opinions, attend, vote")
        case .raise: LocalizedText("애로사항·건의 등록", en: "Raise a difficulty or suggestion")
        case .endorse: LocalizedText("소속 기관의 애로사항·건의 검토", en: "Answer or endorse one's institution's suggestions")
        case .report: LocalizedText("이행 과제 실적 보고", en: "Report on an action")
        case .watch: LocalizedText("법정기한이 지난 요청 열람", en: "See which requests are past their statutory day")
        case .see: LocalizedText("협의회 열람", en: "See councils, decisions and suggestions")
        }
    }

    package var own: [Role] {
        switch self {
        case .found, .run: []
        case .speak, .endorse, .watch: [.officer, .deputy]
        case .report: [.officer, .deputy, .steward]
        case .raise: [.officer, .deputy, .steward, .analyst, .official]
        case .see: Role.allCases
        }
    }

    package var everywhere: [Role] {
        switch self {
        case .found, .run: [.secretariat]
        case .endorse, .report: [.secretariat]
        case .watch: [.secretariat, .auditor]
        case .see: Role.allCases
        case .speak, .raise: []
        }
    }
}

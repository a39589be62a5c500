import Kernel

/// What is done in this room, and by whom.
package enum DirectoryMove: String, PermittedMove {
    case manageInstitutions, addPerson, appointOfficer, appointSpecial, appointOther, setPassword

    package var title: LocalizedText {
        switch self {
        case .manageInstitutions:
            LocalizedText("기관 등록·통합·명칭 변경·폐지", en: "Add, merge, rename or abolish an institution")
        case .addPerson: LocalizedText("사람 등록", en: "Add a person")
        case .appointOfficer: LocalizedText("책임관 임명", en: "Appoint an officer")
        case .appointSpecial: LocalizedText("간사·감사자 지정", en: "Appoint secretariat or an auditor")
        case .appointOther:
            LocalizedText("부책임관·담당자·분석관·공무원 지정", en: "Appoint a deputy, steward, analyst or official")
        case .setPassword: LocalizedText("다른 사람의 비밀번호 정하기", en: "Set another person's password")
        }
    }

    package var own: [Role] {
        switch self {
        case .addPerson, .appointOther, .setPassword: [.officer, .deputy]
        case .manageInstitutions, .appointOfficer, .appointSpecial: []
        }
    }

    package var everywhere: [Role] { [.secretariat] }

    /// What appointing to `role` takes.
    package static func appointing(_ role: Role) -> DirectoryMove {
        switch role {
        case .officer: .appointOfficer
        case .secretariat, .auditor: .appointSpecial
        case .deputy, .steward, .analyst, .official: .appointOther
        }
    }
}

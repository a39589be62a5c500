import Directory
import Kernel

/// What is done in this room, and by whom. Searching and reading the catalogue is for everybody.
package enum CatalogMove: String, PermittedMove {
    case register, answerFindings

    package var title: LocalizedText {
        switch self {
        case .register: LocalizedText("데이터 등록·갱신", en: "Register data or a new version")
        case .answerFindings: LocalizedText("개인정보 확인 답변", en: "Answer findings of personal data")
        }
    }

    package var own: [Role] { [.officer, .deputy, .steward] }
}

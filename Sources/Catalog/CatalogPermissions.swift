import Directory
import Kernel

/// What is done in this room, and by whom. Searching and reading the catalogue is for everybody.
package enum CatalogMove: String, PermittedMove {
    case register, describe, changeAccess, answerFindings

    package var title: LocalizedText {
        switch self {
        case .register:
            LocalizedText("데이터 등록·갱신, 초안 게시·폐기", en: "Register data or a new version, publish or discard a draft")
        case .describe: LocalizedText("설명·제목 수정, 열 형식 정정", en: "Describe data, correct the type of a column")
        case .changeAccess: LocalizedText("공개 구분 변경", en: "Change how data is had")
        case .answerFindings: LocalizedText("개인정보 확인 답변", en: "Answer findings of personal data")
        }
    }

    package var own: [Role] { [.officer, .deputy, .steward] }
}

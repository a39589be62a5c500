import Directory
import Kernel

/// What is done in this room, and by whom. Which shares a question may read is Sharing's to say.
package enum AnalysisMove: String, PermittedMove {
    case ask

    package var title: LocalizedText { LocalizedText("질의 실행", en: "Ask a question in SQL") }

    package var own: [Role] { [.officer, .deputy, .steward, .analyst, .official] }
}

import Kernel
import Lake

extension LakeColumn {
    /// What kind of values a column holds, as people call it.
    package var typeTitle: LocalizedText {
        if type == "DATE" { return ChosenType.date.title }
        if isTime { return ChosenType.timestamp.title }
        if isNumber {
            return type == "DOUBLE" || type.hasPrefix("DECIMAL") ? ChosenType.number.title : ChosenType.integer.title
        }
        return type == "BOOLEAN" ? LocalizedText("참·거짓", en: "true or false") : ChosenType.text.title
    }
}

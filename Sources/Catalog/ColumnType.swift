import Foundation
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

extension SchemaDifference {
    /// What changed, column by column, with the types as people call them.
    package func sentences(in language: Language) -> [String] {
        let types = retyped.map { change in
            guard let mark = change.range(of: ": ", options: .backwards) else { return change }
            let ends = change[mark.upperBound...].components(separatedBy: " → ").map {
                LakeColumn(name: "", type: $0).typeTitle[language]
            }
            // Two types with one name, such as two sizes of whole number, are told apart by what they are called inside.
            return Set(ends).count < 2 ? change : change[..<mark.upperBound] + ends.joined(separator: " → ")
        }
        return added.map { "+ \($0)" } + removed.map { "− \($0)" } + types
    }
}

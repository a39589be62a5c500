import Foundation

/// The two languages every page and message exists in.
package enum Language: String, Codable, CaseIterable, Sendable {
    case ko, en
}

/// The same words in Korean and, where somebody wrote them, in English.
package struct LocalizedText: Codable, Hashable, Sendable {
    package var ko: String
    package var en: String?

    package init(_ ko: String, en: String? = nil) {
        self.ko = ko
        self.en = en
    }

    /// The words for a reader of `language`; Korean where there are no English ones.
    package subscript(_ language: Language) -> String {
        switch language {
        case .ko: ko
        case .en: en.flatMap { $0.isEmpty ? nil : $0 } ?? ko
        }
    }
}

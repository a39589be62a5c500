import Kernel
import Web

/// What whoever wants data must say, asked for or used at once: purpose, way of analysis, period (Act Art. 10②).
enum UseFields {
    /// - Parameter today: The first day that may be the last day of use; a year later is proposed.
    static func fields(_ values: FormValues, on today: Day, _ pages: Pages, in language: Language) -> [FormField] {
        func text(_ name: String, _ key: String, _ hint: String) -> FormField {
            FormField(
                name,
                pages.word(key, in: language),
                value: values[name] ?? "",
                hint: pages.word(hint, in: language)
            ).lines(3).required
        }
        return [
            text("purpose", "sharingPurpose", "sharingPurposeHint"),
            text("method", "sharingMethod", "sharingMethodHint"),
            FormField(
                "until",
                pages.word("sharingUntil", in: language),
                value: values["until"] ?? today.adding(days: 365).description
            ).typed("date", required: true).with { $0.min = today.description },
        ]
    }
}

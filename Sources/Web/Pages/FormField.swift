import Kernel

/// One field as the partial `web/field` draws it: label, what was typed, what is wrong with it.
package struct FormField: Sendable {
    package let name: String
    package let label: String
    package var value: String
    package var hint: String?
    package var error: String?
    package var type = "text"
    package var autocomplete = "off"
    package var isRequired = false

    package init(_ name: String, _ label: String, value: String = "", hint: String? = nil) {
        self.name = name
        self.label = label
        self.value = value
        self.hint = hint
    }

    /// The field as text for passwords, e-mail and so on; `autocomplete` lets password managers help.
    package func typed(_ type: String, autocomplete: String = "off", required: Bool = false) -> FormField {
        var field = self
        field.type = type
        field.autocomplete = autocomplete
        field.isRequired = required
        return field
    }

    /// The field with what `problem` says about it.
    package func marked(by problem: Problem?, in language: Language) -> FormField {
        var field = self
        field.error = problem?.fields.first { $0.name == name }?.message[language]
        return field
    }
}

/// What is wrong with a form, for the partial `web/problem` above it: a title, and a link to each field.
package struct FormProblem: Sendable {
    package let title: String
    package let detail: String?
    package let fields: [Entry]

    package struct Entry: Sendable {
        let name: String
        let message: String
    }

    package init(_ problem: Problem, in language: Language) {
        title = problem.title[language]
        detail = problem.detail?[language]
        fields = problem.fields.map { Entry(name: $0.name, message: $0.message[language]) }
    }
}

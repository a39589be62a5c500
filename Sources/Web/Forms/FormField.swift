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
    package var placeholder: String?
    package var min: String?
    package var max: String?
    package var step: String?
    package var maximumLength: Int?
    /// Suggestions for a text field; anything else may be typed too.
    package var suggestions: [String] = []
    package var options: [Option] = []
    package var rows = 4
    /// Whether letters of one width help: SQL, conditions, codes.
    package var isCode = false
    /// Which element it is: exactly one is true. Mustache knows no comparison.
    private(set) var isInput = true
    private(set) var isTextarea = false
    private(set) var isSelect = false
    private(set) var isChoice = false
    private(set) var hasSuggestions = false

    /// One of several things to choose from.
    package struct Option: Sendable {
        package let value: String
        package let label: String
        package let hint: String?
        package var isChosen: Bool

        package init(_ value: String, _ label: String, hint: String? = nil, isChosen: Bool = false) {
            self.value = value
            self.label = label
            self.hint = hint
            self.isChosen = isChosen
        }
    }

    package init(_ name: String, _ label: String, value: String = "", hint: String? = nil) {
        self.name = name
        self.label = label
        self.value = value
        self.hint = hint
    }

    /// The field as text for passwords, e-mail, dates and so on; `autocomplete` lets password managers help.
    package func typed(_ type: String, autocomplete: String = "off", required: Bool = false) -> FormField {
        var field = self
        field.type = type
        field.autocomplete = autocomplete
        field.isRequired = required
        return field
    }

    package var required: FormField { with { $0.isRequired = true } }

    /// The field for several lines of text.
    package func lines(_ rows: Int = 4, code: Bool = false) -> FormField {
        with {
            $0.isInput = false
            $0.isTextarea = true
            $0.rows = rows
            $0.isCode = code
        }
    }

    /// The field as a list to pick from; the option whose value is ``value`` is chosen.
    package func selecting(_ options: [Option]) -> FormField {
        with {
            $0.isInput = false
            $0.isSelect = true
            $0.options = Self.chosen(options, $0.value)
        }
    }

    /// The field as radio buttons, for few options that need a word each.
    package func choosing(_ options: [Option]) -> FormField {
        with {
            $0.isInput = false
            $0.isChoice = true
            $0.options = Self.chosen(options, $0.value)
        }
    }

    /// The field with values to pick while typing.
    package func suggesting(_ values: [String]) -> FormField {
        with {
            $0.suggestions = values
            $0.hasSuggestions = !values.isEmpty
        }
    }

    /// The field changed by `change`, for what has no verb of its own.
    package func with(_ change: (inout FormField) -> Void) -> FormField {
        var field = self
        change(&field)
        return field
    }

    /// The field with what `problem` says about it.
    package func marked(by problem: Problem?, in language: Language) -> FormField {
        with { field in field.error = problem?.fields.first { $0.name == name }?.message[language] }
    }

    private static func chosen(_ options: [Option], _ value: String) -> [Option] {
        options.map { Option($0.value, $0.label, hint: $0.hint, isChosen: $0.isChosen || $0.value == value) }
    }
}

extension [FormField] {
    /// Every field with what `problem` says about it.
    package func marked(by problem: Problem?, in language: Language) -> [FormField] {
        map { $0.marked(by: problem, in: language) }
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

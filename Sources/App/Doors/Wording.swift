import Foundation
import Hummingbird
import Kernel
import Web

/// This room's templates and words.
package enum AppResources {
    package static let room = RoomResources(name: "app", bundle: .module)
}

/// Words in the reader's language, with what is put into them: `{name}` in a word stands for a value.
struct Wording: Sendable {
    let pages: Pages
    let language: Language

    func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        pages.word(key, in: language, with: values)
    }

    func day(_ day: Day) -> String { day.written(in: language) }

    /// `2026. 1. 1.(목) – 2026. 12. 31.(목)`; open at its end while nobody knows it.
    func days(_ since: Day, _ until: Day?) -> String {
        "\(since.written(in: language)) – \(until.map { $0.written(in: language) } ?? "")"
    }
}

/// A name with what stands behind it, for lists of facts.
struct Fact: Sendable {
    let name: String
    let text: String
    let path: String?

    init(_ name: String, _ text: String, _ path: String? = nil) {
        self.name = name
        self.text = text
        self.path = path
    }
}

/// One thing to be changed: what is asked, what it will do, and the button.
struct ChangePage: Page {
    static let template = "app/change"
    let title: String
    let lead: String?
    let crumbs: [Crumb]
    let action: String
    let problem: FormProblem?
    let warnings: [String]
    let isWarned: Bool
    let confirms: String?
    let fields: [FormField]
    let hasFields: Bool
    let consequences: [String]
    let submit: String
    let isDanger: Bool
    let isSecret: Bool
    let back: String

    /// - Parameters:
    ///   - action: Where the form is sent.
    ///   - warnings: What should be looked at before it is done; doing it all the same is one more press, which sends
    ///   `confirms` as `confirmed`.
    ///   - consequences: What will happen, a sentence each.
    ///   - isSecret: Whether what is sent is a secret: then not even its hash is kept to know a second sending by.
    init(
        _ title: String,
        lead: String? = nil,
        crumbs: [Crumb],
        action: String,
        problem: Problem?,
        warnings: [LocalizedText] = [],
        confirms: String? = nil,
        fields: [FormField] = [],
        consequences: [String] = [],
        submit: String,
        isDanger: Bool = false,
        isSecret: Bool = false,
        back: String,
        in language: Language
    ) {
        self.title = title
        self.lead = lead
        self.crumbs = crumbs
        self.action = action
        self.problem = problem.map { FormProblem($0, in: language) }
        self.warnings = warnings.map { $0[language] }
        isWarned = !warnings.isEmpty
        self.confirms = confirms
        self.fields = fields.marked(by: problem, in: language)
        hasFields = !fields.isEmpty
        self.consequences = consequences
        self.submit = submit
        self.isDanger = isDanger
        self.isSecret = isSecret
        self.back = back
    }
}

extension Pages {
    /// Does what a form asks; where it is refused for what was typed, shows the form again with all of it.
    func change(
        _ form: FormValues,
        in context: SignedIn,
        page: (FormValues, Problem?) async throws -> ChangePage,
        doing work: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await work()
        } catch let error as any PublicError where [404, 409, 422].contains(error.problem.status) {
            let page = try await page(form, error.problem)
            return try render(page, in: context, status: HTTPResponse.Status(code: error.problem.status))
        }
    }
}

/// An institution picked from suggestions: `서울특별시 (6110000)`, or its code alone.
enum InstitutionPick {
    static func key(_ text: String?) -> String {
        let text = text ?? ""
        return text.firstMatch(of: /\(([0-9A-Za-z][0-9A-Za-z-]*)\)\s*$/).map { String($0.output.1) } ?? text
    }
}

import App
import Directory
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing

/// Who asks for a page: a stranger, and people of three institutions in their roles.
let pageVisitors = [
    "", "official@busan.example", "officer@seoul.example", "steward@seoul.example", "secretariat@mois.example",
    "auditor@mois.example",
]

/// A page or a form, and what each of ``pageVisitors`` is answered.
struct PageRow: Sendable, CustomTestStringConvertible {
    let path: String
    /// Nil where the page is only asked for.
    let form: [String: String]?
    let statuses: [Int]

    init(_ path: String, _ form: [String: String]? = nil, _ statuses: Int...) {
        self.path = path
        self.form = form
        self.statuses = statuses
    }

    var testDescription: String { "\(form == nil ? "GET" : "POST") \(path)" }

    func check(_ nation: Nation, filling values: [String: String] = [:]) async throws {
        var tokens: [String?] = []
        for email in pageVisitors {
            tokens.append(
                email.isEmpty ? nil : try await nation.platform.tokens.create(name: "t", by: nation.actor(email)).secret
            )
        }
        let path = values.reduce(self.path) { $0.replacing("<\($1.key)>", with: $1.value) }
        let (known, form, expected) = (tokens, form, statuses)
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            var found: [Int] = []
            for (number, token) in known.enumerated() {
                let desk = PageDesk(client: client, token: token)
                let fields = form?.map { ($0.key, $0.value.replacing("<n>", with: "\(number)")) }
                let answer =
                    if let fields { try await desk.post(path, fields) } else { try await desk.get(path) }
                found.append(answer.status)
            }
            #expect(found == expected, "\(zip(pageVisitors, found).map { "\($0): \($1)" })")
        }
    }
}

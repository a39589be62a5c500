import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute
import Web

/// The form of a request, and the next step after its decision.
extension SharingPages {
    struct NewPage: Page {
        static let template = "sharing/new"
        let title: String
        let crumbs: [Crumb]
        let dataset: String
        let datasetPath: String
        let institution: String
        let problem: FormProblem?
        let hidden: String
        /// The earlier request this one takes further.
        let follows: Earlier?
        let fields: [FormField]
        let columns: [Column]
        let promise: [String]

        struct Earlier: Sendable {
            let id: String
            let title: String
            let text: String
        }

        struct Column: Sendable {
            let name: String
            let type: String
            let isTicked: Bool
        }
    }

    @Sendable func blank(_ request: Request, context: SignedIn) async throws -> Response {
        var values = request.query
        if let earlier = values["follows"] {
            let draft = try await requests.draft(after: SharingRequest.ID(rawValue: earlier), by: context.actor)
            values = FormValues(draft)
        }
        return try await form(values, problem: nil, in: context)
    }

    private func form(_ values: FormValues, problem: Problem?, in context: SignedIn) async throws -> Response {
        let language = context.language
        let detail = try await datasets.detail(Dataset.ID(rawValue: values["dataset"] ?? ""))
        guard detail.dataset.access == .request || detail.dataset.access == .withheld else {
            throw SharingProblem.notByRequest(detail.dataset.access.title)
        }
        let today = clock.today
        let earlier = try await earlier(values["follows"], context)
        let chosen = Set(values.all("column"))
        let page = NewPage(
            title: word("sharingNewTitle", context),
            crumbs: crumbs(context, Crumb(word("sharingNewTitle", context))),
            dataset: detail.dataset.name[language],
            datasetPath: "/datasets/\(detail.dataset.id)",
            institution: detail.institution.title[language],
            problem: problem.map { FormProblem($0, in: language) },
            hidden: detail.dataset.id.rawValue,
            follows: earlier,
            fields: (UseFields.fields(values, on: today, pages, in: language) + [
                FormField(
                    "condition",
                    word("sharingCondition", context),
                    value: values["condition"] ?? "",
                    hint: word("sharingConditionHint", context)
                )
            ]).marked(by: problem, in: language),
            columns: detail.tables.flatMap { table in
                table.columns.map { column in
                    let name = detail.tables.count > 1 ? "\(table.name).\(column.name)" : column.name
                    return NewPage.Column(name: name, type: column.typeTitle[language], isTicked: chosen.contains(name))
                }
            },
            promise: try promises(from: today, in: language)
        )
        return try pages.render(page, in: context, status: problem == nil ? .ok : .unprocessableContent)
    }

    @Sendable func submit(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        let columns = form.all("column")
        do {
            let made = try await requests.submit(
                SharingRequests.Draft(
                    dataset: Dataset.ID(rawValue: form["dataset"] ?? ""),
                    purpose: form["purpose"] ?? "",
                    method: form["method"] ?? "",
                    until: form["until"].flatMap { Day($0) },
                    columns: columns.isEmpty ? nil : columns,
                    condition: form["condition"],
                    follows: form["follows"].map { SharingRequest.ID(rawValue: $0) }
                ),
                by: context.actor
            )
            return .redirect(
                to: "/requests/\(made.id)",
                saying: Flash(.success, word("sharingSubmitted", context))
            )
        } catch let error as any PublicError where error.problem.status == 422 {
            return try await self.form(form, problem: error.problem, in: context)
        }
    }

    /// The earlier request as the form for one that follows it shows it.
    private func earlier(_ id: String?, _ context: SignedIn) async throws -> NewPage.Earlier? {
        guard let id else { return nil }
        let detail = try await requests.detail(SharingRequest.ID(rawValue: id), by: context.actor)
        let hasOffer = detail.request.refusal?.isSeparable == true
        return NewPage.Earlier(
            id: id,
            title: word("sharingFollowsTitle", context),
            text: word(hasOffer ? "sharingFollowsOffer" : "sharingFollowsText", context)
        )
    }

    /// How long the holder has, how far that can be extended, and whether the clock ever stops: as the law in force on
    /// `day` has it.
    func promises(from day: Day, in language: Language) throws -> [String] {
        let pack = try statutes.pack(on: day)
        let due = try statutes.due("provision.decide", from: day, pack: pack)
        guard let rule = pack.clock("provision.decide"), let days = rule.days else { return [] }
        var lines = [
            pages.word(
                "sharingPromiseDue",
                in: language,
                with: [
                    "start": rule.start[language], "days": Written.number(days), "due": due.due.written(in: language),
                    "citation": rule.citation[language],
                ]
            )
        ]
        if let more = rule.extension {
            let last = try statutes.due("provision.decide", from: day, extendedBy: more.days, pack: pack).due
            let words = more.words(pages, in: language)
                .merging(["last": last.written(in: language)]) { given, _ in given }
            lines.append(pages.word("sharingPromiseExtension", in: language, with: words))
        }
        if let pause = rule.pause { lines.append(pause[language]) }
        return lines
    }

    /// The next step after a decision: to the data, to what was offered instead, else to the decision itself.
    @Sendable func next(_ request: Request, context: SignedIn) async throws -> Response {
        let id: SharingRequest.ID = try context.requireParameter("id")
        let detail = try await requests.detail(id, by: context.actor)
        try await requests.markSeen(detail.request, by: context.actor)
        if let grant = detail.grant, grant.stage == .active, grant.person == context.actor.person {
            return .redirect(to: "/queries?grant=\(grant.id)", type: .normal)
        }
        let hasOffer = try await !requests.offer(of: detail, to: context.actor).isEmpty
        return .redirect(to: hasOffer ? "/requests/new?follows=\(id)" : "/requests/\(id)", type: .normal)
    }
}

extension FormValues {
    /// A draft as the fields of the form.
    fileprivate init(_ draft: SharingRequests.Draft) {
        var pairs = [
            ("dataset", draft.dataset.rawValue), ("purpose", draft.purpose), ("method", draft.method),
            ("until", draft.until?.description ?? ""), ("condition", draft.condition ?? ""),
            ("follows", draft.follows?.rawValue ?? ""),
        ]
        pairs += (draft.columns ?? []).map { ("column", $0) }
        self.init(pairs.map { (name: $0.0, value: $0.1) })
    }
}

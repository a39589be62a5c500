import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel
import Web

// Writing an agenda, and bringing papers.
extension MeetingPages {
    struct AgendaPage: Page {
        static let template = "council/agenda"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let id: String
        let problem: FormProblem?
        let rows: [Editable]
        let hasRows: Bool
        /// The form of one item, or of a new one: a page has each field once.
        let form: [FormField]
        let action: String
        let editing: String?
        let overrun: String?
        let total: String
    }

    struct Editable: Sendable {
        let row: AgendaRow
        let isEdited: Bool
        let up: Place?
        let down: Place?
        let isFixed: Bool
    }

    /// Where a button moves an item to.
    struct Place: Sendable {
        let parent: String
        let position: Int
    }

    @Sendable func agenda(_ request: Request, context: SignedIn) async throws -> Response {
        try await agendaPage(context.requireParameter("id"), problem: nil, typed: request.query, in: context)
    }

    func agendaPage(_ id: Meeting.ID, problem: Problem?, typed: FormValues, in context: SignedIn) async throws
        -> Response
    {
        let language = context.language
        let detail = try await meetings.detail(id, by: context.actor)
        guard detail.viewer.isHead else { throw CouncilProblem.headOnly(detail.council.title) }
        guard detail.meeting.isOpenToAgenda else { throw CouncilRefusal(stage: detail.meeting.stage.title) }
        let directions = try await agendas.directions(of: detail.council.id)
        let rows = agendaRows(detail, own: nil, in: context)
        let planned = Int(detail.meeting.endsAt.timeIntervalSince(detail.meeting.startsAt) / 60)
        let edited = detail.agenda.map(\.item).first { $0.id.rawValue == typed["item"] && $0.stage == .waiting }
        let page = AgendaPage(
            title: word("councilAgendaTitle", context),
            lead: "\(detail.meeting.title) · "
                + Self.span(detail.meeting.startsAt, detail.meeting.endsAt, withDay: true, in: language),
            crumbs: crumbs(
                detail.council,
                context,
                Crumb(detail.meeting.title, "/meetings/\(id)"),
                Crumb(word("councilAgendaTitle", context))
            ),
            id: id.rawValue,
            problem: problem.map { FormProblem($0, in: language) },
            rows: zip(detail.agenda, rows).map { node, row in
                let siblings = detail.agenda.filter { $0.item.parent == node.item.parent }.map(\.item.id)
                let place = siblings.firstIndex(of: node.item.id) ?? 0
                let parent = node.item.parent?.rawValue ?? ""
                return Editable(
                    row: row,
                    isEdited: edited?.id == node.item.id,
                    up: place > 0 ? Place(parent: parent, position: place) : nil,
                    down: place + 1 < siblings.count ? Place(parent: parent, position: place + 2) : nil,
                    isFixed: node.item.stage != .waiting
                )
            },
            hasRows: !rows.isEmpty,
            form: itemFields(edited, detail, directions, typed, problem, in: context),
            action: "/meetings/\(id)/agenda" + (edited.map { "/\($0.id)" } ?? ""),
            editing: edited?.id.rawValue,
            overrun: detail.minutes > planned
                ? pages.word("councilOverrun", in: language, with: ["count": Written.number(detail.minutes - planned)])
                : nil,
            total: pages.word("councilTotal", in: language, with: ["count": Written.number(detail.minutes)])
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    private func itemFields(
        _ item: AgendaItem?,
        _ detail: Meetings.Detail,
        _ directions: [DirectionItem],
        _ typed: FormValues,
        _ problem: Problem?,
        in context: SignedIn
    ) -> [FormField] {
        let language = context.language
        func label(_ key: String) -> String { word(key, context) }
        func value(_ name: String, _ stored: String?) -> String { typed[name] ?? stored ?? "" }
        let kinds = AgendaItem.Kind.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
        let sights = AgendaItem.Visibility.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
        var fields = [
            FormField("title", label("councilItemTitle"), value: value("title", item?.title)).required,
            FormField("kind", label("councilItemKind"), value: value("kind", item?.kind.rawValue ?? "discussion"))
                .selecting(kinds),
            FormField(
                "minutes",
                label("councilItemMinutes"),
                value: value("minutes", item.map { "\($0.minutes)" } ?? "20")
            )
            .typed("number"),
            FormField("text", label("councilItemText"), value: value("text", item?.text)).lines(3),
            FormField(
                "presenter",
                label("councilPresenter"),
                value: value("presenter", item?.presenter.flatMap { detail.people[$0]?.email }),
                hint: label("councilPresenterHint")
            ).typed("email"),
            FormField(
                "institution",
                label("councilItemInstitution"),
                value: value("institution", item?.institution.flatMap { detail.institutions[$0]?.code }),
                hint: label("councilItemInstitutionHint")
            ),
            FormField(
                "visibility",
                label("councilVisibility"),
                value: value("visibility", item?.visibility.rawValue ?? "council")
            ).selecting(sights),
        ]
        if !directions.isEmpty {
            let options =
                [FormField.Option("", label("councilNoDirection"))]
                + directions.map { FormField.Option($0.id.rawValue, "\($0.number). \($0.title)") }
            fields.append(
                FormField("direction", label("councilDirection"), value: value("direction", item?.direction?.rawValue))
                    .selecting(options)
            )
        }
        if item == nil {
            let parents = detail.agenda.filter { $0.depth < 3 && $0.item.stage == .waiting }
            if !parents.isEmpty {
                let options =
                    [FormField.Option("", label("councilTop"))]
                    + parents.map { FormField.Option($0.item.id.rawValue, "\($0.number) \($0.item.title)") }
                fields.append(
                    FormField("parent", label("councilUnder"), value: value("parent", nil)).selecting(options)
                )
            }
            fields.append(
                FormField(
                    "suggestion",
                    label("councilItemSuggestion"),
                    value: value("suggestion", nil),
                    hint: label("councilItemSuggestionHint")
                )
            )
        }
        return fields.marked(by: problem, in: language)
    }

    private static func draft(_ form: FormValues) throws -> Agendas.Draft {
        let minutes = try form["minutes"].map { text in
            guard let minutes = Int(text) else {
                throw CouncilProblem.invalid(
                    "minutes",
                    LocalizedText("분을 숫자로 적어 주세요.", en: "Give minutes as a number.")
                )
            }
            return minutes
        }
        return Agendas.Draft(
            kind: form["kind"].flatMap(AgendaItem.Kind.init(rawValue:)),
            title: form["title"] ?? "",
            text: form["text"] ?? "",
            minutes: minutes,
            presenter: form["presenter"] ?? "",
            institution: form["institution"] ?? "",
            visibility: form["visibility"].flatMap(AgendaItem.Visibility.init(rawValue:)),
            direction: form["direction"] ?? "",
            suggestion: form["suggestion"],
            parent: form["parent"].map(AgendaItem.ID.init(rawValue:))
        )
    }

    @Sendable func addItem(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "councilItemAdded", to: "/agenda") { id, form in
            var draft = try Self.draft(form)
            // The title of a suggestion stands where none was typed.
            if draft.suggestion != nil, draft.title == "" { draft.title = nil }
            if draft.institution == "" { draft.institution = nil }
            _ = try await agendas.add(draft, to: id, by: context.actor)
        }
    }

    @Sendable func editItem(_ request: Request, context: SignedIn) async throws -> Response {
        let item: AgendaItem.ID = try context.requireParameter("item")
        return try await moved(request, context, saying: "councilItemEdited", to: "/agenda") { id, form in
            try await agendas.require(item, in: id)
            _ = try await agendas.edit(item, try Self.draft(form), by: context.actor)
        }
    }

    @Sendable func moveItem(_ request: Request, context: SignedIn) async throws -> Response {
        let item: AgendaItem.ID = try context.requireParameter("item")
        return try await moved(request, context, saying: "councilItemMoved", to: "/agenda") { id, form in
            try await agendas.require(item, in: id)
            try await agendas.move(
                item,
                under: form["parent"].map(AgendaItem.ID.init(rawValue:)),
                at: form["position"].flatMap { Int($0) } ?? 1,
                by: context.actor
            )
        }
    }

    @Sendable func removeItem(_ request: Request, context: SignedIn) async throws -> Response {
        let item: AgendaItem.ID = try context.requireParameter("item")
        return try await moved(request, context, saying: "councilItemRemoved", to: "/agenda") { id, _ in
            try await agendas.require(item, in: id)
            try await agendas.remove(item, by: context.actor)
        }
    }
}

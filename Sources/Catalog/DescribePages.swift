import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute
import Web

/// What is said about a dataset, and how it is had; the last step of a registration.
struct DescribePage: Page {
    static let template = "catalog/describe"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let id: String
    let steps: Steps?
    let isDraft: Bool
    let problem: FormProblem?
    let fields: [FormField]
    let access: FormField
    let withholding: [FormField]
    let tables: [Table]
    let openFindings: String?

    struct Table: Sendable {
        let name: String
        let fields: [FormField]
        let columns: [Column]
        let isOpen: Bool
    }

    struct Column: Sendable {
        let name: String
        let type: String
        let field: String
        let title: String
        let titleEn: String
        let unit: String
        let text: String
    }
}

extension KeeperPages {
    @Sendable func describing(_ request: Request, context: SignedIn) async throws -> Response {
        try await describing(context.requireParameter("id"), nil, problem: nil, in: context)
    }

    private func describing(_ id: Dataset.ID, _ form: FormValues?, problem: Problem?, in context: SignedIn) async throws
        -> Response
    {
        let language = context.language
        let detail = try await datasets.detail(id, for: context.actor)
        let dataset = detail.dataset
        try CatalogMove.describe.require(of: context.actor, at: dataset.institution)
        func value(_ name: String, _ stored: String?) -> String { form == nil ? stored ?? "" : form?[name] ?? "" }
        let sector = value("sector", dataset.sector)
        let known = Sector.known.map { FormField.Option($0.id, $0.title[language]) }
        let own = sector.isEmpty || Sector.known.contains { $0.id == sector } ? [] : [FormField.Option(sector, sector)]
        let grounds = try datasets.statutes.pack(on: datasets.clock.today).grounds
        let open = detail.findings.count { $0.answer == nil }
        let page = DescribePage(
            title: word(dataset.needsReview ? "catalogDescribeTitle" : "catalogDescribeAgain", context),
            lead: dataset.name[language],
            crumbs: crumbs(
                context,
                Crumb(dataset.name[language], "/datasets/\(id)"),
                Crumb(word("catalogDescribeCrumb", context))
            ),
            id: id.rawValue,
            steps: dataset.needsReview ? steps(3, context) : nil,
            isDraft: dataset.isDraft,
            problem: problem.map { FormProblem($0, in: language) },
            fields: [
                FormField("title", word("catalogTitleField", context), value: value("title", dataset.title)).required,
                FormField("titleEn", word("catalogTitleEnField", context), value: value("titleEn", dataset.titleEn)),
                FormField(
                    "description",
                    word("catalogTextField", context),
                    value: value("description", dataset.description),
                    hint: word("catalogTextHint", context)
                ).lines(6),
                FormField(
                    "descriptionEn",
                    word("catalogTextEnField", context),
                    value: value("descriptionEn", dataset.descriptionEn)
                ).lines(4),
                FormField("sector", word("catalogSector", context), value: sector)
                    .selecting([FormField.Option("", word("catalogNoSector", context))] + known + own),
                FormField(
                    "keywords",
                    word("catalogKeywords", context),
                    value: value("keywords", dataset.keywords.joined(separator: ", ")),
                    hint: word("catalogKeywordsHint", context)
                ),
            ].marked(by: problem, in: language),
            access: FormField("access", word("catalogAccess", context), value: value("access", dataset.access.rawValue))
                .choosing(
                    Dataset.Access.allCases.map {
                        FormField.Option($0.rawValue, $0.title[language], hint: word($0.choiceWord, context))
                    }
                ).marked(by: problem, in: language),
            withholding: [
                FormField("ground", word("catalogGround", context), value: value("ground", dataset.ground)).selecting(
                    [FormField.Option("", word("catalogNoGround", context))]
                        + grounds.map { FormField.Option($0.id, "\($0.id). \($0.text[language])") }
                ),
                FormField(
                    "citation",
                    word("catalogCitation", context),
                    value: value("citation", dataset.citation),
                    hint: word("catalogCitationHint", context)
                ),
            ].marked(by: problem, in: language),
            tables: detail.files.compactMap { file in
                file.table.map { describedTable(file, $0, detail, form, context) }
            },
            openFindings: open > 0 ? Written.number(open) : nil
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    private func describedTable(
        _ file: DatasetFile,
        _ table: LakeTable,
        _ detail: Datasets.Detail,
        _ form: FormValues?,
        _ context: SignedIn
    ) -> DescribePage.Table {
        func value(_ name: String, _ stored: String?) -> String { form == nil ? stored ?? "" : form?[name] ?? "" }
        let words = detail.words(of: table.name)
        let columnWords = detail.columnWords(of: table.name)
        let key = "table.\(file.position)"
        return DescribePage.Table(
            name: table.name,
            fields: [
                FormField(
                    "\(key).title",
                    word("catalogTableTitle", context),
                    value: value("\(key).title", words?.title)
                ),
                FormField(
                    "\(key).titleEn",
                    word("catalogTableTitleEn", context),
                    value: value("\(key).titleEn", words?.titleEn)
                ),
                FormField(
                    "\(key).description",
                    word("catalogTableText", context),
                    value: value("\(key).description", words?.description)
                ).lines(3),
            ],
            columns: table.columns.prefix(ReviewPage.columnLimit).enumerated().map { place, column in
                let words = columnWords[column.name]
                let field = "column.\(file.position).\(place)"
                return DescribePage.Column(
                    name: column.name,
                    type: column.typeTitle[context.language],
                    field: field,
                    title: value("\(field).title", words?.title),
                    titleEn: value("\(field).titleEn", words?.titleEn),
                    unit: value("\(field).unit", words?.unit),
                    text: value("\(field).description", words?.description)
                )
            },
            isOpen: table.columns.count <= 12
        )
    }

    /// Saves what was said, then how it is had; with `do=publish` a draft is shown to everybody.
    @Sendable func describe(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Dataset.ID = try context.requireParameter("id")
        let form = try await request.form()
        let detail = try await datasets.detail(id, for: context.actor)
        do {
            try await datasets.describe(id, Self.edit(form, of: detail), by: context.actor)
            if let access = form["access"].flatMap(Dataset.Access.init(rawValue:)) {
                _ = try await datasets.changeAccess(
                    id,
                    to: access,
                    ground: form["ground"],
                    citation: form["citation"],
                    by: context.actor
                )
            }
            guard form["do"] == "publish" else {
                return .redirect(
                    to: detail.dataset.isDraft ? "/datasets/\(id)/describe" : "/datasets/\(id)",
                    saying: Flash(.success, word("catalogSaved", context))
                )
            }
            let dataset = try await datasets.publish(id, by: context.actor)
            return .redirect(
                to: dataset.stage == .held ? "/datasets/\(id)/review" : "/datasets/\(id)",
                saying: dataset.stage == .held
                    ? Flash(.notice, word("catalogPublishedHeld", context))
                    : Flash(.success, word("catalogPublished", context))
            )
        } catch let error as any PublicError where error.problem.belongsOnForm {
            return try await describing(id, form, problem: error.problem, in: context)
        }
    }

    /// What a form says: every field is there, an empty one takes the text away.
    private static func edit(_ form: FormValues, of detail: Datasets.Detail) -> Datasets.Edit {
        let separators: Set<Character> = [",", "，", "\n"]
        return Datasets.Edit(
            title: form["title"] ?? "",
            titleEn: form["titleEn"] ?? "",
            description: form["description"] ?? "",
            descriptionEn: form["descriptionEn"] ?? "",
            sector: form["sector"] ?? "",
            keywords: (form["keywords"] ?? "").split(whereSeparator: separators.contains).map(String.init),
            tables: detail.files.compactMap { file in
                guard let table = file.table, form.raw("table.\(file.position).title") != nil else { return nil }
                let words = Wording(
                    title: form["table.\(file.position).title"] ?? "",
                    titleEn: form["table.\(file.position).titleEn"] ?? "",
                    description: form["table.\(file.position).description"] ?? ""
                )
                let columns = table.columns.prefix(ReviewPage.columnLimit).enumerated().map { place, column in
                    let field = "column.\(file.position).\(place)"
                    return Datasets.ColumnEdit(
                        column.name,
                        Wording(
                            title: form["\(field).title"] ?? "",
                            titleEn: form["\(field).titleEn"] ?? "",
                            description: form["\(field).description"] ?? ""
                        ),
                        unit: form["\(field).unit"] ?? ""
                    )
                }
                return Datasets.TableEdit(table.name, words, columns: columns)
            }
        )
    }
}

extension Dataset.Access {
    /// The word that says when to choose it.
    fileprivate var choiceWord: String {
        switch self {
        case .open: "catalogChooseOpen"
        case .registered: "catalogChooseRegistered"
        case .request: "catalogChooseRequest"
        case .withheld: "catalogChooseWithheld"
        }
    }
}

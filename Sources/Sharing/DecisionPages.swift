import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute
import Web

/// What leaves: ticking columns, choosing how each goes out, and seeing exactly that before it is decided.
struct DecisionPage: Page {
    static let template = "sharing/decide"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let id: String
    let problem: FormProblem?
    let ticked: String
    let total: String
    let tables: [Table]
    let fields: [FormField]
    let previews: [Preview]
    let hasPreview: Bool
    let due: DueBadge?
    let dueDay: String
    let clock: Timeline
    let wanted: String?

    struct Table: Sendable {
        let name: String?
        let columns: [Column]
        let condition: FormField
    }

    struct Column: Sendable {
        let value: String
        let name: String
        let type: String
        let filled: String
        let fillWidth: Int
        let findings: String?
        let isTicked: Bool
        let isWanted: Bool
        let field: String
        let ways: [FormField.Option]
        let detail: String
    }

    struct Preview: Sendable {
        let name: String?
        let caption: String
        let heads: [String]
        let rows: [[String]]
        let isEmpty: Bool
    }
}

extension SharingPages {
    // MARK: - Granting

    @Sendable func decide(_ request: Request, context: SignedIn) async throws -> Response {
        try await decision(context.requireParameter("id"), nil, problem: nil, in: context)
    }

    /// The form sends `do=preview` to look, `do=part` or `do=whole` to decide.
    @Sendable func decided(_ request: Request, context: SignedIn) async throws -> Response {
        let id: SharingRequest.ID = try context.requireParameter("id")
        let form = try await request.form()
        let verb = form["do"] ?? "preview"
        do {
            if verb == "preview" { return try await decision(id, form, problem: nil, in: context) }
            let draft = verb == "whole" ? TermsDraft() : try Self.draft(form)
            let granted = try await requests.grant(
                id,
                draft,
                until: form["until"].flatMap { Day($0) },
                note: form["note"],
                by: context.actor
            )
            return .redirect(
                to: "/requests/\(granted.request.id)",
                saying: Flash(.success, word("sharingGrantedNow", context))
            )
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            let request = try await requests.find(id, by: context.actor)
            guard request.isOpen else {
                // Decided in another tab, or by a colleague, a moment ago.
                return try await page(id, problem: error.problem, typed: form, in: context)
            }
            return try await decision(id, form, problem: error.problem, in: context)
        }
    }

    /// What the form says of columns, ways and conditions.
    static func draft(_ form: FormValues) throws -> TermsDraft {
        let columns = form.all("column")
        var transforms: [String: String] = [:]
        for column in columns {
            guard let way = form["way.\(column)"], way != "keep" else { continue }
            let number = form["number.\(column)"].map { ":\($0)" } ?? ""
            transforms[column] = way.hasSuffix(":") ? way.dropLast() + number : way
        }
        var filters: [String: String] = [:]
        for name in form.names where name.hasPrefix("where.") {
            if let text = form[name] { filters[String(name.dropFirst(6))] = text }
        }
        return TermsDraft(
            columns: columns.isEmpty ? [] : columns,
            filters: filters,
            transforms: transforms,
            minimumGroup: form["minimumGroup"].flatMap { Int($0) }
        )
    }

    private func decision(_ id: SharingRequest.ID, _ form: FormValues?, problem: Problem?, in context: SignedIn)
        async throws -> Response
    {
        let language = context.language
        let detail = try await requests.detail(id, by: context.actor)
        let request = detail.request
        try SharingMove.decide.require(of: context.actor, at: request.provider)
        _ = try request.applying(.grant, from: .provider)
        let dataset = try await datasets.detail(request.dataset)
        let isOnly = dataset.tables.count == 1
        let wanted = request.columns.map(Set.init)
        let ticked = form.map { Set($0.all("column")) }
        var count = 0
        let tables = dataset.tables.map { table in
            DecisionPage.Table(
                name: isOnly ? nil : table.name,
                columns: table.columns.map { column in
                    let value = isOnly ? column.name : "\(table.name).\(column.name)"
                    let isWanted = wanted?.contains(value) ?? true
                    // Columns that look personal are for the officer to tick, not for us.
                    let isTicked = ticked?.contains(value) ?? (isWanted && column.findings.isEmpty)
                    if isTicked { count += 1 }
                    return Self.column(
                        column,
                        value,
                        rows: table.rows,
                        isTicked: isTicked,
                        isWanted: isWanted,
                        form,
                        pages,
                        in: language
                    )
                },
                condition: FormField(
                    "where.\(table.name)",
                    word("sharingRowCondition", context),
                    value: form?["where.\(table.name)"] ?? "",
                    hint: word("sharingRowConditionHint", context)
                ).with { $0.isCode = true }
            )
        }
        var problem = problem
        var previews: [SharePreview] = []
        if let form, problem == nil {
            do {
                previews = try await requests.preview(id, Self.draft(form), by: context.actor)
            } catch let error as any PublicError where error.problem.status == 422 {
                problem = error.problem
            }
        }
        let asker = (detail.deemedRequester ?? detail.requester).title[language]
        let name = detail.dataset.name[language]
        let page = DecisionPage(
            title: word("sharingDecideTitle", context),
            lead: language == .ko
                ? "\(asker)에서 「\(name)」 제공을 요청했습니다. 목적은 ‘\(request.purpose)’, 이용 기간은 \(request.until.written(in: .ko))까지입니다."
                : "\(asker) asks for “\(name)” for: \(request.purpose). Until \(request.until.written(in: .en)).",
            crumbs: crumbs(context, Crumb(name, "/requests/\(id)"), Crumb(word("sharingDecideTitle", context))),
            id: id.rawValue,
            problem: problem.map { FormProblem($0, in: language) },
            ticked: Written.number(count),
            total: Written.number(dataset.tables.reduce(0) { $0 + $1.columns.count }),
            tables: tables,
            fields: [
                FormField(
                    "minimumGroup",
                    word("sharingMinimumGroup", context),
                    value: form?["minimumGroup"] ?? "",
                    hint: word("sharingMinimumGroupHint", context)
                ).typed("number").with { $0.min = "2" },
                FormField(
                    "until",
                    word("sharingUntil", context),
                    value: form?["until"] ?? max(request.until, clock.today).description
                ).typed("date", required: true).with { $0.min = clock.today.description },
                FormField("note", word("sharingNote", context), value: form?["note"] ?? ""),
            ].marked(by: problem, in: language),
            previews: previews.map { Self.preview($0, isOnly: isOnly, in: language) },
            hasPreview: !previews.isEmpty,
            due: request.due.map { DueBadge($0.due, today: clock.today, in: language) },
            dueDay: request.due?.due.written(in: language) ?? "–",
            clock: Timeline((request.due?.proof ?? []).map { Timeline.Entry($0[language]) }, isProse: true),
            wanted: request.columns?.joined(separator: ", ")
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    private static func column(
        _ column: LakeColumn,
        _ value: String,
        rows: Int,
        isTicked: Bool,
        isWanted: Bool,
        _ form: FormValues?,
        _ pages: Pages,
        in language: Language
    ) -> DecisionPage.Column {
        let filled = rows - (column.profile?.nulls ?? 0)
        let kinds = column.findings.map { $0.kind.title[language] }
        let chosen = form?["way.\(value)"] ?? (column.findings.isEmpty ? "keep" : "pseudonymise")
        var ways: [(String, String)] = [("keep", "sharingWayKeep"), ("pseudonymise", "sharingWayPseudonym")]
        if column.isText { ways += [("mask:", "sharingWayMask"), ("prefix:", "sharingWayPrefix")] }
        if column.isNumber { ways += [("band:", "sharingWayBand"), ("round:", "sharingWayRound")] }
        if column.isTime { ways += [("year", "sharingWayYear"), ("month", "sharingWayMonth")] }
        return DecisionPage.Column(
            value: value,
            name: column.name,
            type: column.typeTitle[language],
            filled: Written.percent(filled, of: rows),
            fillWidth: rows > 0 ? max(1, filled * 60 / rows) : 0,
            findings: kinds.isEmpty ? nil : kinds.joined(separator: ", "),
            isTicked: isTicked,
            isWanted: isWanted,
            field: value,
            ways: ways.map { FormField.Option($0, pages.word($1, in: language), isChosen: $0 == chosen) },
            detail: form?["number.\(value)"] ?? ""
        )
    }

    private static func preview(_ preview: SharePreview, isOnly: Bool, in language: Language) -> DecisionPage.Preview {
        func count(_ number: Int) -> String { Written.number(number) }
        let caption =
            language == .ko
            ? "\(count(preview.rowCount))행 × \(preview.columns.count)열 · 원본 \(count(preview.sourceRows))행에서 조건에 맞지 않아 빠짐 \(count(preview.filteredOut)) · 최소 묶음에 걸려 빠짐 \(count(preview.suppressed))"
            : "\(count(preview.rowCount)) rows × \(preview.columns.count) columns, of \(count(preview.sourceRows)) rows; left out by the condition \(count(preview.filteredOut)), by the minimum group \(count(preview.suppressed))"
        return DecisionPage.Preview(
            name: isOnly ? nil : preview.table,
            caption: caption,
            heads: preview.columns,
            rows: preview.rows.map { row in
                row.map { cell in
                    let text = cell ?? "–"
                    return text.count > 40 ? "\(text.prefix(12))…\(text.suffix(4))" : text
                }
            },
            isEmpty: preview.rows.isEmpty
        )
    }
}

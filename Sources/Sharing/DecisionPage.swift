import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Statute
import Web

/// What leaves: all of it or the ticked columns, how each goes out, and exactly that before it is decided.
struct DecisionPage: Page {
    static let template = "sharing/decide"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let id: String
    let problem: FormProblem?
    /// All, or what is ticked below.
    let what: FormField
    /// What leaves if all does, in numbers.
    let whole: String
    let wholeFindings: String?
    let ticked: String
    let total: String
    let tables: [Table]
    let group: FormField
    let groupColumns: [Tick]
    let isGroupOpen: Bool
    let groupProblem: String?
    let fields: [FormField]
    private(set) var previews: [Preview] = []
    let hasPreview: Bool
    /// Whether the preview is of all: another choice hides it.
    let isWhole: Bool
    /// What the preview stands for; see `SharingRequests.Look`.
    let seen: String?
    /// Tables of which nothing leaves.
    private(set) var tablesLeft: String?
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
        let ways: [FormField.Option]
        let number: String
        let wrong: String?
    }

    struct Tick: Sendable {
        let name: String
        let isTicked: Bool
    }

    struct Preview: Sendable {
        let name: String?
        let caption: String
        let facts: [Fact]
        let heads: [String]
        let rows: [[String]]
        let isEmpty: Bool

        struct Fact: Sendable {
            let name: String?
            let text: String
            let isWarning: Bool
        }
    }

    init(
        _ detail: SharingRequests.Detail,
        tables lake: [LakeTable],
        _ form: FormValues?,
        _ look: SharingRequests.Look?,
        problem: Problem?,
        today: Day,
        _ pages: Pages,
        in language: Language
    ) {
        func word(_ key: String) -> String { pages.word(key, in: language) }
        let request = detail.request
        let asker = (detail.deemedRequester ?? detail.requester).title[language]
        let name = detail.dataset.name[language]
        let problem = problem.map { Self.placed($0, lake) }
        title = word("sharingDecideTitle")
        lead = pages.word(
            "sharingDecideLead",
            in: language,
            with: [
                "asker": asker, "name": name, "purpose": request.purpose,
                "until": request.until.written(in: language),
            ]
        )
        crumbs = [
            Crumb(word("sharingTitle"), "/requests"), Crumb(name, "/requests/\(request.id)"),
            Crumb(word("sharingDecideTitle")),
        ]
        id = request.id.rawValue
        self.problem = problem.map { FormProblem($0, in: language) }
        what = FormField("what", word("sharingWhat"), value: form?["what"] == "whole" ? "whole" : "part")
            .choosing([
                FormField.Option("part", word("sharingWhatPart"), hint: word("sharingWhatPartHint")),
                FormField.Option("whole", word("sharingWhatWhole"), hint: word("sharingWhatWholeHint")),
            ]).marked(by: problem, in: language)
        whole = lake.map { table in
            let size = Self.size(rows: table.rows, columns: table.columns.count, pages, in: language)
            return lake.count == 1 ? size : "\(table.name) \(size)"
        }.joined(separator: ", ")
        wholeFindings = Self.findings(lake.flatMap(\.columns), in: language)
        let isOnly = lake.count == 1
        let wanted = request.columns.map(Set.init)
        // A form that only says "all" ticks nothing.
        let ticked = form.map { Set($0.all("column")) }
        tables = lake.map { table in
            Table(
                name: isOnly ? nil : table.name,
                columns: table.columns.map { column in
                    let value = isOnly ? column.name : "\(table.name).\(column.name)"
                    let isWanted = wanted?.contains(value) ?? true
                    return Column(
                        column,
                        value,
                        rows: table.rows,
                        // Columns that look personal are for the officer to tick, not for us.
                        isTicked: ticked?.contains(value) ?? (isWanted && column.findings.isEmpty),
                        isWanted: isWanted,
                        form,
                        problem,
                        pages,
                        in: language
                    )
                },
                condition: FormField(
                    "where.\(table.name)",
                    word("sharingRowCondition"),
                    value: form?["where.\(table.name)"] ?? "",
                    hint: word("sharingRowConditionHint")
                ).with { $0.isCode = true }.marked(by: problem, in: language)
            )
        }
        self.ticked = Written.number(tables.reduce(0) { $0 + $1.columns.count { $0.isTicked } })
        total = Written.number(tables.reduce(0) { $0 + $1.columns.count })
        group = FormField(
            "minimumGroup",
            word("sharingMinimumGroup"),
            value: form?["minimumGroup"] ?? "",
            hint: word("sharingMinimumGroupHint")
        ).typed("number").with { $0.min = "2" }.marked(by: problem, in: language)
        let chosen = Set(form?.all("quasi") ?? [])
        groupColumns = tables.flatMap(\.columns).map { Tick(name: $0.value, isTicked: chosen.contains($0.value)) }
        groupProblem = problem?.fields.first { $0.name == "quasi" }?.message[language]
        isGroupOpen = !chosen.isEmpty || groupProblem != nil
        fields = [
            FormField(
                "until",
                word("sharingUntil"),
                value: form?["until"] ?? max(request.until, today).description
            ).typed("date", required: true).with { $0.min = today.description },
            FormField("note", word("sharingNote"), value: form?["note"] ?? ""),
        ].marked(by: problem, in: language)
        hasPreview = look != nil
        isWhole = what.value == "whole"
        seen = look?.seal
        due = request.due.map { DueBadge($0.due, today: today, in: language) }
        dueDay = request.due?.due.written(in: language) ?? "–"
        clock = Timeline((request.due?.proof ?? []).map { Timeline.Entry($0[language]) }, isProse: true)
        self.wanted = request.columns?.joined(separator: ", ")
        guard let look else { return }
        previews = look.previews.compactMap { preview in
            guard let table = lake.first(where: { $0.name == preview.table }), let terms = look.terms[table.name]
            else { return nil }
            return Preview(preview, of: table, terms, isOnly: isOnly, pages, in: language)
        }
        let left = lake.map(\.name).filter { look.terms[$0] == nil }
        tablesLeft = left.isEmpty ? nil : left.joined(separator: ", ")
    }

    /// The problem with its fields named as this form names them.
    private static func placed(_ problem: Problem, _ tables: [LakeTable]) -> Problem {
        var problem = problem
        problem.fields = problem.fields.map { field in
            var field = field
            switch field.name {
            case "where":
                // The problem of one of several tables begins with its name.
                let table = tables.first { problem.detail?[.en].hasPrefix("Table \($0.name):") == true } ?? tables.first
                if let table { field.name = "where.\(table.name)" }
            case "quasiIdentifiers": field.name = "quasi"
            case "transforms": field.name = "columns"
            default: break
            }
            return field
        }
        return problem
    }

    /// `8열 × 1,234행`.
    static func size(rows: Int, columns: Int, _ pages: Pages, in language: Language) -> String {
        let columns = pages.word("sharingColumnCount", one: "sharingColumnCountOne", count: columns, in: language)
        return "\(GrantPages.rows(rows, pages, in: language)) × \(columns)"
    }

    /// The columns that look personal, with the kinds that were found; nil without any.
    static func findings(_ columns: [LakeColumn], in language: Language) -> String? {
        let found = columns.filter { !$0.findings.isEmpty }.map { column in
            "\(column.name)(\(column.findings.map { $0.kind.title[language] }.joined(separator: ", ")))"
        }
        return found.isEmpty ? nil : found.joined(separator: ", ")
    }
}

extension DecisionPage.Column {
    fileprivate init(
        _ column: LakeColumn,
        _ value: String,
        rows: Int,
        isTicked: Bool,
        isWanted: Bool,
        _ form: FormValues?,
        _ problem: Problem?,
        _ pages: Pages,
        in language: Language
    ) {
        let filled = rows - (column.profile?.nulls ?? 0)
        let kinds = column.findings.map { $0.kind.title[language] }
        let chosen = form?["way.\(value)"] ?? (column.findings.isEmpty ? "keep" : "pseudonymise")
        var ways: [(String, String)] = [("keep", "sharingWayKeep"), ("pseudonymise", "sharingWayPseudonym")]
        if column.isText {
            ways += [("mask:", "sharingWayMask"), ("mask", "sharingWayMaskAll"), ("prefix:", "sharingWayPrefix")]
        }
        if column.isNumber { ways += [("band:", "sharingWayBand"), ("round:", "sharingWayRound")] }
        if column.isTime { ways += [("year", "sharingWayYear"), ("month", "sharingWayMonth")] }
        self.value = value
        name = column.name
        type = column.typeTitle[language]
        self.filled = Written.percent(filled, of: rows)
        fillWidth = rows > 0 ? max(1, filled * 60 / rows) : 0
        findings = kinds.isEmpty ? nil : kinds.joined(separator: ", ")
        self.isTicked = isTicked
        self.isWanted = isWanted
        self.ways = ways.map { FormField.Option($0, pages.word($1, in: language), isChosen: $0 == chosen) }
        number = form?["number.\(value)"] ?? ""
        wrong = problem?.fields.first { $0.name == "number.\(value)" }?.message[language]
    }
}

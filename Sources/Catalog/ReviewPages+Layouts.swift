import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Web

extension ReviewPage {
    /// How one file was understood, in words, with the form to say it better.
    struct Layout: Sendable {
        let file: String
        let facts: [Fact]
        /// Empty where a file leaves nothing to say.
        let fields: [FormField]
        let hasFields: Bool
    }

    struct Fact: Sendable {
        let name: String
        let text: String
    }
}

extension KeeperPages {
    /// Rows offered for the header; titles above a table are seldom longer.
    static let headerRows = 20

    func layouts(_ detail: Datasets.Detail, _ values: FormValues, in language: Language) -> [ReviewPage.Layout] {
        detail.files.compactMap { file -> ReviewPage.Layout? in
            guard let table = file.table else { return nil }
            let fields = table.layout.map { self.fields(of: $0, at: file.position, values, in: language) } ?? []
            return ReviewPage.Layout(
                file: file.name,
                facts: facts(of: table, from: file.name, in: language),
                fields: fields,
                hasFields: !fields.isEmpty
            )
        }
    }

    private func facts(of table: LakeTable, from file: String, in language: Language) -> [ReviewPage.Fact] {
        func word(_ key: String) -> String { pages.word(key, in: language) }
        var facts = [ReviewPage.Fact(name: word("catalogFileKind"), text: word(Self.kind(of: file)))]
        func add(_ key: String, _ text: String?) {
            if let text { facts.append(ReviewPage.Fact(name: word(key), text: text)) }
        }
        if let layout = table.layout {
            add("catalogEncoding", layout.encoding?.title[language])
            add("catalogDelimiter", layout.delimiter?.title[language])
            add("catalogLineEnd", layout.lineEnd?.title[language])
            add("catalogSheet", layout.sheet)
            add("catalogHeaderRow", headerRow(layout.headerRow, in: language))
        }
        add("catalogRowCount", Written.number(table.rows))
        add("catalogColumnCount", Written.number(table.columns.count))
        return facts
    }

    static func kind(of file: String) -> String {
        switch (file as NSString).pathExtension.lowercased() {
        case "xlsx", "xlsm", "xls": "catalogKindWorkbook"
        case "json", "ndjson", "jsonl", "geojson": "catalogKindJSON"
        case "parquet": "catalogKindParquet"
        default: "catalogKindText"
        }
    }

    func headerRow(_ row: Int, in language: Language) -> String {
        guard row > 0 else { return pages.word("catalogNoHeader", in: language) }
        return pages.word("catalogHeaderRowOf", in: language, with: ["row": String(row)])
    }

    private func fields(
        of layout: FileLayout,
        at position: Int,
        _ values: FormValues,
        in language: Language
    ) -> [FormField] {
        func field(_ part: String, _ key: String, _ value: String, _ options: [FormField.Option]) -> FormField {
            let name = "layout.\(position).\(part)"
            return FormField(name, pages.word(key, in: language), value: values[name] ?? value).selecting(options)
        }
        var fields: [FormField] = []
        if let encoding = layout.encoding {
            let all = TextEncoding.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
            fields.append(field("encoding", "catalogEncoding", encoding.rawValue, all))
        }
        if let delimiter = layout.delimiter {
            let all = Delimiter.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
            fields.append(field("delimiter", "catalogDelimiter", delimiter.rawValue, all))
        }
        if let sheet = layout.sheet {
            let all = (layout.sheets ?? [sheet]).map { FormField.Option($0, $0) }
            fields.append(field("sheet", "catalogSheet", sheet, all))
        }
        let rows = Array(0...max(Self.headerRows, layout.headerRow))
        let all = rows.map { FormField.Option("\($0)", headerRow($0, in: language)) }
        fields.append(field("headerRow", "catalogHeaderRow", "\(layout.headerRow)", all))
        return fields
    }

    /// Reads the files again as the form says they are laid out.
    @Sendable func reread(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Dataset.ID = try context.requireParameter("id")
        let form = try await request.form()
        let detail = try await datasets.detail(id, for: context.actor)
        do {
            var layouts: [String: ChosenLayout] = [:]
            for file in detail.files {
                guard let table = file.table, let known = table.layout else { continue }
                let chosen = Self.chosen(form, at: file.position, known)
                if !chosen.isEmpty { layouts[table.name] = chosen }
            }
            guard !layouts.isEmpty else {
                return .redirect(
                    to: "/datasets/\(id)/review",
                    saying: Flash(.notice, word("catalogNoLayoutChanged", context))
                )
            }
            _ = try await datasets.reread(id, layouts, by: context.actor)
            return .redirect(to: "/datasets/\(id)/review")
        } catch let error as any PublicError where error.problem.belongsOnForm {
            return try await review(id, form, problem: error.problem, in: context)
        }
    }

    /// What a form says of one file that is not what was understood.
    ///
    /// - Parameter known: nil of one that could not be read.
    static func chosen(_ form: FormValues, at position: Int, _ known: FileLayout? = nil) -> ChosenLayout {
        func value(_ part: String) -> String? { form["layout.\(position).\(part)"] }
        var chosen = ChosenLayout()
        if let encoding = value("encoding").flatMap(TextEncoding.init(rawValue:)), encoding != known?.encoding {
            chosen.encoding = encoding
        }
        if let delimiter = value("delimiter").flatMap(Delimiter.init(rawValue:)), delimiter != known?.delimiter {
            chosen.delimiter = delimiter
        }
        if let sheet = value("sheet"), !sheet.isEmpty, sheet != known?.sheet { chosen.sheet = sheet }
        if let row = value("headerRow").flatMap(Int.init), row != known?.headerRow { chosen.headerRow = row }
        return chosen
    }
}

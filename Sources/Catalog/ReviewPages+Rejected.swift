import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Web

extension KeeperPages {
    /// The form for an upload that was taken back; empty where it can only be sent again.
    ///
    /// Nothing is known of how such a file is laid out, so that each answer is open until the keeper gives it.
    func layouts(_ rejected: Datasets.Rejected?, _ values: FormValues, in language: Language) -> [ReviewPage.Layout] {
        (rejected?.files ?? []).enumerated().compactMap { place, file in
            let fields = rejectedFields(Self.kind(of: file.name), at: place, values, in: language)
            return fields.isEmpty
                ? nil : ReviewPage.Layout(file: file.name, facts: [], fields: fields, hasFields: true)
        }
    }

    private func rejectedFields(_ kind: String, at place: Int, _ values: FormValues, in language: Language)
        -> [FormField]
    {
        func field(_ part: String, _ key: String) -> FormField {
            let name = "layout.\(place).\(part)"
            return FormField(name, pages.word(key, in: language), value: values[name] ?? "")
        }
        let open = FormField.Option("", pages.word("catalogAsFound", in: language))
        let row = field("headerRow", "catalogHeaderRow").selecting(
            [open] + (0...Self.headerRows).map { FormField.Option("\($0)", headerRow($0, in: language)) }
        )
        switch kind {
        case "catalogKindText":
            let encodings = TextEncoding.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
            let delimiters = Delimiter.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
            return [
                row, field("encoding", "catalogEncoding").selecting([open] + encodings),
                field("delimiter", "catalogDelimiter").selecting([open] + delimiters),
            ]
        case "catalogKindWorkbook": return [row, field("sheet", "catalogSheet")]
        default: return []
        }
    }

    /// Reads what was taken back once more, as the form says it is laid out.
    @Sendable func rereadRejected(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Dataset.ID = try context.requireParameter("id")
        let form = try await request.form()
        do {
            let count = try await datasets.rejected(of: id, by: context.actor)?.files.count ?? 0
            var layouts: [Int: ChosenLayout] = [:]
            for place in 0..<count { layouts[place] = Self.chosen(form, at: place) }
            _ = try await datasets.rereadRejected(id, layouts, by: context.actor)
            return .redirect(to: "/datasets/\(id)/review")
        } catch let error as any PublicError where error.problem.belongsOnForm {
            return try await review(id, form, problem: error.problem, in: context)
        }
    }
}

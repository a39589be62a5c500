import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Web

/// What was understood of an upload: how it was read, its first rows, the types, what looks like personal data.
struct ReviewPage: Page {
    static let template = "catalog/review"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let id: String
    let steps: Steps?
    let problem: FormProblem?
    /// While it is being read; the rest is empty then.
    let progress: ProgressPart?
    let isRead: Bool
    let isDraft: Bool
    /// Why the upload could not be read, where it was taken back.
    let failed: Failed?
    let notes: [String]
    let layouts: [Layout]
    let hasLayouts: Bool
    /// The files of an upload that was taken back, where they can be read otherwise.
    let rejected: [Layout]
    let hasRejected: Bool
    let tables: [Table]
    let documents: [String]
    let findings: [Finding]
    let hasFindings: Bool
    let hasOpenFindings: Bool
    let reason: FormField

    struct Failed: Sendable {
        let title: String
        let detail: String?
        let again: String
    }

    struct Table: Sendable {
        let name: String
        let size: String
        let heads: [String]
        let rows: [[String]]
        let columns: [Column]
        /// How many columns are not shown.
        let more: String?
    }

    struct Column: Sendable {
        let field: String
        let name: String
        let samples: String
        let type: String
        let options: [FormField.Option]
        let isFound: Bool
    }

    struct Finding: Sendable {
        let field: String
        let place: String
        let kind: String
        let count: String
        let samples: String
        let answered: String?
        let isOpen: Bool
        let options: [FormField.Option]
    }

    /// What one page shows of a wide table.
    static let columnLimit = 300
}

extension KeeperPages {
    @Sendable func review(_ request: Request, context: SignedIn) async throws -> Response {
        try await review(context.requireParameter("id"), request.query, problem: nil, in: context)
    }

    /// The review with what is wrong with a form, and what was typed.
    func review(_ id: Dataset.ID, _ values: FormValues, problem: Problem?, in context: SignedIn) async throws
        -> Response
    {
        let detail: Datasets.Detail
        do {
            detail = try await datasets.detail(id, for: context.actor)
        } catch let missing as Problem where missing.status == 404 {
            // Its only upload could not be read, so that it was taken back; the job may be about to say why.
            guard let job = try await datasets.reading(of: id, by: context.actor) else { throw missing }
            let rejected = try await datasets.rejected(of: id, by: context.actor)
            let page = takenBack(id, job, layouts(rejected, values, in: context.language), problem, context)
            return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
        }
        let job = try await datasets.reading(of: id, by: context.actor)
        try CatalogMove.describe.require(of: context.actor, at: detail.dataset.institution)
        let pending = detail.versions.contains { !$0.isReady }
        var previews: [String: TablePreview] = [:]
        if !pending {
            for file in detail.files {
                guard let table = file.table else { continue }
                previews[table.name] = try await datasets.preview(of: file, table)
            }
        }
        let layouts = pending ? [] : self.layouts(detail, values, in: context.language)
        // What was sent as a new version; to files that were read before, the form of those applies.
        let rejected = try await datasets.rejected(of: id, by: context.actor).flatMap { rejected in
            Set(rejected.files.map(\.sha256)).isSubset(of: detail.files.map(\.sha256)) ? nil : rejected
        }
        let taken = self.layouts(rejected, values, in: context.language)
        let page = ReviewPage(
            title: word(detail.dataset.needsReview ? "catalogReviewTitle" : "catalogReviewAgain", context),
            lead: detail.dataset.name[context.language],
            crumbs: crumbs(
                context,
                Crumb(detail.dataset.name[context.language], "/datasets/\(id)"),
                Crumb(word("catalogReviewCrumb", context))
            ),
            id: id.rawValue,
            steps: detail.dataset.needsReview ? steps(2, context) : nil,
            problem: (problem ?? lostTypes(job, detail)).map { FormProblem($0, in: context.language) },
            progress: pending ? job.map { progress(id, $0, context) } : nil,
            isRead: !pending,
            isDraft: detail.dataset.isDraft,
            failed: nil,
            notes: pending ? [] : detail.readingNotes.map { $0[context.language] },
            layouts: layouts,
            hasLayouts: !layouts.isEmpty,
            rejected: taken,
            hasRejected: !taken.isEmpty,
            tables: pending ? [] : tables(detail, previews, values, in: context.language),
            documents: pending ? [] : detail.files.filter { $0.table == nil }.map(\.name),
            findings: pending ? [] : findings(detail, previews, values, in: context.language),
            hasFindings: !pending && !detail.findings.isEmpty,
            hasOpenFindings: detail.findings.contains { $0.answer == nil },
            reason: FormField(
                "reason",
                word("catalogReason", context),
                value: values["reason"] ?? "",
                hint: word("catalogReasonHint", context)
            ).lines(2).required.marked(by: problem, in: context.language)
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    /// What the newest reading was refused for, such as a type that would lose values, where the version before stays.
    private func lostTypes(_ job: Job?, _ detail: Datasets.Detail) -> Problem? {
        guard let job, job.stage == .failed, !detail.versions.contains(where: { !$0.isReady }) else { return nil }
        return job.problem
    }

    private func progress(_ id: Dataset.ID, _ job: Job, _ context: SignedIn) -> ProgressPart {
        ProgressPart(
            job: job.id.rawValue,
            then: "/datasets/\(id)/review",
            title: word("catalogReading", context),
            percent: job.percent
        )
    }

    /// The page of a dataset that is not there any more, because its only upload could not be read.
    private func takenBack(
        _ id: Dataset.ID,
        _ job: Job,
        _ rejected: [ReviewPage.Layout],
        _ problem: Problem?,
        _ context: SignedIn
    ) -> ReviewPage {
        ReviewPage(
            title: word("catalogFailedTitle", context),
            lead: word("catalogFailedLead", context),
            crumbs: crumbs(context, Crumb(word("catalogRegisterTitle", context))),
            id: id.rawValue,
            steps: steps(1, context),
            problem: problem.map { FormProblem($0, in: context.language) },
            progress: job.problem == nil ? progress(id, job, context) : nil,
            isRead: false,
            isDraft: false,
            failed: job.problem.map {
                ReviewPage.Failed(
                    title: $0.title[context.language],
                    detail: $0.detail?[context.language],
                    again: "/datasets/new"
                )
            },
            notes: [],
            layouts: [],
            hasLayouts: false,
            rejected: rejected,
            hasRejected: !rejected.isEmpty,
            tables: [],
            documents: [],
            findings: [],
            hasFindings: false,
            hasOpenFindings: false,
            reason: FormField("reason", "")
        )
    }

    private func tables(
        _ detail: Datasets.Detail,
        _ previews: [String: TablePreview],
        _ values: FormValues,
        in language: Language
    ) -> [ReviewPage.Table] {
        func word(_ key: String) -> String { pages.word(key, in: language) }
        return detail.files.compactMap { file in
            guard let table = file.table else { return nil }
            let preview = previews[table.name]
            let chosen = file.chosenTypes.columns
            let hidden = table.columns.count - ReviewPage.columnLimit
            return ReviewPage.Table(
                name: table.name,
                size: "\(Written.number(table.rows)) \(word("catalogRows")) · "
                    + "\(Written.number(table.columns.count)) \(word("catalogColumns")) · \(Written.bytes(table.bytes))",
                heads: preview?.columns ?? [],
                rows: (preview?.rows ?? []).map { $0.map { $0 ?? "" } },
                columns: table.columns.prefix(ReviewPage.columnLimit).enumerated().map { place, column in
                    let field = "type.\(file.position).\(place)"
                    let wanted = values[field] ?? chosen[column.name]?.rawValue ?? ""
                    let found = column.typeTitle[language]
                    return ReviewPage.Column(
                        field: field,
                        name: column.name,
                        samples: Self.samples(column.name, in: preview),
                        type: found,
                        options: [
                            FormField.Option("", word("catalogKeepType"), isChosen: wanted.isEmpty)
                        ]
                            + ChosenType.allCases.map {
                                FormField.Option($0.rawValue, $0.title[language], isChosen: wanted == $0.rawValue)
                            },
                        isFound: !column.findings.isEmpty
                    )
                },
                more: hidden > 0 ? Written.number(hidden) : nil
            )
        }
    }

    private static func samples(_ column: String, in preview: TablePreview?) -> String {
        guard let preview, let place = preview.columns.firstIndex(of: column) else { return "" }
        var seen: Set<String> = []
        return preview.rows.compactMap { $0[place] }.filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(3)
            .map { $0.count > 40 ? $0.prefix(40) + "…" : $0 }.joined(separator: " · ")
    }

    private func findings(
        _ detail: Datasets.Detail,
        _ previews: [String: TablePreview],
        _ values: FormValues,
        in language: Language
    ) -> [ReviewPage.Finding] {
        func word(_ key: String) -> String { pages.word(key, in: language) }
        let answers: [(PersonalFinding.Answer, String)] = [
            (.notPersonal, word("catalogNotPersonal")), (.lawful, word("catalogLawful")),
        ]
        return detail.findings.enumerated().map { place, finding in
            let field = "answer.\(place)"
            return ReviewPage.Finding(
                field: field,
                place: detail.tables.count > 1 ? "\(finding.tableName).\(finding.columnName)" : finding.columnName,
                kind: finding.kind.title[language],
                count: Written.number(finding.count),
                samples: Self.samples(finding.columnName, in: previews[finding.tableName]),
                answered: finding.answer.flatMap { given in answers.first { $0.0 == given }?.1 },
                isOpen: finding.answer == nil,
                options: answers.map {
                    FormField.Option($0.0.rawValue, $0.1, isChosen: values[field] == $0.0.rawValue)
                }
            )
        }
    }
}

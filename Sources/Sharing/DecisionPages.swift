import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute
import Web

extension SharingPages {
    @Sendable func decide(_ request: Request, context: SignedIn) async throws -> Response {
        try await decision(context.requireParameter("id"), nil, problem: nil, in: context)
    }

    /// The form sends `do=preview` to look and `do=grant` to decide; nothing is granted that was not looked at.
    @Sendable func decided(_ request: Request, context: SignedIn) async throws -> Response {
        let id: SharingRequest.ID = try context.requireParameter("id")
        let form = try await request.form()
        do {
            if form["do"] ?? "preview" == "preview" {
                return try await decision(id, form, problem: nil, in: context)
            }
            let granted = try await requests.grant(
                id,
                draft(form, in: context.language),
                until: form["until"].flatMap { Day($0) },
                note: form["note"],
                seen: form["seen"] ?? "",
                by: context.actor
            )
            return .redirect(
                to: "/requests/\(granted.request.id)",
                saying: Flash(.success, word("sharingGrantedNow", context))
            )
        } catch let error as any PublicError where error.problem.belongsOnForm {
            let request = try await requests.find(id, by: context.actor)
            guard request.isOpen else {
                // Decided in another tab, or by a colleague, a moment ago.
                return try await page(id, problem: error.problem, typed: form, in: context)
            }
            return try await decision(id, form, problem: error.problem, in: context)
        }
    }

    /// What the form says of columns, ways and conditions; nothing of these where all is to leave.
    func draft(_ form: FormValues, in language: Language) throws -> TermsDraft {
        var filters: [String: String] = [:]
        for name in form.names where name.hasPrefix("where.") {
            if let text = form[name] { filters[String(name.dropFirst(6))] = text }
        }
        let quasi = form.all("quasi")
        if form["what"] == "whole" {
            // Ticks and ways are there before anybody touched them; these are not.
            guard filters.isEmpty, form["minimumGroup"] == nil, quasi.isEmpty else {
                throw SharingProblem.wholeWithTerms
            }
            return TermsDraft()
        }
        let columns = form.all("column")
        var transforms: [String: String] = [:]
        for column in columns {
            guard let way = form["way.\(column)"], way != "keep" else { continue }
            guard way.hasSuffix(":") else {
                transforms[column] = way
                continue
            }
            guard let number = form["number.\(column)"].flatMap({ Int($0) }), number > 0 else {
                throw SharingProblem.wayWithoutNumber(column, GrantPages.way(way, pages, in: language))
            }
            transforms[column] = "\(way)\(number)"
        }
        guard let written = form["minimumGroup"], Int(written) == nil else {
            return TermsDraft(
                columns: columns,
                filters: filters,
                transforms: transforms,
                minimumGroup: form["minimumGroup"].flatMap { Int($0) },
                quasiIdentifiers: quasi.isEmpty ? nil : quasi
            )
        }
        throw SharingProblem.invalid(
            "minimumGroup",
            LocalizedText(
                "‘\(written)’: 최소 집단 크기를 숫자로 적어 주세요.",
                en: "“\(written)”: write the minimum group as a number."
            )
        )
    }

    private func decision(_ id: SharingRequest.ID, _ form: FormValues?, problem: Problem?, in context: SignedIn)
        async throws -> Response
    {
        let detail = try await requests.detail(id, by: context.actor)
        try SharingMove.decide.require(of: context.actor, at: detail.request.provider)
        _ = try detail.request.applying(.grant, from: .provider)
        let dataset = try await datasets.detail(detail.request.dataset)
        var problem = problem
        var look: SharingRequests.Look?
        // Something else than was seen is shown at once; any other mistake is mended first.
        if let form, problem == nil || problem?.type == SharingProblem.unseenType {
            do {
                look = try await requests.preview(id, draft(form, in: context.language), by: context.actor)
            } catch let error as any PublicError where error.problem.status == 422 {
                problem = error.problem
            }
        }
        let page = DecisionPage(
            detail,
            tables: dataset.tables,
            form,
            look,
            problem: problem,
            today: clock.today,
            pages,
            in: context.language
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }
}

import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute
import Web

/// Refusing: the ground, the provision it rests on, whether the protected part can be separated, and what can go.
struct RefusalPage: Page {
    static let template = "sharing/refuse"
    let title: String
    let crumbs: [Crumb]
    let id: String
    let problem: FormProblem?
    let ground: FormField
    let citation: FormField
    let separable: FormField
    let finding: FormField
    let columns: [NewColumn]
    let separability: String
    let mediation: String

    struct NewColumn: Sendable {
        let name: String
        let findings: String?
        let isTicked: Bool
    }
}

extension SharingPages {
    @Sendable func composer(_ request: Request, context: SignedIn) async throws -> Response {
        try await refusal(context.requireParameter("id"), request.query, problem: nil, in: context)
    }

    private func refusal(_ id: SharingRequest.ID, _ form: FormValues, problem: Problem?, in context: SignedIn)
        async throws -> Response
    {
        let language = context.language
        let detail = try await requests.detail(id, by: context.actor)
        try SharingMove.decide.require(of: context.actor, at: detail.request.provider)
        _ = try detail.request.applying(.refuse, from: .provider)
        let pack = try statutes.pack(detail.request.pack)
        let mediation = try statutes.due("mediation.apply", from: clock.today, pack: pack)
        let dataset = try await datasets.detail(detail.request.dataset)
        let offered = Set(form.all("offer"))
        let name = detail.dataset.name[language]
        let page = RefusalPage(
            title: word("sharingRefuseTitle", context),
            crumbs: crumbs(context, Crumb(name, "/requests/\(id)"), Crumb(word("sharingRefuseTitle", context))),
            id: id.rawValue,
            problem: problem.map { FormProblem($0, in: language) },
            ground: FormField("ground", word("sharingGround", context), value: form["ground"] ?? "").required.choosing(
                pack.grounds.map { FormField.Option($0.id, $0.text[language], hint: $0.citation[language]) }
            ).marked(by: problem, in: language),
            citation: FormField(
                "citation",
                word("sharingCitation", context),
                value: form["citation"] ?? "",
                hint: word("sharingCitationHint", context)
            ).required.marked(by: problem, in: language),
            separable: FormField("separable", word("sharingSeparable", context), value: form["separable"] ?? "")
                .required
                .choosing([
                    FormField.Option("no", word("sharingSeparableNo", context)),
                    FormField.Option("yes", word("sharingSeparableYes", context)),
                ]).marked(by: problem, in: language),
            finding: FormField(
                "finding",
                word("sharingFinding", context),
                value: form["finding"] ?? "",
                hint: word("sharingFindingHint", context)
            ).lines(4).required.marked(by: problem, in: language),
            columns: dataset.tables.flatMap(\.columns).map { column in
                let kinds = column.findings.map { $0.kind.title[language] }
                return RefusalPage.NewColumn(
                    name: column.name,
                    findings: kinds.isEmpty ? nil : kinds.joined(separator: ", "),
                    isTicked: offered.contains(column.name)
                )
            },
            separability: "\(pack.separability.text[language]) (\(pack.separability.citation[language]))",
            mediation: pages.word(
                "sharingRefuseMediation",
                in: language,
                with: ["until": mediation.due.written(in: language), "citation": mediation.citation[language]]
            )
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    @Sendable func refuse(_ request: Request, context: SignedIn) async throws -> Response {
        let id: SharingRequest.ID = try context.requireParameter("id")
        let form = try await request.form()
        do {
            _ = try await requests.refuse(
                id,
                SharingRequests.RefusalDraft(
                    ground: form["ground"] ?? "",
                    citation: form["citation"] ?? "",
                    isSeparable: form["separable"].flatMap { ["yes": true, "no": false][$0] },
                    finding: form["finding"] ?? "",
                    offer: form.all("offer")
                ),
                by: context.actor
            )
            return .redirect(to: "/requests/\(id)", saying: Flash(.success, word("sharingRefusedNow", context)))
        } catch let error as any PublicError where error.problem.status == 422 {
            return try await refusal(id, form, problem: error.problem, in: context)
        } catch let error as any PublicError where error.problem.status == 409 {
            return try await page(id, problem: error.problem, typed: form, in: context)
        }
    }
}

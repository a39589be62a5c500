import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Web

/// The pages of those who keep data: registering it, looking at what was understood, describing it, publishing it.
package struct KeeperPages: Sendable {
    let datasets: Datasets
    let institutions: Institutions
    let uploads: Uploads
    let pages: Pages

    package init(datasets: Datasets, institutions: Institutions, uploads: Uploads, pages: Pages) throws {
        self.datasets = datasets
        self.institutions = institutions
        self.uploads = uploads
        self.pages = pages
        try pages.require(FilesPage.self, ReviewPage.self, DescribePage.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("datasets/new", use: blank)
        router.post("datasets/new/files", use: register)
        router.get("datasets/:id/update", use: next)
        router.post("datasets/:id/files", use: update)
        router.get("datasets/:id/review", use: review)
        router.post("datasets/:id/types", use: retype)
        router.post("datasets/:id/layout", use: reread)
        router.post("datasets/:id/rejected", use: rereadRejected)
        router.post("datasets/:id/findings", use: answer)
        router.get("datasets/:id/describe", use: describing)
        router.post("datasets/:id/describe", use: describe)
        router.post("datasets/:id/discard", use: discard)
    }

    func word(_ key: String, _ context: SignedIn) -> String { pages.word(key, in: context.language) }

    func crumbs(_ context: SignedIn, _ more: Crumb...) -> [Crumb] {
        [Crumb(word("catalogTitle", context), "/datasets")] + more
    }

    /// The three steps of a registration.
    func steps(_ current: Int, _ context: SignedIn) -> Steps {
        Steps(
            ["catalogStepFiles", "catalogStepReview", "catalogStepDescribe"].map { word($0, context) },
            current: current
        )
    }

    // MARK: - Sending files

    struct FilesPage: Page {
        static let template = "catalog/files"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let steps: Steps?
        let problem: FormProblem?
        let action: String
        let fields: [FormField]
        let sent: [Uploads.Sent]
        let hasSent: Bool
        let limit: String
    }

    @Sendable private func blank(_ request: Request, context: SignedIn) async throws -> Response {
        try await files(nil, request.query, [], problem: nil, in: context)
    }

    @Sendable private func next(_ request: Request, context: SignedIn) async throws -> Response {
        let detail = try await datasets.detail(context.requireParameter("id"), for: context.actor)
        try CatalogMove.register.require(of: context.actor, at: detail.dataset.institution)
        return try await files(detail, request.query, [], problem: nil, in: context)
    }

    /// The form for files: of a new dataset, or of the next version of one that is there.
    private func files(
        _ detail: Datasets.Detail?,
        _ values: FormValues,
        _ sent: [Uploads.Sent],
        problem: Problem?,
        in context: SignedIn
    ) async throws -> Response {
        var fields: [FormField] = []
        let places = try await self.places(of: context.actor, in: context.language)
        if detail == nil {
            guard !places.isEmpty else { throw CatalogProblem.keepsNothing }
            if places.count > 1 {
                fields.append(
                    FormField(
                        "institution",
                        word("catalogForInstitution", context),
                        value: values["institution"] ?? places[0].value
                    ).selecting(places)
                )
            }
            fields.append(
                FormField(
                    "title",
                    word("catalogTitleField", context),
                    value: values["title"] ?? "",
                    hint: word("catalogTitleHint", context)
                )
            )
        }
        let name = detail?.dataset.name[context.language]
        let title = word(detail == nil ? "catalogRegisterTitle" : "catalogUpdateTitle", context)
        let page = FilesPage(
            title: title,
            lead: name ?? word("catalogRegisterLead", context),
            crumbs: crumbs(context)
                + (detail.map { [Crumb(name ?? "", "/datasets/\($0.dataset.id)")] } ?? []) + [Crumb(title)],
            steps: detail == nil ? steps(1, context) : nil,
            problem: problem.map { FormProblem($0, in: context.language) },
            action: detail.map { "/datasets/\($0.dataset.id)/files" } ?? "/datasets/new/files",
            fields: fields.marked(by: problem, in: context.language),
            sent: sent,
            hasSent: !sent.isEmpty,
            limit: Written.bytes(datasets.uploadLimit)
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    /// The institutions for which somebody may register, as options.
    private func places(of actor: Actor, in language: Language) async throws -> [FormField.Option] {
        let kept = Set(actor.held.filter { CatalogMove.register.own.contains($0.role) }.map(\.institution))
        var found: [Institution] = []
        for id in kept {
            let institution = try await institutions.find(id.rawValue)
            // One that was merged away is registered for under the name of the one that followed it.
            if institution.until == nil { found.append(institution) }
        }
        // The person's own comes first, and is chosen unless another is.
        return found.sorted {
            ($1.id == actor.institution ? 1 : 0, $0.name) < ($0.id == actor.institution ? 1 : 0, $1.name)
        }
        .map { FormField.Option($0.id.rawValue, $0.title[language]) }
    }

    @Sendable private func register(_ request: Request, context: SignedIn) async throws -> Response {
        let (values, sent) = try await uploads.receive(request, in: context)
        do {
            guard let first = sent.first else { throw Datasets.noFile }
            let places = try await places(of: context.actor, in: context.language)
            guard let institution = values["institution"] ?? places.first?.value else {
                throw CatalogProblem.keepsNothing
            }
            let stem = (first.name as NSString).deletingPathExtension
            let registration = try await datasets.register(
                Datasets.Draft(
                    institution: institution,
                    title: values["title"] ?? (stem.isEmpty ? first.name : stem),
                    access: .request,
                    needsReview: true
                ),
                try found(sent, context),
                by: context.actor
            )
            for file in sent { uploads.remove(file.id, of: context.actor) }
            return .redirect(to: "/datasets/\(registration.dataset)/review")
        } catch let error as any PublicError where error.problem.status == 422 {
            return try await files(nil, values, sent, problem: error.problem, in: context)
        }
    }

    @Sendable private func update(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Dataset.ID = try context.requireParameter("id")
        let (values, sent) = try await uploads.receive(request, in: context)
        do {
            guard !sent.isEmpty else { throw Datasets.noFile }
            _ = try await datasets.update(id, try found(sent, context), by: context.actor)
            for file in sent { uploads.remove(file.id, of: context.actor) }
            return .redirect(to: "/datasets/\(id)/review")
        } catch let error as any PublicError where error.problem.belongsOnForm {
            let detail = try await datasets.detail(id, for: context.actor)
            return try await files(detail, values, sent, problem: error.problem, in: context)
        }
    }

    private func found(_ sent: [Uploads.Sent], _ context: SignedIn) throws -> [Datasets.Upload] {
        try sent.map { try uploads.find($0.id, table: nil, of: context.actor) }
    }
}

import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Web

/// The JSON under `/api/v1/datasets` and `/api/v1/uploads`.
package struct CatalogAPI: Sendable {
    let datasets: Datasets
    private let institutions: Institutions
    private let uploads: Uploads

    package init(datasets: Datasets, institutions: Institutions, uploads: Uploads) {
        self.datasets = datasets
        self.institutions = institutions
        self.uploads = uploads
    }

    /// Everybody may look.
    package func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("api/v1/datasets", use: search)
        router.get("api/v1/datasets/:id", use: show)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.post("api/v1/uploads", use: upload)
        router.post("api/v1/datasets", use: register)
        router.patch("api/v1/datasets/:id", use: describe)
        router.patch("api/v1/datasets/:id/access", use: changeAccess)
        router.post("api/v1/datasets/:id/publish", use: publish)
        router.post("api/v1/datasets/:id/discard", use: discard)
        router.post("api/v1/datasets/:id/types", use: retype)
        router.post("api/v1/datasets/:id/layout", use: reread)
        router.post("api/v1/datasets/:id/versions", use: update)
        router.post("api/v1/datasets/:id/findings", use: answer)
    }

    @Sendable private func search(_ request: Request, context: SiteContext) async throws -> SearchResource {
        SearchResource(try await datasets.search(try await query(request, ordinarily: 20)))
    }

    private func query(_ request: Request, ordinarily: Int) async throws -> DatasetQuery {
        let values = request.query
        var query = DatasetQuery(text: values["q"] ?? "", sector: values["sector"])
        if let code = values["institution"] { query.institution = try await institutions.find(code).id }
        if let access = values["access"] {
            guard let known = Dataset.Access(rawValue: access) else {
                throw BadParameter(
                    "access",
                    LocalizedText(
                        "open, registered, request, withheld 가운데 하나",
                        en: "open, registered, request or withheld"
                    )
                )
            }
            query.access = known
        }
        query.limit = try Self.number(values["limit"], "limit", 1...200) ?? ordinarily
        query.offset = try Self.number(values["offset"], "offset", 0...100_000) ?? 0
        return query
    }

    private static func number(_ text: String?, _ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw BadParameter(
                name,
                LocalizedText(
                    "\(range.lowerBound)에서 \(range.upperBound) 사이의 수",
                    en: "a number from \(range.lowerBound) to \(range.upperBound)"
                )
            )
        }
        return number
    }

    @Sendable private func show(_ request: Request, context: SiteContext) async throws -> DatasetResource {
        DatasetResource(try await datasets.detail(context.requireParameter("id"), for: context.actor))
    }

    /// An upload that waits to be registered.
    struct UploadResource: ResponseCodable {
        let upload: String
        let bytes: Int
    }

    @Sendable private func upload(_ request: Request, context: SignedIn) async throws -> EditedResponse<UploadResource>
    {
        guard let name = request.query["name"] else {
            throw BadParameter("name", LocalizedText("파일 이름", en: "the file's name"))
        }
        let kept = try await uploads.keep(request, name: name, by: context.actor)
        return EditedResponse(status: .created, response: UploadResource(upload: kept.id, bytes: kept.bytes))
    }

    /// What is registered.
    private struct Body: Decodable {
        let institution: String
        let title: String
        let titleEn: String?
        let description: String?
        let descriptionEn: String?
        let access: Dataset.Access
        let ground: String?
        let citation: String?
        let sector: String?
        let keywords: [String]?
        /// Whether its keepers look at it before others see it; published at once unless given.
        let draft: Bool?
        let files: [File]
    }

    private struct Files: Decodable {
        let files: [File]
    }

    private struct File: Decodable {
        let upload: String
        let table: String?
    }

    /// A registration that a job goes on with.
    struct Accepted: ResponseCodable {
        let id: String
        let version: Int
        let job: String

        init(_ registration: Datasets.Registration) {
            id = registration.dataset.rawValue
            version = registration.version
            job = registration.job.rawValue
        }
    }

    @Sendable private func register(_ request: Request, context: SignedIn) async throws -> EditedResponse<Accepted> {
        let body = try await request.decode(as: Body.self, context: context)
        let files = try body.files.map { try uploads.find($0.upload, table: $0.table, of: context.actor) }
        let registration = try await datasets.register(
            Datasets.Draft(
                institution: body.institution,
                title: body.title,
                titleEn: body.titleEn,
                description: body.description,
                descriptionEn: body.descriptionEn,
                access: body.access,
                ground: body.ground,
                citation: body.citation,
                sector: body.sector,
                keywords: body.keywords ?? [],
                needsReview: body.draft ?? false
            ),
            files,
            by: context.actor
        )
        for file in body.files { uploads.remove(file.upload, of: context.actor) }
        return EditedResponse(status: .accepted, response: Accepted(registration))
    }

    @Sendable private func update(_ request: Request, context: SignedIn) async throws -> EditedResponse<Accepted> {
        let body = try await request.decode(as: Files.self, context: context)
        let files = try body.files.map { try uploads.find($0.upload, table: $0.table, of: context.actor) }
        let registration = try await datasets.update(context.requireParameter("id"), files, by: context.actor)
        for file in body.files { uploads.remove(file.upload, of: context.actor) }
        return EditedResponse(status: .accepted, response: Accepted(registration))
    }

    private struct Finding: Decodable {
        let table: String
        let column: String
        let kind: PersonalKind
        let answer: PersonalFinding.Answer
        let reason: String
    }

    @Sendable private func answer(_ request: Request, context: SignedIn) async throws -> DatasetResource {
        let body = try await request.decode(as: Finding.self, context: context)
        let id: Dataset.ID = try context.requireParameter("id")
        try await datasets.answer(
            id,
            table: body.table,
            column: body.column,
            kind: body.kind,
            with: body.answer,
            reason: body.reason,
            by: context.actor
        )
        return DatasetResource(try await datasets.detail(id))
    }
}

import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// The JSON under `/api/v1/institutions`.
extension DirectoryAPI {
    struct InstitutionResource: ResponseCodable {
        let code: String
        let name: String
        let nameEn: String?
        let kind: String
        let region: String?
        let since: Day
        let until: Day?

        init(_ institution: Institution) {
            code = institution.code
            name = institution.name
            nameEn = institution.nameEn
            kind = institution.kind
            region = institution.region
            since = institution.since
            until = institution.until
        }
    }

    /// An institution over time.
    struct LineageResource: ResponseCodable {
        let institution: InstitutionResource
        let parent: InstitutionResource?
        let formerNames: [FormerNameResource]
        let predecessors: [LinkResource]
        let successors: [LinkResource]
        /// Who answers for it today, where that is another one.
        let deemed: InstitutionResource?

        struct FormerNameResource: ResponseCodable {
            let name: String
            let nameEn: String?
            let until: Day
        }

        struct LinkResource: ResponseCodable {
            let institution: InstitutionResource
            let since: Day
            let ground: String
            let answers: Bool

            init(_ link: Institutions.Lineage.Link) {
                institution = InstitutionResource(link.institution)
                since = link.since
                ground = link.ground
                answers = link.answers
            }
        }

        init(_ lineage: Institutions.Lineage) {
            institution = InstitutionResource(lineage.institution)
            parent = lineage.parent.map(InstitutionResource.init)
            formerNames = lineage.formerNames.map {
                FormerNameResource(name: $0.name, nameEn: $0.nameEn, until: $0.until)
            }
            predecessors = lineage.predecessors.map(LinkResource.init)
            successors = lineage.successors.map(LinkResource.init)
            deemed = lineage.deemed.map(InstitutionResource.init)
        }
    }

    private struct InstitutionBody: Decodable {
        let code: String
        let name: String
        let nameEn: String?
        let kind: String
        let parent: String?
        let region: String?
        let from: Day?
    }

    @Sendable func list(_ request: Request, context: SiteContext) async throws -> [InstitutionResource] {
        let day = try request.query["on"].map { text in
            guard let day = Day(text) else {
                throw BadParameter("on", LocalizedText("2026-11-23과 같은 날짜", en: "a day like 2026-11-23"))
            }
            return day
        }
        return try await institutions.list(on: day).map(InstitutionResource.init)
    }

    @Sendable func show(_ request: Request, context: SiteContext) async throws -> LineageResource {
        LineageResource(try await institutions.lineage(of: context.requireParameter("code")))
    }

    @Sendable func add(_ request: Request, context: SignedIn) async throws -> EditedResponse<InstitutionResource> {
        let body = try await request.decode(as: InstitutionBody.self, context: context)
        let made = try await institutions.add(
            Institutions.Draft(
                code: body.code,
                name: body.name,
                nameEn: body.nameEn,
                kind: body.kind,
                parent: body.parent,
                region: body.region,
                since: body.from
            ),
            by: context.actor
        )
        return EditedResponse(status: .created, response: InstitutionResource(made))
    }

    /// Does what the body asks for with the institution in the address, and answers with how it stands then.
    private func change<Body: Decodable>(
        _ request: Request,
        _ context: SignedIn,
        _ change: (_ body: Body, _ code: String, _ actor: Actor) async throws -> Institution
    ) async throws -> InstitutionResource {
        let body = try await request.decode(as: Body.self, context: context)
        return InstitutionResource(try await change(body, context.requireParameter("code"), context.actor))
    }

    private struct RenameBody: Decodable {
        let name: String
        let nameEn: String?
        let from: Day
        let ground: String
    }

    @Sendable func rename(_ request: Request, context: SignedIn) async throws -> InstitutionResource {
        try await change(request, context) { (body: RenameBody, code, actor) in
            let name = LocalizedText(body.name, en: body.nameEn)
            return try await institutions.rename(code, to: name, since: body.from, ground: body.ground, by: actor)
        }
    }

    private struct MergeBody: Decodable {
        /// The codes of those that end; the one in the address goes on.
        let predecessors: [String]
        let from: Day
        let ground: String
    }

    @Sendable func merge(_ request: Request, context: SignedIn) async throws -> InstitutionResource {
        try await change(request, context) { (body: MergeBody, code, actor) in
            try await institutions.merge(
                body.predecessors,
                into: code,
                since: body.from,
                ground: body.ground,
                by: actor
            )
        }
    }

    private struct SplitBody: Decodable {
        /// The codes of those that follow; the first answers for open cases.
        let successors: [String]
        let from: Day
        let ground: String
    }

    @Sendable func split(_ request: Request, context: SignedIn) async throws -> InstitutionResource {
        try await change(request, context) { (body: SplitBody, code, actor) in
            try await institutions.split(code, into: body.successors, since: body.from, ground: body.ground, by: actor)
        }
    }

    private struct AbolishBody: Decodable {
        let until: Day
        let ground: String
    }

    @Sendable func abolish(_ request: Request, context: SignedIn) async throws -> InstitutionResource {
        try await change(request, context) { (body: AbolishBody, code, actor) in
            try await institutions.abolish(code, until: body.until, ground: body.ground, by: actor)
        }
    }
}

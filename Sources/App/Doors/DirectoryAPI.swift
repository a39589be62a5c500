import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The JSON under `/api/v1/institutions`, `/people`, `/appointments` and `/tokens`.
///
/// It stands in the roof because the floor's Directory knows no web.
struct DirectoryAPI: Sendable {
    let institutions: Institutions
    let people: People
    let tokens: Tokens

    func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("api/v1/institutions", use: list)
    }

    func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.post("api/v1/institutions", use: add)
        router.get("api/v1/people", use: listPeople)
        router.post("api/v1/people", use: addPerson)
        router.post("api/v1/appointments", use: appoint)
        router.get("api/v1/tokens", use: listTokens)
        router.post("api/v1/tokens", use: createToken)
        router.delete("api/v1/tokens/:id", use: revokeToken)
    }

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

    private struct InstitutionBody: Decodable {
        let code: String
        let name: String
        let nameEn: String?
        let kind: String
        let parent: String?
        let region: String?
        let from: Day?
    }

    @Sendable private func list(_ request: Request, context: SiteContext) async throws -> [InstitutionResource] {
        try await institutions.list().map(InstitutionResource.init)
    }

    @Sendable private func add(_ request: Request, context: SignedIn) async throws -> EditedResponse<
        InstitutionResource
    > {
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

    struct PersonResource: ResponseCodable {
        let email: String
        let name: String
        let roles: [String]

        init(_ actor: Actor) {
            email = actor.email
            name = actor.name
            roles = Set(actor.held.map(\.role.rawValue)).sorted()
        }
    }

    private struct PersonBody: Decodable {
        let email: String
        let name: String
        let institution: String
    }

    @Sendable private func listPeople(_ request: Request, context: SignedIn) async throws -> [PersonResource] {
        let institution = request.query["institution"] ?? context.actor.institution.rawValue
        return try await people.list(institution: institution).map(PersonResource.init)
    }

    @Sendable private func addPerson(_ request: Request, context: SignedIn) async throws -> EditedResponse<
        PersonResource
    > {
        let body = try await request.decode(as: PersonBody.self, context: context)
        let person = try await people.add(
            email: body.email,
            name: body.name,
            institution: body.institution,
            by: context.actor
        )
        let actor = try await people.actor(email: person.email)
        return EditedResponse(status: .created, response: PersonResource(actor))
    }

    private struct AppointmentBody: Decodable {
        let email: String
        let institution: String
        let role: Role
        let rank: String?
        let from: Day?
    }

    struct AppointmentResource: ResponseCodable {
        let id: String
        let role: String
        let since: Day
        let warnings: [LocalizedText]
    }

    @Sendable private func appoint(_ request: Request, context: SignedIn) async throws
        -> EditedResponse<AppointmentResource>
    {
        let body = try await request.decode(as: AppointmentBody.self, context: context)
        let made = try await people.appoint(
            email: body.email,
            to: body.role,
            at: body.institution,
            rank: body.rank,
            since: body.from,
            by: context.actor
        )
        let resource = AppointmentResource(
            id: made.appointment.id.rawValue,
            role: body.role.rawValue,
            since: made.appointment.since,
            warnings: made.warnings
        )
        return EditedResponse(status: .created, response: resource)
    }

    struct TokenResource: ResponseCodable {
        let id: String
        let name: String
        let createdAt: Date
        let endsAt: Date
        /// Only in the answer that made it.
        let token: String?
    }

    private struct TokenBody: Decodable {
        let name: String?
    }

    @Sendable private func listTokens(_ request: Request, context: SignedIn) async throws -> [TokenResource] {
        try await tokens.list(of: context.actor).map {
            TokenResource(id: $0.id.rawValue, name: $0.name, createdAt: $0.createdAt, endsAt: $0.endsAt, token: nil)
        }
    }

    @Sendable private func createToken(_ request: Request, context: SignedIn) async throws
        -> EditedResponse<TokenResource>
    {
        let body = try await request.decode(as: TokenBody.self, context: context)
        let made = try await tokens.create(name: body.name ?? "API", by: context.actor)
        return EditedResponse(
            status: .created,
            headers: [.cacheControl: "no-store"],
            response: TokenResource(
                id: made.token.id.rawValue,
                name: made.token.name,
                createdAt: made.token.createdAt,
                endsAt: made.token.endsAt,
                token: made.secret
            )
        )
    }

    @Sendable private func revokeToken(_ request: Request, context: SignedIn) async throws -> HTTPResponse.Status {
        try await tokens.revoke(context.requireParameter("id"), by: context.actor)
        return .noContent
    }
}

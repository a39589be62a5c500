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
    let signIns: SignIns
    let tokens: Tokens

    func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("api/v1/institutions", use: list)
        router.get("api/v1/institutions/:code", use: show)
    }

    func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.post("api/v1/institutions", use: add)
        router.post("api/v1/institutions/:code/rename", use: rename)
        router.post("api/v1/institutions/:code/merge", use: merge)
        router.post("api/v1/institutions/:code/split", use: split)
        router.post("api/v1/institutions/:code/abolish", use: abolish)
        router.get("api/v1/people", use: listPeople)
        router.post("api/v1/people", use: addPerson)
        router.get("api/v1/people/:email/appointments", use: listAppointments)
        router.post("api/v1/people/:email/password", use: setPassword)
        router.post("api/v1/people/:email/move", use: movePerson)
        router.post("api/v1/people/:email/retire", use: retirePerson)
        router.post("api/v1/appointments", use: appoint)
        router.post("api/v1/appointments/:id/end", use: endAppointment)
        router.get("api/v1/tokens", use: listTokens)
        router.post("api/v1/tokens", use: createToken)
        router.delete("api/v1/tokens/:id", use: revokeToken)
    }

    struct TokenResource: ResponseCodable {
        let id: String
        let name: String
        let createdAt: Date
        let endsAt: Date
        /// Only in the answer that made it.
        let token: String?
    }

    struct TokenBody: Decodable {
        let name: String?
    }

    @Sendable func listTokens(_ request: Request, context: SignedIn) async throws -> [TokenResource] {
        try await tokens.list(of: context.actor).map {
            TokenResource(id: $0.id.rawValue, name: $0.name, createdAt: $0.createdAt, endsAt: $0.endsAt, token: nil)
        }
    }

    @Sendable func createToken(_ request: Request, context: SignedIn) async throws
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

    @Sendable func revokeToken(_ request: Request, context: SignedIn) async throws -> HTTPResponse.Status {
        try await tokens.revoke(context.requireParameter("id"), by: context.actor)
        return .noContent
    }
}

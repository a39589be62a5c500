import Directory
import Foundation
import Hummingbird
import Kernel
import Sharing
import Web

extension AnalysisAPI {
    private struct QuestionBody: Decodable {
        let title: String
        let sql: String
        let grants: [String]?
    }

    private struct ChangeBody: Decodable {
        let title: String?
        let sql: String?
        let grants: [String]?
    }

    /// A kept question as the API and the command line show it.
    package struct QuestionResource: ResponseCodable {
        let id: String
        let title: String
        let sql: String
        let grants: [String]
        let createdAt: Date
        let updatedAt: Date?

        package init(_ question: SavedQuestion) {
            id = question.id.rawValue
            title = question.title
            sql = question.sql
            grants = question.grants.map(\.rawValue)
            createdAt = question.createdAt
            updatedAt = question.updatedAt
        }
    }

    @Sendable func saved(_ request: Request, context: SignedIn) async throws -> [QuestionResource] {
        try await queries.saved(by: context.actor).map(QuestionResource.init)
    }

    @Sendable func showSaved(_ request: Request, context: SignedIn) async throws -> QuestionResource {
        QuestionResource(try await queries.saved(context.requireParameter("id"), by: context.actor))
    }

    @Sendable func save(_ request: Request, context: SignedIn) async throws -> EditedResponse<QuestionResource> {
        let body = try await request.decode(as: QuestionBody.self, context: context)
        let question = try await queries.save(
            body.title,
            sql: body.sql,
            grants: (body.grants ?? []).map { Grant.ID(rawValue: $0) },
            by: context.actor
        )
        return EditedResponse(status: .created, response: QuestionResource(question))
    }

    @Sendable func change(_ request: Request, context: SignedIn) async throws -> QuestionResource {
        let body = try await request.decode(as: ChangeBody.self, context: context)
        return QuestionResource(
            try await queries.update(
                context.requireParameter("id"),
                title: body.title,
                sql: body.sql,
                grants: body.grants?.map { Grant.ID(rawValue: $0) },
                by: context.actor
            )
        )
    }

    @Sendable func remove(_ request: Request, context: SignedIn) async throws -> Response {
        try await queries.remove(context.requireParameter("id"), by: context.actor)
        return Response(status: .noContent)
    }
}

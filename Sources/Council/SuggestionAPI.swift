import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The JSON under `/api/v1/suggestions`, and a council's overdue board.
package struct SuggestionAPI: Sendable {
    private let suggestions: Suggestions
    private let overdue: OverdueRequests

    package init(suggestions: Suggestions, overdue: OverdueRequests) {
        self.suggestions = suggestions
        self.overdue = overdue
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("api/v1/suggestions", use: list)
        router.post("api/v1/suggestions", use: raise)
        router.get("api/v1/suggestions/similar", use: similar)
        router.get("api/v1/suggestions/stages", use: stages)
        router.get("api/v1/suggestions/:receipt", use: show)
        router.post("api/v1/suggestions/:receipt/moves", use: move)
        router.post("api/v1/suggestions/:receipt/raisers", use: join)
        router.post("api/v1/suggestions/:receipt/evidence", use: link)
        router.get("api/v1/councils/:code/overdue", use: late)
        router.post("api/v1/councils/:code/overdue/reminders", use: remind)
    }

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> APIPage<SuggestionResource> {
        let paging = try APIPaging(request)
        let offset = paging.cursor.flatMap { Int($0.place[0]) } ?? 0
        let home = try await suggestions.home(request.query["institution"])
        let board = try await suggestions.board(
            SuggestionChoice(request.query, institution: home, by: context.actor).filter,
            offset: offset,
            limit: paging.limit,
            by: context.actor
        )
        let next = offset + board.found.count
        return APIPage(
            items: board.found.map(SuggestionResource.init),
            next: next < board.total ? Cursor(["\(next)"]).text : nil
        )
    }

    private struct RaiseBody: Decodable {
        let kind: Suggestion.Kind?
        let title: String?
        let text: String?
        let sector: Council.Sector?
    }

    @Sendable private func raise(_ request: Request, context: SignedIn) async throws -> EditedResponse<ChainResource> {
        let body = try await request.decode(as: RaiseBody.self, context: context)
        let raised = try await suggestions.raise(
            Suggestions.Draft(
                kind: body.kind ?? .difficulty,
                title: body.title ?? "",
                text: body.text ?? "",
                sector: body.sector
            ),
            by: context.actor
        )
        return EditedResponse(status: .created, response: try await resource(raised.receipt, context))
    }

    @Sendable private func similar(_ request: Request, context: SignedIn) async throws -> [SimilarResource] {
        try CouncilMove.see.require(of: context.actor, at: nil)
        let query = request.query
        return try await suggestions.similar(to: query["title"] ?? "", text: query["text"] ?? "")
            .map(SimilarResource.init)
    }

    @Sendable private func stages(_ request: Request, context: SignedIn) async throws -> StagesResource {
        StagesResource(
            try await suggestions.board(Suggestions.Filter(), limit: 1, by: context.actor),
            try await suggestions.stays()
        )
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> ChainResource {
        try await resource(context.requireParameter("receipt"), context)
    }

    private func resource(_ receipt: String, _ context: SignedIn) async throws -> ChainResource {
        ChainResource(try await suggestions.chain(receipt, by: context.actor))
    }

    private struct MoveBody: Decodable {
        let move: Suggestion.Move
        let text: String?
        let owner: String?
        let due: Day?
        let meeting: String?
        let into: String?
    }

    @Sendable private func move(_ request: Request, context: SignedIn) async throws -> ChainResource {
        let receipt: String = try context.requireParameter("receipt")
        let body = try await request.decode(as: MoveBody.self, context: context)
        try await suggestions.move(
            receipt,
            body.move,
            text: body.text ?? "",
            owner: body.owner,
            due: body.due,
            meeting: body.meeting,
            into: body.into,
            by: context.actor
        )
        return try await resource(receipt, context)
    }

    @Sendable private func join(_ request: Request, context: SignedIn) async throws -> ChainResource {
        let joined = try await suggestions.join(context.requireParameter("receipt"), by: context.actor)
        return try await resource(joined.receipt, context)
    }

    private struct LinkBody: Decodable {
        let target: String?
        let label: String?
    }

    @Sendable private func link(_ request: Request, context: SignedIn) async throws -> ChainResource {
        let receipt: String = try context.requireParameter("receipt")
        let body = try await request.decode(as: LinkBody.self, context: context)
        try await suggestions.link(receipt, to: body.target ?? "", label: body.label ?? "", by: context.actor)
        return try await resource(receipt, context)
    }

    @Sendable private func late(_ request: Request, context: SignedIn) async throws -> [OverdueResource] {
        try await overdue.list(before: context.requireParameter("code"), by: context.actor).late
            .map(OverdueResource.init)
    }

    private struct RemindBody: Decodable {
        let institution: String?
    }

    @Sendable private func remind(_ request: Request, context: SignedIn) async throws -> [OverdueResource] {
        let code: String = try context.requireParameter("code")
        let body = try await request.decode(as: RemindBody.self, context: context)
        try await overdue.remind(body.institution ?? "", before: code, by: context.actor)
        return try await overdue.list(before: code, by: context.actor).late.map(OverdueResource.init)
    }
}

extension Suggestions {
    /// Does any move; what it needs beyond the others' is in `meeting` and `into`.
    package func move(
        _ key: String,
        _ move: Suggestion.Move,
        text: String = "",
        owner: String? = nil,
        due: Day? = nil,
        meeting: String? = nil,
        into: String? = nil,
        by actor: Actor
    ) async throws {
        switch move {
        case .putOnAgenda:
            guard let meeting else { throw CouncilProblem.agendaNeedsMeeting }
            try await putOnAgenda(key, of: Meeting.ID(rawValue: meeting), text: text, by: actor)
        case .merge:
            guard let into else { throw CouncilProblem.mergeNeedsTarget }
            try await merge(key, into: into, text: text, by: actor)
        default: try await step(key, move, text: text, owner: owner, due: due, by: actor)
        }
    }
}

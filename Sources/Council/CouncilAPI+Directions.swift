import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// A year's directions, and what was decided.
extension CouncilAPI {
    // MARK: - Directions

    struct DirectionsBody: Decodable {
        let move: OperationPlan.Move?
        let foreword: String?
        let items: [Item]?
        let reason: String?

        struct Item: Decodable {
            let title: String
            let text: String?
        }

        var draft: Councils.DirectionsDraft {
            Councils.DirectionsDraft(
                foreword: foreword ?? "",
                items: (items ?? []).map { .init(title: $0.title, text: $0.text ?? "") }
            )
        }
    }

    @Sendable func directions(_ request: Request, context: SignedIn) async throws -> [DirectionsResource] {
        let year: Int = try context.requireParameter("year")
        return try await councils.directions(of: council(context).id, year: year).map(DirectionsResource.init)
    }

    @Sendable func writeDirections(_ request: Request, context: SignedIn) async throws
        -> EditedResponse<DirectionsResource>
    {
        let year: Int = try context.requireParameter("year")
        let body = try await request.decode(as: DirectionsBody.self, context: context)
        let written = try await councils.writeDirections(
            year,
            body.draft,
            for: council(context).code,
            by: context.actor
        )
        return EditedResponse(status: .created, response: DirectionsResource(written))
    }

    /// Moves the latest version of the year.
    @Sendable func moveDirections(_ request: Request, context: SignedIn) async throws -> DirectionsResource {
        let year: Int = try context.requireParameter("year")
        let body = try await request.decode(as: DirectionsBody.self, context: context)
        guard let id = try await councils.directions(of: council(context).id, year: year).first?.directions.id else {
            throw CouncilProblem.noSuch(LocalizedText("추진방향", en: "year's directions"), "\(year)")
        }
        let actor = context.actor
        let moved =
            switch body.move {
            case .edit: try await councils.editDirections(id, body.draft, by: actor)
            case .propose: try await councils.proposeDirections(id, by: actor)
            case .adopt: try await councils.adoptDirections(id, by: actor)
            case .withdraw: try await councils.withdrawDirections(id, reason: body.reason ?? "", by: actor)
            case .comment, .supersede, nil:
                throw CouncilProblem.invalid("move", LocalizedText("할 일을 골라 주세요.", en: "Say what is to be done."))
            }
        return DirectionsResource(moved)
    }

    // MARK: - Decisions

    @Sendable func decisions(_ request: Request, context: SignedIn) async throws -> APIPage<ListedDecision> {
        try CouncilMove.see.require(of: context.actor, at: nil)
        let paging = try APIPaging(request)
        var search = Councils.DecisionSearch()
        if let code = request.query["council"] { search.council = try await councils.find(code).id }
        search.text = request.query["text"]
        search.after = paging.cursor.map { Decision.ID(rawValue: $0.place[0]) }
        search.limit = paging.limit + 1
        let found = try await councils.decisions(search).found
        let shown = found.prefix(paging.limit)
        let next = found.count > paging.limit ? shown.last.map { Cursor([$0.decision.id.rawValue]).text } : nil
        return APIPage(items: shown.map(ListedDecision.init), next: next)
    }
}

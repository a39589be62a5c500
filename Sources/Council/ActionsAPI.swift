import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The JSON under `/api/v1/actions`.
package struct ActionsAPI: Sendable {
    private let actions: Actions

    package init(actions: Actions) { self.actions = actions }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("api/v1/actions", use: list)
        router.post("api/v1/actions", use: create)
        router.get("api/v1/actions/:number", use: show)
        router.post("api/v1/actions/:number/moves", use: move)
    }

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> APIPage<ActionResource> {
        try CouncilMove.see.require(of: context.actor, at: nil)
        let paging = try APIPaging(request)
        var search = Actions.Search()
        if let code = request.query["council"] { search.council = try await actions.councils.find(code).id }
        search.state = try request.query["state"].map { text in
            guard let state = Actions.State(rawValue: text) else {
                throw BadParameter("state", LocalizedText("이행 과제의 상태", en: "a state of actions"))
            }
            return state
        }
        if request.query["mine"] == "true" { search.owners = Actions.own(context.actor) }
        if let place = paging.cursor?.place, place.count == 2, let due = Day(place[0]) {
            search.after = (due, place[1])
        }
        search.limit = paging.limit + 1
        let found = try await actions.list(search).found
        return APIPage(found.map(ActionResource.init), limit: paging.limit) { [$0.due.description, $0.number] }
    }

    private struct CreateBody: Decodable {
        let council: String?
        let text: String?
        let owner: String?
        let due: Day?
        let decision: String?
        let item: String?
        let suggestion: String?
        let direction: String?
    }

    @Sendable private func create(_ request: Request, context: SignedIn) async throws
        -> EditedResponse<ActionResource>
    {
        let body = try await request.decode(as: CreateBody.self, context: context)
        guard let due = body.due else {
            throw CouncilProblem.invalid("due", LocalizedText("기한을 적어 주세요.", en: "Give the last day."))
        }
        let action = try await actions.create(
            Actions.Draft(
                council: body.council ?? "",
                text: body.text ?? "",
                owner: body.owner ?? "",
                due: due,
                decision: body.decision.map { Decision.ID(rawValue: $0) },
                item: body.item.map { AgendaItem.ID(rawValue: $0) },
                suggestion: body.suggestion.map { Suggestion.ID(rawValue: $0) },
                direction: body.direction.map { DirectionItem.ID(rawValue: $0) }
            ),
            by: context.actor
        )
        return EditedResponse(status: .created, response: ActionResource(try await actions.detail(action.number)))
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> ActionResource {
        try CouncilMove.see.require(of: context.actor, at: nil)
        return ActionResource(try await actions.detail(context.requireParameter("number")))
    }

    private struct MoveBody: Decodable {
        let move: CouncilAction.Move
        let progress: Int?
        let text: String?
        let due: Day?
        let evidence: [Proof]?

        struct Proof: Decodable {
            let target: String
            let label: String?
        }
    }

    @Sendable private func move(_ request: Request, context: SignedIn) async throws -> ActionResource {
        let number: String = try context.requireParameter("number")
        let body = try await request.decode(as: MoveBody.self, context: context)
        let (actor, text) = (context.actor, body.text ?? "")
        let evidence = (body.evidence ?? []).map { Actions.Evidence($0.target, label: $0.label ?? "") }
        func day() throws -> Day {
            guard let due = body.due else {
                throw CouncilProblem.invalid("due", LocalizedText("새 기한을 적어 주세요.", en: "Give the new last day."))
            }
            return due
        }
        switch body.move {
        case .report:
            guard let progress = body.progress else {
                throw CouncilProblem.invalid("progress", LocalizedText("추진율을 적어 주세요.", en: "Say how far it is."))
            }
            try await actions.report(number, progress: progress, text: text, evidence: evidence, by: actor)
        case .finish: try await actions.finish(number, text: text, evidence: evidence, by: actor)
        case .drop: try await actions.drop(number, reason: text, by: actor)
        case .postpone: try await actions.postpone(number, to: day(), reason: text, by: actor)
        case .reopen: try await actions.reopen(number, to: day(), reason: text, by: actor)
        }
        return ActionResource(try await actions.detail(number))
    }
}

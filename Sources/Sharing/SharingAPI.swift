import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The JSON under `/api/v1/requests` and `/api/v1/grants`, and the use of a dataset.
package struct SharingAPI: Sendable {
    private let requests: SharingRequests
    private let grants: Grants

    package init(requests: SharingRequests, grants: Grants) {
        self.requests = requests
        self.grants = grants
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.post("api/v1/datasets/:id/uses", use: use)
        router.get("api/v1/requests", use: list)
        router.post("api/v1/requests", use: submit)
        router.get("api/v1/requests/:id", use: show)
        router.get("api/v1/requests/:id/holders", use: holders)
        router.post("api/v1/requests/:id/moves", use: move)
        router.get("api/v1/grants", use: listGrants)
        router.get("api/v1/grants/:id", use: showGrant)
        router.post("api/v1/grants/:id/moves", use: moveGrant)
    }

    private struct UseBody: Decodable {
        let purpose: String?
        let method: String?
        let until: Day?
        /// The three duties were shown and accepted.
        let accept: Bool?
    }

    @Sendable private func use(_ request: Request, context: SignedIn) async throws -> EditedResponse<GrantResource> {
        let body = try await request.decode(as: UseBody.self, context: context)
        let (grant, _) = try await grants.use(
            context.requireParameter("id"),
            purpose: body.purpose ?? "",
            method: body.method ?? "",
            until: body.until,
            accepted: body.accept == true,
            by: context.actor
        )
        let detail = try await grants.detail(grant.id, by: context.actor)
        return EditedResponse(status: .accepted, response: GrantResource(detail))
    }

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> APIPage<RequestResource> {
        let paging = try APIPaging(request)
        let stage = try request.query["stage"].map { text in
            guard let stage = SharingRequest.Stage(rawValue: text) else {
                throw BadParameter("stage", LocalizedText("요청의 단계", en: "a stage of requests"))
            }
            return stage
        }
        let found = try await requests.list(
            stage: stage,
            after: paging.cursor.map { SharingRequest.ID(rawValue: $0.place[0]) },
            limit: paging.limit + 1,
            by: context.actor
        )
        // Keys are ordered by time, so the key of the last one is the place in the list.
        return APIPage(found.map(RequestResource.init), limit: paging.limit) { [$0.id] }
    }

    private struct SubmitBody: Decodable {
        /// Left out where the request follows another: it is about the same data.
        let dataset: String?
        let purpose: String?
        let method: String?
        let until: Day?
        let columns: [String]?
        let condition: String?
        /// An earlier request: what it said, and the columns that were offered instead, stand where nothing is said here.
        let follows: String?
    }

    @Sendable private func submit(_ request: Request, context: SignedIn) async throws -> EditedResponse<RequestResource>
    {
        let body = try await request.decode(as: SubmitBody.self, context: context)
        var draft = SharingRequests.Draft(dataset: Dataset.ID(rawValue: ""), purpose: "", method: "", until: nil)
        if let earlier = body.follows {
            draft = try await requests.draft(after: SharingRequest.ID(rawValue: earlier), by: context.actor)
        }
        draft.dataset = body.dataset.map { Dataset.ID(rawValue: $0) } ?? draft.dataset
        draft.purpose = body.purpose ?? draft.purpose
        draft.method = body.method ?? draft.method
        draft.until = body.until ?? draft.until
        draft.columns = body.columns ?? draft.columns
        draft.condition = body.condition ?? draft.condition
        let made = try await requests.submit(draft, by: context.actor)
        return EditedResponse(status: .created, response: try await resource(made.id, context))
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> RequestResource {
        try await resource(context.requireParameter("id"), context)
    }

    private func resource(_ id: SharingRequest.ID, _ context: SignedIn) async throws -> RequestResource {
        RequestResource(try await requests.detail(id, by: context.actor))
    }

    /// One move and what it needs; which members a move takes is in the OpenAPI.
    private struct MoveBody: Decodable {
        let move: SharingRequest.Move
        let text: String?
        let days: Int?
        let reason: String?
        let to: String?
        let columns: [String]?
        /// One condition, or one by table.
        let `where`: Conditions?
        let transforms: [String: String]?
        let minimumGroup: Int?
        let quasiIdentifiers: [String]?
        let until: Day?
        let note: String?
        let ground: String?
        let citation: String?
        let separable: Bool?
        let finding: String?
        let offer: [String]?
    }

    /// Row filters: a text for a dataset of one table, an object by table for several.
    private struct Conditions: Decodable {
        var one: String?
        var byTable: [String: String] = [:]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                one = text
            } else {
                byTable = try container.decode([String: String].self)
            }
        }
    }

    @Sendable private func holders(_ request: Request, context: SignedIn) async throws -> [HolderResource] {
        try await requests.likelyHolders(context.requireParameter("id"), by: context.actor).map(HolderResource.init)
    }

    @Sendable private func move(_ request: Request, context: SignedIn) async throws -> RequestResource {
        let id: SharingRequest.ID = try context.requireParameter("id")
        let body = try await request.decode(as: MoveBody.self, context: context)
        let actor = context.actor
        switch body.move {
        case .ask: _ = try await requests.ask(id, body.text ?? "", by: actor)
        case .answer: _ = try await requests.answer(id, body.text ?? "", by: actor)
        case .extend:
            _ = try await requests.extend(id, days: body.days ?? 0, reason: body.reason ?? "", by: actor)
        case .transfer: _ = try await requests.transfer(id, to: body.to ?? "", reason: body.reason ?? "", by: actor)
        case .withdraw: _ = try await requests.withdraw(id, reason: body.reason ?? "", by: actor)
        case .grant:
            let terms = TermsDraft(
                columns: body.columns,
                filter: body.where?.one,
                filters: body.where?.byTable ?? [:],
                transforms: body.transforms ?? [:],
                minimumGroup: body.minimumGroup,
                quasiIdentifiers: body.quasiIdentifiers
            )
            _ = try await requests.grant(id, terms, until: body.until, note: body.note, by: actor)
        case .refuse:
            _ = try await requests.refuse(
                id,
                SharingRequests.RefusalDraft(
                    ground: body.ground ?? "",
                    citation: body.citation ?? "",
                    isSeparable: body.separable,
                    finding: body.finding ?? "",
                    offer: body.offer ?? []
                ),
                by: actor
            )
        }
        return try await resource(id, context)
    }

    @Sendable private func listGrants(_ request: Request, context: SignedIn) async throws -> APIPage<GrantResource> {
        let paging = try APIPaging(request)
        let found = try await grants.list(
            after: paging.cursor.map { Grant.ID(rawValue: $0.place[0]) },
            limit: paging.limit + 1,
            by: context.actor
        )
        return APIPage(found.map(GrantResource.init), limit: paging.limit) { [$0.id] }
    }

    @Sendable private func showGrant(_ request: Request, context: SignedIn) async throws -> GrantResource {
        GrantResource(try await grants.detail(context.requireParameter("id"), by: context.actor))
    }

    private struct GrantMoveBody: Decodable {
        enum Verb: String, Decodable { case remake, revoke, close }
        let move: Verb
        let reason: String?
    }

    @Sendable private func moveGrant(_ request: Request, context: SignedIn) async throws -> GrantResource {
        let id: Grant.ID = try context.requireParameter("id")
        let body = try await request.decode(as: GrantMoveBody.self, context: context)
        switch body.move {
        case .remake: _ = try await grants.remake(id, by: context.actor)
        case .revoke: _ = try await grants.revoke(id, reason: body.reason ?? "", by: context.actor)
        case .close: _ = try await grants.close(id, statement: body.reason ?? "", by: context.actor)
        }
        return GrantResource(try await grants.detail(id, by: context.actor))
    }
}

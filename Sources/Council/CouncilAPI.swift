import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The JSON under `/api/v1/councils`: councils, seats, plans, directions.
package struct CouncilAPI: Sendable {
    let councils: Councils

    package init(councils: Councils) { self.councils = councils }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("api/v1/councils", use: list)
        router.post("api/v1/councils", use: found)
        router.get("api/v1/councils/:code", use: show)
        router.post("api/v1/councils/:code/moves", use: move)
        router.get("api/v1/councils/:code/seats", use: seats)
        router.post("api/v1/councils/:code/seats", use: seat)
        router.post("api/v1/councils/:code/seats/:seat/moves", use: moveSeat)
        router.get("api/v1/councils/:code/plans", use: plans)
        router.post("api/v1/councils/:code/plans", use: writePlan)
        router.post("api/v1/councils/:code/plans/:plan/moves", use: movePlan)
        router.get("api/v1/councils/:code/directions/:year", use: directions)
        router.post("api/v1/councils/:code/directions/:year", use: writeDirections)
        router.post("api/v1/councils/:code/directions/:year/moves", use: moveDirections)
        router.get("api/v1/decisions", use: decisions)
    }

    /// The council of the address, for somebody who may see councils.
    func council(_ context: SignedIn) async throws -> Council {
        try CouncilMove.see.require(of: context.actor, at: nil)
        return try await councils.find(context.requireParameter("code"))
    }

    @Sendable func list(_ request: Request, context: SignedIn) async throws -> [CouncilResource] {
        try CouncilMove.see.require(of: context.actor, at: nil)
        return try await councils.list().map(CouncilResource.init)
    }

    struct FoundBody: Decodable {
        let code: String?
        let name: String?
        let nameEn: String?
        let kind: Council.Kind
        let sector: Council.Sector?
    }

    @Sendable func found(_ request: Request, context: SignedIn) async throws
        -> EditedResponse<CouncilResource>
    {
        let body = try await request.decode(as: FoundBody.self, context: context)
        let council = try await councils.found(
            Councils.Draft(
                code: body.code ?? "",
                name: body.name ?? "",
                nameEn: body.nameEn,
                kind: body.kind,
                sector: body.sector
            ),
            by: context.actor
        )
        return EditedResponse(status: .created, response: CouncilResource(council))
    }

    @Sendable func show(_ request: Request, context: SignedIn) async throws -> CouncilResource {
        CouncilResource(try await council(context))
    }

    struct MoveBody: Decodable {
        enum Verb: String, Decodable { case dissolve }
        let move: Verb
        let reason: String?
    }

    @Sendable func move(_ request: Request, context: SignedIn) async throws -> CouncilResource {
        let body = try await request.decode(as: MoveBody.self, context: context)
        let code: String = try context.requireParameter("code")
        return CouncilResource(try await councils.dissolve(code, reason: body.reason ?? "", by: context.actor))
    }

    // MARK: - Seats

    @Sendable func seats(_ request: Request, context: SignedIn) async throws -> [SeatResource] {
        try await seats(of: council(context))
    }

    func seats(of council: Council) async throws -> [SeatResource] {
        let alternates = try await councils.alternates(in: council.id)
        return try await councils.places(in: council.id).map { SeatResource($0, alternates: alternates) }
    }

    struct SeatBody: Decodable {
        /// A seat for every institution that has an officer.
        let everyOfficer: Bool?
        let institution: String?
        let kind: Seat.Kind?
        let person: String?
    }

    @Sendable func seat(_ request: Request, context: SignedIn) async throws -> EditedResponse<[SeatResource]> {
        let body = try await request.decode(as: SeatBody.self, context: context)
        let council = try await council(context)
        if body.everyOfficer == true {
            try await councils.seatEveryOfficer(in: council.code, by: context.actor)
        } else {
            try await councils.seat(
                body.institution ?? "",
                as: body.kind ?? .member,
                person: body.person,
                in: council.code,
                by: context.actor
            )
        }
        return EditedResponse(status: .created, response: try await seats(of: council))
    }

    struct SeatMoveBody: Decodable {
        enum Verb: String, Decodable { case end, nameAlternate, endAlternate }
        let move: Verb
        let person: String?
        let since: Day?
        let until: Day?
        let reason: String?
    }

    @Sendable func moveSeat(_ request: Request, context: SignedIn) async throws -> [SeatResource] {
        let body = try await request.decode(as: SeatMoveBody.self, context: context)
        let council = try await council(context)
        let id: Seat.ID = try context.requireParameter("seat")
        let person = body.person ?? ""
        switch body.move {
        case .end:
            try await councils.endSeat(id, until: body.until, reason: body.reason ?? "", by: context.actor)
        case .nameAlternate:
            try await councils.nameAlternate(person, for: id, since: body.since, until: body.until, by: context.actor)
        case .endAlternate: try await councils.endAlternate(person, for: id, by: context.actor)
        }
        return try await seats(of: council)
    }

    // MARK: - Plans

    @Sendable func plans(_ request: Request, context: SignedIn) async throws -> [PlanResource] {
        var written: [PlanResource] = []
        for plan in try await councils.plans(of: council(context).id) {
            written.append(PlanResource(plan, comments: try await councils.comments(on: plan.id)))
        }
        return written
    }

    struct PlanBody: Decodable {
        /// Only where a version is moved.
        let move: OperationPlan.Move?
        let purpose: String?
        let membership: String?
        let termMonths: Int?
        let meetingsPerYear: Int?
        let workingMethod: String?
        let quorum: Share?
        let voting: Voting?
        let text: String?
        let reason: String?

        struct Share: Decodable {
            let numerator: Int
            let denominator: Int
            let mustExceed: Bool

            var fraction: Fraction {
                get throws { try Fraction(numerator, of: denominator, mustExceed: mustExceed) }
            }
        }

        struct Voting: Decodable {
            let base: VotingRule.Whole
            let threshold: Share
            let chairBreaksTies: Bool
        }

        var draft: Councils.PlanDraft {
            get throws {
                Councils.PlanDraft(
                    purpose: purpose ?? "",
                    membership: membership ?? "",
                    termMonths: termMonths,
                    meetingsPerYear: meetingsPerYear ?? 4,
                    workingMethod: workingMethod ?? "",
                    quorum: try quorum?.fraction,
                    voting: try voting.map {
                        VotingRule(
                            base: $0.base,
                            threshold: try $0.threshold.fraction,
                            chairBreaksTies: $0.chairBreaksTies
                        )
                    }
                )
            }
        }
    }

    @Sendable func writePlan(_ request: Request, context: SignedIn) async throws
        -> EditedResponse<PlanResource>
    {
        let body = try await request.decode(as: PlanBody.self, context: context)
        let plan = try await councils.writePlan(body.draft, for: council(context).code, by: context.actor)
        return EditedResponse(status: .created, response: PlanResource(plan))
    }

    @Sendable func movePlan(_ request: Request, context: SignedIn) async throws -> PlanResource {
        let body = try await request.decode(as: PlanBody.self, context: context)
        let id: OperationPlan.ID = try context.requireParameter("plan")
        let actor = context.actor
        guard try await councils.plan(id).council == council(context).id else {
            throw CouncilProblem.noSuch(LocalizedText("운영계획", en: "operation plan"), id.rawValue)
        }
        switch body.move {
        case .edit: try await councils.editPlan(id, body.draft, by: actor)
        case .propose: try await councils.proposePlan(id, by: actor)
        case .comment: try await councils.commentPlan(id, body.text ?? "", by: actor)
        case .adopt: try await councils.adoptPlan(id, by: actor)
        case .withdraw: try await councils.withdrawPlan(id, reason: body.reason ?? "", by: actor)
        case .supersede, nil:
            throw CouncilProblem.invalid("move", LocalizedText("할 일을 골라 주세요.", en: "Say what is to be done."))
        }
        return PlanResource(try await councils.plan(id), comments: try await councils.comments(on: id))
    }

}

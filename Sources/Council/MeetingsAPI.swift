import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The JSON under `/api/v1/meetings` until a session opens: planning, calling, agenda, papers and opinions.
package struct MeetingsAPI: Sendable {
    let meetings: Meetings
    let agendas: Agendas
    let papers: Papers
    let opinions: Opinions

    package init(meetings: Meetings) {
        self.meetings = meetings
        agendas = Agendas(meetings: meetings)
        papers = Papers(meetings: meetings)
        opinions = Opinions(papers: papers)
    }

    /// Everybody may read what is public.
    package func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("api/v1/meetings/:id", use: show)
        router.get("api/v1/meetings/:id/papers/:paper", use: paper)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("api/v1/meetings", use: list)
        router.post("api/v1/meetings", use: add)
        router.post("api/v1/meetings/plan", use: plan)
        router.post("api/v1/meetings/:id/call", use: call)
        router.post("api/v1/meetings/:id/invitations", use: invite)
        router.post("api/v1/meetings/:id/answer", use: answer)
        router.post("api/v1/meetings/:id/reschedule", use: reschedule)
        router.post("api/v1/meetings/:id/cancel", use: cancel)
        router.post("api/v1/meetings/:id/close-papers", use: closePapers)
        router.post("api/v1/meetings/:id/items", use: addItem)
        router.patch("api/v1/meetings/:id/items/:item", use: editItem)
        router.post("api/v1/meetings/:id/items/:item/move", use: moveItem)
        router.delete("api/v1/meetings/:id/items/:item", use: removeItem)
        router.post("api/v1/meetings/:id/items/:item/papers", use: addPaper)
        router.get("api/v1/meetings/:id/opinions", use: matrix)
        router.post("api/v1/meetings/:id/items/:item/opinions", use: give)
        router.get("api/v1/meetings/:id/opinions/:opinion/file", use: attachment)
    }

    // MARK: - Meetings

    @Sendable private func show(_ request: Request, context: SiteContext) async throws -> MeetingResource {
        let detail = try await meetings.detail(context.requireParameter("id"), by: context.actor)
        guard context.actor != nil || detail.isPublic else { throw SignInRequired() }
        return MeetingResource(detail)
    }

    private func resource(_ id: Meeting.ID, _ context: SignedIn) async throws -> MeetingResource {
        MeetingResource(try await meetings.detail(id, by: context.actor))
    }

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> APIPage<MeetingSummary> {
        guard let code = request.query["council"] else {
            throw BadParameter("council", LocalizedText("협의회의 이름", en: "a council's code"))
        }
        let paging = try APIPaging(request)
        let council = try await meetings.councils.find(code)
        let offset = try paging.cursor.map { cursor in
            guard let offset = Int(cursor.place[0]), offset >= 0 else {
                throw BadParameter("cursor", LocalizedText("앞 쪽의 next", en: "the previous page's next"))
            }
            return offset
        }
        let all = try await meetings.list(of: council.id)
        let rest = all.dropFirst(offset ?? 0)
        return APIPage(
            items: rest.prefix(paging.limit).map { MeetingSummary($0, of: council.code) },
            next: rest.count > paging.limit ? Cursor(["\((offset ?? 0) + paging.limit)"]).text : nil
        )
    }

    private struct AddBody: Decodable {
        let council: String
        let title: String?
        let startsAt: Date
        let length: Int?
        let online: Bool?
        let place: String?
        let link: String?
        let papersDue: Day?
        let opinionsDue: Day?
    }

    @Sendable private func add(_ request: Request, context: SignedIn) async throws -> EditedResponse<MeetingResource> {
        let body = try await request.decode(as: AddBody.self, context: context)
        let meeting = try await meetings.add(
            Meetings.Draft(
                title: body.title,
                startsAt: body.startsAt,
                length: body.length ?? 120,
                isOnline: body.online ?? false,
                place: body.place,
                link: body.link,
                papersDue: body.papersDue,
                opinionsDue: body.opinionsDue
            ),
            to: body.council,
            by: context.actor
        )
        return EditedResponse(status: .created, response: try await resource(meeting.id, context))
    }

    private struct PlanBody: Decodable {
        let council: String
        let year: Int
        let month: Int?
        let week: Int?
        let weekday: Int?
        /// `14:00`, in Seoul.
        let time: String?
        let length: Int?
        let online: Bool?
        let place: String?
        let link: String?
        /// Whether the dates are only shown.
        let dry: Bool?
    }

    private struct PlannedList: ResponseCodable {
        let items: [PlannedResource]
    }

    @Sendable private func plan(_ request: Request, context: SignedIn) async throws -> EditedResponse<PlannedList> {
        let body = try await request.decode(as: PlanBody.self, context: context)
        let wish = try MeetingWish(
            month: body.month,
            week: body.week,
            weekday: body.weekday,
            time: body.time,
            length: body.length
        )
        let code = try await meetings.councils.find(body.council).code
        let planned =
            body.dry == true
            ? try await meetings.proposals(for: code, in: body.year, wish)
            : try await meetings.plan(
                body.year,
                for: code,
                wish,
                isOnline: body.online ?? false,
                place: body.place,
                link: body.link,
                by: context.actor
            )
        return EditedResponse(
            status: body.dry == true ? .ok : .created,
            response: PlannedList(items: planned.map { PlannedResource($0, of: code) })
        )
    }

    private struct SeatBody: Decodable {
        let seat: String
        let observer: Bool?

        var called: Meetings.Called { Meetings.Called(Seat.ID(rawValue: seat), isObserver: observer ?? false) }
    }

    private struct CallBody: Decodable {
        /// Left out for every seat of the council.
        let seats: [SeatBody]?
        let papersDue: Day?
        let opinionsDue: Day?
    }

    @Sendable private func call(_ request: Request, context: SignedIn) async throws -> MeetingResource {
        let id: Meeting.ID = try context.requireParameter("id")
        let body = try await request.decode(as: CallBody.self, context: context)
        try await meetings.call(
            id,
            seats: body.seats?.map(\.called),
            papersDue: body.papersDue,
            opinionsDue: body.opinionsDue,
            by: context.actor
        )
        return try await resource(id, context)
    }

    private struct InviteBody: Decodable {
        let seats: [SeatBody]
    }

    @Sendable private func invite(_ request: Request, context: SignedIn) async throws -> MeetingResource {
        let id: Meeting.ID = try context.requireParameter("id")
        let body = try await request.decode(as: InviteBody.self, context: context)
        try await meetings.invite(body.seats.map(\.called), to: id, by: context.actor)
        return try await resource(id, context)
    }

    private struct AnswerBody: Decodable {
        let answer: Invitation.Answer
        let seat: String?
    }

    @Sendable private func answer(_ request: Request, context: SignedIn) async throws -> MeetingResource {
        let id: Meeting.ID = try context.requireParameter("id")
        let body = try await request.decode(as: AnswerBody.self, context: context)
        try await meetings.answer(id, body.answer, seat: body.seat.map(Seat.ID.init(rawValue:)), by: context.actor)
        return try await resource(id, context)
    }

    private struct ChangeBody: Decodable {
        let reason: String?
        let startsAt: Date?
        let length: Int?
        let online: Bool?
        let place: String?
        let link: String?
        let papersDue: Day?
        let opinionsDue: Day?
    }

    @Sendable private func reschedule(_ request: Request, context: SignedIn) async throws -> MeetingResource {
        let id: Meeting.ID = try context.requireParameter("id")
        let body = try await request.decode(as: ChangeBody.self, context: context)
        let change = Meetings.Change(
            startsAt: body.startsAt,
            length: body.length,
            isOnline: body.online,
            place: body.place,
            link: body.link,
            papersDue: body.papersDue,
            opinionsDue: body.opinionsDue
        )
        try await meetings.reschedule(id, change, reason: body.reason ?? "", by: context.actor)
        return try await resource(id, context)
    }

    private struct ReasonBody: Decodable {
        let reason: String?
    }

    @Sendable private func cancel(_ request: Request, context: SignedIn) async throws -> MeetingResource {
        let id: Meeting.ID = try context.requireParameter("id")
        let body = try await request.decode(as: ReasonBody.self, context: context)
        try await meetings.cancel(id, reason: body.reason ?? "", by: context.actor)
        return try await resource(id, context)
    }

    @Sendable private func closePapers(_ request: Request, context: SignedIn) async throws -> MeetingResource {
        let id: Meeting.ID = try context.requireParameter("id")
        try await meetings.closePapers(id, by: context.actor)
        return try await resource(id, context)
    }
}

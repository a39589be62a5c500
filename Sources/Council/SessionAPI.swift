import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel
import Lake
import Web

/// The JSON of sessions, votes, decisions and minutes under `/api/v1/meetings` and `/api/v1/votes`, and the stream of a
/// meeting's events.
package struct SessionAPI: Sendable {
    private let desk: SessionDesk
    private let feed: MeetingFeed

    package init(desk: SessionDesk, feed: MeetingFeed) {
        self.desk = desk
        self.feed = feed
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("api/v1/meetings/:id/session", use: show)
        router.post("api/v1/meetings/:id/session/moves", use: move)
        router.get("api/v1/meetings/:id/events", use: follow)
        router.get("api/v1/meetings/:id/decisions", use: decisions)
        router.post("api/v1/votes/:id/ballots", use: cast)
        router.get("api/v1/meetings/:id/minutes", use: minutes)
        router.post("api/v1/meetings/:id/minutes", use: edit)
        router.post("api/v1/meetings/:id/minutes/moves", use: moveMinutes)
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> SessionResource {
        try await resource(context.requireParameter("id"), context)
    }

    private func resource(_ id: Meeting.ID, _ context: SignedIn) async throws -> SessionResource {
        let (record, sight) = try await desk.meetings.record(of: id, for: context.actor)
        return SessionResource(record, sight)
    }

    @Sendable private func move(_ request: Request, context: SignedIn) async throws -> SessionResource {
        let id: Meeting.ID = try context.requireParameter("id")
        let form = try await request.decode(as: SessionMove.self, context: context)
        try await desk.perform(form, in: id, by: context.actor)
        return try await resource(id, context)
    }

    /// Events are for those who see the meeting whole.
    @Sendable private func follow(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let (_, sight) = try await desk.meetings.standing(of: id, for: context.actor)
        guard sight.isInside else { throw CouncilProblem.notInvited }
        return feed.response(id, .events, after: request.lastEvent ?? 0)
    }

    @Sendable private func decisions(_ request: Request, context: SignedIn) async throws -> [DecisionResource] {
        try await desk.decisions.list(of: context.requireParameter("id"), by: context.actor).map(DecisionResource.init)
    }

    private struct BallotBody: Decodable {
        let choice: Vote.Choice
        /// Whose ballot is written down; left out, the caller's own.
        let seat: Seat.ID?
    }

    @Sendable private func cast(_ request: Request, context: SignedIn) async throws -> HTTPResponse.Status {
        let body = try await request.decode(as: BallotBody.self, context: context)
        try await desk.votes.cast(
            context.requireParameter("id"),
            body.choice,
            seat: body.seat,
            by: context.actor
        )
        return .noContent
    }

    @Sendable private func minutes(_ request: Request, context: SignedIn) async throws -> MinutesResource {
        let reading = try await desk.minutes.read(context.requireParameter("id"), by: context.actor)
        guard let wanted = request.query["revision"] else {
            guard let latest = reading.latest else { throw CouncilProblem.noMinutes }
            return MinutesResource(latest)
        }
        guard let number = Int(wanted), let found = reading.revisions.first(where: { $0.revision == number }) else {
            throw BadParameter("revision", LocalizedText("회의록의 판 번호", en: "the number of a revision"))
        }
        return MinutesResource(found)
    }

    private struct EditBody: Decodable {
        let text: String
        /// The revision that was corrected.
        let base: Int
    }

    @Sendable private func edit(_ request: Request, context: SignedIn) async throws -> MinutesResource {
        let body = try await request.decode(as: EditBody.self, context: context)
        return MinutesResource(
            try await desk.minutes.edit(
                context.requireParameter("id"),
                body.text,
                base: body.base,
                by: context.actor
            )
        )
    }

    private struct MinutesMove: Decodable {
        enum Verb: String, Decodable { case draft, adopt }
        let move: Verb
        let language: Language?
        let revision: Int?
    }

    @Sendable private func moveMinutes(_ request: Request, context: SignedIn) async throws -> MinutesResource {
        let id: Meeting.ID = try context.requireParameter("id")
        let body = try await request.decode(as: MinutesMove.self, context: context)
        switch body.move {
        case .draft:
            return MinutesResource(try await desk.minutes.draft(id, in: body.language ?? .ko, by: context.actor))
        case .adopt:
            return MinutesResource(
                try await desk.minutes.adopt(id, revision: body.revision ?? 0, by: context.actor)
            )
        }
    }
}

extension Request {
    /// The event after which the stream goes on: what a browser sends after a cut, or what the page was drawn with.
    var lastEvent: Int64? {
        (headers[text: "Last-Event-ID"] ?? query["after"]).flatMap { Int64($0) }
    }
}

extension Meetings {
    /// A meeting and how much of it `actor` sees.
    package func standing(of id: Meeting.ID, for actor: Actor) async throws -> (Meeting, MeetingSight) {
        let day = clock.today
        return try await database.read { db in
            let meeting = try Self.find(id, db)
            return (meeting, try Self.sight(of: meeting, for: actor, on: day, db))
        }
    }
}

import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel
import Web

/// The page on which a meeting is held and followed, `/meetings/{id}/session`.
package struct SessionPages: Sendable {
    let desk: SessionDesk
    let feed: MeetingFeed
    let pages: Pages

    package init(desk: SessionDesk, feed: MeetingFeed, pages: Pages) throws {
        self.desk = desk
        self.feed = feed
        self.pages = pages
        try pages.require(SessionPage.self, SessionNow.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("meetings/:id/session", use: show)
        router.post("meetings/:id/session", use: move)
        router.get("meetings/:id/session/live", use: live)
        router.post("votes/:id/ballots", use: cast)
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> Response {
        try await page(context.requireParameter("id"), FormValues([]), problem: nil, in: context)
    }

    @Sendable private func live(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let (_, sight) = try await desk.meetings.standing(of: id, for: context.actor)
        return feed.response(
            id,
            .page(context.language, isInside: sight.isInside),
            after: request.lastEvent ?? 0
        )
    }

    @Sendable private func move(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let form = try await request.form()
        do {
            try await desk.perform(try SessionMove(form), in: id, by: context.actor)
            return .redirect(to: "/meetings/\(id)/session")
        } catch let error as any PublicError where [403, 409, 422].contains(error.problem.status) {
            let field = form["move"] == SessionMove.Verb.decide.rawValue ? "decision" : "words"
            return try await page(id, form, problem: error.problem.calling("text", field), in: context)
        }
    }

    /// The ballot of the seat in which the person sits; the meeting's page says what became of it.
    @Sendable private func cast(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Vote.ID = try context.requireParameter("id")
        let form = try await request.form()
        let meeting = try await desk.votes.meeting(of: id)
        guard let choice = form["choice"].flatMap(Vote.Choice.init(rawValue:)) else {
            throw BadParameter("choice", LocalizedText("찬성, 반대, 기권 가운데 하나", en: "aye, no or abstain"))
        }
        let back = "/meetings/\(meeting)/session"
        do {
            try await desk.votes.cast(id, choice, seat: form["seat"].map { Seat.ID(rawValue: $0) }, by: context.actor)
            return .redirect(
                to: back,
                saying: Flash(.success, pages.word("councilBallotCounted", in: context.language))
            )
        } catch let error as any PublicError where [403, 409].contains(error.problem.status) {
            let language = context.language
            let text = [error.problem.title[language], error.problem.detail?[language]].compactMap { $0 }
            return .redirect(to: back, saying: Flash(.problem, text.joined(separator: " ")))
        }
    }

    private func page(_ id: Meeting.ID, _ typed: FormValues, problem: Problem?, in context: SignedIn) async throws
        -> Response
    {
        let (record, sight) = try await desk.meetings.record(of: id, for: context.actor)
        let page = SessionPage(
            record,
            sight,
            typed: typed,
            problem: problem,
            today: desk.meetings.clock.today,
            in: context.language,
            pages
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }
}

extension SessionMove {
    /// What a form of the session's page says.
    init(_ form: FormValues) throws {
        guard let verb = form["move"].flatMap(Verb.init(rawValue:)) else {
            throw BadParameter("move", LocalizedText("회의 진행 동작", en: "something that is done in a session"))
        }
        self.init(verb)
        item = form["item"].map { AgendaItem.ID(rawValue: $0) }
        vote = form["vote"].map { Vote.ID(rawValue: $0) }
        seat = form["seat"].map { Seat.ID(rawValue: $0) }
        person = form["person"]
        position = form["position"].flatMap(Opinion.Position.init(rawValue:))
        text = form["words"] ?? form["decision"]
        question = form["question"]
        secret = form["secret"] != nil
        casting = form["casting"].map { $0 == "carried" }
        reason = form["reason"] ?? form["voidReason"]
        effect = form["effect"]
        links = form["link"].map { [Decisions.Link($0)] }
        if let promised = form["action"] {
            guard let due = form["due"].flatMap({ Day($0) }) else {
                throw CouncilProblem.invalid("due", LocalizedText("과제의 기한을 적어 주세요.", en: "Say when it is due."))
            }
            action = Decisions.Action(text: promised, owner: form["owner"] ?? "", due: due)
        }
    }
}

extension Votes {
    /// The meeting a vote belongs to.
    package func meeting(of id: Vote.ID) async throws -> Meeting.ID {
        try await meetings.database.read { db in try Self.item(Self.find(id, db).item, db).1.id }
    }
}

extension Problem {
    /// The problem with the field `name` called as the form calls it.
    fileprivate func calling(_ name: String, _ other: String) -> Problem {
        var problem = self
        for index in problem.fields.indices where problem.fields[index].name == name {
            problem.fields[index].name = other
        }
        return problem
    }
}

extension MeetingPages {
    /// Where a meeting goes on once it opens: its session, then its minutes.
    static func held(_ meeting: Meeting, _ pages: Pages, in language: Language) -> Link? {
        switch meeting.stage {
        case .papersClosed, .inSession:
            Link(pages.word("councilSession", in: language), "/meetings/\(meeting.id)/session")
        case .adjourned, .minutesDrafted, .minutesAdopted:
            Link(pages.word("councilMinutes", in: language), "/meetings/\(meeting.id)/minutes")
        case .planned, .called, .cancelled: nil
        }
    }
}

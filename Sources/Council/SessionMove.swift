import Directory
import GRDB
import Kernel
import Web

/// One thing that is done in a session, with what it needs: the forms, the API and the command line all say it so.
package struct SessionMove: Decodable, Sendable {
    package var move: Verb
    package var item: AgendaItem.ID?
    package var vote: Vote.ID?
    package var seat: Seat.ID?
    /// The e-mail address of whoever came; left out, the seat's holder of the day.
    package var person: String?
    package var position: Opinion.Position?
    package var text: String?
    package var question: String?
    package var secret: Bool?
    /// How the chair breaks a tie: carried or not.
    package var casting: Bool?
    package var reason: String?
    package var effect: String?
    package var links: [Decisions.Link]?
    package var action: Decisions.Action?

    package enum Verb: String, Codable, CaseIterable, Sendable {
        case open, adjourn, comeIn, leave, confirm
        case begin, finish, carry, withdraw
        case speak, recuse
        case openVote, closeVote, voidVote
        case decide
    }

    package init(_ move: Verb) { self.move = move }
}

/// Everything that is done in a session and after it.
package struct SessionDesk: Sendable {
    package let meetings: Meetings
    package let votes: Votes
    package let decisions: Decisions
    package let minutes: Minutes

    package init(meetings: Meetings) {
        self.meetings = meetings
        votes = Votes(meetings: meetings)
        decisions = Decisions(meetings: meetings)
        minutes = Minutes(meetings: meetings)
    }

    /// Does it.
    package func perform(_ form: SessionMove, in meeting: Meeting.ID, by actor: Actor) async throws {
        try await requirePlace(of: form, in: meeting)
        switch form.move {
        case .open: try await meetings.open(meeting, by: actor)
        case .adjourn: try await meetings.adjourn(meeting, by: actor)
        case .comeIn:
            let person = try await form.person.asyncMap { email in
                try await meetings.database.read { try People.find(email, $0).id }
            }
            try await meetings.comeIn(meeting, seat: form.seat, person: person, by: actor)
        case .leave: try await meetings.leave(meeting, seat: form.seat, by: actor)
        case .confirm: try await meetings.confirm(meeting, seat: form.seat, by: actor)
        case .begin: try await meetings.item(item(form), .begin, by: actor)
        case .finish: try await meetings.item(item(form), .finish, by: actor)
        case .carry: try await meetings.item(item(form), .carry, by: actor)
        case .withdraw: try await meetings.item(item(form), .withdraw, by: actor)
        case .speak:
            try await meetings.speak(
                item(form),
                seat: form.seat,
                position: form.position,
                text: form.text ?? "",
                by: actor
            )
        case .recuse: try await votes.recuse(item(form), seat: form.seat, reason: form.reason ?? "", by: actor)
        case .openVote:
            _ = try await votes.open(
                item(form),
                question: form.question ?? "",
                isSecret: form.secret ?? false,
                by: actor
            )
        case .closeVote: try await votes.close(vote(form), casting: form.casting, by: actor)
        case .voidVote: try await votes.void(vote(form), reason: form.reason ?? "", by: actor)
        case .decide:
            try await decisions.decide(
                item(form),
                Decisions.Draft(
                    text: form.text ?? "",
                    effect: form.effect ?? "",
                    vote: form.vote,
                    links: form.links ?? [],
                    action: form.action
                ),
                by: actor
            )
        }
    }

    private func item(_ form: SessionMove) throws -> AgendaItem.ID {
        guard let item = form.item else {
            throw CouncilProblem.invalid("item", LocalizedText("안건을 골라 주세요.", en: "Choose an item."))
        }
        return item
    }

    private func vote(_ form: SessionMove) throws -> Vote.ID {
        guard let vote = form.vote else {
            throw CouncilProblem.invalid("vote", LocalizedText("표결을 골라 주세요.", en: "Choose a vote."))
        }
        return vote
    }

    /// What is named must be of the meeting whose address was used.
    private func requirePlace(of form: SessionMove, in meeting: Meeting.ID) async throws {
        try await meetings.database.read { db in
            _ = try Meetings.find(meeting, db)
            if let id = form.item, try Votes.item(id, db).0.meeting != meeting {
                throw CouncilProblem.noSuch(LocalizedText("안건", en: "agenda item"), id.rawValue)
            }
            if let id = form.vote, try Votes.item(Votes.find(id, db).item, db).0.meeting != meeting {
                throw CouncilProblem.noSuch(LocalizedText("표결", en: "vote"), id.rawValue)
            }
        }
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Value: Sendable>(_ change: (Wrapped) async throws -> Value) async throws -> Value? {
        guard let self else { return nil }
        return try await change(self)
    }
}

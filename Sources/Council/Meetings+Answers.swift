import Directory
import Foundation
import GRDB
import Kernel
import Ledger

// Whether somebody will come.
extension Meetings {
    /// Answers an invitation for the actor's own seat.
    ///
    /// - Parameter seat: Which, where the actor may sit in several; the one that is entitled unless given.
    @discardableResult
    package func answer(
        _ id: Meeting.ID,
        _ answer: Invitation.Answer,
        seat: Seat.ID? = nil,
        by actor: Actor
    ) async throws -> Invitation {
        let instant = clock.now
        let day = Day(of: instant)
        return try await database.write { db in
            let meeting = try Self.find(id, db)
            let own = try Self.seat(seat, of: actor, in: meeting, on: day, db)
            return try Self.answer(
                answer,
                meeting,
                own.id,
                person: actor.person,
                by: actor.attribution,
                way: "page",
                at: instant,
                db
            )
        }
    }

    /// The actor's seat at a meeting: the chosen one where it is the actor's to sit in.
    static func seat(_ chosen: Seat.ID?, of actor: Actor, in meeting: Meeting, on day: Day, _ db: Database) throws
        -> Seat
    {
        guard let chosen else { return try ownSeat(of: actor, in: meeting, on: day, db) }
        let seat = try invited(chosen, to: meeting, db)
        guard try Councils.seats(of: actor, in: meeting.council, on: day, db).contains(where: { $0.id == chosen })
        else {
            throw CouncilProblem.notInvited
        }
        return seat
    }

    /// What an answering link leads to.
    package struct LinkedInvitation: Sendable {
        package let meeting: Meeting
        package let council: Council
        package let invitation: Invitation
        package let place: Councils.Place
    }

    /// Where `person` answers without signing in: the path on this site, for a mail to nobody else.
    package func answeringPath(_ meeting: Meeting.ID, seat: Seat.ID, for person: Person.ID) -> String {
        "/rsvp/\(links.token(meeting, seat, for: person.rawValue))"
    }

    /// Finds what a link leads to.
    ///
    /// - Throws: A 404 problem for a link that was never made, or whose seat has passed to somebody else.
    package func invitation(by token: String) async throws -> LinkedInvitation {
        let day = clock.today
        return try await database.read { try invitation(by: token, on: day, $0) }
    }

    private func invitation(by token: String, on day: Day, _ db: Database) throws -> LinkedInvitation {
        guard let hash = AnsweringLinks.hash(of: token),
            let invitation = try Invitation.filter(Column("tokenHash") == hash).fetchOne(db),
            let seat = try Seat.fetchOne(db, key: invitation.seat), seat.until.map({ $0 >= day }) ?? true,
            let place = try Councils.places(of: [seat], in: seat.council, on: day, db).first, let person = place.person,
            links.belongs(token, to: person.id.rawValue)
        else { throw CouncilProblem.staleLink }
        let meeting = try Self.find(invitation.meeting, db)
        return LinkedInvitation(
            meeting: meeting,
            council: try Councils.find(meeting.council.rawValue, db),
            invitation: invitation,
            place: place
        )
    }

    /// Answers by link: for exactly the seat it was made for, in the name of whoever it was sent to.
    @discardableResult
    package func answer(by token: String, _ answer: Invitation.Answer) async throws -> Invitation {
        let instant = clock.now
        return try await database.write { db in
            let found = try invitation(by: token, on: Day(of: instant), db)
            guard let person = found.place.person else { throw CouncilProblem.staleLink }
            return try Self.answer(
                answer,
                found.meeting,
                found.place.seat.id,
                person: person.id,
                by: Attribution(person: person.id.rawValue, institution: found.place.holder.rawValue),
                way: "link",
                at: instant,
                db
            )
        }
    }

    private static func answer(
        _ answer: Invitation.Answer,
        _ meeting: Meeting,
        _ seat: Seat.ID,
        person: Person.ID,
        by attribution: Attribution,
        way: String,
        at instant: Date,
        _ db: Database
    ) throws -> Invitation {
        guard answer != .waiting else {
            throw CouncilProblem.invalid("answer", LocalizedText("참석 여부를 골라 주세요.", en: "Choose an answer."))
        }
        guard [.called, .papersClosed].contains(meeting.stage) else { throw CouncilRefusal(stage: meeting.stage.title) }
        guard
            var invitation = try Invitation.filter(Column("meeting") == meeting.id && Column("seat") == seat)
                .fetchOne(db)
        else { throw CouncilProblem.notInvited }
        // A link is followed twice, a button pressed twice: nothing new happened.
        if invitation.answer == answer, invitation.person == person { return invitation }
        invitation.answer = answer
        invitation.person = person
        invitation.answeredAt = instant
        try invitation.update(db)
        let details: [String: JSONValue] = [
            "seat": .string(seat.rawValue), "answer": .string(answer.rawValue), "way": .string(way),
        ]
        try Act.append(
            "council.answered",
            on: "meeting/\(meeting.id)",
            by: attribution,
            details: .object(details),
            at: instant,
            db
        )
        var event = MeetingEvent(
            seq: nil,
            meeting: meeting.id,
            kind: "answered",
            details: JSONValue.object(details).canonical,
            at: instant
        )
        try event.insert(db)
        return invitation
    }
}

import Council
import Directory
import Foundation
import GRDB
import Kernel
import Web

/// Meetings as calendar events, and the invitations that mails carry.
///
/// Every copy of one meeting has one UID; SEQUENCE is the meeting's own, raised with every change of date, place or
/// link. The link for joining is our own, which asks for a sign-in: nobody's copy holds anything secret, and a
/// moderator's rights are given at the door.
package struct MeetingCalendar: NoticeCalendar {
    /// The address of this site, without a slash at its end.
    let site: String
    /// Who invites where the council has neither secretary nor chair.
    let sender: String
    let clock: WallClock
    /// Makes the link by which an invitation is answered; nil for invitations without one.
    let links: AnsweringLinks?

    package init(site: String, sender: String, clock: WallClock, links: AnsweringLinks? = nil) {
        self.links = links
        self.site = site.hasSuffix("/") ? String(site.dropLast()) : site
        self.sender = sender
        self.clock = clock
    }

    // MARK: - Events

    /// - Parameters:
    ///   - attendee: In an invitation, whom it is for; nil in a feed.
    ///   - answering: Where that person answers without signing in.
    func event(
        of meeting: Meeting,
        in council: Council,
        organizer: CalendarEvent.Party? = nil,
        attendee: CalendarEvent.Attendee? = nil,
        answering: String? = nil
    ) -> CalendarEvent {
        let join = "\(site)/join/\(meeting.id)"
        let isJoined = meeting.isOnline && meeting.stage != .cancelled
        // Few calendars show CONFERENCE: the link also leads the text and stands where the place does.
        let lines =
            (isJoined ? [join] : [])
            + [
                answering.map { "참석 여부 알리기: \(site)\($0)" },
                meeting.reason.map { "\(meeting.stage == .cancelled ? "취소" : "변경") 사유: \($0)" },
                "자료 마감: \(meeting.papersDue.written(in: .ko))", "서면 의견 기한: \(meeting.opinionsDue.written(in: .ko))",
                "안건과 자료: \(site)/meetings/\(meeting.id)",
            ].compactMap { $0 }
        let places = [meeting.place, isJoined ? join : nil].compactMap { $0 }
        return CalendarEvent(
            uid: "meeting-\(meeting.id)@\(host)",
            sequence: meeting.sequence,
            stamp: clock.now,
            time: .between(meeting.startsAt, meeting.endsAt),
            summary: "\(council.name) · \(meeting.title)",
            text: lines.joined(separator: "\n"),
            location: places.isEmpty ? nil : places.joined(separator: " · "),
            address: "\(site)/meetings/\(meeting.id)",
            isCancelled: meeting.stage == .cancelled,
            conferences: isJoined
                ? [CalendarEvent.Conference(address: join, label: "화상 회의 참여", language: "ko")] : [],
            organizer: organizer,
            attendees: attendee.map { [$0] } ?? []
        )
    }

    /// What identifiers end with, so that two installations never share one.
    var host: String { URL(string: site)?.host() ?? "localhost" }

    // MARK: - Invitations

    package func part(of meeting: String, for person: Person.ID, _ db: Database) throws -> CalendarPart? {
        guard let meeting = try Meeting.fetchOne(db, key: meeting), let reader = try Person.fetchOne(db, key: person)
        else { return nil }
        let day = Day(of: clock.now)
        let council = try Councils.find(meeting.council.rawValue, db)
        let own = try Councils.seats(of: People.actor(reader, on: day, db), in: council.id, on: day, db).map(\.id)
        let invitations = try Invitation.filter(Column("meeting") == meeting.id && own.contains(Column("seat")))
            .fetchAll(db)
        guard let invitation = invitations.first(where: { !$0.isObserver }) ?? invitations.first else { return nil }
        let event = event(
            of: meeting,
            in: council,
            organizer: try organizer(of: council, on: day, db),
            attendee: CalendarEvent.Attendee(
                party: CalendarEvent.Party(name: reader.name, email: reader.email),
                answer: invitation.answer.partStat,
                isOptional: invitation.isObserver
            ),
            answering: try answering(invitation, of: meeting, by: person, on: day, db)
        )
        let object = CalendarObject(invitation: event)
        return CalendarPart(method: object.method.rawValue, text: object.text)
    }

    /// The link of whoever sits in the seat; a deputy or an alternate answers on the meeting's page.
    private func answering(
        _ invitation: Invitation,
        of meeting: Meeting,
        by person: Person.ID,
        on day: Day,
        _ db: Database
    ) throws -> String? {
        guard let links, meeting.isOpenToOpinions, let seat = try Seat.fetchOne(db, key: invitation.seat),
            try Councils.places(of: [seat], in: meeting.council, on: day, db).first?.person?.id == person
        else { return nil }
        return "/rsvp/\(links.token(meeting.id, seat.id, for: person.rawValue))"
    }

    /// The secretary, to whom answers by mail go; else the chair; else this site.
    private func organizer(of council: Council, on day: Day, _ db: Database) throws -> CalendarEvent.Party {
        let places = try Councils.places(in: council.id, on: day, db)
        for kind in [Seat.Kind.secretary, .chair] {
            if let person = places.first(where: { $0.seat.kind == kind })?.person {
                return CalendarEvent.Party(name: "\(council.name) \(kind.title.ko)", email: person.email)
            }
        }
        return CalendarEvent.Party(name: council.name, email: sender)
    }
}

extension Invitation.Answer {
    /// RFC 5545, section 3.2.12.
    var partStat: String {
        switch self {
        case .waiting: "NEEDS-ACTION"
        case .accepted: "ACCEPTED"
        case .declined: "DECLINED"
        case .tentative: "TENTATIVE"
        }
    }
}

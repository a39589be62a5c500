import Foundation
import Kernel

/// One VEVENT (RFC 5545, section 3.6.1): a meeting, or a day on which something is due.
package struct CalendarEvent: Equatable, Sendable {
    /// The same for ever for one thing, whatever changes about it.
    package let uid: String
    /// Raised with every change that those invited must know (RFC 5546, section 2.1.4).
    package let sequence: Int
    /// When this copy was made.
    package let stamp: Date
    package let time: Time
    package let summary: String
    package let text: String
    package let location: String?
    package let address: String?
    package let isCancelled: Bool
    /// Where it is joined by video.
    package let conferences: [Conference]
    /// Who invites; only in an invitation.
    package let organizer: Party?
    /// Who is invited; only in an invitation, and there only the reader.
    package let attendees: [Attendee]

    package init(
        uid: String,
        sequence: Int,
        stamp: Date,
        time: Time,
        summary: String,
        text: String = "",
        location: String? = nil,
        address: String? = nil,
        isCancelled: Bool = false,
        conferences: [Conference] = [],
        organizer: Party? = nil,
        attendees: [Attendee] = []
    ) {
        self.uid = uid
        self.sequence = sequence
        self.stamp = stamp
        self.time = time
        self.summary = summary
        self.text = text
        self.location = location
        self.address = address
        self.isCancelled = isCancelled
        self.conferences = conferences
        self.organizer = organizer
        self.attendees = attendees
    }

    /// When it is.
    package enum Time: Equatable, Sendable {
        /// From one instant to another, written in Seoul's time.
        case between(Date, Date)
        /// A whole day in Seoul.
        case day(Day)
    }

    /// Somebody with an address.
    package struct Party: Equatable, Sendable {
        package let name: String
        package let email: String

        package init(name: String, email: String) {
            self.name = name
            self.email = email
        }
    }

    package struct Attendee: Equatable, Sendable {
        package let party: Party
        /// RFC 5545 PARTSTAT: `NEEDS-ACTION`, `ACCEPTED`, `DECLINED`, `TENTATIVE`.
        package let answer: String
        /// Whether the meeting goes on without: an observer.
        package let isOptional: Bool

        package init(party: Party, answer: String, isOptional: Bool) {
            self.party = party
            self.answer = answer
            self.isOptional = isOptional
        }
    }

    /// A way into a video meeting (RFC 7986, section 5.11). A moderator's way is never made one.
    package struct Conference: Equatable, Sendable {
        package let address: String
        package let label: String
        /// The language of ``label``: `ko`.
        package let language: String

        package init(address: String, label: String, language: String) {
            self.address = address
            self.label = label
            self.language = language
        }
    }

    var lines: [ContentLine] {
        var lines: [ContentLine] = [
            .plain("BEGIN", "VEVENT"), .text("UID", uid), .plain("DTSTAMP", Self.utc(stamp)),
        ]
        switch time {
        case .between(let start, let end):
            lines.append(.plain("DTSTART", Self.seoul(start), .init("TZID", "Asia/Seoul")))
            lines.append(.plain("DTEND", Self.seoul(end), .init("TZID", "Asia/Seoul")))
        case .day(let day):
            lines.append(.plain("DTSTART", Self.date(day), .init("VALUE", "DATE")))
            // The end of an all-day event is the day after it (section 3.6.1).
            lines.append(.plain("DTEND", Self.date(day.adding(days: 1)), .init("VALUE", "DATE")))
            lines.append(.plain("TRANSP", "TRANSPARENT"))
        }
        lines.append(.plain("SEQUENCE", "\(sequence)"))
        lines.append(.plain("STATUS", isCancelled ? "CANCELLED" : "CONFIRMED"))
        lines.append(.text("SUMMARY", summary))
        if !text.isEmpty { lines.append(.text("DESCRIPTION", text)) }
        if let location { lines.append(.text("LOCATION", location)) }
        if let address { lines.append(.plain("URL", address)) }
        for conference in conferences {
            lines.append(
                .plain(
                    "CONFERENCE",
                    conference.address,
                    .init("VALUE", "URI"),
                    .init("FEATURE", "AUDIO", "VIDEO"),
                    .init("LABEL", conference.label),
                    .init("LANGUAGE", conference.language)
                )
            )
        }
        if let organizer {
            lines.append(.plain("ORGANIZER", "mailto:\(organizer.email)", .init("CN", organizer.name)))
        }
        for attendee in attendees {
            lines.append(
                .plain(
                    "ATTENDEE",
                    "mailto:\(attendee.party.email)",
                    .init("CN", attendee.party.name),
                    .init("CUTYPE", "INDIVIDUAL"),
                    .init("ROLE", attendee.isOptional ? "OPT-PARTICIPANT" : "REQ-PARTICIPANT"),
                    .init("PARTSTAT", attendee.answer),
                    .init("RSVP", "TRUE")
                )
            )
        }
        lines.append(.plain("END", "VEVENT"))
        return lines
    }

    // MARK: - Written times

    /// `20261125T093000Z`.
    static func utc(_ instant: Date) -> String { "\(local(instant, hours: 0))Z" }

    /// `20261125T183000`, to be read with TZID: Seoul is nine hours ahead of UTC all year round.
    static func seoul(_ instant: Date) -> String { local(instant, hours: 9) }

    static func date(_ day: Day) -> String { day.description.replacing("-", with: "") }

    private static func local(_ instant: Date, hours: Int) -> String {
        let seconds = Int(instant.timeIntervalSince1970.rounded(.down)) + hours * 3600
        let days = Int((Double(seconds) / 86400).rounded(.down))
        let rest = seconds - days * 86400
        let time = [rest / 3600, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
        return "\(date(Day(ordinal: days)))T\(time)"
    }
}

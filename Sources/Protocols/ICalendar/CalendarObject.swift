import Foundation

/// One iCalendar object (RFC 5545, section 3.4): a feed, or one invitation.
package struct CalendarObject: Equatable, Sendable {
    package let method: Method
    /// How the calendar is called where somebody subscribes to it; nil in an invitation.
    package let name: String?
    package let events: [CalendarEvent]

    /// RFC 5546. A feed is PUBLISH and holds no attendees: with them Outlook takes it for somebody else's invitation.
    package enum Method: String, Sendable {
        case publish = "PUBLISH"
        case request = "REQUEST"
        case cancel = "CANCEL"
    }

    /// A feed. Organizers and attendees are left out.
    package init(name: String, events: [CalendarEvent]) {
        method = .publish
        self.name = name
        self.events = events.map(\.published)
    }

    /// One invitation or its cancellation, for one reader.
    package init(invitation event: CalendarEvent) {
        method = event.isCancelled ? .cancel : .request
        name = nil
        events = [event]
    }

    package var text: String {
        var lines: [ContentLine] = [
            .plain("BEGIN", "VCALENDAR"), .plain("VERSION", "2.0"), .plain("PRODID", "-//Maru//Maru//KO"),
            .plain("CALSCALE", "GREGORIAN"), .plain("METHOD", method.rawValue),
        ]
        if let name {
            lines.append(.text("NAME", name))
            lines.append(.text("X-WR-CALNAME", name))
            lines.append(.plain("REFRESH-INTERVAL", "PT1H", .init("VALUE", "DURATION")))
            lines.append(.plain("X-PUBLISHED-TTL", "PT1H"))
        }
        let isTimed = events.contains { event in
            if case .between = event.time { true } else { false }
        }
        if isTimed { lines += Self.seoul }
        for event in events { lines += event.lines }
        lines.append(.plain("END", "VCALENDAR"))
        return lines.map(\.folded).joined()
    }

    /// Korea Standard Time: nine hours ahead of UTC, without summer time since 1988.
    private static let seoul: [ContentLine] = [
        .plain("BEGIN", "VTIMEZONE"), .plain("TZID", "Asia/Seoul"), .plain("BEGIN", "STANDARD"),
        .plain("DTSTART", "19881009T020000"), .plain("TZOFFSETFROM", "+0900"), .plain("TZOFFSETTO", "+0900"),
        .plain("TZNAME", "KST"), .plain("END", "STANDARD"), .plain("END", "VTIMEZONE"),
    ]
}

extension CalendarEvent {
    /// As it stands in a feed: for everybody who subscribed, so without parties.
    fileprivate var published: CalendarEvent {
        CalendarEvent(
            uid: uid,
            sequence: sequence,
            stamp: stamp,
            time: time,
            summary: summary,
            text: text,
            location: location,
            address: address,
            isCancelled: isCancelled,
            conferences: conferences
        )
    }
}

import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Web

/// Whom meetings concern: whoever sits in the seats that are invited, on the day they are told.
package struct MeetingNotices: NoticeSource {
    private let clock: WallClock

    package init(clock: WallClock) { self.clock = clock }

    package func notices(of act: Act, _ db: Database) throws -> [NoticeDraft] {
        guard act.kind.hasPrefix("council."), act.subject.hasPrefix("meeting/"),
            let meeting = try Meeting.fetchOne(db, key: String(act.subject.dropFirst("meeting/".count)))
        else { return [] }
        let words = MeetingWords(meeting, of: try Councils.find(meeting.council.rawValue, db))
        guard let news = words.news(of: act.kind) else { return [] }
        let author = act.author
        return try people(of: meeting, only: act.kind == "council.invited" ? act.invited : nil, db)
            .filter { $0.rawValue != author }
            .map {
                NoticeDraft(
                    to: $0,
                    news.title,
                    text: news.text,
                    why: words.why,
                    path: news.path,
                    meeting: news.isForCalendar ? meeting.id.rawValue : nil
                )
            }
    }

    /// Whoever sits today in the seats a meeting invites.
    private func people(of meeting: Meeting, only some: Set<String>? = nil, _ db: Database) throws -> [Person.ID] {
        let invited = try Invitation.filter(Column("meeting") == meeting.id).fetchAll(db).map(\.seat)
            .filter { some?.contains($0.rawValue) ?? true }
        let seats = try Seat.fetchAll(db, keys: invited)
        var seen: Set<Person.ID> = []
        return try Councils.places(of: seats, in: meeting.council, on: clock.today, db).compactMap(\.person?.id)
            .filter { seen.insert($0).inserted }
    }

    // MARK: - What time brings

    package func reminders(on day: Day, _ db: Database) throws -> [Reminder] {
        let ahead = try Meeting.filter(
            [Meeting.Stage.called, .papersClosed].contains(Column("stage")) && Column("startsAt") >= day.start
        ).fetchAll(db)
        return try ahead.flatMap { meeting -> [Reminder] in
            let words = MeetingWords(meeting, of: try Councils.find(meeting.council.rawValue, db))
            return try opinions(on: day, in: meeting, words, db) + tomorrow(on: day, meeting, words, db)
        }
    }

    /// Whose opinion is missing three days and one day before they are due, and once they are late.
    private func opinions(on day: Day, in meeting: Meeting, _ words: MeetingWords, _ db: Database) throws -> [Reminder]
    {
        let left = day.days(until: meeting.opinionsDue)
        guard left <= 3 else { return [] }
        let step = left < 0 ? "passed" : left <= 1 ? "1" : "3"
        let asked = try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM agendaItem WHERE meeting = ? AND kind <> 'actions' AND stage <> 'withdrawn'",
            arguments: [meeting.id]
        )
        guard let asked, asked > 0 else { return [] }
        let answered = try Row.fetchAll(
            db,
            sql: """
                SELECT o.seat AS seat, count(DISTINCT o.item) AS count
                FROM opinion o JOIN agendaItem i ON i.id = o.item
                WHERE i.meeting = ? AND o.isReplaced = 0 AND i.kind <> 'actions' AND i.stage <> 'withdrawn'
                GROUP BY o.seat
                """,
            arguments: [meeting.id]
        )
        let counts = Dictionary(
            answered.map { ($0["seat"] as Seat.ID, $0["count"] as Int) },
            uniquingKeysWith: { first, _ in first }
        )
        let late = try Meetings.entitled(in: meeting, db).filter { (counts[$0] ?? 0) < asked }
        let places = try Councils.places(of: Seat.fetchAll(db, keys: late), in: meeting.council, on: day, db)
        return places.compactMap { place in
            place.person.map { person in
                // Where the date was moved, the new day has reminders of its own.
                Reminder(
                    "meeting/\(meeting.id)/opinions-\(meeting.opinionsDue)/\(step)",
                    words.missing(asked - (counts[place.seat.id] ?? 0), left: left, to: person.id, place.institution)
                )
            }
        }
    }

    private func tomorrow(on day: Day, _ meeting: Meeting, _ words: MeetingWords, _ db: Database) throws -> [Reminder] {
        guard day.days(until: Day(of: meeting.startsAt)) == 1 else { return [] }
        return try people(of: meeting, db).map {
            Reminder("meeting/\(meeting.id)/tomorrow-\(Day(of: meeting.startsAt))", words.tomorrow(to: $0))
        }
    }
}

extension Act {
    /// The seats named in an act of inviting, attending or only listening.
    fileprivate var invited: Set<String> {
        guard let payload = try? JSONDecoder().decode(JSONValue.self, from: Data(payload.utf8)),
            let details = payload["details"]
        else { return [] }
        var seats: Set<String> = []
        for member in ["seats", "observers"] {
            if case .array(let values)? = details[member] { seats.formUnion(values.compactMap(\.text)) }
        }
        return seats
    }
}

/// A meeting in the words of its notices.
struct MeetingWords {
    private let meeting: Meeting
    private let council: LocalizedText

    init(_ meeting: Meeting, of council: Council) {
        self.meeting = meeting
        self.council = council.title
    }

    struct News {
        let title: LocalizedText
        let text: LocalizedText
        let path: String
        let isForCalendar: Bool
    }

    /// nil for what nobody need be told of.
    func news(of kind: String) -> News? {
        switch kind {
        case "council.called", "council.invited":
            News(
                title: LocalizedText("회의 소집: \(name(.ko))", en: "Called: \(name(.en))"),
                text: LocalizedText(
                    """
                    \(timeAndPlace(.ko))
                    서면 의견은 \(meeting.opinionsDue.written(in: .ko))까지 내 주시고, 참석 여부를 알려 주세요.
                    """,
                    en: """
                        \(timeAndPlace(.en))
                        Please give your opinions by \(meeting.opinionsDue.written(in: .en)), and say whether you attend.
                        """
                ),
                path: path,
                isForCalendar: true
            )
        case "council.rescheduled":
            News(
                title: LocalizedText("회의 변경: \(name(.ko))", en: "Changed: \(name(.en))"),
                text: LocalizedText(
                    """
                    \(timeAndPlace(.ko))
                    사유: \(meeting.reason ?? "–"). 참석 여부를 다시 알려 주세요.
                    """,
                    en: """
                        \(timeAndPlace(.en))
                        Reason: \(meeting.reason ?? "–"). Please say again whether you attend.
                        """
                ),
                path: path,
                isForCalendar: true
            )
        case "council.cancelled":
            News(
                title: LocalizedText("회의 취소: \(name(.ko))", en: "Cancelled: \(name(.en))"),
                text: LocalizedText(
                    "\(Written.instant(meeting.startsAt, in: .ko)) 회의를 열지 않습니다. 사유: \(meeting.reason ?? "–")",
                    en:
                        "The meeting of \(Written.instant(meeting.startsAt, in: .en)) is not held. Reason: \(meeting.reason ?? "–")"
                ),
                path: path,
                isForCalendar: true
            )
        case "council.minutesAdopted":
            News(
                title: LocalizedText("회의록 확정: \(name(.ko))", en: "Minutes adopted: \(name(.en))"),
                text: LocalizedText(
                    "결정과 맡은 일을 확인해 주세요.",
                    en: "See what was decided and what you have taken on."
                ),
                path: "\(path)/minutes",
                isForCalendar: false
            )
        default: nil
        }
    }

    var why: LocalizedText {
        LocalizedText("\(council.ko)의 자리에 계십니다.", en: "You sit in the \(council[.en]).")
    }

    func missing(_ count: Int, left: Int, to person: Person.ID, _ institution: Institution) -> NoticeDraft {
        NoticeDraft(
            to: person,
            left < 0
                ? LocalizedText("서면 의견이 늦었습니다: \(name(.ko))", en: "Opinions are late: \(name(.en))")
                : LocalizedText("서면 의견을 내 주세요: \(name(.ko))", en: "Opinions wanted: \(name(.en))"),
            text: LocalizedText(
                "\(institution.title.ko) 자리에서 의견을 내지 않은 안건이 \(count)건 있습니다. 기한은 \(meeting.opinionsDue.written(in: .ko))입니다.",
                en:
                    "The seat of \(institution.title[.en]) has given no opinion on \(count) \(count == 1 ? "item" : "items"). They are due by \(meeting.opinionsDue.written(in: .en))."
            ),
            why: why,
            path: "\(path)/opinions"
        )
    }

    func tomorrow(to person: Person.ID) -> NoticeDraft {
        NoticeDraft(
            to: person,
            LocalizedText("내일 회의: \(name(.ko))", en: "Tomorrow: \(name(.en))"),
            text: LocalizedText(timeAndPlace(.ko), en: timeAndPlace(.en)),
            why: why,
            path: path
        )
    }

    private var path: String { "/meetings/\(meeting.id)" }

    private func name(_ language: Language) -> String { "\(council[language]) · \(meeting.title)" }

    private func timeAndPlace(_ language: Language) -> String {
        let places = [meeting.place, meeting.isOnline ? (language == .ko ? "화상" : "by video") : nil].compactMap { $0 }
        return ([Written.instant(meeting.startsAt, in: language)] + places).joined(separator: " · ")
    }
}

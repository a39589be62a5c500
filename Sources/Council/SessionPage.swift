import Directory
import Foundation
import Kernel
import Web

/// A meeting as it is held: what moves, who is there, and what the one who looks may do.
struct SessionPage: Page {
    static let template = "council/session"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let id: String
    let problem: FormProblem?
    /// Where the stream is; nil when nothing moves any more.
    let follow: String?
    let now: SessionNow
    let mayVote: Bool
    let isHead: Bool
    let isInside: Bool
    let canOpen: Bool
    let canAdjourn: Bool
    let canComeIn: Bool
    let isPresent: Bool
    let mySeat: String?
    let seats: [SeatRow]
    let hasUnconfirmed: Bool
    let desk: [ItemDesk]
    /// The forms of a member on the item under way.
    let mine: Mine?

    struct SeatRow: Sendable {
        let id: String
        let name: String
        let kind: String
        let person: String
        let times: String
        let isPresent: Bool
        let isUnconfirmed: Bool
        let canLet: Bool
    }

    struct Mine: Sendable {
        let item: String
        let title: String
        let canSpeak: Bool
        let speak: [FormField]
        let reason: FormField
    }

    /// What the secretary does with one item.
    struct ItemDesk: Sendable {
        let id: String
        let title: String
        let canBegin: Bool
        let isNow: Bool
        let openVote: VoteDesk?
        let canVote: Bool
        let vote: [FormField]
        let canSpeak: Bool
        let speak: [FormField]
        let decide: [FormField]
        let canDecide: Bool
    }

    struct VoteDesk: Sendable {
        let id: String
        let question: String
        let canCast: Bool
    }

    init(
        _ record: MeetingRecord,
        _ sight: MeetingSight,
        typed: FormValues,
        problem: Problem?,
        today: Day,
        in language: Language,
        _ pages: Pages
    ) {
        func word(_ key: String, _ values: [String: String] = [:]) -> String {
            pages.word(key, in: language, with: values)
        }
        let meeting = record.meeting
        let isLive = meeting.stage == .inSession
        let fields = SessionFields(record, typed: typed, problem: problem, today: today, in: language, pages)
        title = meeting.title
        lead = word(
            "councilSessionLead",
            ["council": record.council.title[language], "when": Written.instant(meeting.startsAt, in: language)]
        )
        crumbs = [
            Crumb(record.council.title[language], "/councils/\(record.council.code)"),
            Crumb(meeting.title, "/meetings/\(meeting.id)"), Crumb(word("councilSession")),
        ]
        id = meeting.id.rawValue
        self.problem = problem.map { FormProblem($0, in: language) }
        let moves: [Meeting.Stage] = [.planned, .called, .papersClosed, .inSession]
        follow = moves.contains(meeting.stage) ? "/meetings/\(meeting.id)/session/live?after=\(record.seq)" : nil
        now = SessionNow(record, isInside: sight.isInside, in: language, pages)
        let mine = sight.seat.flatMap { seat in record.seats.first { $0.seat.id == seat } }
        isPresent = mine?.present != nil
        mayVote = sight.isEntitled && isPresent
        isHead = sight.isHead
        isInside = sight.isInside
        canOpen = sight.isHead && meeting.stage == .papersClosed
        canAdjourn = sight.isHead && isLive
        canComeIn = mine != nil && !isPresent && (isLive || meeting.stage == .papersClosed)
        mySeat = mine.map { "\($0.institution.title[language]) · \($0.seat.kind.title[language])" }
        seats =
            sight.isInside
            ? record.seats.map { place in
                SeatRow(
                    id: place.seat.id.rawValue,
                    name: place.institution.title[language],
                    kind: place.seat.kind.title[language],
                    person: place.present?.name ?? place.person?.name ?? "–",
                    times: place.stays.map { stay in
                        Written.time(stay.attendance.cameAt) + "–"
                            + (stay.attendance.leftAt.map(Written.time) ?? "")
                    }.joined(separator: ", "),
                    isPresent: place.present != nil,
                    isUnconfirmed: place.stays.contains { $0.attendance.confirmedBy == nil },
                    canLet: sight.isHead && isLive
                )
            } : []
        hasUnconfirmed = sight.isHead && seats.contains(where: \.isUnconfirmed)
        let items = record.items.filter { sight.sees($0.item) }
        let under = items.first { $0.item.stage == .underway }
        // The forms stand once: for the item under way, or the last one that ended without a decision.
        let open = under ?? items.last { $0.item.stage == .done && $0.decisions.isEmpty }
        desk = sight.isHead && isLive ? items.compactMap { fields.desk($0, isOpen: $0.item.id == open?.item.id) } : []
        self.mine = isLive && isPresent ? under.map { fields.mine($0, isHead: sight.isHead) } : nil
    }
}

/// The fields of the session's forms, with what was typed.
struct SessionFields {
    let record: MeetingRecord
    let typed: FormValues
    let problem: Problem?
    let today: Day
    let language: Language
    let pages: Pages

    init(
        _ record: MeetingRecord,
        typed: FormValues,
        problem: Problem?,
        today: Day,
        in language: Language,
        _ pages: Pages
    ) {
        self.record = record
        self.typed = typed
        self.problem = problem
        self.today = today
        self.language = language
        self.pages = pages
    }

    private func word(_ key: String) -> String { pages.word(key, in: language) }

    /// Nil for what nothing can be done with any more.
    func desk(_ entry: MeetingRecord.Item, isOpen: Bool) -> SessionPage.ItemDesk? {
        let item = entry.item
        guard isOpen || item.stage == .waiting || item.stage == .underway else { return nil }
        let open = entry.votes.first { $0.vote.stage == .open }
        let isNow = item.stage == .underway
        return SessionPage.ItemDesk(
            id: item.id.rawValue,
            title: "\(entry.number). \(item.title)",
            canBegin: item.stage == .waiting,
            isNow: isNow,
            openVote: open.map {
                SessionPage.VoteDesk(
                    id: $0.vote.id.rawValue,
                    question: $0.vote.question,
                    canCast: $0.vote.rule?.chairBreaksTies ?? false
                )
            },
            canVote: isOpen && isNow && open == nil && record.plan?.voting != nil,
            vote: [field("question", "councilQuestion", of: item, "openVote").required],
            canSpeak: isOpen && isNow,
            speak: isOpen && isNow ? [seat(of: item)] + words(of: item) : [],
            decide: [
                field("decision", "councilDecisionText", of: item, "decide").lines(2).required,
                field("effect", "councilDecisionEffect", of: item, "decide"),
                field("link", "councilDecisionLink", of: item, "decide").with {
                    $0.hint = word("councilDecisionLinkHint")
                },
                field("action", "councilDecisionAction", of: item, "decide"),
                field("owner", "councilDecisionOwner", of: item, "decide").with {
                    $0.hint = word("councilDecisionOwnerHint")
                },
                field("due", "councilDecisionDue", of: item, "decide").typed("date").with {
                    $0.min = today.description
                },
            ],
            canDecide: isOpen && open == nil && item.stage != .waiting
        )
    }

    /// Whoever runs the meeting writes down everybody's words in one form.
    func mine(_ entry: MeetingRecord.Item, isHead: Bool) -> SessionPage.Mine {
        SessionPage.Mine(
            item: entry.item.id.rawValue,
            title: "\(entry.number). \(entry.item.title)",
            canSpeak: !isHead,
            speak: isHead ? [] : words(of: entry.item),
            reason: field("reason", "councilRecuseReason", of: entry.item, "recuse").required
        )
    }

    private func words(of item: AgendaItem) -> [FormField] {
        let none = [FormField.Option("", word("councilNoPosition"))]
        return [
            field("position", "councilPosition", of: item, "speak").selecting(
                none + Opinion.Position.allCases.map { FormField.Option($0.rawValue, $0.title[language]) }
            ),
            field("words", "councilWords", of: item, "speak").lines(2),
        ]
    }

    private func seat(of item: AgendaItem) -> FormField {
        field("seat", "councilSpeaker", of: item, "speak").selecting(
            record.seats.filter { $0.present != nil }.map { place in
                FormField.Option(
                    place.seat.id.rawValue,
                    "\(place.institution.title[language]) · \(place.present?.name ?? "")"
                )
            }
        )
    }

    /// What was typed stands in the form it was typed in.
    private func field(_ name: String, _ key: String, of item: AgendaItem, _ move: String) -> FormField {
        let isThis = typed["move"] == move && typed["item"] == item.id.rawValue
        let field = FormField(name, word(key), value: isThis ? typed[name] ?? "" : "")
        return isThis ? field.marked(by: problem, in: language) : field
    }
}

import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// A council's meetings, and making a year of them.
extension MeetingPages {
    struct MeetingsPage: Page {
        static let template = "council/meetings"
        let title: String
        let crumbs: [Crumb]
        let code: String
        let coming: [Row]
        let over: [Row]
        let hasOver: Bool
        let empty: EmptyState?
        let canPlan: Bool
        let problem: FormProblem?
        let planFields: [FormField]
        let proposals: [Proposal]
        let hasProposals: Bool
        let addFields: [FormField]
        /// Which form is shown: a page has each field once.
        let isAdding: Bool
    }

    struct Row: Sendable {
        let path: String
        let title: String
        let when: String
        let place: String
        let stage: String
        let stageClass: String
        let due: DueBadge?
        let dueWord: String
    }

    struct Proposal: Sendable {
        let day: String
        let note: String
        let proof: Timeline
    }

    @Sendable func list(_ request: Request, context: SignedIn) async throws -> Response {
        try await listPage(request.query, proposals: [], problem: nil, in: context)
    }

    private func listPage(
        _ typed: FormValues,
        proposals: [Meetings.Planned],
        problem: Problem?,
        in context: SignedIn
    ) async throws -> Response {
        let language = context.language
        let council = try await meetings.councils.find(context.requireParameter("code"))
        let all = try await meetings.list(of: council.id)
        let isHead = try await meetings.isHead(context.actor, of: council)
        let now = clock.now
        let isAdding = typed["day"] != nil || typed["form"] == "add"
        let coming = all.filter { $0.endsAt > now && $0.stage != .cancelled }.reversed()
        let known = Set(coming.map(\.id))
        let page = MeetingsPage(
            title: word("councilMeetings", context),
            crumbs: [
                Crumb(council.title[language], "/councils/\(council.code)"), Crumb(word("councilMeetings", context)),
            ],
            code: council.code,
            coming: coming.map { row($0, in: context) },
            over: all.filter { !known.contains($0.id) }.map { row($0, in: context) },
            hasOver: all.count > known.count,
            empty: coming.isEmpty
                ? EmptyState(
                    word("councilNoMeetings", context),
                    word(isHead ? "councilNoMeetingsHead" : "councilNoMeetingsText", context)
                ) : nil,
            canPlan: isHead,
            problem: problem.map { FormProblem($0, in: language) },
            planFields: planFields(typed, problem, in: context),
            proposals: proposals.map { planned in
                Proposal(
                    day: planned.proposal.day.written(in: language),
                    note: planned.meeting != nil
                        ? word("councilThere", context)
                        : planned.proposal.day <= clock.today ? word("councilIsPast", context) : "",
                    proof: Timeline(planned.proposal.proof.map { Timeline.Entry($0[language]) }, isProse: true)
                )
            },
            hasProposals: !proposals.isEmpty,
            addFields: fields(of: nil, typed, problem, in: context),
            isAdding: isAdding
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    private func row(_ meeting: Meeting, in context: SignedIn) -> Row {
        let (next, key): (Day?, String) =
            switch meeting.stage {
            case .planned: (Day(of: meeting.startsAt), "councilMeetsOn")
            case .called where meeting.papersDue >= clock.today: (meeting.papersDue, "councilPapersDue")
            case .called, .papersClosed:
                meeting.opinionsDue >= clock.today
                    ? (meeting.opinionsDue, "councilOpinionsDue") : (Day(of: meeting.startsAt), "councilMeetsOn")
            default: (nil, "councilMeetsOn")
            }
        return Row(
            path: "/meetings/\(meeting.id)",
            title: meeting.title,
            when: Self.span(meeting.startsAt, meeting.endsAt, withDay: true, in: context.language),
            place: meeting.place ?? word("councilOnline", context),
            stage: meeting.stage.title[context.language],
            stageClass: meeting.stage.chip,
            due: next.map { DueBadge($0, today: clock.today, in: context.language) },
            dueWord: word(key, context)
        )
    }

    private func planFields(_ typed: FormValues, _ problem: Problem?, in context: SignedIn) -> [FormField] {
        func label(_ key: String) -> String { word(key, context) }
        func value(_ name: String, _ fallback: String) -> String { typed[name] ?? fallback }
        let isKorean = context.language == .ko
        let months = (1...12).map { FormField.Option("\($0)", isKorean ? "\($0)번째 달" : "Month \($0)") }
        let weeks =
            (isKorean ? ["첫째 주", "둘째 주", "셋째 주", "넷째 주", "마지막 주"] : ["First", "Second", "Third", "Fourth", "Last"])
            .enumerated().map { FormField.Option("\($0 + 1)", $1) }
        let days =
            (isKorean
            ? ["월요일", "화요일", "수요일", "목요일", "금요일"] : ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"])
            .enumerated().map { FormField.Option("\($0 + 1)", $1) }
        let kinds = [
            FormField.Option("no", label("councilInPerson"), isChosen: typed["online"] != "yes"),
            FormField.Option("yes", label("councilOnline"), isChosen: typed["online"] == "yes"),
        ]
        return [
            FormField("year", label("councilYear"), value: value("year", "\(clock.today.year)")).typed(
                "number",
                required: true
            ),
            FormField("month", label("councilMonth"), value: value("month", "2"), hint: label("councilMonthHint"))
                .selecting(months),
            FormField("week", label("councilWeek"), value: value("week", "2")).selecting(weeks),
            FormField("weekday", label("councilWeekday"), value: value("weekday", "3")).selecting(days),
            FormField("time", label("councilTime"), value: value("time", "14:00")).typed("time", required: true),
            FormField("length", label("councilLength"), value: value("length", "120")).typed("number", required: true),
            FormField("online", label("councilWay")).choosing(kinds),
            FormField("place", label("councilPlace"), value: value("place", "")),
        ].marked(by: problem, in: context.language)
    }

    @Sendable func plan(_ request: Request, context: SignedIn) async throws -> Response {
        let code: String = try context.requireParameter("code")
        let form = try await request.form()
        do {
            let wish = try MeetingWish(
                month: form["month"].flatMap { Int($0) },
                week: form["week"].flatMap { Int($0) },
                weekday: form["weekday"].flatMap { Int($0) },
                time: form["time"],
                length: form["length"].map { Int($0) ?? 0 }
            )
            guard let year = form["year"].flatMap({ Int($0) }) else {
                throw CouncilProblem.invalid("year", LocalizedText("연도를 적어 주세요.", en: "Give the year."))
            }
            if form["do"] == "preview" {
                let shown = try await meetings.proposals(for: code, in: year, wish)
                return try await listPage(form, proposals: shown, problem: nil, in: context)
            }
            let made = try await meetings.plan(
                year,
                for: code,
                wish,
                isOnline: form["online"] == "yes",
                place: form["place"],
                by: context.actor
            )
            let said = pages.word(
                "councilPlanned",
                one: "councilPlannedOne",
                count: made.count(where: \.isNew),
                in: context.language
            )
            return .redirect(to: "/councils/\(code)/meetings", saying: Flash(.success, said))
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try await listPage(form, proposals: [], problem: error.problem, in: context)
        }
    }

    @Sendable func add(_ request: Request, context: SignedIn) async throws -> Response {
        let code: String = try context.requireParameter("code")
        let form = try await request.form()
        do {
            let meeting = try await meetings.add(
                Meetings.Draft(
                    startsAt: try Self.instant(form),
                    length: form["length"].map { Int($0) ?? 0 } ?? 120,
                    isOnline: form["online"] == "yes",
                    place: form["place"],
                    link: form["link"]
                ),
                to: code,
                by: context.actor
            )
            return .redirect(
                to: "/meetings/\(meeting.id)",
                saying: Flash(.success, word("councilAdded", context))
            )
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try await listPage(form, proposals: [], problem: error.problem, in: context)
        }
    }
}

extension Meeting.Stage {
    /// The class of its chip.
    var chip: String {
        switch self {
        case .planned: ""
        case .called: "info"
        case .papersClosed, .inSession: "soon"
        case .adjourned, .minutesDrafted: ""
        case .minutesAdopted: "ok"
        case .cancelled: "late"
        }
    }
}

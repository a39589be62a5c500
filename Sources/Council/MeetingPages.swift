import Directory
import Foundation
import Hummingbird
import Kernel
import Web

/// The pages of meetings until a session opens: a council's meetings, one of them, its agenda, whom it calls, and the
/// written opinions.
package struct MeetingPages: Sendable {
    let meetings: Meetings
    let agendas: Agendas
    let papers: Papers
    let opinions: Opinions
    let pages: Pages
    let clock: WallClock

    package init(meetings: Meetings, pages: Pages) throws {
        self.meetings = meetings
        self.pages = pages
        clock = meetings.clock
        agendas = Agendas(meetings: meetings)
        papers = Papers(meetings: meetings)
        opinions = Opinions(papers: papers)
        try pages.require(
            MeetingsPage.self,
            MeetingPage.self,
            AgendaPage.self,
            CallPage.self,
            MatrixPage.self,
            OpinionPage.self,
            AnsweringPage.self
        )
    }

    /// Everybody may read what is public, and answer by link.
    package func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("meetings/:id", use: show)
        router.get("meetings/:id/papers/:paper", use: paper)
        router.get("rsvp/:token", use: answering)
        router.post("rsvp/:token", use: answered)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("councils/:code/meetings", use: list)
        router.post("councils/:code/meetings", use: add)
        router.post("councils/:code/meetings/plan", use: plan)
        router.post("meetings/:id/answer", use: answer)
        router.post("meetings/:id/reschedule", use: reschedule)
        router.post("meetings/:id/cancel", use: cancel)
        router.post("meetings/:id/close-papers", use: closePapers)
        router.get("meetings/:id/call", use: callForm)
        router.post("meetings/:id/call", use: call)
        router.get("meetings/:id/agenda", use: agenda)
        router.post("meetings/:id/agenda", use: addItem)
        router.post("meetings/:id/agenda/:item", use: editItem)
        router.post("meetings/:id/agenda/:item/move", use: moveItem)
        router.post("meetings/:id/agenda/:item/remove", use: removeItem)
        router.post("meetings/:id/agenda/:item/files", use: addPaper)
        router.get("meetings/:id/opinions", use: matrix)
        router.get("meetings/:id/opinions/:item", use: opinionForm)
        router.post("meetings/:id/opinions/:item/files", use: giveOpinion)
        router.get("meetings/:id/opinion-files/:opinion", use: attachment)
    }

    func word(_ key: String, _ context: some VisitContext) -> String { pages.word(key, in: context.language) }

    func crumbs(_ council: Council, _ context: some VisitContext, _ more: Crumb...) -> [Crumb] {
        let title = council.title[context.language]
        let meetings = Crumb(word("councilMeetings", context), "/councils/\(council.code)/meetings")
        return [Crumb(title, "/councils/\(council.code)"), meetings] + more
    }

    /// `14:00–16:00`, or with its day: where a meeting goes on past midnight both days are said.
    static func span(_ from: Date, _ until: Date, withDay: Bool, in language: Language) -> String {
        func time(_ instant: Date) -> String {
            let minutes = Int(instant.timeIntervalSince(Day(of: instant).start) / 60)
            return "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        }
        let day = withDay ? Day(of: from).written(in: language) + (language == .ko ? " " : ", ") : ""
        let end = Day(of: from) == Day(of: until) ? "" : Day(of: until).written(in: language) + " "
        return "\(day)\(time(from))–\(end)\(time(until))"
    }

    /// Does `work` and leads back to the meeting; what is wrong is shown on its page with what was typed.
    func moved(
        _ request: Request,
        _ context: SignedIn,
        saying words: String,
        to path: String = "",
        _ work: (Meeting.ID, FormValues) async throws -> Void
    ) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let form = try await request.form()
        do {
            try await work(id, form)
            return .redirect(to: "/meetings/\(id)\(path)", saying: Flash(.success, word(words, context)))
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return path == "/agenda"
                ? try await agendaPage(id, problem: error.problem, typed: form, in: context)
                : try await page(id, problem: error.problem, typed: form, in: context)
        }
    }

    @Sendable func answer(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "councilAnswered") { id, form in
            try await meetings.answer(
                id,
                form["answer"].flatMap(Invitation.Answer.init(rawValue:)) ?? .waiting,
                seat: form["seat"].map(Seat.ID.init(rawValue:)),
                by: context.actor
            )
        }
    }

    @Sendable func cancel(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "councilCancelled") { id, form in
            // Moving a meeting has a reason on the same page.
            guard let why = form["why"] else { throw CouncilProblem.noReason("why") }
            try await meetings.cancel(id, reason: why, by: context.actor)
        }
    }

    @Sendable func closePapers(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "councilPapersClosed") { id, _ in
            try await meetings.closePapers(id, by: context.actor)
        }
    }

    @Sendable func reschedule(_ request: Request, context: SignedIn) async throws -> Response {
        try await moved(request, context, saying: "councilRescheduled") { id, form in
            let change = Meetings.Change(
                startsAt: try Self.instant(form),
                length: form["length"].map { Int($0) ?? 0 },
                isOnline: form["online"] == "yes",
                place: form["place"] ?? "",
                link: form["link"] ?? "",
                papersDue: try Self.day("papersDue", form),
                opinionsDue: try Self.day("opinionsDue", form)
            )
            try await meetings.reschedule(id, change, reason: form["reason"] ?? "", by: context.actor)
        }
    }

    @Sendable func paper(_ request: Request, context: SiteContext) async throws -> Response {
        try await papers.open(context.requireParameter("paper"), by: context.actor).response(in: context)
    }

    @Sendable func attachment(_ request: Request, context: SignedIn) async throws -> Response {
        try await opinions.attachment(of: context.requireParameter("opinion"), by: context.actor).response(in: context)
    }

    // MARK: - What was typed

    static func day(_ name: String, _ form: FormValues) throws -> Day? {
        guard let text = form[name] else { return nil }
        guard let day = Day(text) else {
            throw CouncilProblem.invalid(
                name,
                LocalizedText("날짜를 2027-02-10처럼 적어 주세요.", en: "Give a day like 2027-02-10.")
            )
        }
        return day
    }

    /// The instant of the fields `day` and `time`, in Seoul.
    static func instant(_ form: FormValues) throws -> Date {
        guard let day = try day("day", form) else {
            throw CouncilProblem.invalid("day", LocalizedText("날짜를 정해 주세요.", en: "Choose a day."))
        }
        guard let minutes = form["time"].flatMap(MeetingDates.minutes(of:)) else {
            throw CouncilProblem.invalid("time", LocalizedText("시각은 14:00처럼 적어 주세요.", en: "Give the time like 14:00."))
        }
        return day.start.addingTimeInterval(Double(minutes) * 60)
    }

    /// Fields for when and where; what was typed stands before what is stored.
    func fields(of meeting: Meeting?, _ typed: FormValues, _ problem: Problem?, in context: some VisitContext)
        -> [FormField]
    {
        func label(_ key: String) -> String { word(key, context) }
        let start = meeting.map { MeetingPages.span($0.startsAt, $0.endsAt, withDay: false, in: .ko).prefix(5) }
        let length = meeting.map { Int($0.endsAt.timeIntervalSince($0.startsAt) / 60) } ?? 120
        func value(_ name: String, _ stored: String?) -> String { typed[name] ?? stored ?? "" }
        let day = meeting.map { Day(of: $0.startsAt).description }
        let isOnline = typed["day"] == nil ? meeting?.isOnline ?? false : typed["online"] == "yes"
        let kinds = [
            FormField.Option("no", label("councilInPerson"), isChosen: !isOnline),
            FormField.Option("yes", label("councilOnline"), isChosen: isOnline),
        ]
        return [
            FormField("day", label("councilDay"), value: value("day", day)).typed("date", required: true),
            FormField("time", label("councilTime"), value: value("time", start.map(String.init) ?? "14:00"))
                .typed("time", required: true),
            FormField("length", label("councilLength"), value: value("length", "\(length)")).typed(
                "number",
                required: true
            ),
            FormField("online", label("councilWay")).choosing(kinds),
            FormField("place", label("councilPlace"), value: value("place", meeting?.place)),
            FormField(
                "link",
                label("councilLink"),
                value: value("link", meeting?.link),
                hint: label("councilLinkHint")
            ).typed("url"),
        ].marked(by: problem, in: context.language)
    }
}

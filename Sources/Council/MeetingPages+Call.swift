import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// Calling a meeting, and answering by link.
extension MeetingPages {
    struct CallPage: Page {
        static let template = "council/call"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let id: String
        let problem: FormProblem?
        let fields: [FormField]
        let seats: [SeatRow]
        let count: String
        /// What comes onto the agenda by itself.
        let carried: [String]
        let hasCarried: Bool
    }

    struct SeatRow: Sendable {
        let id: String
        let institution: String
        let person: String
        let kind: String
        let isChosen: Bool
        let listens: Bool
        /// Whether it can only listen.
        let isObserver: Bool
    }

    @Sendable func callForm(_ request: Request, context: SignedIn) async throws -> Response {
        try await callPage(context.requireParameter("id"), nil, problem: nil, in: context)
    }

    private func callPage(_ id: Meeting.ID, _ typed: FormValues?, problem: Problem?, in context: SignedIn) async throws
        -> Response
    {
        let language = context.language
        let detail = try await meetings.detail(id, by: context.actor)
        guard detail.viewer.isHead else { throw CouncilProblem.headOnly(detail.council.title) }
        guard detail.meeting.stage == .planned else { throw CouncilRefusal(stage: detail.meeting.stage.title) }
        let places = try await meetings.councils.places(in: detail.council.id)
        let chosen = typed.map { Set($0.all("seat")) }
        let listening = Set(typed?.all("observer") ?? [])
        let coming = try await meetings.coming(to: id)
        let meeting = detail.meeting
        let page = CallPage(
            title: word("councilCallTitle", context),
            lead: "\(meeting.title) · " + Self.span(meeting.startsAt, meeting.endsAt, withDay: true, in: language),
            crumbs: crumbs(
                detail.council,
                context,
                Crumb(meeting.title, "/meetings/\(id)"),
                Crumb(word("councilCallTitle", context))
            ),
            id: id.rawValue,
            problem: problem.map { FormProblem($0, in: language) },
            fields: [
                FormField(
                    "papersDue",
                    word("councilPapersDue", context),
                    value: typed?["papersDue"] ?? meeting.papersDue.description
                ).typed("date", required: true),
                FormField(
                    "opinionsDue",
                    word("councilOpinionsDue", context),
                    value: typed?["opinionsDue"] ?? meeting.opinionsDue.description
                ).typed("date", required: true),
            ].marked(by: problem, in: language),
            seats: places.map { place in
                let key = place.seat.id.rawValue
                return SeatRow(
                    id: key,
                    institution: place.institution.title[language],
                    person: place.person?.name ?? word("councilVacant", context),
                    kind: place.seat.kind.title[language],
                    isChosen: chosen?.contains(key) ?? true,
                    listens: place.seat.kind == .observer || listening.contains(key),
                    isObserver: place.seat.kind == .observer
                )
            },
            count: Written.number(places.count),
            carried: coming,
            hasCarried: !coming.isEmpty
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    @Sendable func call(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let form = try await request.form()
        do {
            let listening = Set(form.all("observer"))
            try await meetings.call(
                id,
                seats: form.all("seat").map {
                    Meetings.Called(Seat.ID(rawValue: $0), isObserver: listening.contains($0))
                },
                papersDue: try Self.day("papersDue", form),
                opinionsDue: try Self.day("opinionsDue", form),
                by: context.actor
            )
            return .redirect(to: "/meetings/\(id)", saying: Flash(.success, word("councilCalled", context)))
        } catch let error as any PublicError where error.problem.status == 422 {
            return try await callPage(id, form, problem: error.problem, in: context)
        }
    }

    // MARK: - By link

    struct AnsweringPage: Page {
        static let template = "council/rsvp"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let action: String
        let when: String
        let place: String
        let who: String
        let said: String
        let saidClass: String
        let canAnswer: Bool
        let stage: String
        let choices: [MeetingPage.Choice]
        let id: String
        let problem: FormProblem?
    }

    @Sendable func answering(_ request: Request, context: SiteContext) async throws -> Response {
        try await answeringPage(context.requireParameter("token"), problem: nil, in: context)
    }

    private func answeringPage(_ token: String, problem: Problem?, in context: SiteContext) async throws -> Response {
        let language = context.language
        let found = try await meetings.invitation(by: token)
        let meeting = found.meeting
        let answer = found.invitation.answer
        let page = AnsweringPage(
            title: meeting.title,
            lead: found.council.title[language],
            crumbs: [Crumb(word("councilRsvp", context))],
            action: "/rsvp/\(token)",
            when: Self.span(meeting.startsAt, meeting.endsAt, withDay: true, in: language),
            place: meeting.place ?? word("councilOnline", context),
            who: [found.place.institution.title[language], found.place.person?.name].compactMap { $0 }
                .joined(separator: " · "),
            said: answer.title[language],
            saidClass: answer.chip,
            canAnswer: meeting.isOpenToOpinions,
            stage: meeting.stage.title[language],
            choices: [Invitation.Answer.accepted, .tentative, .declined].map {
                MeetingPage.Choice(value: $0.rawValue, label: $0.title[language], isChosen: $0 == answer)
            },
            id: meeting.id.rawValue,
            problem: problem.map { FormProblem($0, in: language) }
        )
        var response = try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
        // The address is a secret: it is kept nowhere on the way, and shown to no search engine.
        response.headers[.cacheControl] = "no-store"
        response.headers[text: "X-Robots-Tag"] = "noindex"
        response.headers[text: "Referrer-Policy"] = "no-referrer"
        return response
    }

    @Sendable func answered(_ request: Request, context: SiteContext) async throws -> Response {
        let token: String = try context.requireParameter("token")
        let form = try await request.form()
        do {
            try await meetings.answer(by: token, form["answer"].flatMap(Invitation.Answer.init(rawValue:)) ?? .waiting)
            return .redirect(to: "/rsvp/\(token)", saying: Flash(.success, word("councilAnswered", context)))
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try await answeringPage(token, problem: error.problem, in: context)
        }
    }
}

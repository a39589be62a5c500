import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// One meeting's page.
extension MeetingPages {
    @Sendable func show(_ request: Request, context: SiteContext) async throws -> Response {
        try await page(context.requireParameter("id"), problem: nil, typed: FormValues([]), in: context)
    }

    func page(_ id: Meeting.ID, problem: Problem?, typed: FormValues, in context: some VisitContext) async throws
        -> Response
    {
        let actor = context.visit.actor
        let detail = try await meetings.detail(id, by: actor)
        guard actor != nil || detail.isPublic else { throw SignInRequired() }
        var own: [Opinions.Row] = []
        if let actor, detail.viewer.isInvited { own = try await opinions.own(in: id, by: actor) }
        let page = meetingPage(detail, own: own, problem: problem, typed: typed, in: context)
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    private func meetingPage(
        _ detail: Meetings.Detail,
        own: [Opinions.Row],
        problem: Problem?,
        typed: FormValues,
        in context: some VisitContext
    ) -> MeetingPage {
        let (meeting, viewer, language) = (detail.meeting, detail.viewer, context.language)
        func label(_ key: String) -> String { word(key, context) }
        let asked = asked(of: detail, own: own, in: context)
        let isBefore = [.planned, .called, .papersClosed].contains(meeting.stage)
        // Joining is attendance, which is taken from when papers are closed.
        let isOpen = meeting.stage == .papersClosed || meeting.stage == .inSession
        let planned = Int(meeting.endsAt.timeIntervalSince(meeting.startsAt) / 60)
        func due(_ key: String, _ day: Day) -> MeetingPage.Due {
            MeetingPage.Due(
                name: label(key),
                day: day.written(in: language),
                badge: isBefore ? DueBadge(day, today: clock.today, in: language) : nil
            )
        }
        let order: [Invitation.Answer] = [.accepted, .tentative, .declined, .waiting]
        let canRun = viewer.isHead && isBefore
        return MeetingPage(
            title: meeting.title,
            lead: detail.council.title[language],
            crumbs: crumbs(detail.council, context, Crumb(meeting.title)),
            id: meeting.id.rawValue,
            stage: meeting.stage.title[language],
            stageClass: meeting.stage.chip,
            problem: problem.map { FormProblem($0, in: language) },
            isCancelled: meeting.stage == .cancelled,
            reason: meeting.reason,
            asked: asked,
            isAsked: !asked.isEmpty,
            when: Self.span(meeting.startsAt, meeting.endsAt, withDay: true, in: language),
            place: meeting.place ?? label("councilOnline"),
            join: isOpen && meeting.isOnline && viewer.isInside ? "/join/\(meeting.id)" : nil,
            joinLater: isBefore && !isOpen && meeting.isOnline && viewer.isInside,
            held: Self.held(meeting, pages, in: language),
            heldText: pages.word(
                [.papersClosed, .inSession].contains(meeting.stage) ? "councilUnderWayText" : "councilOverText",
                in: language
            ),
            due: [due("councilPapersDue", meeting.papersDue), due("councilOpinionsDue", meeting.opinionsDue)],
            agenda: agendaRows(detail, own: own.first, in: context),
            hasAgenda: !detail.agenda.isEmpty,
            isDraft: meeting.stage == .planned && !detail.agenda.isEmpty,
            hasHidden: detail.hasHidden && viewer.isSignedIn,
            overrun: detail.minutes > planned
                ? pages.word(
                    "councilOverrun",
                    in: language,
                    with: ["count": Written.number(detail.minutes - planned)]
                ) : nil,
            total: pages.word("councilTotal", in: language, with: ["count": Written.number(detail.minutes)]),
            answers: viewer.isSignedIn
                ? order.compactMap { answer in
                    detail.answers[answer].map {
                        MeetingPage.Count(name: answer.title[language], count: Written.number($0))
                    }
                } : [],
            invited: detail.invited.map { attendee($0, in: language) },
            hasInvited: !detail.invited.isEmpty,
            invitedCount: Written.number(detail.invited.count),
            proof: Timeline(detail.proof.map { Timeline.Entry($0[language]) }, isProse: true),
            hasProof: viewer.isSignedIn && !detail.proof.isEmpty,
            changes: Timeline(
                detail.changes.map { change in
                    Timeline.Entry(
                        pages.word(
                            "councilMovedFrom",
                            in: language,
                            with: [
                                "from": Written.instant(change.from, in: language),
                                "to": Written.instant(change.to, in: language),
                            ]
                        ),
                        quote: change.reason,
                        when: Written.instant(change.at, in: language)
                    )
                }
            ),
            hasChanges: !detail.changes.isEmpty,
            canRun: canRun,
            canCall: canRun && meeting.stage == .planned,
            canEdit: canRun && meeting.isOpenToAgenda,
            canClose: canRun && meeting.stage == .called,
            canMove: canRun,
            seesOpinions: viewer.isInside && meeting.stage != .planned && meeting.stage != .cancelled,
            hasActions: canRun,
            move: moveFields(of: meeting, typed, problem, in: context),
            cancel: FormField("reason", label("councilCancelReason"), value: typed["reason"] ?? "").required
        )
    }

    private func moveFields(
        of meeting: Meeting,
        _ typed: FormValues,
        _ problem: Problem?,
        in context: some VisitContext
    )
        -> [FormField]
    {
        fields(of: meeting, typed, problem, in: context)
            + [
                FormField(
                    "papersDue",
                    word("councilPapersDue", context),
                    value: typed["papersDue"] ?? "",
                    hint: word("councilDueHint", context)
                ).typed("date"),
                FormField("opinionsDue", word("councilOpinionsDue", context), value: typed["opinionsDue"] ?? "")
                    .typed("date"),
                FormField("reason", word("councilMoveReason", context), value: typed["reason"] ?? "").required,
            ].marked(by: problem, in: context.language)
    }

    private func attendee(_ attendee: Meetings.Attendee, in language: Language) -> MeetingPage.Attendee {
        let isListener = attendee.invitation.isObserver || attendee.place.seat.kind == .observer
        return MeetingPage.Attendee(
            institution: attendee.place.institution.title[language],
            person: attendee.place.person?.name ?? "–",
            kind: (isListener ? Seat.Kind.observer : attendee.place.seat.kind).title[language],
            answer: attendee.invitation.answer.title[language],
            answerClass: attendee.invitation.answer.chip
        )
    }

    /// What the reader is asked for: an answer to the invitation, opinions, papers.
    private func asked(of detail: Meetings.Detail, own: [Opinions.Row], in context: some VisitContext)
        -> [MeetingPage.Asked]
    {
        let (meeting, language) = (detail.meeting, context.language)
        guard meeting.isOpenToOpinions else { return [] }
        let mine = Set(detail.viewer.seats.map(\.id))
        let several = mine.count > 1
        var asked = detail.invited.filter { mine.contains($0.place.seat.id) }.map { attendee in
            let answer = attendee.invitation.answer
            let name = attendee.place.institution.title[language]
            return MeetingPage.Asked(
                title: word(answer == .waiting ? "councilWillYou" : "councilYouSaid", context),
                text: several ? name : "",
                due: DueBadge(Day(of: meeting.startsAt), today: clock.today, in: language),
                path: "/meetings/\(meeting.id)/answer",
                action: "",
                isAnswer: true,
                seat: attendee.place.seat.id.rawValue,
                choices: [Invitation.Answer.accepted, .tentative, .declined].map {
                    MeetingPage.Choice(value: $0.rawValue, label: $0.title[language], isChosen: $0 == answer)
                }
            )
        }
        let due = DueBadge(meeting.opinionsDue, today: clock.today, in: language)
        asked += own.compactMap { row in
            guard row.missing > 0, let first = firstOpen(row, in: detail) else { return nil }
            return MeetingPage.Asked(
                title: pages.word(
                    "councilOpinionsAsked",
                    one: "councilOpinionAsked",
                    count: row.missing,
                    in: language
                ),
                text: several ? row.place.institution.title[language] : "",
                due: due,
                path: "/meetings/\(meeting.id)/opinions/\(first)?seat=\(row.place.seat.id)",
                action: word("councilGiveOpinion", context),
                isAnswer: false,
                seat: "",
                choices: []
            )
        }
        return asked
    }

    private func firstOpen(_ row: Opinions.Row, in detail: Meetings.Detail) -> AgendaItem.ID? {
        let items = detail.agenda.map(\.item).filter(\.isAsked)
        return zip(items, row.opinions).first { $0.1 == nil }?.0.id
    }

    /// The agenda as it is drawn, with what the reader may add to each item.
    func agendaRows(_ detail: Meetings.Detail, own: Opinions.Row?, in context: some VisitContext) -> [AgendaRow] {
        let (meeting, language) = (detail.meeting, context.language)
        let asked = detail.agenda.map(\.item).filter(\.isAsked)
        return detail.agenda.map { node in
            let item = node.item
            let said = own.flatMap { row in
                asked.firstIndex { $0.id == item.id }.flatMap { $0 < row.opinions.count ? row.opinions[$0] : nil }
            }
            let takesOpinion = own != nil && item.isAsked && item.stage == .waiting && meeting.isOpenToOpinions
            let takesPaper = detail.viewer.keeps(item) && meeting.isOpenToAgenda && item.stage == .waiting
            let presenter = item.presenter.flatMap { context.visit.actor == nil ? nil : detail.people[$0]?.name }
            let institution = item.institution.flatMap { detail.institutions[$0]?.title[language] }
            return AgendaRow(
                id: item.id.rawValue,
                number: node.number,
                depth: node.depth,
                title: item.title,
                kind: item.kind.title[language],
                time: Self.span(node.startsAt, node.endsAt, withDay: false, in: language),
                iso: node.startsAt.timestamp,
                minutes: pages.word("councilMinutes", in: language, with: ["count": "\(item.minutes)"]),
                text: item.text.isEmpty ? nil : item.text,
                by: institution == nil && presenter == nil
                    ? nil : [institution, presenter].compactMap { $0 }.joined(separator: " · "),
                visibility: item.visibility.title[language],
                isRestricted: item.visibility == .council,
                isWithdrawn: item.stage == .withdrawn,
                carried: item.carriedFrom != nil,
                links: links(of: item, in: detail, context),
                papers: papers(of: item, in: detail, language),
                hasPapers: detail.papers[item.id]?.isEmpty == false,
                upload: takesPaper ? "/meetings/\(meeting.id)/agenda/\(item.id)/files" : nil,
                opinion: takesOpinion
                    ? "/meetings/\(meeting.id)/opinions/\(item.id)?seat=\(own?.place.seat.id.rawValue ?? "")" : nil,
                opinionWord: said?.position.title[language] ?? word("councilGiveOpinion", context)
            )
        }
    }

    private func links(of item: AgendaItem, in detail: Meetings.Detail, _ context: some VisitContext) -> [Link] {
        var links: [Link] = []
        if let suggestion = item.suggestion.flatMap({ detail.suggestions[$0] }), context.visit.actor != nil {
            links.append(
                Link(
                    "\(word("councilSuggestion", context)) \(suggestion.receipt)",
                    "/suggestions/\(suggestion.receipt)"
                )
            )
        }
        return links
    }

    private func papers(of item: AgendaItem, in detail: Meetings.Detail, _ language: Language) -> [AgendaRow.PaperRow] {
        var seen: Set<String> = []
        return (detail.papers[item.id] ?? []).map { paper in
            let isNewest = seen.insert(paper.name).inserted
            let revision = language == .ko ? "\(paper.revision)판" : "rev. \(paper.revision)"
            return AgendaRow.PaperRow(
                path: "/meetings/\(detail.meeting.id)/papers/\(paper.id)",
                name: paper.name,
                note: "\(revision) · \(Written.bytes(paper.size)) · \(Written.instant(paper.at, in: language))",
                isLate: paper.isLate,
                isOld: !isNewest
            )
        }
    }
}

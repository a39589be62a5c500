import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// Written opinions: who said what, and giving one's own.
extension MeetingPages {
    struct MatrixPage: Page {
        static let template = "council/opinions"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let id: String
        let due: DueBadge?
        let tabs: [Link]
        let items: [Item]
        let rows: [MatrixRow]
        let empty: EmptyState?
        let caption: String
        let pagination: Pagination?

        struct Item: Sendable {
            let number: String
            let title: String
            let totals: [Total]
        }

        struct Total: Sendable {
            let name: String
            let count: String
            let kind: String
        }
    }

    struct MatrixRow: Sendable {
        let institution: String
        let person: String
        let missing: String?
        let cells: [Cell]
    }

    struct Cell: Sendable {
        /// The item, for a telephone.
        let label: String
        let word: String
        let kind: String
        let isLate: Bool
        let text: String?
        let by: String?
        let file: String?
        let fileName: String
    }

    private static let pageSize = 50

    @Sendable func matrix(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let language = context.language
        let query = request.query
        let onlyOpen = query["show"] == "unanswered"
        let number = max(1, query["page"].flatMap { Int($0) } ?? 1)
        let matrix = try await opinions.matrix(
            of: id,
            onlyUnanswered: onlyOpen,
            offset: min(number - 1, 1_000_000) * Self.pageSize,
            limit: Self.pageSize,
            by: context.actor
        )
        let detail = try await meetings.heading(id)
        let path = "/meetings/\(id)/opinions"
        let items = zip(matrix.items, matrix.totals).map { node, totals in
            MatrixPage.Item(
                number: node.number,
                title: node.item.title,
                totals: Opinion.Position.allCases.compactMap { position in
                    totals[position].map {
                        MatrixPage.Total(
                            name: position.title[language],
                            count: Written.number($0),
                            kind: position.chip
                        )
                    }
                }
            )
        }
        let page = MatrixPage(
            title: word("councilOpinions", context),
            lead: matrix.meeting.title,
            crumbs: crumbs(
                detail.council,
                context,
                Crumb(matrix.meeting.title, "/meetings/\(id)"),
                Crumb(word("councilOpinions", context))
            ),
            id: id.rawValue,
            due: matrix.meeting.isOpenToOpinions
                ? DueBadge(matrix.meeting.opinionsDue, today: clock.today, in: language) : nil,
            tabs: [
                Link(word("councilEverySeat", context), path, count: matrix.seats, isCurrent: !onlyOpen),
                Link(
                    word("councilUnanswered", context),
                    "\(path)?show=unanswered",
                    count: matrix.unanswered,
                    isCurrent: onlyOpen
                ),
            ],
            items: items,
            rows: matrix.rows.map { matrixRow($0, matrix, in: context) },
            empty: matrix.items.isEmpty
                ? EmptyState(word("councilNothingAsked", context), word("councilNothingAskedText", context))
                : matrix.rows.isEmpty
                    ? EmptyState(word("councilAllAnswered", context), word("councilAllAnsweredText", context)) : nil,
            caption: pages.word(
                "councilMatrixCaption",
                in: language,
                with: ["seats": Written.number(matrix.seats), "open": Written.number(matrix.unanswered)]
            ),
            pagination: Pagination(
                page: number,
                of: max(1, (matrix.count + Self.pageSize - 1) / Self.pageSize),
                path: path,
                query: query
            )
        )
        return try pages.render(page, in: context)
    }

    private func matrixRow(_ row: Opinions.Row, _ matrix: Opinions.Matrix, in context: SignedIn) -> MatrixRow {
        let language = context.language
        return MatrixRow(
            institution: row.place.institution.title[language],
            person: row.place.person?.name ?? word("councilVacant", context),
            missing: row.missing > 0
                ? pages.word("councilMissing", in: language, with: ["count": Written.number(row.missing)]) : nil,
            cells: zip(matrix.items, row.opinions).map { node, opinion in
                Cell(
                    label: "\(node.number) \(node.item.title)",
                    word: opinion?.position.title[language] ?? word("councilNoAnswer", context),
                    kind: opinion?.position.chip ?? "",
                    isLate: opinion?.isLate ?? false,
                    text: opinion.flatMap { $0.text.isEmpty ? nil : $0.text },
                    by: opinion.map { Written.instant($0.at, in: language) },
                    file: opinion?.attachment == nil
                        ? nil : "/meetings/\(matrix.meeting.id)/opinion-files/\(opinion?.id.rawValue ?? "")",
                    fileName: opinion?.attachmentName ?? ""
                )
            }
        )
    }

    // MARK: - One's own

    struct OpinionPage: Page {
        static let template = "council/opinion"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let action: String
        let meeting: String
        let problem: FormProblem?
        let item: AgendaRow
        let seat: String
        let seatName: String
        let isLate: Bool
        let due: DueBadge
        let fields: [FormField]
        let earlier: Timeline
        let hasEarlier: Bool
        let limit: String
    }

    @Sendable func opinionForm(_ request: Request, context: SignedIn) async throws -> Response {
        try await opinionPage(request.query["seat"], FormValues([]), problem: nil, in: context)
    }

    private func opinionPage(_ chosen: String?, _ typed: FormValues, problem: Problem?, in context: SignedIn)
        async throws
        -> Response
    {
        let id: Meeting.ID = try context.requireParameter("id")
        let item: AgendaItem.ID = try context.requireParameter("item")
        let language = context.language
        try await agendas.require(item, in: id)
        let seat = chosen.map(Seat.ID.init(rawValue:))
        if problem == nil { try await opinions.require(item, seat: seat, by: context.actor) }
        let detail = try await meetings.detail(id, by: context.actor)
        let own = try await opinions.own(in: id, by: context.actor)
        guard let row = own.first(where: { $0.place.seat.id == seat }) ?? own.first,
            let drawn = agendaRows(detail, own: row, in: context).first(where: { $0.id == item.rawValue })
        else { throw CouncilProblem.notAsked }
        let history = try await opinions.history(on: item, of: row.place.seat.id, by: context.actor)
        let last = history.first { !$0.isReplaced }
        let meeting = detail.meeting
        let page = OpinionPage(
            title: word("councilOpinionTitle", context),
            lead: "\(drawn.number) \(drawn.title)",
            crumbs: crumbs(
                detail.council,
                context,
                Crumb(meeting.title, "/meetings/\(id)"),
                Crumb(word("councilOpinionTitle", context))
            ),
            action: "/meetings/\(id)/opinions/\(item)/files",
            meeting: id.rawValue,
            problem: problem.map { FormProblem($0, in: language) },
            item: drawn,
            seat: row.place.seat.id.rawValue,
            seatName: row.place.institution.title[language],
            isLate: clock.today > meeting.opinionsDue,
            due: DueBadge(meeting.opinionsDue, today: clock.today, in: language),
            fields: [
                FormField(
                    "position",
                    word("councilYourPosition", context),
                    value: typed["position"] ?? last?.position.rawValue ?? ""
                ).choosing(Opinion.Position.allCases.map { FormField.Option($0.rawValue, $0.title[language]) })
                    .required,
                FormField(
                    "text",
                    word("councilOpinionText", context),
                    value: typed["text"] ?? last?.text ?? "",
                    hint: word("councilOpinionHint", context)
                ).lines(6),
            ].marked(by: problem, in: language),
            earlier: Timeline(
                history.map { opinion in
                    Timeline.Entry(
                        opinion.position.title[language],
                        text: opinion.isLate ? word("councilLate", context) : nil,
                        quote: opinion.text.isEmpty ? nil : opinion.text,
                        when: Written.instant(opinion.at, in: language),
                        path: opinion.attachment == nil ? nil : "/meetings/\(id)/opinion-files/\(opinion.id)",
                        state: opinion.isReplaced ? .past : .now
                    )
                }
            ),
            hasEarlier: !history.isEmpty,
            limit: Written.bytes(PaperStore.limit)
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    @Sendable func giveOpinion(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let item: AgendaItem.ID = try context.requireParameter("item")
        try await agendas.require(item, in: id)
        let (form, file) =
            request.isMultipart ? try await receive(request, in: context) : (try await request.form(), nil)
        do {
            guard let position = form["position"].flatMap(Opinion.Position.init(rawValue:)) else {
                if let file { papers.store.discard(file.file) }
                throw CouncilProblem.noPosition
            }
            let opinion = try await opinions.give(
                on: item,
                position,
                text: form["text"] ?? "",
                attachment: file,
                seat: form["seat"].map(Seat.ID.init(rawValue:)),
                by: context.actor
            )
            let said = word(opinion.isLate ? "councilOpinionLate" : "councilOpinionGiven", context)
            return .redirect(to: "/meetings/\(id)", saying: Flash(.success, said))
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try await opinionPage(form["seat"], form, problem: error.problem, in: context)
        }
    }
}

extension Opinion.Position {
    /// The class of its chip.
    var chip: String {
        switch self {
        case .agree: "ok"
        case .agreeWithChanges: "soon"
        case .disagree: "late"
        case .none: "info"
        }
    }
}

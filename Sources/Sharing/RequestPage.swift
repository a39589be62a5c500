import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Statute
import Web

/// One request: what was asked, what happened, when it must be decided and why then, and what may be done now.
struct RequestPage: Page {
    static let template = "sharing/request"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let id: String
    let stage: String
    let stageClass: String
    private(set) var facts: [Fact]
    let quotes: [Fact]
    let history: Timeline
    let due: DueBadge?
    let dueDay: String
    /// Whether the period was kept, once it is decided.
    let kept: Kept?
    let isWithdrawn: Bool
    let clock: Timeline
    let notice: String?
    let grant: String?
    /// What can be asked for instead of what was refused: columns, in one line.
    let offer: String?
    /// What was typed into a form that can no longer be sent.
    let typed: [String]
    let hasTyped: Bool
    let canAsk: Bool
    let canAnswer: Bool
    let canExtend: Bool
    let canDecide: Bool
    let canWithdraw: Bool
    let canTransfer: Bool
    let hasActions: Bool
    let ask: FormField
    let answer: FormField
    let withdraw: FormField
    /// How far, how often and when a period may be extended, as the law of the request has it.
    let extendLaw: String?
    let extend: [FormField]
    let transfer: [FormField]
    let problem: FormProblem?

    struct Kept: Sendable {
        let text: String
        let chip: String
        let chipClass: String
    }

    struct Fact: Sendable {
        let name: String
        let text: String
        let path: String?

        init(_ name: String, _ text: String, _ path: String? = nil) {
            self.name = name
            self.text = text
            self.path = path
        }
    }

    init(
        _ detail: SharingRequests.Detail,
        holders: [SharingRequests.LikelyHolder],
        offer: [String],
        problem: Problem?,
        typed: FormValues,
        today: Day,
        for actor: Actor,
        _ pages: Pages,
        in language: Language
    ) {
        func word(_ key: String) -> String { pages.word(key, in: language) }
        let request = detail.request
        let asker = (detail.deemedRequester ?? detail.requester).title[language]
        let holder = (detail.deemedProvider ?? detail.provider).title[language]
        let name = detail.dataset.name[language]
        title = pages.word("sharingRequestTitle", in: language, with: ["name": name])
        lead = pages.word("sharingRequestLead", in: language, with: ["asker": asker, "holder": holder])
        crumbs = [Crumb(word("sharingTitle"), "/requests"), Crumb(name)]
        id = request.id.rawValue
        stage = request.stage.title[language]
        stageClass = request.stage.chip
        facts = [
            Fact(word("sharingData"), name, "/datasets/\(detail.dataset.id)"), Fact(word("sharingAsker"), asker),
            Fact(word("sharingHolder"), holder), Fact(word("sharingUntil"), request.until.written(in: language)),
            Fact(word("sharingColumns"), request.columns?.joined(separator: ", ") ?? word("sharingAllColumns")),
            Fact(word("sharingLaw"), detail.law?[language] ?? request.pack),
        ]
        if let mediation = request.refusal?.mediation {
            facts.append(Fact(word("sharingMediationUntil"), mediation.due.written(in: language)))
        }
        if let earlier = request.follows {
            facts.append(Fact(word("sharingFollows"), word("sharingFollowsSee"), "/requests/\(earlier)"))
        }
        facts += detail.followedBy.map { next in
            let day = Written.day(next.receivedAt, in: language)
            return Fact(
                word("sharingFollowedBy"),
                "\(day) · \(next.stage.title[language])",
                "/requests/\(next.id)"
            )
        }
        if let other = detail.suggestedHolder {
            facts.append(Fact(word("sharingTransferTo"), other.title[language], "/institutions/\(other.code)"))
        }
        quotes =
            [Fact(word("sharingPurpose"), request.purpose), Fact(word("sharingMethod"), request.method)]
            + (request.condition.map { [Fact(word("sharingCondition"), $0)] } ?? [])
        history = Timeline(Self.history(detail, today: today, pages, in: language))
        let day = request.due
        due = request.isOpen ? day.map { DueBadge($0.due, today: today, in: language) } : nil
        dueDay = day?.due.written(in: language) ?? "–"
        kept = detail.kept.map {
            Kept(text: $0.text[language], chip: $0.title[language], chipClass: $0.daysLate > 0 ? "late" : "ok")
        }
        isWithdrawn = request.stage == .withdrawn
        clock = Timeline((day?.proof ?? []).map { Timeline.Entry($0[language]) }, isProse: true)
        notice = detail.notice?[language]
        grant = detail.grant?.id.rawValue
        self.offer = offer.isEmpty ? nil : offer.joined(separator: ", ")
        self.typed = problem?.status == 409 ? ["text", "reason", "finding", "note"].compactMap { typed[$0] } : []
        hasTyped = !self.typed.isEmpty
        func may(_ move: SharingRequest.Move, _ permission: SharingMove, _ institution: Institution.ID) -> Bool {
            let side: SharingRequest.Side = [.answer, .withdraw].contains(move) ? .requester : .provider
            return permission.isAllowed(for: actor, at: institution) && (try? request.applying(move, from: side)) != nil
        }
        canAsk = may(.ask, .ask, request.provider)
        canAnswer = may(.answer, .answer, request.requester)
        let extended = try? request.extending(from: .provider, on: today, under: detail.extensionRule)
        canExtend = extended != nil && SharingMove.extend.isAllowed(for: actor, at: request.provider)
        canDecide = may(.grant, .decide, request.provider)
        canWithdraw = may(.withdraw, .withdraw, request.requester)
        canTransfer = may(.transfer, .decide, request.provider)
        hasActions = canAsk || canAnswer || canExtend || canWithdraw || canTransfer
        ask = FormField("text", word("sharingAskText"), value: canAsk ? typed["text"] ?? "" : "").lines(3).required
        answer =
            FormField("text", word("sharingAnswerText"), value: canAnswer ? typed["text"] ?? "" : "").lines(3)
            .required
        withdraw = FormField("reason", word("sharingWithdrawReason"), value: typed["reason"] ?? "").required
        extendLaw = detail.extensionRule.map { rule in
            let key = rule.beforeDue ?? true ? "sharingExtendLawInTime" : "sharingExtendLaw"
            return pages.word(key, in: language, with: rule.words(pages, in: language))
        }
        let most = detail.extensionRule.map { String($0.days) }
        extend = [
            FormField("days", word("sharingExtendDays"), value: typed["days"] ?? most ?? "")
                .typed("number", required: true)
                .with {
                    $0.min = "1"
                    $0.max = most
                },
            FormField("reason", word("sharingExtendReason"), value: typed["reason"] ?? "").required,
        ].marked(by: problem, in: language)
        transfer = [
            FormField(
                "to",
                word("sharingTransferTo"),
                value: typed["to"] ?? "",
                hint: holders.isEmpty
                    ? nil
                    : word("sharingLikely") + " "
                        + holders.map { "\($0.institution.title[language]) \($0.institution.code)" }
                        .joined(separator: ", ")
            ).suggesting(holders.map(\.institution.code)).required,
            FormField("reason", word("sharingTransferReason"), value: typed["reason"] ?? "").required,
        ].marked(by: problem, in: language)
        self.problem = problem.map { FormProblem($0, in: language) }
    }

    private static func history(_ detail: SharingRequests.Detail, today: Day, _ pages: Pages, in language: Language)
        -> [Timeline.Entry]
    {
        func word(_ key: String) -> String { pages.word(key, in: language) }
        let request = detail.request
        var entries = [
            Timeline.Entry(
                word("sharingReceivedStep"),
                text: [detail.person?.name, detail.requester.title[language]].compactMap { $0 }
                    .joined(separator: " · "),
                when: Written.instant(request.receivedAt, in: language)
            )
        ]
        entries += detail.clarifications.map { said in
            Timeline.Entry(
                word(said.entry.isQuestion ? "sharingAsked" : "sharingAnswered"),
                text: said.person?.name,
                quote: said.entry.text,
                when: Written.instant(said.entry.at, in: language)
            )
        }
        if request.extendedDays > 0 {
            entries.append(
                Timeline.Entry(
                    pages.word(
                        "sharingExtendedBy",
                        one: "sharingExtendedByOne",
                        count: request.extendedDays,
                        in: language
                    ),
                    quote: request.extensionReason
                )
            )
        }
        if let decidedAt = request.decidedAt {
            entries.append(
                Timeline.Entry(
                    request.stage.title[language],
                    text: detail.decidedBy?.name,
                    quote: request.note ?? request.refusal?.finding,
                    when: Written.instant(decidedAt, in: language),
                    state: .now
                )
            )
        } else if request.isOpen {
            if let due = request.due?.due, today > due {
                entries.append(
                    Timeline.Entry(
                        word("sharingPeriodOver"),
                        text: request.extendedDays == 0
                            ? detail.extensionRule.flatMap { overdue($0, pages, in: language) } : nil,
                        when: due.written(in: language),
                        state: .due
                    )
                )
            }
            entries.append(
                Timeline.Entry(
                    word("sharingDecision"),
                    when: request.due?.due.written(in: language),
                    state: .next,
                    stateWord: word("sharingWaiting")
                )
            )
        } else {
            entries.append(Timeline.Entry(request.stage.title[language], state: .now))
        }
        return entries
    }
}

extension RequestPage {
    /// Why a period that has passed is not extended any more.
    private static func overdue(_ rule: ClockRule.Extension, _ pages: Pages, in language: Language) -> String? {
        guard rule.beforeDue ?? true else { return nil }
        return pages.word("sharingExtendOver", in: language, with: ["citation": rule.citation[language]])
    }
}

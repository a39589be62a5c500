import Directory
import Foundation
import Kernel
import Web

/// One suggestion from what was said to what was done: the chain, and what the reader may do now.
struct SuggestionPage: Page {
    static let template = "council/suggestion"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let receipt: String
    let stage: String
    let stageClass: String
    /// How long it has stood where it stands.
    let days: String
    let problem: FormProblem?
    let said: [String]
    let course: Timeline
    let policy: String?
    let outcome: String?
    let facts: [Fact]
    let due: DueBadge?
    let dueDay: String?
    let owner: String
    let joined: [String]
    let hasJoined: Bool
    let links: [Evidence]
    let hasLinks: Bool
    let mergedInto: Link?
    let mergedHere: [Link]
    let hasMerged: Bool
    let mayJoin: Bool
    let mayLink: Bool
    let mayWithdraw: Bool
    /// The step that is the only one, else nil.
    let onlyMove: String?
    let moveTitle: String
    let hasMoves: Bool
    let fields: [FormField]
    let evidence: [FormField]
    let similar: [SuggestionPages.Alike]
    let hasSimilar: Bool

    struct Fact: Sendable {
        let name: String
        let text: String
    }

    struct Evidence: Sendable {
        let title: String
        let path: String
    }

    init(
        _ chain: Suggestions.Chain,
        similar: [Suggestions.Similar],
        meetings: [(meeting: Meeting, council: Council)],
        problem: Problem?,
        typed: FormValues,
        today: Day,
        days: String,
        _ pages: Pages,
        in language: Language
    ) {
        func word(_ key: String) -> String { pages.word(key, in: language) }
        let suggestion = chain.entry.suggestion
        let home = chain.entry.institution.title[language]
        title = suggestion.title
        lead = "\(suggestion.kind.title[language]) · \(suggestion.receipt) · \(home)"
        crumbs = [Crumb(word("councilSuggestions"), "/suggestions"), Crumb(suggestion.receipt)]
        receipt = suggestion.receipt
        stage = suggestion.stage.title[language]
        stageClass = suggestion.stage.chip
        self.days = days
        self.problem = problem.map { FormProblem($0, in: language) }
        said = suggestion.text.split(separator: "\n").map(String.init)
        course = Timeline(Self.course(chain, word, in: language))
        policy = suggestion.policy
        outcome = suggestion.outcome
        facts = [
            Fact(name: word("councilSuggestionReceipt"), text: suggestion.receipt),
            Fact(name: word("councilSuggestionRaiser"), text: "\(home) \(chain.raiser?.name ?? "")"),
            Fact(name: word("councilSuggestionRaisedAt"), text: Written.day(suggestion.raisedAt, in: language)),
            Fact(name: word("councilSuggestionSector"), text: suggestion.sector?.title[language] ?? "–"),
            Fact(name: word("councilSuggestionRaisers"), text: Written.number(chain.entry.raisers)),
        ]
        due = suggestion.stage.isOpen ? suggestion.due.map { DueBadge($0, today: today, in: language) } : nil
        dueDay = suggestion.stage.isOpen ? suggestion.due?.written(in: language) : nil
        owner = chain.entry.owner.title[language]
        joined = chain.joined.map { "\($0.institution.title[language]) \($0.name)" }
        hasJoined = !chain.joined.isEmpty
        links = chain.links.compactMap { link in
            EvidenceLink.path(of: link.target).map {
                Evidence(title: link.label.isEmpty ? link.target : link.label, path: $0)
            }
        }
        hasLinks = !links.isEmpty
        mergedInto = chain.mergedInto.map { Link("\($0.receipt) \($0.title)", "/suggestions/\($0.receipt)") }
        mergedHere = chain.mergedHere.map { Link("\($0.receipt) \($0.title)", "/suggestions/\($0.receipt)") }
        hasMerged = !chain.mergedHere.isEmpty
        mayJoin = chain.mayJoin
        mayLink = chain.mayLink
        mayWithdraw = chain.moves.contains(.withdraw)
        let moves = chain.moves.filter { $0 != .withdraw && $0 != .merge }
        onlyMove = moves.count == 1 ? moves[0].rawValue : nil
        moveTitle = moves.count == 1 ? moves[0].title[language] : word("councilSuggestionDo")
        hasMoves = !moves.isEmpty
        fields = Self.fields(moves, meetings, typed, word, in: language).marked(by: problem, in: language)
        evidence = [
            FormField(
                "target",
                word("councilEvidenceTarget"),
                value: typed["target"] ?? "",
                hint: word("councilEvidenceHint")
            ).required,
            FormField("label", word("councilEvidenceLabel"), value: typed["label"] ?? ""),
        ].marked(by: problem, in: language)
        self.similar = similar.map { SuggestionPages.Alike($0.entry, in: language) }
        hasSimilar = !similar.isEmpty
    }

    /// The fields of the steps that may be done: what each needs, once.
    private static func fields(
        _ moves: [Suggestion.Move],
        _ meetings: [(meeting: Meeting, council: Council)],
        _ typed: FormValues,
        _ word: (String) -> String,
        in language: Language
    ) -> [FormField] {
        guard !moves.isEmpty else { return [] }
        var fields: [FormField] = []
        if moves.count > 1 {
            fields.append(
                FormField("move", word("councilSuggestionNext"), value: typed["move"] ?? moves[0].rawValue)
                    .choosing(moves.map { FormField.Option($0.rawValue, $0.title[language]) })
            )
        }
        let needsReason = moves.allSatisfy { Suggestion.needsReason($0) }
        let text = FormField(
            "text",
            word("councilSuggestionReply"),
            value: typed["text"] ?? "",
            hint: word("councilSuggestionReplyHint")
        ).lines(4)
        fields.append(needsReason ? text.required : text)
        if moves.contains(.putOnAgenda) {
            fields.append(
                FormField(
                    "meeting",
                    word("councilSuggestionMeeting"),
                    value: typed["meeting"] ?? "",
                    hint: word("councilSuggestionMeetingHint")
                ).selecting(
                    [FormField.Option("", "–")]
                        + meetings.map { meeting, council in
                            FormField.Option(
                                meeting.id.rawValue,
                                "\(council.title[language]) · \(Written.day(meeting.startsAt, in: language))"
                            )
                        }
                )
            )
        }
        if moves.contains(.makePolicy) || moves.contains(.accept) {
            fields.append(
                FormField(
                    "owner",
                    word("councilSuggestionOwner"),
                    value: typed["owner"] ?? "",
                    hint: word("councilSuggestionOwnerHint")
                )
            )
        }
        if moves.contains(.postpone) || moves.contains(.makePolicy) {
            fields.append(
                FormField(
                    "due",
                    word("councilSuggestionDue"),
                    value: typed["due"] ?? "",
                    hint: word(moves.contains(.postpone) ? "councilSuggestionReviewHint" : "councilSuggestionDueHint")
                ).typed("date")
            )
        }
        return fields
    }

    /// Everything that was done, by time: steps, agenda items, decisions and actions.
    private static func course(_ chain: Suggestions.Chain, _ word: (String) -> String, in language: Language)
        -> [Timeline.Entry]
    {
        var done: [(at: Date, entry: Timeline.Entry)] = []
        let last = chain.steps.count - 1
        for (place, step) in chain.steps.enumerated() {
            let item =
                step.step.move == .putOnAgenda
                ? chain.items.first { $0.meeting.createdAt <= step.step.at } ?? chain.items.first : nil
            let meeting = item.map {
                "\($0.council.title[language]) · \(Written.day($0.meeting.startsAt, in: language))"
            }
            done.append(
                (
                    step.step.at,
                    Timeline.Entry(
                        step.step.stage.title[language],
                        text: (["\(step.institution[language]) \(step.name)"] + [meeting].compactMap { $0 })
                            .joined(separator: " · "),
                        quote: step.step.text.isEmpty ? nil : step.step.text,
                        when: Written.day(step.step.at, in: language),
                        path: item.map { "/meetings/\($0.meeting.id)" },
                        state: place == last && chain.entry.suggestion.stage.isOpen ? .now : .past
                    )
                )
            )
        }
        done += chain.decisions.map { decision in
            (
                decision.at,
                Timeline.Entry(
                    "\(word("councilDecisionWord")) \(decision.number)",
                    text: decision.effect.isEmpty ? nil : decision.effect,
                    quote: decision.text,
                    when: Written.day(decision.at, in: language),
                    path: "/decisions"
                )
            )
        }
        done += chain.actions.map { action in
            (
                action.action.createdAt,
                Timeline.Entry(
                    "\(word("councilActionWord")) \(action.action.number)",
                    text: "\(action.owner[language]) · \(action.action.stage.title[language]) "
                        + "\(action.action.progress)% · \(action.action.due.written(in: language))",
                    quote: [action.action.text, action.report?.text ?? ""].filter { !$0.isEmpty }
                        .joined(separator: "\n"),
                    when: Written.day(action.action.createdAt, in: language),
                    path: "/actions/\(action.action.number)"
                )
            )
        }
        return done.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element.entry)
    }
}

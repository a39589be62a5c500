import Directory
import Foundation
import Hummingbird
import Kernel
import Ledger
import Statute
import Web

/// The pages under `/ledger`: every act in words, what proves it, and the signed notes.
struct LedgerPages: Sendable {
    let platform: Platform
    let acts: Acts
    let pages: Pages
    private let sight: LedgerSight

    init(_ platform: Platform, pages: Pages) throws {
        self.platform = platform
        acts = platform.acts
        sight = LedgerSight(platform)
        self.pages = pages
        try pages.require(ListPage.self, ActPage.self, CheckpointsPage.self)
    }

    func addRoutes(to router: some RouterMethods<SiteContext>) {
        // Anybody may check the ledger without trusting who keeps it.
        router.get("ledger/checkpoints", use: checkpoints)
        router.get("ledger/checkpoints/:size", use: note)
    }

    func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("ledger", use: list)
        router.get("ledger/:seq", use: show)
        router.get("ledger/:seq/proof.json", use: proof)
    }

    func wording(_ context: some VisitContext) -> Wording { Wording(pages: pages, language: context.language) }

    // MARK: - List

    struct ListPage: Page {
        static let template = "app/ledger"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let scope: String?
        let fields: [FormField]
        let subject: String?
        let subjectTitle: String?
        let withoutSubject: String
        let isFiltered: Bool
        let problem: FormProblem?
        let rows: [Row]
        let hasRows: Bool
        let empty: EmptyState?
        let newer: String?
        let older: String?

        struct Row: Sendable {
            let path: String
            let seq: String
            let sentence: String
            let subject: String
            let subjectPath: String?
            let note: String?
            let who: String
            let whoPath: String?
            let institution: String?
            let at: String
            let iso: String
        }
    }

    static let pageSize = 50

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> Response {
        let (say, values, actor) = (wording(context), request.query, context.actor)
        let (search, problem) = try await search(values, by: actor, say)
        let size = try await acts.size()
        let found =
            problem == nil
            ? try await acts.search(
                search,
                before: values["before"].flatMap { Int64($0) },
                after: values["after"].flatMap { Int64($0) },
                limit: Self.pageSize
            ) : .none
        let words = try await ActWords(found.acts, platform, say)
        func link(_ name: String, _ seq: Int64) -> String {
            "/ledger?"
                + values.query(without: ["before", "after", "lang", "theme", "text"], adding: [(name, "\(seq)")])
        }
        let filters: Set<String> = ["kind", "subject", "institution", "who", "from", "until"]
        let rest = values.query(without: ["subject", "before", "after", "lang", "theme", "text"])
        let kinds = try await acts.kinds().map { FormField.Option($0, ActWords.sentence($0, say)) }
            .sorted { $0.label < $1.label }
        let page = ListPage(
            title: say("ledgerTitle"),
            lead: say("ledgerLead", ["count": Written.number(Int(size))]),
            crumbs: [Crumb(say("ledgerTitle"))],
            scope: sight.readsAll(actor) || search.subject != nil ? nil : say("ledgerOwnOnly"),
            fields: [
                FormField("kind", say("ledgerKind"), value: values["kind"] ?? "")
                    .selecting([FormField.Option("", say("ledgerEveryKind"))] + kinds),
                FormField("institution", say("ledgerInstitution"), value: values["institution"] ?? "")
                    .with { $0.placeholder = say("ledgerInstitutionExample") },
                FormField("who", say("ledgerWho"), value: values["who"] ?? "")
                    .with { $0.placeholder = say("ledgerWhoExample") },
                FormField("from", say("ledgerFrom"), value: values["from"] ?? "").typed("date"),
                FormField("until", say("ledgerUntil"), value: values["until"] ?? "").typed("date"),
            ].marked(by: problem, in: context.language),
            subject: search.subject,
            subjectTitle: search.subject.map { subject in
                found.acts.first.map { words.subject($0).title } ?? subject
            },
            withoutSubject: "/ledger" + (rest.isEmpty ? "" : "?\(rest)"),
            isFiltered: filters.contains { values[$0] != nil },
            problem: problem.map { FormProblem($0, in: context.language) },
            rows: found.acts.map { Self.row($0, words) },
            hasRows: !found.acts.isEmpty,
            empty: found.acts.isEmpty && problem == nil
                ? EmptyState(
                    say("ledgerNothing"),
                    say("ledgerNothingText"),
                    action: Link(say("ledgerAll"), "/ledger")
                ) : nil,
            newer: found.newer.map { link("after", $0) },
            older: found.older.map { link("before", $0) }
        )
        return try pages.render(page, in: context, status: problem == nil ? .ok : .unprocessableContent)
    }

    static func row(_ act: Act, _ words: ActWords) -> ListPage.Row {
        let (who, subject) = (words.who(act), words.subject(act))
        return ListPage.Row(
            path: "/ledger/\(act.seq)",
            seq: Written.number(Int(act.seq)),
            sentence: words.sentence(act),
            subject: subject.title,
            subjectPath: subject.path,
            note: words.note(act),
            who: who.name,
            whoPath: who.path,
            institution: who.institution,
            at: instant(act.at, in: words.say.language),
            iso: act.at
        )
    }

    /// An instant of the ledger as it is written in Seoul.
    static func instant(_ text: String, in language: Language) -> String {
        let strategy = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return (try? Date(text, strategy: strategy)).map { Written.instant($0, in: language) } ?? text
    }

    /// What was asked for, narrowed to what `actor` may read.
    private func search(_ values: FormValues, by actor: Actor, _ say: Wording) async throws -> (Acts.Search, Problem?) {
        var search = Acts.Search()
        search.kind = values["kind"]
        search.subject = values["subject"]
        func wrong(_ field: String, _ message: LocalizedText) -> Problem {
            Problem.invalid(
                "app/ledger-search",
                LocalizedText("찾는 조건을 확인해 주세요.", en: "Please check what you look for."),
                field,
                message
            )
        }
        for field in ["from", "until"] {
            guard let text = values[field] else { continue }
            guard let day = Day(text) else {
                return (
                    search,
                    wrong(field, LocalizedText("2026-11-23과 같은 날짜를 적어 주세요.", en: "Give a day such as 2026-11-23."))
                )
            }
            if field == "from" { search.from = day } else { search.until = day }
        }
        do {
            if let email = values["who"] { search.person = try await platform.people.find(email).id.rawValue }
        } catch let error as any PublicError {
            return (search, wrong("who", error.problem.title))
        }
        do {
            if let key = values["institution"] {
                let institution = try await platform.institutions.find(InstitutionPick.key(key))
                search.institutions = try await platform.institutions.answeredFor(by: institution.id).map(\.rawValue)
            }
        } catch let error as any PublicError {
            return (search, wrong("institution", error.problem.title))
        }
        if let subject = search.subject {
            guard try await sight.isReadable(subject, by: actor) else {
                try RecordMove.seeActs.require(of: actor, at: Institution.ID(rawValue: ""))
                return (search, nil)
            }
        } else if !sight.readsAll(actor) {
            let own = Set(actor.held.filter { RecordMove.seeActs.own.contains($0.role) }.map(\.institution.rawValue))
            search.institutions = search.institutions.map { $0.filter(own.contains) } ?? Array(own)
        }
        return (search, nil)
    }

    // MARK: - One act

    /// The Act that an act was done under, by name; nil where it was under none, or its rule pack is not shipped.
    private func law(of act: Act) -> LocalizedText? {
        guard let pack = ActWords.payload(act)["pack"]?.text else { return nil }
        return (try? platform.statutes.pack(pack))?.act
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> Response {
        let act = try await sight.act(context.requireParameter("seq"), by: context.actor)
        let say = wording(context)
        let proof = try await acts.proof(of: act.seq)
        let page = ActPage(act, proof, try await ActWords([act], platform, say), law: law(of: act), say)
        return try pages.render(page, in: context)
    }

    @Sendable private func proof(_ request: Request, context: SignedIn) async throws -> Response {
        let act = try await sight.act(context.requireParameter("seq"), by: context.actor)
        let proof = try JSONEncoder.api.encode(await acts.proof(of: act.seq))
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/json; charset=utf-8",
                .contentDisposition: "attachment; filename=\"maru-proof-\(act.seq).json\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: proof))
        )
    }
}

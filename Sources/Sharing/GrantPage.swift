import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Statute
import Web

/// One grant: what was agreed, what the share holds, until when, and how it ends.
struct GrantPage: Page {
    static let template = "sharing/grant"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let id: String
    let stage: String
    let stageClass: String
    let problem: FormProblem?
    /// While the share is being made.
    let progress: ProgressPart?
    /// Why there is none.
    let failure: FormProblem?
    let canRemake: Bool
    /// Whether the person who looks may ask questions over it now.
    let canAsk: Bool
    let terms: [TableTerms]
    let tables: [SharedTable]
    let hasShare: Bool
    let facts: [RequestPage.Fact]
    let until: String
    let due: DueBadge?
    let duties: [String]
    let canRevoke: Bool
    let canClose: Bool
    let revoke: FormField
    let close: FormField
    let ended: String?

    struct TableTerms: Sendable {
        let name: String
        let columns: [Column]
        let filter: String?
        let group: String?
    }

    struct Column: Sendable {
        let name: String
        let way: String
        let isChanged: Bool
    }

    struct SharedTable: Sendable {
        let name: String
        let rows: String
        let columns: String
        let bytes: String
        let sha256: String
        let suppressed: String?
        let isLinked: Bool
    }
}

extension GrantPages {
    @Sendable func show(_ request: Request, context: SignedIn) async throws -> Response {
        try await page(context.requireParameter("id"), FormValues([]), problem: nil, in: context)
    }

    private func page(_ id: Grant.ID, _ typed: FormValues, problem: Problem?, in context: SignedIn) async throws
        -> Response
    {
        let language = context.language
        let detail = try await grants.detail(id, by: context.actor)
        let grant = detail.grant
        let job = grant.stage == .making ? try await grants.making(id, by: context.actor) : nil
        let isOwn = grant.person == context.actor.person
        let isLiving = grant.stage == .making || grant.stage == .active
        let name = detail.dataset.name[language]
        let holder = (detail.deemedProvider ?? detail.provider).title[language]
        let page = GrantPage(
            title: pages.word("sharingGrantTitle", in: language, with: ["name": name]),
            lead: grant.purpose,
            crumbs: [
                Crumb(word("sharingTitle", context), "/requests"), Crumb(word("sharingGrants", context), "/grants"),
                Crumb(name),
            ],
            id: id.rawValue,
            stage: grant.stage.title[language],
            stageClass: grant.stage.chip,
            problem: problem.map { FormProblem($0, in: language) },
            progress: grant.stage == .making
                ? job.map {
                    ProgressPart(
                        job: $0.id.rawValue,
                        then: "/grants/\(id)",
                        title: word("sharingMaking", context),
                        percent: $0.percent
                    )
                } : nil,
            failure: grant.stage == .failed
                ? FormProblem(detail.failure ?? SharingProblem.shareFailed, in: language) : nil,
            canRemake: grant.stage == .failed && grant.until >= clock.today
                && SharingMove.remake.isAllowed(for: context.actor, at: grant.provider),
            canAsk: isOwn && grant.stage == .active && grant.until >= clock.today,
            terms: try await terms(grant, in: language),
            tables: (grant.manifest?.tables ?? []).map { table in
                GrantPage.SharedTable(
                    name: table.name,
                    rows: Written.number(table.rows),
                    columns: Written.number(table.columns.count),
                    bytes: Written.bytes(table.bytes),
                    sha256: table.sha256,
                    suppressed: table.suppressed > 0 ? Self.rows(table.suppressed, pages, in: language) : nil,
                    isLinked: table.isLinked
                )
            },
            hasShare: grant.stage == .active && grant.manifest != nil,
            facts: [
                RequestPage.Fact(word("sharingData", context), name, "/datasets/\(grant.dataset)"),
                RequestPage.Fact(word("sharingHolder", context), holder),
                RequestPage.Fact(word("sharingPerson", context), detail.person?.name ?? "–"),
                RequestPage.Fact(word("sharingMethod", context), grant.method),
                RequestPage.Fact(word("sharingSourceVersion", context), String(grant.sourceVersion)),
                RequestPage.Fact(word("sharingBegan", context), Written.day(grant.createdAt, in: language)),
            ]
                + (grant.request.map {
                    [
                        RequestPage.Fact(
                            word("sharingRequest", context),
                            word("sharingSeeRequest", context),
                            "/requests/\($0)"
                        )
                    ]
                } ?? [])
                + [
                    RequestPage.Fact(
                        word("sharingRecord", context),
                        word("sharingSeeRecord", context),
                        "/ledger?subject=grant/\(id)"
                    )
                ],
            until: grant.until.written(in: language),
            due: isLiving ? DueBadge(grant.until, today: clock.today, in: language, soon: 30) : nil,
            duties: try statutes.pack(on: clock.today).duties.map { $0.text[language] },
            canRevoke: isLiving && SharingMove.revoke.isAllowed(for: context.actor, at: grant.provider),
            canClose: isLiving && isOwn,
            revoke: FormField("reason", word("sharingRevokeReason", context), value: typed["reason"] ?? "").lines(2)
                .required.marked(by: problem, in: language),
            close: FormField(
                "statement",
                word("sharingCloseStatement", context),
                value: typed["statement"] ?? "",
                hint: word("sharingCloseHint", context)
            ).lines(2).required.marked(by: problem, in: language),
            // Why it failed is said above, in words.
            ended: grant.stage == .failed
                ? nil
                : grant.endedAt.map {
                    [Written.instant($0, in: language), grant.endReason].compactMap { $0 }.joined(separator: " · ")
                }
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    private func terms(_ grant: Grant, in language: Language) async throws -> [GrantPage.TableTerms] {
        grant.terms.sorted { $0.key < $1.key }.map { name, terms in
            let shared = grant.manifest?.tables.first { $0.name == name }
            let columns = terms.columns ?? shared?.columns.map(\.name) ?? []
            return GrantPage.TableTerms(
                name: name,
                columns: columns.map { column in
                    let spec = terms.transforms[column] ?? "keep"
                    return GrantPage.Column(
                        name: column,
                        way: Self.way(spec, pages, in: language),
                        isChanged: spec != "keep"
                    )
                },
                filter: terms.filter,
                group: terms.minimumGroup.map {
                    Self.group($0, over: terms.quasiIdentifiers ?? shared?.quasiIdentifiers ?? [], pages, in: language)
                }
            )
        }
    }

    /// What a transform does, in words: `앞 3자만`.
    static func way(_ spec: String, _ pages: Pages, in language: Language) -> String {
        let parts = spec.split(separator: ":", maxSplits: 1).map(String.init)
        let keys = [
            "keep": "sharingWayKeep", "pseudonymise": "sharingWayPseudonym", "mask": "sharingWayMask",
            "prefix": "sharingWayPrefix", "band": "sharingWayBand", "round": "sharingWayRound",
            "year": "sharingWayYear", "month": "sharingWayMonth",
        ]
        guard let key = parts.first.flatMap({ keys[$0] }) else { return spec }
        // `mask` alone leaves nothing of a value.
        if key == "sharingWayMask", parts.count == 1 { return pages.word("sharingWayMaskAll", in: language) }
        let words = pages.word(key, in: language)
        return parts.count > 1 ? words.replacing(/\bn/, with: parts[1], maxReplacements: 1) : words
    }

    /// Which rows a minimum group leaves out: `구, 야간이 같은 행이 5행보다 적으면 뺍니다.`
    static func group(_ size: Int, over columns: [String], _ pages: Pages, in language: Language) -> String {
        pages.word(
            columns.count == 1 ? "sharingGroupOne" : "sharingGroup",
            in: language,
            with: ["size": Written.number(size), "names": columns.joined(separator: ", ")]
        )
    }

    /// `3행`; in English `1 row`, `3 rows`.
    static func rows(_ count: Int, _ pages: Pages, in language: Language) -> String {
        pages.word("sharingRowCount", one: "sharingRowCountOne", count: count, in: language)
    }

    /// Ends a grant and shows it again; a form that is wrong comes back with what was typed.
    private func ended(
        _ request: Request,
        _ context: SignedIn,
        saying words: String,
        _ move: (Grant.ID, FormValues) async throws -> Void
    ) async throws -> Response {
        let id: Grant.ID = try context.requireParameter("id")
        return try await request.moved(to: "/grants/\(id)", saying: Flash(.success, word(words, context))) { form in
            try await move(id, form)
        } again: { form, problem in
            try await page(id, form, problem: problem, in: context)
        }
    }

    @Sendable func remake(_ request: Request, context: SignedIn) async throws -> Response {
        try await ended(request, context, saying: "sharingRemadeNow") { id, _ in
            _ = try await grants.remake(id, by: context.actor)
        }
    }

    @Sendable func revoke(_ request: Request, context: SignedIn) async throws -> Response {
        try await ended(request, context, saying: "sharingRevokedNow") { id, form in
            _ = try await grants.revoke(id, reason: form["reason"] ?? "", by: context.actor)
        }
    }

    @Sendable func close(_ request: Request, context: SignedIn) async throws -> Response {
        try await ended(request, context, saying: "sharingClosedNow") { id, form in
            _ = try await grants.close(id, statement: form["statement"] ?? "", by: context.actor)
        }
    }
}

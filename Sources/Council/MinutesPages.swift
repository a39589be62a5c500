import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Web

/// The minutes of a meeting: read, corrected, adopted, taken along.
package struct MinutesPages: Sendable {
    let minutes: Minutes
    let printer: Printer
    let pages: Pages

    package init(minutes: Minutes, printer: Printer, pages: Pages) throws {
        self.minutes = minutes
        self.printer = printer
        self.pages = pages
        try pages.require(MinutesPage.self, MinutesSheet.self)
    }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("meetings/:id/minutes", use: show)
        router.post("meetings/:id/minutes", use: change)
        router.get("meetings/:id/minutes/file", use: file)
        router.get("api/v1/meetings/:id/minutes/file", use: file)
    }

    private func word(_ key: String, _ language: Language, _ values: [String: String] = [:]) -> String {
        pages.word(key, in: language, with: values)
    }

    struct MinutesPage: Page {
        static let template = "council/minutes"
        let title: String
        let lead: String
        let crumbs: [Crumb]
        let id: String
        let problem: FormProblem?
        let chip: String
        let chipClass: String
        /// The text as it is read; nil while there is none.
        let prose: Prose?
        let revision: Int
        let hash: String?
        let hashPath: String
        let revisions: [Revision]
        let canDraft: Bool
        let notYet: Bool
        let canEdit: Bool
        let canAdopt: Bool
        let isEditing: Bool
        let text: FormField
        let base: Int
        /// After a conflict: the other's text, to be put together with one's own.
        let theirs: String?
    }

    struct Revision: Sendable {
        let path: String
        let title: String
        let who: String
        let isCurrent: Bool
        let isAdopted: Bool
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> Response {
        let wanted = request.query["revision"].flatMap { Int($0) }
        return try await page(
            context.requireParameter("id"),
            revision: wanted,
            isEditing: request.query["edit"] != nil,
            in: context
        )
    }

    @Sendable private func change(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let form = try await request.form()
        let here = "/meetings/\(id)/minutes"
        do {
            switch form["move"] {
            case "draft":
                let language = form["language"].flatMap(Language.init(rawValue:)) ?? .ko
                try await minutes.draft(id, in: language, by: context.actor)
                return .redirect(to: here)
            case "adopt":
                try await minutes.adopt(id, revision: form["revision"].flatMap { Int($0) } ?? 0, by: context.actor)
                let said = Flash(.success, word("councilMinutesAdopted", context.language))
                return .redirect(to: here, saying: said)
            case "edit":
                let base = form["base"].flatMap { Int($0) } ?? 0
                try await minutes.edit(id, form.raw("text") ?? "", base: base, by: context.actor)
                return .redirect(to: here)
            default:
                throw BadParameter("move", LocalizedText("draft, edit, adopt 가운데 하나", en: "draft, edit or adopt"))
            }
        } catch let conflict as MinutesConflict {
            return try await page(
                id,
                isEditing: form["move"] == "edit",
                typed: form.raw("text"),
                conflict: conflict,
                problem: conflict.problem,
                in: context
            )
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try await page(
                id,
                isEditing: form["move"] == "edit",
                typed: form.raw("text"),
                problem: error.problem,
                in: context
            )
        }
    }

    private func page(
        _ id: Meeting.ID,
        revision: Int? = nil,
        isEditing: Bool = false,
        typed: String? = nil,
        conflict: MinutesConflict? = nil,
        problem: Problem? = nil,
        in context: SignedIn
    ) async throws -> Response {
        let language = context.language
        let reading = try await minutes.read(id, by: context.actor)
        let shown = reading.revisions.first { $0.revision == revision } ?? reading.latest
        let isOpen = reading.isHead && reading.meeting.stage == .minutesDrafted
        let title = word("councilMinutesOf", language, ["meeting": reading.meeting.title])
        let page = MinutesPage(
            title: title,
            lead: word(
                "councilSessionLead",
                language,
                [
                    "council": reading.council.title[language],
                    "when": Written.instant(reading.meeting.startsAt, in: language),
                ]
            ),
            crumbs: [
                Crumb(reading.council.title[language], "/councils/\(reading.council.code)"),
                Crumb(reading.meeting.title, "/meetings/\(id)"), Crumb(word("councilMinutes", language)),
            ],
            id: id.rawValue,
            problem: problem.map { FormProblem($0, in: language) },
            chip: shown.map { revision in
                word(
                    revision.isAdopted ? "councilRevisionAdopted" : "councilRevision",
                    language,
                    ["number": String(revision.revision)]
                )
            } ?? reading.meeting.stage.title[language],
            chipClass: shown?.isAdopted == true ? "ok" : "",
            prose: shown.map { Prose($0.text) },
            revision: shown?.revision ?? 0,
            hash: shown.flatMap { $0.isAdopted ? $0.sha256 : nil },
            hashPath: "/ledger?subject=meeting/\(id)",
            revisions: reading.revisions.reversed().map { revision in
                Revision(
                    path: "/meetings/\(id)/minutes?revision=\(revision.revision)",
                    title: word("councilRevision", language, ["number": String(revision.revision)]),
                    who: [
                        revision.person.flatMap { reading.names[$0] } ?? word("councilWroteItself", language),
                        Written.instant(revision.at, in: language),
                    ].joined(separator: " · "),
                    isCurrent: revision.revision == shown?.revision,
                    isAdopted: revision.isAdopted
                )
            },
            canDraft: reading.isHead && reading.meeting.stage == .adjourned,
            notYet: reading.revisions.isEmpty,
            canEdit: isOpen && !isEditing,
            canAdopt: isOpen && !isEditing && shown?.revision == reading.latest?.revision,
            isEditing: isOpen && isEditing,
            text: FormField(
                "text",
                word("councilMinutesText", language),
                value: typed ?? reading.latest?.text ?? "",
                hint: word("councilMinutesTextHint", language)
            ).lines(30, code: true).required.marked(by: problem, in: language),
            base: conflict?.latest.revision ?? reading.latest?.revision ?? 0,
            theirs: conflict.flatMap { $0.base == 0 || !isEditing ? nil : $0.latest.text }
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    // MARK: - Files

    /// `?format=md|pdf&revision=…`: the adopted or latest revision unless another is named; `account=ko|en` is what
    /// happened, written afresh.
    @Sendable private func file(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let format = request.query["format"] ?? "md"
        guard ["md", "pdf"].contains(format) else {
            throw BadParameter("format", LocalizedText("md 또는 pdf", en: "md or pdf"))
        }
        let reading = try await minutes.read(id, by: context.actor)
        let text: String
        var standing = ""
        var language = context.language
        if let wanted = request.query["account"] {
            guard let known = Language(rawValue: wanted) else {
                throw BadParameter("account", LocalizedText("ko 또는 en", en: "ko or en"))
            }
            language = known
            text = try await minutes.account(of: id, in: known, by: context.actor)
            standing = word("councilAccount", known)
        } else {
            let number = request.query["revision"].flatMap { Int($0) }
            guard
                let revision = number.map({ wanted in reading.revisions.first { $0.revision == wanted } })
                    ?? reading.adopted ?? reading.latest
            else { throw CouncilProblem.noMinutes }
            text = revision.text
            standing =
                revision.isAdopted
                ? "SHA-256 \(revision.sha256)"
                : word("councilDraftOf", language, ["number": String(revision.revision)])
        }
        let name = "minutes-\(Day(of: reading.meeting.startsAt))-\(reading.meeting.number)"
        if format == "md" { return Self.answer(Data(text.utf8), "text/markdown; charset=utf-8", "\(name).md") }
        let prose = Prose(text, address: { _ in nil })
        let sheet = MinutesSheet(prose, title: prose.title ?? reading.meeting.title, standing: standing, in: language)
        let pdf = try await printer.pdf(of: pages.part(sheet, in: language))
        return Self.answer(pdf, "application/pdf", "\(name).pdf")
    }

    private static func answer(_ data: Data, _ type: String, _ name: String) -> Response {
        var response = Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
        response.headers[.contentType] = type
        response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        response.headers[.cacheControl] = "private, no-store"
        return response
    }
}

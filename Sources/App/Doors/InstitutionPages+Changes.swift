import Directory
import Foundation
import Hummingbird
import Kernel
import Statute
import Web

// What the secretariat does to institutions: each has a page that says what it will do, and does it once.
extension InstitutionPages {
    func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("institutions/new", use: blank)
        router.post("institutions/new", use: add)
        for change in Change.allCases {
            router.get("institutions/:code/\(change.rawValue)") { request, context in
                let institution = try await self.institution(in: context)
                let page = try await self.page(change, institution, request.query, problem: nil, in: context)
                return try pages.render(page, in: context)
            }
            router.post("institutions/:code/\(change.rawValue)") { request, context in
                let institution = try await self.institution(in: context)
                let form = try await request.form()
                return try await pages.change(form, in: context) { form, problem in
                    try await self.page(change, institution, form, problem: problem, in: context)
                } doing: {
                    try await self.apply(change, to: institution, form, in: context)
                }
            }
        }
    }

    /// What happens to an institution that there is.
    enum Change: String, CaseIterable, Sendable {
        case rename, merge, split, abolish

        var title: String {
            switch self {
            case .rename: "institutionRename"
            case .merge: "institutionMerge"
            case .split: "institutionSplit"
            case .abolish: "institutionAbolish"
            }
        }

        /// What it leads to, a sentence each.
        var consequences: [String] {
            switch self {
            case .rename: ["institutionRenameKeeps", "institutionRenameDay"]
            case .merge: ["institutionMergeEnds", "institutionMergeCases", "institutionMergePeople"]
            case .split: ["institutionSplitEnds", "institutionSplitFirst", "institutionSplitPeople"]
            case .abolish: ["institutionAbolishEnds", "institutionAbolishCases", "institutionAbolishPeople"]
            }
        }
    }

    private func institution(in context: SignedIn) async throws -> Institution {
        try DirectoryMove.manageInstitutions.require(of: context.actor, at: nil)
        return try await institutions.find(context.requireParameter("code"))
    }

    private func page(
        _ change: Change,
        _ institution: Institution,
        _ form: FormValues,
        problem: Problem?,
        in context: SignedIn
    ) async throws -> ChangePage {
        let say = wording(context)
        let name = institution.title[context.language]
        return ChangePage(
            say(change.title),
            lead: name,
            crumbs: [
                Crumb(say("institutionTitle"), "/institutions"), Crumb(name, institution.path),
                Crumb(say(change.title)),
            ],
            action: "\(institution.path)/\(change.rawValue)",
            problem: problem,
            fields: try await fields(change, institution, form, say),
            consequences: change.consequences.map { say($0) },
            submit: say(change.title),
            isDanger: change != .rename,
            back: institution.path,
            in: context.language
        )
    }

    private func fields(_ change: Change, _ institution: Institution, _ form: FormValues, _ say: Wording) async throws
        -> [FormField]
    {
        func text(_ name: String, _ label: String, hint: String? = nil, value: String? = nil) -> FormField {
            FormField(name, say(label), value: form[name] ?? value ?? "", hint: hint.map { say($0) })
        }
        func day(_ name: String, _ label: String, hint: String? = nil, value: Day? = nil) -> FormField {
            text(name, label, hint: hint, value: value?.description).typed("date", required: true)
        }
        let ground = text("ground", "institutionGround", hint: "institutionGroundHint").required
        switch change {
        case .rename:
            return [
                text("name", "institutionNewName", value: form.names.isEmpty ? institution.name : nil).required,
                text("nameEn", "institutionNewNameEn", value: form.names.isEmpty ? institution.nameEn : nil),
                day("from", "institutionRenameFrom", value: clock.today).with { $0.max = clock.today.description },
                ground,
            ]
        case .merge, .split:
            let others = try await suggestions(without: institution, say.language)
            let first = change == .merge ? "from" : "into"
            let label = change == .merge ? "institutionMergeFrom" : "institutionSplitInto"
            let needed = change == .merge ? 1 : 2
            let picks = Self.names(first).enumerated().map { place, name in
                FormField(
                    name,
                    say(label, ["number": "\(place + 1)"]),
                    value: form[name] ?? "",
                    hint: place == 0 ? say("institutionPickHint") : nil
                ).suggesting(others).with { $0.isRequired = place < needed }
            }
            return picks + [day("since", "institutionFirstDay", hint: "institutionFirstDayHint"), ground]
        case .abolish:
            return [day("until", "institutionLastDay"), ground]
        }
    }

    /// The fields for several institutions: `into`, `into2`, …
    private static func names(_ first: String) -> [String] { [first] + (2...4).map { "\(first)\($0)" } }

    /// The institutions to pick from while typing; where there are thousands, they are typed.
    func suggestions(without institution: Institution?, _ language: Language) async throws -> [String] {
        let all = try await institutions.list().filter { $0.id != institution?.id }
        return all.count > 500 ? [] : all.map { $0.suggestion(in: language) }
    }

    private func apply(_ change: Change, to institution: Institution, _ form: FormValues, in context: SignedIn)
        async throws -> Response
    {
        let (say, key) = (wording(context), institution.id.rawValue)
        let ground = form["ground"] ?? ""
        func day(_ name: String) throws -> Day {
            guard let day = form[name].flatMap({ Day($0) }) else { throw AppProblem.noDay(name) }
            return day
        }
        func picked(_ first: String) -> [String] { Self.names(first).compactMap { form[$0] }.map(InstitutionPick.key) }
        func done(_ path: String, _ word: String, _ values: [String: String]) -> Response {
            .redirect(to: path, saying: Flash(.success, say(word, values)))
        }
        switch change {
        case .rename:
            let renamed = try await institutions.rename(
                key,
                to: LocalizedText(form["name"] ?? "", en: form["nameEn"]),
                since: day("from"),
                ground: ground,
                by: context.actor
            )
            return done(renamed.path, "institutionRenameDone", ["name": renamed.title[context.language]])
        case .merge:
            let (codes, since) = (picked("from"), try day("since"))
            let heir = try await institutions.merge(codes, into: key, since: since, ground: ground, by: context.actor)
            return done(
                heir.path,
                "institutionMergeDone",
                ["count": "\(codes.count)", "name": heir.title[context.language], "day": say.day(since)]
            )
        case .split:
            let (codes, since) = (picked("into"), try day("since"))
            let heir = try await institutions.split(key, into: codes, since: since, ground: ground, by: context.actor)
            return done(
                "/institutions/\(institution.id)",
                "institutionSplitDone",
                ["name": heir.title[context.language], "day": say.day(since)]
            )
        case .abolish:
            let until = try day("until")
            _ = try await institutions.abolish(key, until: until, ground: ground, by: context.actor)
            return done("/institutions/\(institution.id)", "institutionAbolishDone", ["day": say.day(until)])
        }
    }

    // MARK: - A new one

    @Sendable private func blank(_ request: Request, context: SignedIn) async throws -> Response {
        try pages.render(try await newPage(request.query, problem: nil, in: context), in: context)
    }

    private func newPage(_ form: FormValues, problem: Problem?, in context: SignedIn) async throws -> ChangePage {
        try DirectoryMove.manageInstitutions.require(of: context.actor, at: nil)
        let say = wording(context)
        func text(_ name: String, _ label: String, hint: String? = nil) -> FormField {
            FormField(name, say(label), value: form[name] ?? "", hint: hint.map { say($0) })
        }
        let kinds = try kinds().map { FormField.Option($0.id, $0.name[context.language]) }
        return ChangePage(
            say("institutionAdd"),
            crumbs: [Crumb(say("institutionTitle"), "/institutions"), Crumb(say("institutionAdd"))],
            action: "/institutions/new",
            problem: problem,
            fields: [
                text("name", "institutionNewName").required, text("nameEn", "institutionNewNameEn"),
                text("code", "institutionCode", hint: "institutionCodeHint").required,
                text("kind", "institutionKind").selecting(kinds).required,
                text("parent", "institutionParent", hint: "institutionParentHint")
                    .suggesting(try await suggestions(without: nil, context.language)),
                text("region", "institutionRegion"),
                FormField("from", say("institutionSince"), value: form["from"] ?? clock.today.description)
                    .typed("date", required: true),
            ],
            consequences: [say("institutionAddNext"), say("institutionAddKeeps")],
            submit: say("institutionAdd"),
            back: "/institutions",
            in: context.language
        )
    }

    @Sendable private func add(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        return try await pages.change(form, in: context) { form, problem in
            try await newPage(form, problem: problem, in: context)
        } doing: {
            guard let since = form["from"].flatMap({ Day($0) }) else { throw AppProblem.noDay("from") }
            let made = try await institutions.add(
                Institutions.Draft(
                    code: form["code"] ?? "",
                    name: form["name"] ?? "",
                    nameEn: form["nameEn"],
                    kind: form["kind"] ?? "",
                    parent: form["parent"].map(InstitutionPick.key),
                    region: form["region"],
                    since: since
                ),
                by: context.actor
            )
            let flash = Flash(.success, wording(context)("institutionAddDone", ["name": made.title[context.language]]))
            return .redirect(to: made.path, saying: flash)
        }
    }
}

/// What this room's forms refuse, in words.
enum AppProblem {
    /// A day that was not given, or is none.
    static func noDay(_ field: String) -> Problem {
        Problem(
            "app/no-day",
            LocalizedText("입력한 내용을 확인해 주세요.", en: "Please check what you entered."),
            status: 422,
            fields: [
                Problem.Field(
                    field,
                    LocalizedText("2026-11-23과 같은 날짜를 적어 주세요.", en: "Give a day such as 2026-11-23.")
                )
            ]
        )
    }
}

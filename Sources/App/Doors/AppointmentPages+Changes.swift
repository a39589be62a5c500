import Directory
import Foundation
import Hummingbird
import Kernel
import Statute
import Web

// Giving and ending roles, and what is done to a person's account by those who look after it.
extension AppointmentPages {
    // MARK: - Appointing

    @Sendable func blank(_ request: Request, context: SignedIn) async throws -> Response {
        let page = try await appointPage(request.query, problem: nil, warnings: [], in: context)
        return try pages.render(page, in: context)
    }

    private func appointPage(_ form: FormValues, problem: Problem?, warnings: [LocalizedText], in context: SignedIn)
        async throws -> ChangePage
    {
        let say = wording(context)
        let institution = try await institutions.find(context.requireParameter("code"))
        try DirectoryMove.appointOther.require(of: context.actor, at: institution.id)
        let roles = Role.allCases.filter {
            DirectoryMove.appointing($0).isAllowed(for: context.actor, at: institution.id)
        }
        let known = try await people.list(institution: institution.id.rawValue).map(\.email)
        let rule = try statutes.pack(on: clock.today).officerRanks.first { $0.kinds.contains(institution.kind) }
        let rank = rule.map { rule in
            let least = rule.atLeast.map { say("appointRankLeast", ["rank": $0]) } ?? rule.note?[context.language] ?? ""
            return say("appointRankHint", ["rule": least, "citation": rule.citation[context.language]])
        }
        func text(_ name: String, _ label: String, hint: String? = nil) -> FormField {
            FormField(name, say(label), value: form[name] ?? "", hint: hint)
        }
        let until = institution.until.map { say("appointUntilInstitution", ["day": say.day($0)]) }
        return ChangePage(
            say("institutionAppoint"),
            lead: institution.title[context.language],
            crumbs: crumbs(institution, say, Crumb(say("institutionAppoint"))),
            action: "\(institution.path)/appoint",
            problem: problem,
            warnings: warnings,
            confirms: Self.confirmation(form),
            fields: [
                text("email", "appointWhom", hint: say("appointWhomHint"))
                    .suggesting(known.count > 500 ? [] : known).typed("email", required: true),
                text("role", "institutionRole").choosing(
                    roles.map { FormField.Option($0.rawValue, $0.title[context.language], hint: hint(of: $0, say)) }
                ).required,
                text("rank", "institutionRank", hint: rank),
                FormField("from", say("appointFrom"), value: form["from"] ?? clock.today.description)
                    .typed("date", required: true),
                text("until", "appointUntil", hint: until ?? say("appointUntilHint")).typed("date"),
            ],
            consequences: ["appointOne", "appointHistory", "appointRecorded"].map { say($0) },
            submit: say(warnings.isEmpty ? "institutionAppoint" : "appointAnyway"),
            back: institution.path,
            in: context.language
        )
    }

    private func hint(of role: Role, _ say: Wording) -> String {
        switch role {
        case .officer: say("roleOfficer")
        case .deputy: say("roleDeputy")
        case .steward: say("roleSteward")
        case .analyst: say("roleAnalyst")
        case .official: say("roleOfficial")
        case .secretariat: say("roleSecretariat")
        case .auditor: say("roleAuditor")
        }
    }

    /// What a warning was shown for: another rank or role is looked at anew.
    private static func confirmation(_ form: FormValues) -> String { "\(form["role"] ?? "")/\(form["rank"] ?? "")" }

    @Sendable func appoint(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        let say = wording(context)
        return try await pages.change(form, in: context) { form, problem in
            try await appointPage(form, problem: problem, warnings: [], in: context)
        } doing: {
            let institution = try await institutions.find(context.requireParameter("code"))
            guard let role = form["role"].flatMap(Role.init(rawValue:)) else { throw AppProblem.noRole }
            guard let from = form["from"].flatMap({ Day($0) }) else { throw AppProblem.noDay("from") }
            let until = form["until"].flatMap { Day($0) }
            if form["until"] != nil, until == nil { throw AppProblem.noDay("until") }
            let pack = try statutes.pack(on: clock.today)
            if role == .officer, form["confirmed"] != Self.confirmation(form),
                let warning = pack.rankWarning(kind: institution.kind, rank: form["rank"])
            {
                let page = try await appointPage(form, problem: nil, warnings: [warning], in: context)
                return try pages.render(page, in: context)
            }
            let made = try await people.appoint(
                email: form["email"] ?? "",
                to: role,
                at: institution.id.rawValue,
                rank: form["rank"],
                since: from,
                until: until,
                by: context.actor
            )
            let person = try await people.term(made.appointment.id).person
            let words = [
                "name": person.name, "role": role.title[context.language],
                "days": say.days(made.appointment.since, made.appointment.until),
            ]
            let said = say(made.replaced == nil ? "appointDone" : "appointReplaced", words)
            return .redirect(to: person.path, saying: Flash(.success, said))
        }
    }

    // MARK: - Ending an appointment

    @Sendable func ending(_ request: Request, context: SignedIn) async throws -> Response {
        try pages.render(try await endPage(request.query, problem: nil, in: context), in: context)
    }

    private func endPage(_ form: FormValues, problem: Problem?, in context: SignedIn) async throws -> ChangePage {
        let say = wording(context)
        let term = try await people.term(context.requireParameter("id"))
        let appointment = term.appointment
        try DirectoryMove.appointing(appointment.role).require(of: context.actor, at: appointment.institution)
        let institution = try await institutions.find(appointment.institution.rawValue)
        return ChangePage(
            say("appointEnd"),
            lead: "\(term.person.name) · \(appointment.role.title[context.language]) · "
                + say.days(appointment.since, appointment.until),
            crumbs: crumbs(institution, say, Crumb(term.person.name, term.person.path), Crumb(say("appointEnd"))),
            action: "/appointments/\(appointment.id)/end",
            problem: problem,
            fields: [
                FormField("until", say("appointLastDay"), value: form["until"] ?? clock.today.description)
                    .typed("date", required: true).with { $0.min = clock.today.adding(days: -1).description },
                FormField("reason", say("appointReason"), value: form["reason"] ?? "", hint: say("appointReasonHint"))
                    .required,
            ],
            consequences: [
                say("appointEndStays"),
                say(appointment.role == .officer ? "appointEndOfficer" : "appointEndAgain"),
            ],
            submit: say("appointEnd"),
            isDanger: true,
            back: term.person.path,
            in: context.language
        )
    }

    @Sendable func end(_ request: Request, context: SignedIn) async throws -> Response {
        let form = try await request.form()
        return try await pages.change(form, in: context) { form, problem in
            try await endPage(form, problem: problem, in: context)
        } doing: {
            guard let until = form["until"].flatMap({ Day($0) }) else { throw AppProblem.noDay("until") }
            let ended = try await people.end(
                context.requireParameter("id"),
                until: until,
                reason: form["reason"] ?? "",
                by: context.actor
            )
            let (say, person) = (wording(context), try await people.term(ended.id).person)
            let words = ["name": person.name, "role": ended.role.title[context.language], "day": say.day(until)]
            return .redirect(to: person.path, saying: Flash(.success, say("appointEndDone", words)))
        }
    }

    // MARK: - A person's account

    /// What is done to the account of somebody one looks after.
    enum PersonChange: String, CaseIterable, Sendable {
        case password, move, retire

        var title: String {
            switch self {
            case .password: "personPassword"
            case .move: "personMove"
            case .retire: "personRetire"
            }
        }

        var consequences: [String] {
            switch self {
            case .password: ["personPasswordEnds", "personPasswordTell"]
            case .move: ["personMoveRoles", "personMoveStays"]
            case .retire: ["personRetireEnds", "personRetireStays", "personRetireBack"]
            }
        }
    }

    func page(_ change: PersonChange, _ form: FormValues, problem: Problem?, in context: SignedIn) async throws
        -> ChangePage
    {
        let say = wording(context)
        let person = try await people.find(context.requireParameter("email", as: String.self))
        let move: DirectoryMove = change == .password ? .setPassword : .addPerson
        try move.require(of: context.actor, at: person.institution)
        let home = try await institutions.find(person.institution.rawValue)
        var fields: [FormField] = []
        switch change {
        case .password:
            let hint = say("accountPasswordHint", ["count": "\(Passwords.minimumLength)"])
            fields = [
                FormField("password", say("accountNewPassword"), hint: hint)
                    .typed("password", autocomplete: "new-password", required: true)
            ]
        case .move:
            let all = try await institutions.list().filter { $0.id != home.id }
            fields = [
                FormField(
                    "institution",
                    say("personMoveTo"),
                    value: form["institution"] ?? "",
                    hint: say("institutionPickHint")
                ).suggesting(all.count > 500 ? [] : all.map { $0.suggestion(in: context.language) }).required
            ]
        case .retire: break
        }
        return ChangePage(
            say(change.title),
            lead: "\(person.name) · \(home.title[context.language])",
            crumbs: crumbs(home, say, Crumb(person.name, person.path), Crumb(say(change.title))),
            action: "\(person.path)/\(change.rawValue)",
            problem: problem,
            fields: fields,
            consequences: change.consequences.map { say($0) },
            submit: say(change.title),
            isDanger: change == .retire,
            isSecret: change == .password,
            back: person.path,
            in: context.language
        )
    }

    func apply(_ change: PersonChange, _ form: FormValues, in context: SignedIn) async throws -> Response {
        let person = try await people.find(context.requireParameter("email", as: String.self))
        let done: String
        switch change {
        case .password:
            // One's own is changed with the present one, on one's account page.
            guard person.id != context.actor.person else { return .redirect(to: "/account", type: .normal) }
            try await signIns.setPassword(form.raw("password") ?? "", of: person.email, by: context.actor)
            done = "personPasswordDone"
        case .move:
            let key = InstitutionPick.key(form["institution"])
            _ = try await people.move(person.email, to: key, by: context.actor)
            done = "personMoveDone"
        case .retire:
            try await people.retire(person.email, by: context.actor)
            done = "personRetireDone"
        }
        let flash = Flash(.success, wording(context)(done, ["name": person.name]))
        return .redirect(to: person.path, saying: flash)
    }
}

extension AppProblem {
    /// No role was ticked.
    static let noRole = Problem(
        "app/no-role",
        LocalizedText("입력한 내용을 확인해 주세요.", en: "Please check what you entered."),
        status: 422,
        fields: [Problem.Field("role", LocalizedText("역할을 골라 주세요.", en: "Choose a role."))]
    )
}

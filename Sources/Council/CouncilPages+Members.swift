import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// Who sits in a council today, and the year's directions.
extension CouncilPages {
    struct MembersPage: Page {
        static let template = "council/members"
        let title: String
        let crumbs: [Crumb]
        let tabs: [Link]
        let path: String
        let problem: FormProblem?
        let text: FormField
        let isVacant: Bool
        let caption: String
        let rows: [Row]
        let empty: EmptyState?
        let seat: [FormField]
        let end: [FormField]
        let stand: [FormField]
        let canChange: Bool
        let isHead: Bool

        struct Row: Sendable {
            let institution: String
            let path: String
            let kind: String
            let person: String?
            let isSpokenFor: Bool
            let stands: String
        }
    }

    @Sendable func members(_ request: Request, context: SignedIn) async throws -> Response {
        try await membersPage(council(context), request.query, problem: nil, in: context)
    }

    private func membersPage(_ council: Council, _ values: FormValues, problem: Problem?, in context: SignedIn)
        async throws -> Response
    {
        let language = context.language
        let all = try await councils.places(in: council.id)
        let stands = try await councils.alternates(in: council.id)
        let text = values["find"]?.lowercased()
        let shown = all.filter { place in
            if values["vacant"] != nil, !place.isVacant { return false }
            guard let text else { return true }
            return [place.institution.name, place.institution.nameEn ?? "", place.person?.name ?? ""]
                .contains { $0.lowercased().contains(text) }
        }
        let isHead = try await isHead(context, of: council) && council.endedAt == nil
        let own = all.filter { place in
            isHead || (place.seat.person == nil && context.actor.holds([.officer], at: place.seat.institution))
        }
        func field(_ name: String, _ label: String) -> FormField {
            FormField(name, word(label, context), value: values[name] ?? "")
        }
        func seats(_ places: [Councils.Place]) -> [FormField.Option] {
            places.map {
                .init($0.seat.id.rawValue, "\($0.institution.title[language]) · \($0.seat.kind.title[language])")
            }
        }
        let page = MembersPage(
            title: word("councilMembers", context),
            crumbs: crumbs(council, word("councilMembers", context), in: context),
            tabs: tabs(council, "councilMembers", in: context),
            path: "/councils/\(council.code)/members",
            problem: problem.map { FormProblem($0, in: language) },
            text: field("find", "councilFind"),
            isVacant: values["vacant"] != nil,
            caption: Written.number(shown.count),
            rows: shown.map { place in
                MembersPage.Row(
                    institution: place.institution.title[language],
                    path: "/institutions/\(place.institution.code)",
                    kind: place.seat.kind.title[language],
                    person: place.person?.name,
                    isSpokenFor: place.spokenForBy != nil,
                    stands: stands.filter { $0.alternate.seat == place.seat.id }.map { stand in
                        let last = stand.alternate.until.map { $0.written(in: language) } ?? ""
                        return "\(stand.person.name) (\(stand.alternate.since.written(in: language)) ~ \(last))"
                    }.joined(separator: ", ")
                )
            },
            empty: shown.isEmpty
                ? EmptyState(word("councilNobody", context), word("councilNobodyText", context)) : nil,
            seat: isHead
                ? [
                    field("institution", "councilInstitutionCode").required,
                    field("kind", "councilKind").selecting(
                        Seat.Kind.allCases.reversed().map { .init($0.rawValue, $0.title[language]) }
                    ), field("person", "councilNamedPerson").typed("email"),
                ].marked(by: problem, in: language) : [],
            end: isHead && !all.isEmpty
                ? [
                    field("seat", "councilSeat").selecting(seats(all)), field("reason", "councilReason").required,
                ].marked(by: problem, in: language) : [],
            stand: own.isEmpty
                ? []
                : [
                    field("standSeat", "councilSeat").selecting(seats(own)),
                    field("standPerson", "councilStandPerson").typed("email", required: true),
                    field("standUntil", "councilUntil").typed("date"),
                ].marked(by: problem, in: language),
            canChange: !own.isEmpty || isHead,
            isHead: isHead
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    @Sendable func changeMembers(_ request: Request, context: SignedIn) async throws -> Response {
        let council = try await council(context)
        let form = try await request.form()
        let actor = context.actor
        let isStand = form["do"] == "stand"
        do {
            switch form["do"] {
            case "all": try await councils.seatEveryOfficer(in: council.code, by: actor)
            case "end":
                try await councils.endSeat(
                    Seat.ID(rawValue: form["seat"] ?? ""),
                    reason: form["reason"] ?? "",
                    by: actor
                )
            case "stand":
                try await councils.nameAlternate(
                    form["standPerson"] ?? "",
                    for: Seat.ID(rawValue: form["standSeat"] ?? ""),
                    until: form["standUntil"].flatMap { Day($0) },
                    by: actor
                )
            default:
                try await councils.seat(
                    form["institution"] ?? "",
                    as: form["kind"].flatMap(Seat.Kind.init(rawValue:)) ?? .member,
                    person: form["person"],
                    in: council.code,
                    by: actor
                )
            }
        } catch let error as any PublicError where [404, 409, 422].contains(error.problem.status) {
            var problem = error.problem
            if isStand {
                // The fields of this form have names of their own, for two of one name cannot be on a page.
                let names = ["person": "standPerson", "until": "standUntil"]
                problem.fields = problem.fields.map { Problem.Field(names[$0.name] ?? $0.name, $0.message) }
            }
            return try await membersPage(council, form, problem: problem, in: context)
        }
        return .redirect(
            to: "/councils/\(council.code)/members",
            saying: Flash(.success, word("councilDone", context))
        )
    }

    // MARK: - Directions

    struct DirectionsPage: Page {
        static let template = "council/directions"
        let title: String
        let crumbs: [Crumb]
        let tabs: [Link]
        let path: String
        let problem: FormProblem?
        let years: [Link]
        let versions: [Version]
        let fields: [FormField]
        let canWrite: Bool
        let canPropose: Bool
        let canAdopt: Bool
        let empty: EmptyState?

        struct Version: Sendable {
            let heading: String
            let stage: String
            let stageClass: String
            let foreword: String
            let items: [Item]
        }

        struct Item: Sendable {
            let title: String
            let text: String
        }
    }

    @Sendable func directions(_ request: Request, context: SignedIn) async throws -> Response {
        try await directionsPage(council(context), request.query, problem: nil, in: context)
    }

    private func directionsPage(_ council: Council, _ values: FormValues, problem: Problem?, in context: SignedIn)
        async throws -> Response
    {
        let language = context.language
        let year: Int = try context.requireParameter("year")
        let versions = try await councils.directions(of: council.id, year: year)
        let years = Set(try await councils.directionYears(of: council.id) + [year, clock.today.year])
        let isHead = try await isHead(context, of: council) && council.endedAt == nil
        let latest = versions.first
        let items = (latest?.items ?? []).map { $0.text.isEmpty ? $0.title : "\($0.title): \($0.text)" }
        let page = DirectionsPage(
            title: "\(year) \(word("councilDirections", context))",
            crumbs: crumbs(council, word("councilDirections", context), in: context),
            tabs: tabs(council, "councilDirections", in: context),
            path: "/councils/\(council.code)/directions/\(year)",
            problem: problem.map { FormProblem($0, in: language) },
            years: years.sorted(by: >).map {
                Link("\($0)", "/councils/\(council.code)/directions/\($0)", isCurrent: $0 == year)
            },
            versions: versions.map { version in
                DirectionsPage.Version(
                    heading: "\(word("councilVersion", context)) \(version.directions.version)",
                    stage: version.directions.stage.title[language],
                    stageClass: version.directions.stage == .adopted ? "ok" : "",
                    foreword: version.directions.foreword,
                    items: version.items.map { DirectionsPage.Item(title: $0.title, text: $0.text) }
                )
            },
            fields: isHead
                ? [
                    FormField(
                        "foreword",
                        word("councilForeword", context),
                        value: values["foreword"] ?? latest?.directions.foreword ?? ""
                    ).lines(3).required,
                    FormField(
                        "items",
                        word("councilItems", context),
                        value: values["items"] ?? items.joined(separator: "\n"),
                        hint: word("councilItemsHint", context)
                    ).lines(6).required,
                ].marked(by: problem, in: language) : [],
            canWrite: isHead,
            canPropose: isHead && latest?.directions.stage == .draft,
            canAdopt: isHead && latest?.directions.stage == .proposed,
            empty: versions.isEmpty
                ? EmptyState(word("councilNoDirections", context), word("councilNoDirectionsText", context)) : nil
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    @Sendable func moveDirections(_ request: Request, context: SignedIn) async throws -> Response {
        let council = try await council(context)
        let year: Int = try context.requireParameter("year")
        let form = try await request.form()
        let latest = try await councils.directions(of: council.id, year: year).first?.directions
        do {
            switch (form["do"], latest) {
            case ("propose", let latest?): try await councils.proposeDirections(latest.id, by: context.actor)
            case ("adopt", let latest?): try await councils.adoptDirections(latest.id, by: context.actor)
            default:
                let lines = (form["items"] ?? "").split(whereSeparator: \.isNewline).map(String.init)
                let draft = Councils.DirectionsDraft(
                    foreword: form["foreword"] ?? "",
                    items: lines.map { line in
                        let halves = line.split(separator: ":", maxSplits: 1).map(String.init)
                        return .init(title: halves.first ?? "", text: halves.count > 1 ? halves[1] : "")
                    }
                )
                if let latest, latest.stage == .draft || latest.stage == .proposed {
                    try await councils.editDirections(latest.id, draft, by: context.actor)
                } else {
                    _ = try await councils.writeDirections(year, draft, for: council.code, by: context.actor)
                }
            }
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try await directionsPage(council, form, problem: error.problem, in: context)
        }
        return .redirect(
            to: "/councils/\(council.code)/directions/\(year)",
            saying: Flash(.success, word("councilDone", context))
        )
    }
}

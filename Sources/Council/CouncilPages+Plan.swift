import Directory
import Foundation
import Hummingbird
import Kernel
import Statute
import Web

// The operation plan: its versions, what the one under way changes, what was said about it.
extension CouncilPages {
    struct PlanPage: Page {
        static let template = "council/plan"
        let title: String
        let crumbs: [Crumb]
        let tabs: [Link]
        let problem: FormProblem?
        let versions: [Link]
        let version: Version?
        let law: String?
        let lawSource: String?
        let editPath: String?
        let empty: EmptyState?

        struct Version: Sendable {
            let heading: String
            let stage: String
            let stageClass: String
            let path: String
            let parts: [Part]
            let isCompared: Bool
            let comments: Timeline?
            let comment: FormField?
            let moves: [Move]
            let withdraw: FormField?
        }

        struct Part: Sendable {
            let name: String
            let text: String
            /// What stands in the version in force; nil where it is the same.
            let before: String?
        }

        struct Move: Sendable {
            let value: String
            let title: String
        }
    }

    @Sendable func plan(_ request: Request, context: SignedIn) async throws -> Response {
        try await planPage(council(context), request.query, problem: nil, in: context)
    }

    private func planPage(_ council: Council, _ values: FormValues, problem: Problem?, in context: SignedIn)
        async throws -> Response
    {
        let language = context.language
        let plans = try await councils.plans(of: council.id)
        let inForce = plans.first { $0.stage == .adopted }
        let isHead = try await isHead(context, of: council)
        let asked = values["version"].flatMap { Int($0) }
        let shown =
            plans.first { $0.version == asked } ?? plans.first { $0.stage == .proposed } ?? inForce ?? plans.first
        let rule = councils.rule
        let page = PlanPage(
            title: word("councilPlan", context),
            crumbs: crumbs(council, word("councilPlan", context), in: context),
            tabs: tabs(council, "councilPlan", in: context),
            problem: problem.map { FormProblem($0, in: language) },
            versions: plans.map {
                Link(
                    "\(word("councilVersion", context)) \($0.version) · \($0.stage.title[language])",
                    "/councils/\(council.code)/plan?version=\($0.version)",
                    isCurrent: $0.id == shown?.id
                )
            },
            version: try await shown.asyncMap {
                try await version($0, inForce, council, isHead: isHead, values, problem, in: context)
            },
            law: rule?.unset.text[language],
            lawSource: rule?.unset.citation[language],
            editPath: isHead && council.endedAt == nil ? "/councils/\(council.code)/plan/edit" : nil,
            empty: plans.isEmpty
                ? EmptyState(word("councilNoPlan", context), word("councilNoPlanText", context)) : nil
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    private func version(
        _ plan: OperationPlan,
        _ inForce: OperationPlan?,
        _ council: Council,
        isHead: Bool,
        _ values: FormValues,
        _ problem: Problem?,
        in context: SignedIn
    ) async throws -> PlanPage.Version {
        let language = context.language
        let isOpen = plan.stage == .draft || plan.stage == .proposed
        let isSeated = try await councils.isSeated(context.actor, in: council)
        let former = isOpen && plan.id != inForce?.id ? inForce.map { parts($0, in: context) } : nil
        let comments = try await councils.comments(on: plan.id)
        var moves: [PlanPage.Move] = []
        if isHead, plan.stage == .draft {
            moves.append(.init(value: "propose", title: word("councilPropose", context)))
        }
        if isHead, plan.stage == .proposed {
            moves.append(.init(value: "adopt", title: word("councilPlanAdopt", context)))
        }
        return PlanPage.Version(
            heading: "\(word("councilVersion", context)) \(plan.version)",
            stage: plan.stage.title[language],
            stageClass: plan.stage == .adopted ? "ok" : plan.stage == .proposed ? "soon" : "",
            path: "/councils/\(council.code)/plan/\(plan.id)/move",
            parts: parts(plan, in: context).enumerated().map { place, part in
                let before = former?[place].text
                return PlanPage.Part(name: part.name, text: part.text, before: before == part.text ? nil : before)
            },
            isCompared: former != nil,
            comments: comments.isEmpty
                ? nil
                : Timeline(
                    comments.map {
                        Timeline.Entry(
                            "\($0.institution.title[language]) \($0.person.name)",
                            quote: $0.comment.text,
                            when: Written.instant($0.comment.at, in: language)
                        )
                    }
                ),
            comment: plan.stage == .proposed && (isHead || isSeated)
                ? FormField("text", word("councilComment", context), value: values["text"] ?? "").lines(3).required
                    .marked(by: problem, in: language) : nil,
            moves: moves,
            withdraw: isHead && isOpen
                ? FormField("reason", word("councilReason", context), value: values["reason"] ?? "").required
                    .marked(by: problem, in: language) : nil
        )
    }

    private func parts(_ plan: OperationPlan, in context: SignedIn) -> [(name: String, text: String)] {
        let unset = word("councilUnset", context)
        return [
            ("councilPurpose", plan.purpose), ("councilMembership", plan.membership),
            ("councilTerm", plan.termMonths.map(Written.number) ?? word("councilTermNone", context)),
            ("councilFrequency", Written.number(plan.meetingsPerYear)),
            ("councilQuorumRule", plan.quorum?.title[context.language] ?? unset),
            ("councilVoting", plan.voting.map { voting($0, in: context) } ?? unset),
            ("councilMethod", plan.workingMethod),
        ].map { (word($0, context), $1) }
    }

    @Sendable func movePlan(_ request: Request, context: SignedIn) async throws -> Response {
        let council = try await council(context)
        let id: OperationPlan.ID = try context.requireParameter("plan")
        let form = try await request.form()
        let plan = try await councils.plan(id)
        guard plan.council == council.id else {
            throw CouncilProblem.noSuch(LocalizedText("운영계획", en: "operation plan"), id.rawValue)
        }
        do {
            switch form["do"] {
            case "propose": try await councils.proposePlan(id, by: context.actor)
            case "adopt": try await councils.adoptPlan(id, by: context.actor)
            case "withdraw": try await councils.withdrawPlan(id, reason: form["reason"] ?? "", by: context.actor)
            default: try await councils.commentPlan(id, form["text"] ?? "", by: context.actor)
            }
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try await planPage(council, form, problem: error.problem, in: context)
        }
        return .redirect(
            to: "/councils/\(council.code)/plan?version=\(plan.version)",
            saying: Flash(.success, word("councilDone", context))
        )
    }

    // MARK: - Writing

    struct PlanFormPage: Page {
        static let template = "council/plan-form"
        let title: String
        let crumbs: [Crumb]
        let problem: FormProblem?
        let fields: [FormField]
        let action: String
    }

    @Sendable func planForm(_ request: Request, context: SignedIn) async throws -> Response {
        let council = try await council(context)
        guard try await isHead(context, of: council) else { throw CouncilProblem.headOnly(council.title) }
        let plans = try await councils.plans(of: council.id)
        let plan = plans.first { $0.stage == .draft || $0.stage == .proposed } ?? plans.first { $0.stage == .adopted }
        let values = FormValues(
            plan.map { plan in
                [
                    ("purpose", plan.purpose), ("membership", plan.membership),
                    ("termMonths", plan.termMonths.map(String.init) ?? ""),
                    ("meetingsPerYear", "\(plan.meetingsPerYear)"), ("workingMethod", plan.workingMethod),
                    ("fraction", plan.quorum?.sign ?? ""), ("vote", plan.voting?.threshold.sign ?? ""),
                    ("base", plan.voting?.base.rawValue ?? "present"),
                    ("tie", plan.voting?.chairBreaksTies == false ? "no" : "yes"),
                ]
            } ?? []
        )
        return try planForm(council, values, problem: nil, in: context)
    }

    private func planForm(_ council: Council, _ values: FormValues, problem: Problem?, in context: SignedIn) throws
        -> Response
    {
        let language = context.language
        func field(_ name: String, _ label: String, hint: String? = nil) -> FormField {
            FormField(name, word(label, context), value: values[name] ?? "", hint: hint.map { word($0, context) })
        }
        let set = values["fraction"].map { [$0] } ?? []
        let other = values["vote"].map { [$0] } ?? []
        func shares(_ own: [String]) -> [FormField.Option] {
            let known = [">1/2", ">=1/2", ">=2/3", ">=3/4"]
            return [FormField.Option("", word("councilUnset", context))]
                + (known + own.filter { !known.contains($0) }).compactMap { sign in
                    Fraction(sign).map { FormField.Option(sign, $0.title[language]) }
                }
        }
        let page = PlanFormPage(
            title: word("councilPlanEdit", context),
            crumbs: crumbs(council, word("councilPlanEdit", context), in: context),
            problem: problem.map { FormProblem($0, in: language) },
            fields: [
                field("purpose", "councilPurpose").lines(3).required,
                field("membership", "councilMembership").lines(3).required,
                field("termMonths", "councilTerm", hint: "councilTermHint").typed("number"),
                field("meetingsPerYear", "councilFrequency").typed("number", required: true),
                field("fraction", "councilQuorumRule", hint: "councilRuleHint").selecting(shares(set)),
                field("vote", "councilVoting", hint: "councilRuleHint").selecting(shares(other)),
                field("base", "councilBase").selecting(
                    VotingRule.Whole.allCases.map { .init($0.rawValue, $0.title[language]) }
                ),
                field("tie", "councilTie").selecting([
                    .init("yes", word("councilChairBreaks", context)), .init("no", word("councilTieLost", context)),
                ]),
                field("workingMethod", "councilMethod").lines(5).required,
            ].marked(by: problem, in: language),
            action: "/councils/\(council.code)/plan/edit"
        )
        return try pages.render(page, in: context, status: problem.map { .init(code: $0.status) } ?? .ok)
    }

    @Sendable func savePlan(_ request: Request, context: SignedIn) async throws -> Response {
        let council = try await council(context)
        let form = try await request.form()
        let draft = Councils.PlanDraft(
            purpose: form["purpose"] ?? "",
            membership: form["membership"] ?? "",
            termMonths: form["termMonths"].map { Int($0) ?? 0 },
            meetingsPerYear: form["meetingsPerYear"].flatMap { Int($0) } ?? 0,
            workingMethod: form["workingMethod"] ?? "",
            quorum: form["fraction"].flatMap { Fraction($0) },
            voting: form["vote"].flatMap { Fraction($0) }.map {
                VotingRule(
                    base: form["base"].flatMap(VotingRule.Whole.init(rawValue:)) ?? .present,
                    threshold: $0,
                    chairBreaksTies: form["tie"] != "no"
                )
            }
        )
        do {
            let open = try await councils.plans(of: council.id).first { $0.stage == .draft || $0.stage == .proposed }
            let plan: OperationPlan
            if let open {
                plan = try await councils.editPlan(open.id, draft, by: context.actor)
            } else {
                plan = try await councils.writePlan(draft, for: council.code, by: context.actor)
            }
            return .redirect(
                to: "/councils/\(council.code)/plan?version=\(plan.version)",
                saying: Flash(.success, word("councilDone", context))
            )
        } catch let error as any PublicError where [409, 422].contains(error.problem.status) {
            return try planForm(council, form, problem: error.problem, in: context)
        }
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Result: Sendable>(_ change: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await change(self)
    }
}

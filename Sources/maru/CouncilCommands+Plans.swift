import App
import ArgumentParser
import Council
import Directory
import Foundation
import Kernel

extension CouncilCommand {
    struct PlanCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan",
            abstract: "The composition and operation plan, in versions.",
            subcommands: [Show.self, Write.self, Propose.self, Comment.self, Adopt.self, Withdraw.self]
        )

        fileprivate static func show(_ council: String, _ platform: Platform, _ globals: Globals) async throws {
            let found = try await platform.councils.find(council)
            let plans = try await platform.councils.plans(of: found.id)
            var resources: [PlanResource] = []
            for plan in plans {
                resources.append(PlanResource(plan, comments: try await platform.councils.comments(on: plan.id)))
            }
            let unset = globals.say("법과 운영계획에 정해지지 않음", "not set by law or plan")
            let language = globals.language
            try globals.show(resources) {
                plans.map { plan in
                    let quorum = plan.quorum?.title[language] ?? unset
                    let vote =
                        plan.voting.map { "\($0.base.title[language]), \($0.threshold.title[language])" } ?? unset
                    return """
                        \(plan.version)  \(plan.stage.title[language])  \(plan.purpose)
                          \(globals.say("한 해 회의", "meetings a year")): \(plan.meetingsPerYear)
                          \(globals.say("의사정족수", "quorum")): \(quorum)
                          \(globals.say("의결", "vote")): \(vote)
                        """
                }
            }
        }

        /// The version under way, which every move is about.
        fileprivate static func open(_ council: String, _ platform: Platform) async throws -> OperationPlan.ID {
            let found = try await platform.councils.find(council)
            let plans = try await platform.councils.plans(of: found.id)
            let open = plans.first { $0.stage == .draft || $0.stage == .proposed } ?? plans.first
            guard let open else {
                throw Problem.noSuch(
                    "council/no-such-thing",
                    LocalizedText("운영계획이", en: "operation plan"),
                    council
                )
            }
            return open.id
        }

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(commandName: "show", abstract: "Show every version.")
            @OptionGroup var globals: Globals
            @Argument(help: "The council's code.") var council: String

            func run() async throws { try await PlanCommand.show(council, globals.platform(), globals) }
        }

        struct Write: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "write",
                abstract: "Write the next version, or change the one under way.",
                discussion: "What is left out is not set: neither by the law nor by the plan."
            )
            @OptionGroup var globals: Globals
            @Argument(help: "The council's code.") var council: String
            @Option(help: "What the council is for.") var purpose: String
            @Option(help: "Who sits in it.") var membership: String
            @Option(help: "How it works.") var method: String
            @Option(help: "Months of a term.") var term: Int?
            @Option(help: "Meetings a year.") var meetings = 4
            @Option(help: "The quorum: '>1/2', '>=2/3'.") var quorum: Fraction?
            @Option(help: "What carries a vote: '>1/2', '>=2/3'.") var vote: Fraction?
            @Option(help: "What the ayes are counted against.") var voteBase: VotingRule.Whole = .present
            @Flag(help: "The chair breaks a tie.") var chairBreaksTies = false

            func run() async throws {
                let platform = try globals.platform()
                let actor = try await globals.actor(platform)
                let draft = Councils.PlanDraft(
                    purpose: purpose,
                    membership: membership,
                    termMonths: term,
                    meetingsPerYear: meetings,
                    workingMethod: method,
                    quorum: quorum,
                    voting: vote.map {
                        VotingRule(base: voteBase, threshold: $0, chairBreaksTies: chairBreaksTies)
                    }
                )
                let found = try await platform.councils.find(council)
                let open = try await platform.councils.plans(of: found.id)
                    .first { $0.stage == .draft || $0.stage == .proposed }
                if let open {
                    try await platform.councils.editPlan(open.id, draft, by: actor)
                } else {
                    _ = try await platform.councils.writePlan(draft, for: council, by: actor)
                }
                try await PlanCommand.show(council, platform, globals)
            }
        }

        struct Propose: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "propose",
                abstract: "Open the draft for the seats' comments."
            )
            @OptionGroup var globals: Globals
            @Argument(help: "The council's code.") var council: String

            func run() async throws {
                let platform = try globals.platform()
                let id = try await PlanCommand.open(council, platform)
                try await platform.councils.proposePlan(id, by: globals.actor(platform))
                try await PlanCommand.show(council, platform, globals)
            }
        }

        struct Comment: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "comment",
                abstract: "Comment on the proposed version, from a seat."
            )
            @OptionGroup var globals: Globals
            @Argument(help: "The council's code.") var council: String
            @Option(help: "What you say.") var text: String

            func run() async throws {
                let platform = try globals.platform()
                let id = try await PlanCommand.open(council, platform)
                try await platform.councils.commentPlan(id, text, by: globals.actor(platform))
                try await PlanCommand.show(council, platform, globals)
            }
        }

        struct Adopt: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "adopt",
                abstract: "Put the proposed version in force."
            )
            @OptionGroup var globals: Globals
            @Argument(help: "The council's code.") var council: String

            func run() async throws {
                let platform = try globals.platform()
                let id = try await PlanCommand.open(council, platform)
                try await platform.councils.adoptPlan(id, by: globals.actor(platform))
                try await PlanCommand.show(council, platform, globals)
            }
        }

        struct Withdraw: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "withdraw",
                abstract: "Withdraw the version under way."
            )
            @OptionGroup var globals: Globals
            @Argument(help: "The council's code.") var council: String
            @Option(help: "Why.") var reason: String

            func run() async throws {
                let platform = try globals.platform()
                let id = try await PlanCommand.open(council, platform)
                try await platform.councils.withdrawPlan(id, reason: reason, by: globals.actor(platform))
                try await PlanCommand.show(council, platform, globals)
            }
        }
    }
}

extension VotingRule.Whole: ExpressibleByArgument {}

/// A share on the command line: `>1/2`, `>=2/3`.
extension Fraction: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

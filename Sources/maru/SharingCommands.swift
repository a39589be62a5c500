import App
import ArgumentParser
import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Sharing
import Statute

/// Splits `a,b , c` into names.
func names(_ text: String?) -> [String]? {
    text.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty } }
}

struct Use: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Use open or registered data at once, under declared terms.",
        discussion: "Declaring the use accepts the user's three duties (Decree Art. 10), which are printed."
    )
    @OptionGroup var globals: Globals
    @Argument(help: "The dataset.") var dataset: String
    @Option(help: "What for.") var purpose = ""
    @Option(help: "How it is analysed.") var method = ""
    @Option(help: "The last day of use.") var until: Day?
    @Flag(help: "Do not wait until the share is made.") var noWait = false

    func run() async throws {
        let platform = try globals.platform()
        let actor = try await globals.actor(platform)
        let (grant, job) = try await platform.grants.use(
            Dataset.ID(rawValue: dataset),
            purpose: purpose,
            method: method,
            until: until,
            accepted: true,
            by: actor
        )
        if !noWait { try await platform.jobs.finish(job) }
        let duties = try platform.statutes.pack(on: platform.settings.clock.today).duties
        struct Result: Encodable {
            let grant: String
            let duties: [LocalizedText]
        }
        try globals.show(Result(grant: grant.id.rawValue, duties: duties.map(\.text))) {
            [globals.say("이용권한: \(grant.id)", "grant: \(grant.id)")] + duties.map { "· " + $0.text[globals.language] }
        }
    }
}

struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Requests for data, on the statutory clock.",
        subcommands: [
            Submit.self, Show.self, List.self, Grant.self, Refuse.self, Extend.self, Transfer.self, Withdraw.self,
            Ask.self, Answer.self, Holders.self,
        ]
    )

    static func show(
        _ id: SharingRequest.ID,
        _ platform: Platform,
        _ globals: Globals
    ) async throws {
        let detail = try await platform.requests.detail(id, by: globals.actor(platform))
        let language = globals.language
        try globals.show(RequestResource(detail)) {
            let request = detail.request
            var lines = [
                "\(request.id)  \(request.stage.title[language])  \(detail.dataset.name[language])",
                "\(detail.requester.title[language]) → \(detail.provider.title[language])  \(request.purpose)",
            ]
            if let holder = detail.deemedProvider {
                lines.append(globals.say("승계 기관: ", "answered for by ") + holder.title[language])
            }
            if let due = request.due {
                lines.append(globals.say("기한 ", "due ") + due.due.written(in: language))
                lines += due.proof.map { "  " + $0[language] }
            }
            lines += detail.clarifications.map { said in
                let mark = said.entry.isQuestion ? globals.say("질문", "asked") : globals.say("답변", "answered")
                return
                    "\(mark) \(Day(of: said.entry.at).written(in: language)) \(said.person?.name ?? ""): \(said.entry.text)"
            }
            if let holder = detail.suggestedHolder {
                lines.append(globals.say("보유 기관으로 안내: ", "may be held by ") + holder.title[language])
            }
            if let note = request.note, !note.isEmpty { lines.append(note) }
            if let notice = detail.notice { lines += ["", notice[language]] }
            return lines
        }
    }

    struct Submit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "submit", abstract: "Request data (Act Art. 10).")
        @OptionGroup var globals: Globals
        @Option(help: "The dataset; with --after that of the earlier request.") var dataset: String?
        @Option(help: "What for.") var purpose: String?
        @Option(help: "How it is analysed.") var method: String?
        @Option(help: "The last day of use.") var until: Day?
        @Option(help: "Only these columns: a,b.") var columns: String?
        @Option(name: .customLong("where"), help: "Only these rows.") var condition: String?
        @Option(
            help: "The earlier request this one follows: it says what you leave out, with the columns offered instead."
        )
        var after: String?

        func validate() throws {
            guard dataset != nil || after != nil else { throw ValidationError("Give --dataset, or --after.") }
        }

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            var draft = SharingRequests.Draft(dataset: Dataset.ID(rawValue: ""), purpose: "", method: "", until: nil)
            if let after {
                draft = try await platform.requests.draft(after: SharingRequest.ID(rawValue: after), by: actor)
            }
            draft.dataset = dataset.map { Dataset.ID(rawValue: $0) } ?? draft.dataset
            draft.purpose = purpose ?? draft.purpose
            draft.method = method ?? draft.method
            draft.until = until ?? draft.until
            draft.columns = names(columns) ?? draft.columns
            draft.condition = condition ?? draft.condition
            let request = try await platform.requests.submit(draft, by: actor)
            try await RequestCommand.show(request.id, platform, globals)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a request.")
        @OptionGroup var globals: Globals
        @Argument(help: "The request.") var id: String

        func run() async throws {
            try await RequestCommand.show(SharingRequest.ID(rawValue: id), globals.platform(), globals)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the requests you may see, newest first."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Only at this stage.") var stage: SharingRequest.Stage?

        func run() async throws {
            let platform = try globals.platform()
            let list = try await platform.requests.list(stage: stage, by: globals.actor(platform))
            try globals.show(list.map(RequestResource.init)) {
                list.map {
                    "\($0.request.id)\t\($0.request.stage.title[globals.language])\t\($0.request.due?.due.description ?? "")\t\($0.dataset.title)"
                }
            }
        }
    }

    struct Extend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "extend",
            abstract: "Extend the period once, by up to ten days."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The request.") var id: String
        @Option(help: "How many days.") var days: Int
        @Option(help: "Why.") var reason = ""

        func run() async throws {
            let platform = try globals.platform()
            let request = try await platform.requests.extend(
                SharingRequest.ID(rawValue: id),
                days: days,
                reason: reason,
                by: globals.actor(platform)
            )
            try await RequestCommand.show(request.id, platform, globals)
        }
    }

    struct Transfer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "transfer",
            abstract: "Say that you do not hold the data, and who may."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The request.") var id: String
        @Option(help: "The code of the institution that may hold it.") var to: String
        @Option(help: "Why.") var reason = ""

        func run() async throws {
            let platform = try globals.platform()
            let request = try await platform.requests.transfer(
                SharingRequest.ID(rawValue: id),
                to: to,
                reason: reason,
                by: globals.actor(platform)
            )
            try await RequestCommand.show(request.id, platform, globals)
        }
    }

    struct Holders: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "holders",
            abstract: "Show which institutions may hold the data, by what they have registered."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The request.") var id: String

        func run() async throws {
            let platform = try globals.platform()
            let holders = try await platform.requests.likelyHolders(
                SharingRequest.ID(rawValue: id),
                by: globals.actor(platform)
            )
            try globals.show(holders.map(HolderResource.init)) {
                holders.map { holder in
                    let titles = holder.datasets.map(\.title).joined(separator: ", ")
                    return "\(holder.institution.code)\t\(holder.institution.title[globals.language])\t\(titles)"
                }
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "withdraw", abstract: "Take a request back.")
        @OptionGroup var globals: Globals
        @Argument(help: "The request.") var id: String
        @Option(help: "Why.") var reason = ""

        func run() async throws {
            let platform = try globals.platform()
            let request = try await platform.requests.withdraw(
                SharingRequest.ID(rawValue: id),
                reason: reason,
                by: globals.actor(platform)
            )
            try await RequestCommand.show(request.id, platform, globals)
        }
    }

    struct Ask: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ask",
            abstract: "Ask the requester to make the request clearer."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The request.") var id: String
        @Option(help: "The question.") var text: String

        func run() async throws {
            let platform = try globals.platform()
            let id = SharingRequest.ID(rawValue: id)
            _ = try await platform.requests.ask(id, text, by: globals.actor(platform))
            try await RequestCommand.show(id, platform, globals)
        }
    }

    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "answer",
            abstract: "Answer what the provider asked."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The request.") var id: String
        @Option(help: "The answer.") var text: String

        func run() async throws {
            let platform = try globals.platform()
            let id = SharingRequest.ID(rawValue: id)
            _ = try await platform.requests.answer(id, text, by: globals.actor(platform))
            try await RequestCommand.show(id, platform, globals)
        }
    }
}

extension SharingRequest.Stage: ExpressibleByArgument {}
extension Sharing.Grant.Stage: ExpressibleByArgument {}

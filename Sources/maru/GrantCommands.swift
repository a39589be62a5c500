import App
import ArgumentParser
import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Sharing

struct GrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "Grants and their shares.",
        subcommands: [List.self, Show.self, Remake.self, Revoke.self, Close.self]
    )

    fileprivate static func show(_ id: Grant.ID, _ platform: Platform, _ globals: Globals) async throws {
        let detail = try await platform.grants.detail(id, by: globals.actor(platform))
        try globals.show(GrantResource(detail)) {
            let language = globals.language
            var lines = [
                "\(detail.grant.id)  \(detail.grant.stage.title[language])  \(detail.dataset.name[language])",
                globals.say("이용 기간: \(detail.grant.until)까지", "until \(detail.grant.until)"),
            ]
            for (name, terms) in detail.grant.terms.sorted(by: { $0.key < $1.key }) {
                guard let size = terms.minimumGroup else { continue }
                let over = (terms.quasiIdentifiers ?? []).joined(separator: ", ")
                lines.append(
                    globals.say(
                        "\(name): 최소 집단 크기 \(size) (세는 열: \(over))",
                        "\(name): minimum group \(size), over \(over)"
                    )
                )
            }
            if let failure = detail.failure {
                lines.append(failure.title[language])
                if let why = failure.detail { lines.append(why[language]) }
                lines.append(
                    globals.say("다시 만들기: maru grant remake \(id)", "To make it again: maru grant remake \(id)")
                )
            }
            for table in detail.grant.manifest?.tables ?? [] {
                lines.append("\(table.name): \(table.rows) × \(table.columns.count)  sha256 \(table.sha256)")
                if table.suppressed > 0 {
                    lines.append(
                        globals.say(
                            "  최소 집단 크기에 못 미쳐 뺀 행: \(table.suppressed)",
                            "  rows left out as too small a group: \(table.suppressed)"
                        )
                    )
                }
            }
            return lines
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the grants you may see, newest first."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Only at this stage.") var stage: Sharing.Grant.Stage?

        func run() async throws {
            let platform = try globals.platform()
            let list = try await platform.grants.list(stage: stage, by: globals.actor(platform))
            try globals.show(list.map(GrantResource.init)) {
                list.map {
                    "\($0.grant.id)\t\($0.grant.stage.title[globals.language])\t\($0.person?.email ?? "")\t\($0.dataset.title)"
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show a grant and what its share holds."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The grant.") var id: String

        func run() async throws {
            try await GrantCommand.show(Sharing.Grant.ID(rawValue: id), globals.platform(), globals)
        }
    }

    struct Remake: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remake",
            abstract: "Make a share again that failed to be made."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The grant.") var id: String
        @Flag(help: "Do not wait until the share is made.") var noWait = false

        func run() async throws {
            let platform = try globals.platform()
            let (grant, job) = try await platform.grants.remake(
                Sharing.Grant.ID(rawValue: id),
                by: globals.actor(platform)
            )
            if !noWait { try await platform.jobs.finish(job) }
            try await GrantCommand.show(grant.id, platform, globals)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke",
            abstract: "Take a grant back: its share goes, running questions stop."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The grant.") var id: String
        @Option(help: "Why.") var reason = ""
        @Flag(help: "Do not wait until the share is removed.") var noWait = false

        func run() async throws {
            let platform = try globals.platform()
            let (grant, job) = try await platform.grants.revoke(
                Sharing.Grant.ID(rawValue: id),
                reason: reason,
                by: globals.actor(platform)
            )
            if !noWait { try await platform.jobs.finish(job) }
            try await GrantCommand.show(grant.id, platform, globals)
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "close",
            abstract: "End a use whose purpose is met, stating that what was taken is destroyed."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The grant.") var id: String
        @Option(help: "How what was taken was destroyed.") var statement = ""
        @Flag(help: "Do not wait until the share is removed.") var noWait = false

        func run() async throws {
            let platform = try globals.platform()
            let (grant, job) = try await platform.grants.close(
                Sharing.Grant.ID(rawValue: id),
                statement: statement,
                by: globals.actor(platform)
            )
            if !noWait { try await platform.jobs.finish(job) }
            try await GrantCommand.show(grant.id, platform, globals)
        }
    }
}

import App
import ArgumentParser
import Catalog
import Directory
import Foundation
import Kernel
import Lake

extension DatasetCommand {
    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "publish",
            abstract: "Publish a draft, and data that was held back, once its findings of personal data are answered.",
            discussion: "With --answer, open findings are answered first. Open data waits until none is left."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The dataset.") var id: String
        @Option(help: "Answer only this column; every open finding unless given.") var column: String?
        @Option(help: "notPersonal or lawful.") var answer: PersonalFinding.Answer?
        @Option(help: "Why it is so answered.") var reason: String?

        func validate() throws {
            if (answer == nil) != (reason == nil) { throw ValidationError("--answer and --reason go together.") }
            if column != nil, answer == nil { throw ValidationError("--column needs --answer.") }
        }

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            let id = Dataset.ID(rawValue: id)
            if let answer, let reason {
                let open = try await platform.datasets.detail(id).findings.filter {
                    $0.answer == nil && (column == nil || $0.columnName == column)
                }
                for finding in open {
                    try await platform.datasets.answer(
                        id,
                        table: finding.tableName,
                        column: finding.columnName,
                        kind: finding.kind,
                        with: answer,
                        reason: reason,
                        by: actor
                    )
                }
            }
            _ = try await platform.datasets.publish(id, by: actor)
            try await DatasetCommand.show(id, platform, globals)
        }
    }

    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "discard",
            abstract: "Take back a draft; what was published stays."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The dataset.") var id: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.datasets.discard(Dataset.ID(rawValue: id), by: globals.actor(platform))
            try globals.show(["id": id]) { [id] }
        }
    }
}

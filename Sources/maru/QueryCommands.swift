import Analysis
import App
import ArgumentParser
import Directory
import Foundation
import Kernel
import Lake
import Sharing

struct Query: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Ask a question in SQL of the shares you were granted."
    )
    @OptionGroup var globals: Globals
    @Argument(help: "One SELECT; left out with --saved.") var sql: String?
    @Option(help: "Ask a question that was saved, over its grants unless others are given.") var saved: String?
    @Option(help: "A grant whose tables the question may read; may be given several times.") var grant: [String] = []
    @Option(help: "At most so many rows, up to 10,000.") var limit = 10_000

    func validate() throws {
        guard (sql == nil) != (saved == nil) else { throw ValidationError("Give SQL, or a question with --saved.") }
    }

    func run() async throws {
        let platform = try globals.platform()
        let actor = try await globals.actor(platform)
        var ids = grant.map { Sharing.Grant.ID(rawValue: $0) }
        var text = sql ?? ""
        if let saved {
            let question = try await platform.queries.saved(SavedQuestion.ID(rawValue: saved), by: actor)
            text = question.sql
            if ids.isEmpty { ids = question.grants }
        }
        let answer = try await platform.queries.ask(text, grants: ids, first: limit, by: actor)
        if globals.json {
            print(try QueryResource.json(answer))
        } else {
            // Two grants may bring tables of one name: then it is said which is which.
            for table in answer.tables where table.name != table.table.name {
                print("! \(table.name) = \(table.table.name) · \(table.grant)")
            }
            print(answer.run.columns.map(\.name).joined(separator: "\t"))
            for row in answer.page {
                let cells = (try? JSONDecoder().decode([JSONCell].self, from: Data(row.utf8))) ?? []
                print(cells.map(\.text).joined(separator: "\t"))
            }
        }
    }

    /// A cell as it is printed for people.
    private struct JSONCell: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else if let number = try? container.decode(Decimal.self) {
                text = "\(number)"
            } else if let value = try? container.decode(Bool.self) {
                text = "\(value)"
            } else {
                text = ""
            }
        }
    }
}

struct QuestionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "question",
        abstract: "Questions that are kept to be asked again, see `query --saved`.",
        subcommands: [List.self, Save.self, Update.self, Remove.self]
    )

    private static func show(_ questions: [SavedQuestion], _ globals: Globals) throws {
        try globals.show(questions.map(AnalysisAPI.QuestionResource.init)) {
            questions.map { "\($0.id)\t\($0.title)\t\($0.grants.map(\.rawValue).joined(separator: ","))" }
        }
    }

    private static func show(_ question: SavedQuestion, _ globals: Globals) throws {
        try globals.show(AnalysisAPI.QuestionResource(question)) {
            ["\(question.id)  \(question.title)", question.sql]
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List your questions, newest first."
        )
        @OptionGroup var globals: Globals

        func run() async throws {
            let platform = try globals.platform()
            try QuestionCommand.show(await platform.queries.saved(by: globals.actor(platform)), globals)
        }
    }

    struct Save: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "save", abstract: "Keep a question.")
        @OptionGroup var globals: Globals
        @Argument(help: "One SELECT.") var sql: String
        @Option(help: "What it is called.") var title: String
        @Option(help: "A grant it reads from; may be given several times.") var grant: [String] = []

        func run() async throws {
            let platform = try globals.platform()
            let question = try await platform.queries.save(
                title,
                sql: sql,
                grants: grant.map { Sharing.Grant.ID(rawValue: $0) },
                by: globals.actor(platform)
            )
            try QuestionCommand.show(question, globals)
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "update", abstract: "Rename or change a question.")
        @OptionGroup var globals: Globals
        @Argument(help: "The question.") var id: String
        @Option(help: "What it is called now.") var title: String?
        @Option(help: "What it asks now.") var sql: String?
        @Option(help: "A grant it reads from now, in place of those before; may be given several times.")
        var grant: [String] = []

        func run() async throws {
            let platform = try globals.platform()
            let question = try await platform.queries.update(
                SavedQuestion.ID(rawValue: id),
                title: title,
                sql: sql,
                grants: grant.isEmpty ? nil : grant.map { Sharing.Grant.ID(rawValue: $0) },
                by: globals.actor(platform)
            )
            try QuestionCommand.show(question, globals)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "remove", abstract: "Throw a question away.")
        @OptionGroup var globals: Globals
        @Argument(help: "The question.") var id: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.queries.remove(SavedQuestion.ID(rawValue: id), by: globals.actor(platform))
            try globals.show(["id": id]) { [globals.say("삭제했습니다.", "Removed.")] }
        }
    }
}

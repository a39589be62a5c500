import App
import ArgumentParser
import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Sharing

extension Dataset.Access: ExpressibleByArgument {}
extension PersonalKind: ExpressibleByArgument {}
extension PersonalFinding.Answer: ExpressibleByArgument {}

struct DatasetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "The inventory.",
        subcommands: [
            Register.self, Update.self, Describe.self, Access.self, Retype.self, Reread.self, List.self, Search.self,
            Show.self,
            Profile.self,
            Publish.self, Discard.self,
        ]
    )

    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "register",
            abstract: "Register files as a dataset: CSV, TSV, XLSX, JSON, NDJSON, Parquet, or any document."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The files.") var files: [String]
        @Option(help: "The code of the institution that holds them.") var institution: String
        @Option(help: "The table's name in SQL, for one file.") var table: String?
        @Option(help: "The title in Korean.") var title: String
        @Option(help: "The title in English.") var titleEn: String?
        @Option(help: "What it is about.") var description: String?
        @Option(help: "What it is about, in English.") var descriptionEn: String?
        @Option(help: "open, registered, request or withheld.") var access: Dataset.Access
        @Option(help: "For withheld data: the ground of the Act, Art. 11(1).") var ground: String?
        @Option(help: "For withheld data: the provision it rests on.") var citation: String?
        @Option(help: "disaster-safety, environment, welfare, …") var sector: String?
        @Option(help: "A keyword; may be given several times.") var keyword: [String] = []
        @Flag(help: "Show it to its keepers only, until it is published.") var draft = false
        @Flag(help: "Do not wait until the files are read.") var noWait = false

        func run() async throws {
            let platform = try globals.platform()
            let registration = try await platform.datasets.register(
                Datasets.Draft(
                    institution: institution,
                    title: title,
                    titleEn: titleEn,
                    description: description,
                    descriptionEn: descriptionEn,
                    access: access,
                    ground: ground,
                    citation: citation,
                    sector: sector,
                    keywords: keyword,
                    needsReview: draft
                ),
                DatasetCommand.uploads(files, table: table),
                by: globals.actor(platform)
            )
            try await DatasetCommand.finish(registration, platform, globals, noWait: noWait)
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update",
            abstract: "Register files as the next version of a dataset."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The dataset.") var id: String
        @Argument(help: "The files.") var files: [String]
        @Option(help: "The table's name in SQL, for one file.") var table: String?
        @Flag(help: "Do not wait until the files are read.") var noWait = false

        func run() async throws {
            let platform = try globals.platform()
            let registration = try await platform.datasets.update(
                Dataset.ID(rawValue: id),
                DatasetCommand.uploads(files, table: table),
                by: globals.actor(platform)
            )
            try await DatasetCommand.finish(registration, platform, globals, noWait: noWait)
        }
    }

    private static func uploads(_ files: [String], table: String?) -> [Datasets.Upload] {
        files.map { path in
            let file = URL(filePath: path)
            return Datasets.Upload(file: file, name: file.lastPathComponent, table: files.count == 1 ? table : nil)
        }
    }

    static func finish(
        _ registration: Datasets.Registration,
        _ platform: Platform,
        _ globals: Globals,
        noWait: Bool
    ) async throws {
        guard !noWait else {
            let ids = ["id": registration.dataset.rawValue, "job": registration.job.rawValue]
            return try globals.show(ids) { [registration.dataset.rawValue] }
        }
        try await platform.jobs.finish(registration.job)
        try await show(registration.dataset, platform, globals)
    }

    static func show(_ id: Dataset.ID, _ platform: Platform, _ globals: Globals) async throws {
        let detail = try await platform.datasets.detail(id)
        try globals.show(DatasetResource(detail)) {
            let language = globals.language
            var lines = [
                "\(detail.dataset.id)  \(detail.dataset.name[language])  v\(detail.dataset.version)",
                "\(detail.institution.title[language]) · \(detail.dataset.access.title[language])",
            ]
            for table in detail.tables {
                let title = detail.words(of: table.name)?.name.map { " (\($0[language]))" } ?? ""
                lines.append(
                    globals.say(
                        "표 \(table.name)\(title): \(table.rows)행 \(table.columns.count)열",
                        "table \(table.name)\(title): \(table.rows) rows, \(table.columns.count) columns"
                    )
                )
            }
            if detail.dataset.isDraft {
                lines.append(
                    globals.say(
                        "초안: 담당자만 봅니다. dataset publish로 게시하거나 dataset discard로 폐기하세요.",
                        "Draft: its keepers only see it. Publish it with `dataset publish`, or `dataset discard` it."
                    )
                )
            }
            return lines + detail.notes.map { "! " + $0[language] }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List datasets, newest first.")
        @OptionGroup var globals: Globals
        @Option(help: "Only those of this institution.") var institution: String?
        @Option(help: "At most so many.") var limit = 100

        func run() async throws {
            let platform = try globals.platform()
            var query = DatasetQuery(limit: limit)
            if let institution { query.institution = try await platform.institutions.find(institution).id }
            let found = try await platform.datasets.search(query)
            try globals.show(found.hits.map(DatasetEntry.init)) { found.hits.map { "\($0.id)\t\($0.title)" } }
        }
    }

    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "search",
            abstract: "Find datasets by words, best first."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The words.") var words: String
        @Option(help: "Only with this access.") var access: Dataset.Access?
        @Option(help: "Only of this sector.") var sector: String?
        @Option(help: "At most so many.") var limit = 20

        func run() async throws {
            let found = try await globals.platform().datasets.search(
                DatasetQuery(text: words, access: access, sector: sector, limit: limit)
            )
            try globals.show(SearchResource(found)) {
                ["\(found.total)"]
                    + found.hits.map {
                        "\($0.id)\t\($0.title)\t\($0.institutionName)\t\($0.access.title[globals.language])"
                    }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a dataset.")
        @OptionGroup var globals: Globals
        @Argument(help: "The dataset.") var id: String

        func run() async throws {
            try await DatasetCommand.show(Dataset.ID(rawValue: id), globals.platform(), globals)
        }
    }

    struct Profile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "profile",
            abstract: "Show what each column holds."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The dataset.") var id: String

        func run() async throws {
            let detail = try await globals.platform().datasets.detail(Dataset.ID(rawValue: id))
            try globals.show(DatasetResource(detail)) {
                detail.tables.flatMap { table in
                    let words = detail.columnWords(of: table.name)
                    return [table.name]
                        + table.columns.map { column in
                            let profile = column.profile
                            let title = words[column.name].flatMap { words in
                                [words.name?[globals.language], words.unit].compactMap { $0 }.joined(separator: ", ")
                            }
                            let name = column.name + (title.map { " (\($0))" } ?? "")
                            let kinds = column.findings.map { $0.kind.title[globals.language] }.joined(separator: ", ")
                            return
                                "  \(name)\t\(column.type)\tnull \(profile?.nulls ?? 0)\t= \(profile?.distinct ?? 0)\t\(kinds)"
                        }
                }
            }
        }
    }
}

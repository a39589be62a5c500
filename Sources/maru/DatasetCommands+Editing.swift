import App
import ArgumentParser
import Catalog
import Directory
import Foundation
import Kernel
import Lake

extension DatasetCommand {
    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "describe",
            abstract: "Change what is said about a dataset, a table (--table) or a column (--table --column).",
            discussion: "What is not given stays as it is; an empty text (\"\") takes it away."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The dataset.") var id: String
        @Option(help: "The table that is described.") var table: String?
        @Option(help: "The column of --table that is described.") var column: String?
        @Option(name: [.long, .customLong("label")], help: "The title in Korean.") var title: String?
        @Option(name: [.long, .customLong("label-en")], help: "The title in English.") var titleEn: String?
        @Option(help: "What it is about.") var description: String?
        @Option(help: "What it is about, in English.") var descriptionEn: String?
        @Option(help: "For a column: what its numbers count or measure.") var unit: String?
        @Option(help: "For the dataset: disaster-safety, environment, welfare, …") var sector: String?
        @Option(help: "For the dataset: a keyword in place of those before; may be given several times.")
        var keyword: [String] = []

        func validate() throws {
            if column != nil, table == nil { throw ValidationError("--column needs --table.") }
            if unit != nil, column == nil { throw ValidationError("--unit needs --column.") }
            if table != nil, sector != nil || !keyword.isEmpty {
                throw ValidationError("--sector and --keyword describe the dataset; leave --table out.")
            }
        }

        func run() async throws {
            let platform = try globals.platform()
            let id = Dataset.ID(rawValue: id)
            try await platform.datasets.describe(id, edit, by: globals.actor(platform))
            try await DatasetCommand.show(id, platform, globals)
        }

        private var edit: Datasets.Edit {
            let words = Wording(title: title, titleEn: titleEn, description: description, descriptionEn: descriptionEn)
            if let table, let column {
                return Datasets.Edit(
                    tables: [Datasets.TableEdit(table, columns: [Datasets.ColumnEdit(column, words, unit: unit)])]
                )
            }
            if let table { return Datasets.Edit(tables: [Datasets.TableEdit(table, words)]) }
            return Datasets.Edit(
                title: title,
                titleEn: titleEn,
                description: description,
                descriptionEn: descriptionEn,
                sector: sector,
                keywords: keyword.isEmpty ? nil : keyword
            )
        }
    }

    struct Access: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "access",
            abstract: "Change how a dataset is had; opened data is held back while findings are unanswered."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The dataset.") var id: String
        @Option(help: "open, registered, request or withheld.") var access: Dataset.Access
        @Option(help: "For withheld data: the ground of the Act, Art. 11(1).") var ground: String?
        @Option(help: "For withheld data: the provision it rests on.") var citation: String?
        @Option(help: "Why.") var reason: String?

        func run() async throws {
            let platform = try globals.platform()
            let id = Dataset.ID(rawValue: id)
            _ = try await platform.datasets.changeAccess(
                id,
                to: access,
                ground: ground,
                citation: citation,
                reason: reason,
                by: globals.actor(platform)
            )
            try await DatasetCommand.show(id, platform, globals)
        }
    }

    struct Reread: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reread",
            abstract: "Read a file again, laid out otherwise, as the next version.",
            discussion: "How it was read is in `dataset show`. What is left out is read as before."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The dataset.") var id: String
        @Option(help: "The table; may be left out where there is one.") var table: String?
        @Option(help: "UTF-8, CP949, UTF-16LE or UTF-16BE.") var encoding: TextEncoding?
        @Option(help: "comma, tab, semicolon or bar.") var delimiter: Delimiter?
        @Option(help: "The row the columns' names stand in, from 1; 0 for a file without a header.")
        var headerRow: Int?
        @Option(help: "The sheet of a workbook.") var sheet: String?
        @Flag(help: "Do not wait until the file is read.") var noWait = false

        func run() async throws {
            let platform = try globals.platform()
            let id = Dataset.ID(rawValue: id)
            var name = table ?? ""
            if table == nil { name = try await platform.datasets.detail(id).tables.first?.name ?? "" }
            let layout = ChosenLayout(encoding: encoding, delimiter: delimiter, headerRow: headerRow, sheet: sheet)
            let registration = try await platform.datasets.reread(id, [name: layout], by: globals.actor(platform))
            try await DatasetCommand.finish(registration, platform, globals, noWait: noWait)
        }
    }

    struct Retype: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retype",
            abstract: "Read the files again with other types for some columns, as the next version.",
            discussion: "Refused with the number of values that would be lost; then everything stays as it is."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The dataset.") var id: String
        @Option(help: "The table; may be left out where there is one.") var table: String?
        @Option(help: "COLUMN=TYPE: text, integer, number, date, timestamp; may be given several times.")
        var type: [String] = []
        @Flag(help: "Do not wait until the files are read.") var noWait = false

        func run() async throws {
            let platform = try globals.platform()
            let id = Dataset.ID(rawValue: id)
            var name = table ?? ""
            if table == nil { name = try await platform.datasets.detail(id).tables.first?.name ?? "" }
            let registration = try await platform.datasets.retype(
                id,
                table: name,
                Dictionary(type.map(Self.pair), uniquingKeysWith: { _, last in last }),
                by: globals.actor(platform)
            )
            try await DatasetCommand.finish(registration, platform, globals, noWait: noWait)
        }

        private static func pair(_ text: String) throws -> (String, ChosenType) {
            guard let place = text.lastIndex(of: "="),
                let type = ChosenType(rawValue: String(text[text.index(after: place)...]))
            else {
                let types = ChosenType.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("\(text): write COLUMN=TYPE; the types are \(types).")
            }
            return (String(text[..<place]), type)
        }
    }
}

extension TextEncoding: ExpressibleByArgument {}
extension Delimiter: ExpressibleByArgument {}

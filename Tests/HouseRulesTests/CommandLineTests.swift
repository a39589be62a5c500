import Foundation
import Testing

@Suite("The house rules for the command line")
struct CommandLineTests {
    private static let begin = "<!-- commands: written by `UPDATE_GOLDEN=1 script/test --filter CommandLineTests` -->\n"
    private static let end = "<!-- /commands -->\n"

    @Test("docs/cli.md lists every command with its arguments, as the executable itself describes them")
    func reference() throws {
        let written = Self.begin + "\n" + Self.sections(of: try Self.describe().command, under: []) + Self.end
        let path = "docs/cli.md"
        var document = try Repository.read(path)
        let start = try #require(document.range(of: Self.begin)?.lowerBound)
        let stop = try #require(document.range(of: Self.end)?.upperBound)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            document.replaceSubrange(start..<stop, with: written)
            try document.write(to: Repository.root.appending(path: path), atomically: true, encoding: .utf8)
        } else {
            #expect(document[start..<stop] == written, "Run UPDATE_GOLDEN=1 script/test --filter CommandLineTests")
        }
    }

    @Test("Every command, argument and option says what it is for")
    func help() throws {
        func silent(_ command: Dump.Command, _ path: [String]) -> [String] {
            let path = path + [command.commandName]
            let bare = (command.abstract ?? "").isEmpty ? [path.joined(separator: " ")] : []
            let mute = (command.arguments ?? []).filter { $0.shouldDisplay && ($0.abstract ?? "").isEmpty }
                .map { (path + [$0.valueName]).joined(separator: " ") }
            return bare + mute + (command.subcommands ?? []).flatMap { silent($0, path) }
        }
        // `help` comes with the parser, which leaves its argument's help empty.
        #expect(try silent(Self.describe().command, []).filter { !$0.hasPrefix("maru help") } == [])
    }

    /// What `--experimental-dump-help` prints.
    private struct Dump: Decodable {
        let command: Command

        struct Command: Decodable {
            let commandName: String
            let abstract: String?
            let discussion: String?
            let shouldDisplay: Bool
            let arguments: [Argument]?
            let subcommands: [Command]?
        }

        struct Argument: Decodable {
            let kind: String
            let names: [Name]?
            let valueName: String
            let abstract: String?
            let defaultValue: String?
            let allValues: [String]?
            let isOptional: Bool
            let isRepeating: Bool
            let shouldDisplay: Bool

            struct Name: Decodable {
                let kind: String
                let name: String
            }
        }
    }

    /// The executable beside this test's bundle.
    private static func describe() throws -> Dump {
        var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        func executable() -> URL { folder.appending(path: "maru") }
        while folder.path != "/", !FileManager.default.isExecutableFile(atPath: executable().path) {
            folder.deleteLastPathComponent()
        }
        let process = Process()
        process.executableURL = executable()
        process.arguments = ["--experimental-dump-help"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let json = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(Dump.self, from: json)
    }

    /// What stands at every command, and is described once at the top of the page.
    private static let everywhere: Set<String> = ["home", "as", "json", "lang", "version", "help"]

    private static func sections(of command: Dump.Command, under parents: [String]) -> String {
        let path = parents + [command.commandName]
        let subcommands = (command.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
        var text = ""
        if !parents.isEmpty {
            text +=
                "\(String(repeating: "#", count: min(4, path.count))) \(path.dropFirst().joined(separator: " "))\n\n"
            text += "\(command.abstract ?? "")\n\n"
            if let discussion = command.discussion, !discussion.isEmpty { text += "\(discussion)\n\n" }
            let arguments = (command.arguments ?? []).filter { $0.shouldDisplay && !everywhere.contains($0.valueName) }
            if subcommands.isEmpty {
                let usage = path.joined(separator: " ") + arguments.map { " " + synopsis($0) }.joined()
                text += "```\n\(usage)\n```\n\n"
            }
            if !arguments.isEmpty {
                text += "| | |\n|---|---|\n" + arguments.map(row).joined() + "\n"
            }
        }
        return text + subcommands.map { sections(of: $0, under: path) }.joined()
    }

    private static func spelled(_ argument: Dump.Argument) -> String {
        let names = (argument.names ?? []).map { ($0.kind == "short" ? "-" : "--") + $0.name }
        return switch argument.kind {
        case "positional": "<\(argument.valueName)>"
        case "flag": names.joined(separator: ", ")
        default: names.joined(separator: ", ") + " <\(argument.valueName)>"
        }
    }

    private static func synopsis(_ argument: Dump.Argument) -> String {
        let text = spelled(argument) + (argument.isRepeating ? " …" : "")
        return argument.isOptional ? "[\(text)]" : text
    }

    private static func row(_ argument: Dump.Argument) -> String {
        var words = argument.abstract ?? ""
        // A list that the help text spells out already is not repeated.
        if let values = argument.allValues, !values.allSatisfy(words.contains) {
            words += " One of: \(values.joined(separator: ", "))."
        }
        if let value = argument.defaultValue { words += " Default: `\(value)`." }
        if argument.isRepeating { words += " May be given several times." }
        return
            "| `\(spelled(argument))` | \(words.trimmingCharacters(in: .whitespaces).replacing("|", with: "\\|")) |\n"
    }
}

import App
import ArgumentParser
import DemoData
import Foundation
import Kernel
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Serve the pages and the API.")
    @OptionGroup var globals: Globals
    @Option(help: "The address to listen on.") var host: String?
    @Option(help: "The port to listen on.") var port: Int?

    func run() async throws {
        var settings = Settings(environment: ProcessInfo.processInfo.environment)
        settings.host = host ?? settings.host
        settings.port = port ?? settings.port
        let platform = try Platform(home: URL(filePath: globals.home), settings: settings)
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "maru")
        try await Server(platform).run(logger: logger)
    }
}

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Seed a new home with a small invented nation."
    )
    @OptionGroup var globals: Globals

    struct Result: Encodable {
        let home: String
        let password: String
        let people: [DemoSeed.Person]
    }

    func run() async throws {
        let settings = Settings(environment: ProcessInfo.processInfo.environment)
        let people = try await DemoSeed(home: URL(filePath: globals.home), settings: settings).seed()
        try globals.show(Result(home: globals.home, password: DemoSeed.password, people: people)) {
            [
                globals.say(
                    "로그인할 수 있는 사람(비밀번호는 모두 \(DemoSeed.password)):",
                    "Who can sign in (everybody's password is \(DemoSeed.password)):"
                )
            ]
                + people.prefix(11).map { "  \($0.email)\t\($0.institution) \($0.role)" }
                + ["  … \(people.count)"]
        }
    }
}

import App
import ArgumentParser
import DemoData
import Foundation
import Kernel
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the pages and the API.")
    @OptionGroup var globals: Globals
    @Option(help: "The address to listen on.") var host: String?
    @Option(help: "The port to listen on.") var port: Int?

    func run() async throws {
        var settings = Settings(environment: ProcessInfo.processInfo.environment)
        settings.host = host ?? settings.host
        settings.port = port ?? settings.port
        let platform = try Platform(home: URL(filePath: globals.home), settings: settings)
        let logger = Logger(label: "maru")
        try await Server(platform).run(logger: logger)
    }
}

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Seed a new home with a small invented nation.")
    @OptionGroup var globals: Globals

    func run() async throws {}
}

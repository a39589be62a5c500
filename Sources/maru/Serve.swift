import App
import ArgumentParser
import DemoData
import Foundation
import Kernel

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the pages and the API.")
    @OptionGroup var globals: Globals
    @Option(help: "The address to listen on.") var host: String?
    @Option(help: "The port to listen on.") var port: Int?

    func run() async throws {}
}

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Seed a new home with a small invented nation.")
    @OptionGroup var globals: Globals

    func run() async throws {}
}

import App
import ArgumentParser
import Directory
import Foundation
import Kernel

/// The options every command takes, before or after its name.
struct Globals: ParsableArguments {
    @Option(help: "The folder with the store, the lake, runs and keys.")
    var home = ".maru"

    @Option(name: .customLong("as"), help: "The e-mail address of the person who acts.")
    var person: String?

    @Flag(help: "Print one JSON document on standard output.")
    var json = false

    @Option(help: "The language of messages: ko or en.")
    var lang = "ko"

    var language: Language { Language(rawValue: lang) ?? .ko }

    /// Moves the options that stand before the command's name behind it, where the parser wants them.
    static func hoisted(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        var moved: [String] = []
        while let first = rest.first {
            if ["--home", "--as", "--lang"].contains(first), rest.count > 1 {
                moved += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if first == "--json" || first.contains(/^--(home|as|lang)=/) {
                moved.append(first)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        // A literal `--` ends the options, so they go before it.
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + (rest.isEmpty ? [] : moved) + Array(rest[end...])
    }

    /// The language asked for, also where the rest cannot be parsed.
    static func language(of arguments: [String]) -> Language {
        let place = arguments.firstIndex(of: "--lang").map { $0 + 1 }
        let text =
            place.flatMap { $0 < arguments.count ? arguments[$0] : nil }
            ?? arguments.first { $0.hasPrefix("--lang=") }.map { String($0.dropFirst(7)) }
        return text.flatMap(Language.init(rawValue:)) ?? .ko
    }

    func platform(isNew: Bool = false) throws -> Platform {
        try Platform(
            home: URL(filePath: home),
            settings: Settings(environment: ProcessInfo.processInfo.environment),
            isNew: isNew
        )
    }

    /// The person who acts.
    func actor(_ platform: Platform) async throws -> Actor {
        guard let person else {
            throw Problem(
                "app/nobody",
                LocalizedText("누가 하는 일인지 --as 전자우편으로 적어 주세요.", en: "Say who acts, with --as E-MAIL."),
                status: 400,
                exitStatus: 64
            )
        }
        return try await platform.people.actor(email: person)
    }

    /// Prints `value` as JSON, or what `lines` says for people.
    func show(_ value: some Encodable, _ lines: () -> [String]) throws {
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .custom { date, encoder in
                var container = encoder.singleValueContainer()
                try container.encode(date.timestamp)
            }
            print(String(decoding: try encoder.encode(value), as: UTF8.self))
        } else {
            for line in lines() { print(line) }
        }
    }

    /// Words for the reader.
    func say(_ ko: String, _ en: String) -> String { language == .ko ? ko : en }
}

/// A day on the command line: `2026-11-23`.
extension Day: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

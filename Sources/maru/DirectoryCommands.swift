import App
import ArgumentParser
import Catalog
import Directory
import Foundation
import Kernel

struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Set up an empty home: the secretariat's institution and its first person."
    )

    @OptionGroup var globals: Globals
    @Option(help: "The first person's e-mail address.") var secretariat: String
    @Option(help: "The first person's name.") var name: String
    @Option(help: "The code of the secretariat's institution.") var institutionCode: String
    @Option(help: "Its name.") var institutionName: String
    @Option(help: "Its kind.") var institutionKind = "central"

    func run() async throws {
        let platform = try globals.platform(isNew: true)
        let person = try await platform.people.initialise(
            secretariat: secretariat,
            name: name,
            institution: Institutions.Draft(code: institutionCode, name: institutionName, kind: institutionKind)
        )
        try globals.show(["person": person.id.rawValue, "email": person.email, "home": globals.home]) {
            [
                globals.say(
                    "준비했습니다: \(globals.home) (간사 \(person.email))",
                    "Ready: \(globals.home), secretariat \(person.email)"
                )
            ]
        }
    }
}

/// An institution as it is printed.
struct InstitutionEntry: Encodable {
    let id: String
    let code: String
    let name: String
    let nameEn: String?
    let kind: String
    let region: String?
    let since: Day
    let until: Day?

    init(_ institution: Institution) {
        id = institution.id.rawValue
        code = institution.code
        name = institution.name
        nameEn = institution.nameEn
        kind = institution.kind
        region = institution.region
        since = institution.since
        until = institution.until
    }

    var line: String { "\(code)\t\(name)\t\(kind)" }
}

struct InstitutionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "institution",
        abstract: "Institutions over time.",
        subcommands: [Add.self, List.self, Show.self, Rename.self, Merge.self, Split.self, Abolish.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Add an institution.")
        @OptionGroup var globals: Globals
        @Option(help: "Its administrative code.") var code: String
        @Option(help: "Its name in Korean.") var name: String
        @Option(help: "Its name in English.") var nameEn: String?
        @Option(
            help:
                "central, metropolitan, basic, education, public-corporation, other-public, local-corporation, school or special-corporation."
        )
        var kind: String
        @Option(help: "The code of the institution above it.") var parent: String?
        @Option(help: "Where it is.") var region: String?
        @Option(help: "The first day it exists.") var from: Day?

        func run() async throws {
            let platform = try globals.platform()
            let institution = try await platform.institutions.add(
                Institutions.Draft(
                    code: code,
                    name: name,
                    nameEn: nameEn,
                    kind: kind,
                    parent: parent,
                    region: region,
                    since: from
                ),
                by: globals.actor(platform)
            )
            try globals.show(InstitutionEntry(institution)) { [InstitutionEntry(institution).line] }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the institutions that exist."
        )
        @OptionGroup var globals: Globals
        @Option(help: "On another day than today.") var on: Day?

        func run() async throws {
            let list = try await globals.platform().institutions.list(on: on).map(InstitutionEntry.init)
            try globals.show(list) { list.map(\.line) }
        }
    }

    struct Rename: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rename",
            abstract: "Give an institution another name; the old one is kept."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "Its code.") var code: String
        @Option(help: "The new name in Korean.") var name: String
        @Option(help: "The new name in English.") var nameEn: String?
        @Option(help: "The first day of the name.") var from: Day
        @Option(help: "The law or decision it rests on.") var ground: String

        func run() async throws {
            let platform = try globals.platform()
            let institution = try await platform.institutions.rename(
                code,
                to: LocalizedText(name, en: nameEn),
                since: from,
                ground: ground,
                by: globals.actor(platform)
            )
            // Its datasets are found by the new name from here on; a server that runs may be quicker.
            for job in try await platform.datasets.followRenames() { try await platform.jobs.finish(job) }
            try globals.show(InstitutionEntry(institution)) { [InstitutionEntry(institution).line] }
        }
    }

    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "merge",
            abstract: "End institutions; another answers for them from then on, open cases included."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The codes of those that end.") var codes: [String]
        @Option(help: "The code of the successor.") var into: String
        @Option(help: "The first day the successor answers.") var from: Day
        @Option(help: "The law or decision it rests on.") var ground: String

        func run() async throws {
            let platform = try globals.platform()
            let heir = try await platform.institutions.merge(
                codes,
                into: into,
                since: from,
                ground: ground,
                by: globals.actor(platform)
            )
            try globals.show(InstitutionEntry(heir)) { [InstitutionEntry(heir).line] }
        }
    }

    struct Abolish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "abolish",
            abstract: "End an institution that nobody follows."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "Its code.") var code: String
        @Option(help: "Its last day.") var until: Day
        @Option(help: "The law or decision it rests on.") var ground: String

        func run() async throws {
            let platform = try globals.platform()
            let institution = try await platform.institutions.abolish(
                code,
                until: until,
                ground: ground,
                by: globals.actor(platform)
            )
            try globals.show(InstitutionEntry(institution)) { [InstitutionEntry(institution).line] }
        }
    }
}

struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person",
        abstract: "People.",
        subcommands: [Add.self, List.self, Password.self, Move.self, Retire.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a person.")
        @OptionGroup var globals: Globals
        @Option(help: "The e-mail address; what the person signs in with.") var email: String
        @Option(help: "The name.") var name: String
        @Option(help: "The code of the institution.") var institution: String

        func run() async throws {
            let platform = try globals.platform()
            let person = try await platform.people.add(
                email: email,
                name: name,
                institution: institution,
                by: globals.actor(platform)
            )
            try globals.show(["id": person.id.rawValue, "email": person.email]) { [person.email] }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List people with their roles of today."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Only those of this institution.") var institution: String?

        struct Entry: Encodable {
            let email: String
            let name: String
            let roles: [String]
        }

        func run() async throws {
            let platform = try globals.platform()
            _ = try await globals.actor(platform)
            let list = try await platform.people.list(institution: institution).map { actor in
                Entry(
                    email: actor.email,
                    name: actor.name,
                    roles: Set(actor.held.map(\.role.rawValue)).sorted()
                )
            }
            try globals.show(list) { list.map { "\($0.email)\t\($0.name)\t\($0.roles.joined(separator: ","))" } }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "password",
            abstract: "Set a password, read from standard input: a secret is no argument."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Whose password.") var email: String

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            let password = readLine(strippingNewline: true) ?? ""
            try await platform.signIns.setPassword(password, of: email, by: actor)
            try globals.show(["email": email]) { [globals.say("비밀번호를 정했습니다.", "The password is set.")] }
        }
    }
}

extension Role: ExpressibleByArgument {}

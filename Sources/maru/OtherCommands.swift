import Analysis
import App
import ArgumentParser
import Catalog
import DemoData
import Directory
import Foundation
import Kernel
import Lake
import Ledger
import Sharing
import Statute

struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "Statutory days with their arithmetic.",
        subcommands: [Compute.self, Show.self]
    )

    struct Compute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "compute", abstract: "Compute when a period ends.")
        @OptionGroup var globals: Globals
        @Option(help: "provision.decide, registration.respond, mediation.apply, …") var rule: String
        @Option(help: "The day of receipt or notice.") var from: Day
        @Option(help: "Days of extension.") var extend = 0

        func run() async throws {
            let due = try Statutes().due(rule, from: from, extendedBy: extend)
            try globals.show(due) {
                [due.due.written(in: globals.language)] + due.proof.map { "  " + $0[globals.language] }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the clocks of the law in force."
        )
        @OptionGroup var globals: Globals
        @Option(help: "On another day than today.") var on: Day?

        func run() async throws {
            let pack = try Statutes().pack(on: on ?? WallClock.system.today)
            try globals.show(pack.clocks) {
                pack.clocks.map { "\($0.id)\t\($0.title[globals.language])\t\($0.citation[globals.language])" }
            }
        }
    }
}

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "The ledger of every act.",
        subcommands: [Verify.self, Proof.self, Consistency.self, CheckpointCommand.self, Export.self, RotateKey.self]
    )

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Recompute the whole ledger from its rows."
        )
        @OptionGroup var globals: Globals

        func run() async throws {
            let found = try await globals.platform().acts.verify()
            try globals.show(found) {
                [
                    found.ok
                        ? globals.say(
                            "온전합니다. \(found.size)건, 루트 \(found.root)",
                            "Whole: \(found.size) acts, root \(found.root)"
                        )
                        : globals.say("온전하지 않습니다.", "Not whole.")
                ]
            }
            guard found.ok else {
                throw Problem(
                    "ledger/broken",
                    LocalizedText("원장의 트리가 온전하지 않습니다.", en: "The ledger is not whole."),
                    status: 500,
                    detail: LocalizedText(
                        "처음 어긋난 기록: \(found.firstBroken.map(String.init) ?? "–")",
                        en: "First broken act: \(found.firstBroken.map(String.init) ?? "–")"
                    )
                )
            }
        }
    }

    struct Proof: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "proof",
            abstract: "Print what proves that an act is in the ledger."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The act's number.") var seq: Int64

        func run() async throws {
            let proof = try await globals.platform().acts.proof(of: seq)
            try globals.show(proof) { [proof.checkpoint, proof.act, "index \(proof.index)"] + proof.path }
        }
    }

    struct Consistency: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "consistency",
            abstract: "Print what proves that nothing before was changed."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The smaller size.") var first: Int64
        @Argument(help: "The larger size.") var second: Int64

        func run() async throws {
            let proof = try await globals.platform().acts.consistency(from: first, to: second)
            try globals.show(proof) { [proof.firstRoot, proof.secondRoot] + proof.path }
        }
    }

    struct CheckpointCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "checkpoint",
            abstract: "Sign the ledger as it stands; print the signed note."
        )
        @OptionGroup var globals: Globals

        func run() async throws {
            let acts = try globals.platform().acts
            let checkpoint = try await acts.checkpoint()
            try globals.show([
                "note": checkpoint.text, "verifierKey": acts.verifierKey, "root": checkpoint.root,
                "size": String(checkpoint.size),
            ]) { [checkpoint.text, acts.verifierKey] }
        }
    }

    struct RotateKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-key",
            abstract:
                "Replace the signing key; what the former one signed stays good. Start the server anew afterwards."
        )
        @OptionGroup var globals: Globals
        @Option(help: "Why.") var reason: String

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            try RecordMove.rotateKey.require(of: actor, at: nil)
            let acts = try await platform.acts.rotateKey(
                in: URL(filePath: globals.home).appending(path: "keys"),
                by: actor.attribution,
                reason: reason
            )
            try globals.show(["verifierKey": acts.verifierKey]) { [acts.verifierKey] }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Write every act as NDJSON on standard output."
        )
        @OptionGroup var globals: Globals

        func run() async throws {
            try await globals.platform().acts.export { try FileHandle.standardOutput.write(contentsOf: $0) }
        }
    }
}

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Tokens for the API.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a token; it is shown this once."
        )
        @OptionGroup var globals: Globals
        @Option(help: "What it is for.") var name = "API"

        func run() async throws {
            let platform = try globals.platform()
            let created = try await platform.tokens.create(name: name, by: globals.actor(platform))
            try globals.show(["id": created.token.id.rawValue, "token": created.secret]) { [created.secret] }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List your tokens.")
        @OptionGroup var globals: Globals

        func run() async throws {
            let platform = try globals.platform()
            let tokens = try await platform.tokens.list(of: globals.actor(platform))
            try globals.show(tokens.map { ["id": $0.id.rawValue, "name": $0.name, "endsAt": $0.endsAt.timestamp] }) {
                tokens.map { "\($0.id)\t\($0.name)\t\(Day(of: $0.endsAt))" }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "revoke", abstract: "Revoke a token.")
        @OptionGroup var globals: Globals
        @Argument(help: "The token's id.") var id: String

        func run() async throws {
            let platform = try globals.platform()
            try await platform.tokens.revoke(Token.ID(rawValue: id), by: globals.actor(platform))
            try globals.show(["id": id]) { [globals.say("폐기했습니다.", "Revoked.")] }
        }
    }
}

struct Permissions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permissions",
        abstract: "Print who may do what, as docs/permissions.md shows it."
    )
    @OptionGroup var globals: Globals

    func run() async throws { print(PermissionTables.text, terminator: "") }
}

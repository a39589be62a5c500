import App
import ArgumentParser
import Foundation
import Kernel

/// `maru`: everything a page or the API can do, for the person named by `--as`, on the local store.
struct Maru: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maru",
        abstract: "Data-driven administration: inventory, lawful sharing, analysis, and a ledger of it all.",
        discussion: """
            Errors are written to standard error as `problem: …`. Exit status: 64 usage, 65 bad data, 66 not found,
            69 engine unavailable, 75 try later, 77 not allowed, 1 anything else.
            """,
        version: "0.1.0",
        subcommands: [
            Init.self, Serve.self, Demo.self, InstitutionCommand.self, PersonCommand.self, Appoint.self,
            AppointmentCommand.self,
            DatasetCommand.self, Use.self, RequestCommand.self, GrantCommand.self, Query.self, QuestionCommand.self,
            SuggestionCommand.self, OverdueCommand.self, ClockCommand.self, MeetingCommand.self, CouncilCommand.self,
            ActionCommand.self,
            LedgerCommand.self, NoticeCommand.self, TokenCommand.self, Permissions.self,
        ]
    )
}

@main
enum Entry {
    static func main() async {
        let arguments = Globals.hoisted(Array(CommandLine.arguments.dropFirst()))
        do {
            var command = try Maru.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as any PublicError {
            fail(error.problem.sentence(in: Globals.language(of: arguments)), status: error.problem.exitStatus)
        } catch {
            let status = Maru.exitCode(for: error)
            if status.isSuccess {
                print(Maru.fullMessage(for: error))
                return
            }
            if status == .validationFailure { fail(Maru.message(for: error), status: 64) }
            if let problem = Problem(storage: error) {
                fail(problem.sentence(in: Globals.language(of: arguments)), status: problem.exitStatus)
            }
            // Not for people: what it was is for whoever runs the machine.
            fail("예상하지 못한 오류입니다. (\(String(reflecting: error)))", status: 1)
        }
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        FileHandle.standardError.write(Data("problem: \(message)\n".utf8))
        exit(status)
    }
}

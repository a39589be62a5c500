import ArgumentParser

struct MeetingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meeting",
        abstract: "Meetings of councils: held, followed and written down.",
        subcommands: SessionCommands.all
    )
}

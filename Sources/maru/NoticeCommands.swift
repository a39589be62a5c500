import App
import ArgumentParser
import Directory
import Foundation
import Kernel
import Notices

struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice",
        abstract: "What you were told.",
        subcommands: [List.self, Read.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List your notices, newest first."
        )
        @OptionGroup var globals: Globals
        @Flag(help: "Only those you have not read.") var unread = false
        @Option(help: "At most so many.") var limit = 50

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            // What happened since a server ran last is told too.
            try await platform.notices.collect()
            let found = try await platform.notices.inbox(
                of: actor.person,
                unread: unread,
                before: nil,
                limit: max(1, min(limit, 1000))
            )
            try globals.show(found.map(NoticeResource.init)) {
                found.map {
                    let mark = $0.readAt == nil ? "*" : " "
                    return "\(mark) \($0.id)\t\(Day(of: $0.at))\t\($0.title[globals.language])\t\($0.path)"
                }
            }
        }
    }

    struct Read: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "read",
            abstract: "Mark a notice as read, or all of them."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The notice's id.") var id: String?
        @Flag(help: "All your notices.") var all = false

        func validate() throws {
            guard (id == nil) == all else { throw ValidationError("Give a notice's id, or --all.") }
        }

        func run() async throws {
            let platform = try globals.platform()
            let actor = try await globals.actor(platform)
            if let id {
                let notice = try await platform.notices.open(Notice.ID(rawValue: id), by: actor.person)
                try globals.show(NoticeResource(notice)) {
                    [notice.title[globals.language], notice.text[globals.language], notice.path].filter { !$0.isEmpty }
                }
            } else {
                let count = try await platform.notices.read(nil, by: actor.person)
                try globals.show(["read": count]) {
                    [globals.say("\(count)건을 읽음으로 표시했습니다.", "\(count) marked as read.")]
                }
            }
        }
    }
}

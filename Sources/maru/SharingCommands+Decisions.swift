import App
import ArgumentParser
import Directory
import Foundation
import Kernel
import Lake
import Sharing

extension RequestCommand {
    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "grant",
            abstract: "Decide to provide, in whole or in part."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The request.") var id: String
        @Option(help: "Only these columns: a,b.") var columns: String?
        @Option(
            name: .customLong("where"),
            help:
                "Only rows for which this expression is true; `table: expression`, once a table, where there are several."
        )
        var conditions: [String] = []
        @Option(help: "COLUMN=SPEC: keep, drop, mask:n, pseudonymise, year, month, band:n, round:n, prefix:n.")
        var transform: [String] = []
        @Option(help: "Leave out rows whose combination of values occurs in fewer rows than this.") var minGroup: Int?
        @Option(
            help:
                "The columns that groups are counted over: a,b. Unless given: every column that leaves and is a text, date or truth value or was made coarser."
        )
        var quasi: String?
        @Option(help: "The last day of use; as asked for unless given.") var until: Day?
        @Option(help: "A note to the requester.") var note: String?
        @Flag(help: "Do not wait until the share is made.") var noWait = false

        func run() async throws {
            let platform = try globals.platform()
            var transforms: [String: String] = [:]
            for entry in transform {
                guard let place = entry.lastIndex(of: "=") else {
                    throw LakeProblem.terms(
                        "transforms",
                        LocalizedText("‘열=변환’으로 적어 주세요: \(entry)", en: "Write COLUMN=SPEC: \(entry)")
                    )
                }
                transforms[String(entry[..<place])] = String(entry[entry.index(after: place)...])
            }
            var terms = TermsDraft(
                columns: names(columns),
                transforms: transforms,
                minimumGroup: minGroup,
                quasiIdentifiers: names(quasi)
            )
            try terms.setFilters(conditions)
            let granted = try await platform.requests.grant(
                SharingRequest.ID(rawValue: id),
                terms,
                until: until,
                note: note,
                by: globals.actor(platform)
            )
            if !noWait { try await platform.jobs.finish(granted.job) }
            let result = [
                "request": granted.request.id.rawValue, "grant": granted.grant.id.rawValue,
                "stage": granted.request.stage.rawValue,
            ]
            try globals.show(result) {
                [globals.say("제공하기로 했습니다. 이용권한 \(granted.grant.id)", "Granted: \(granted.grant.id)")]
            }
        }
    }

    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "refuse",
            abstract: "Refuse, on a ground of the Act, with the finding on separability."
        )
        @OptionGroup var globals: Globals
        @Argument(help: "The request.") var id: String
        @Option(help: "1, 2 or 3 (Act Art. 11(1)).") var ground = ""
        @Option(help: "The provision the ground rests on.") var citation = ""
        @Option(help: "Whether the protected part can be separated: yes or no.") var separable: String?
        @Option(help: "What the review found.") var finding = ""
        @Option(help: "What can be provided instead: a,b.") var offer: String?

        func run() async throws {
            let platform = try globals.platform()
            let request = try await platform.requests.refuse(
                SharingRequest.ID(rawValue: id),
                SharingRequests.RefusalDraft(
                    ground: ground,
                    citation: citation,
                    isSeparable: separable == "yes" ? true : separable == "no" ? false : nil,
                    finding: finding,
                    offer: names(offer) ?? []
                ),
                by: globals.actor(platform)
            )
            try await RequestCommand.show(request.id, platform, globals)
        }
    }
}

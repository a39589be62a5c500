import App
import ArgumentParser
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Notices
import Web

/// Tells many people of acts, mails and all, in a home of its own.
struct NoticesBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices",
        abstract: "Queueing notices and their mails from acts in the ledger."
    )
    @Option(help: "An empty folder on the disk that is measured.") var folder: String
    @Option(help: "People who are told of every act.") var people = 100
    @Option(help: "Acts to tell of.") var acts = 100

    struct Result: Encodable {
        var notices = 0
        var queued: Rate
    }

    /// Tells everybody of everything.
    private struct Crowd: NoticeSource {
        let people: [Person.ID]

        func notices(of act: Act, _ db: Database) throws -> [NoticeDraft] {
            people.map {
                NoticeDraft(
                    to: $0,
                    LocalizedText("회의 소집: 책임관 협의회 · 4분기 정기회의", en: "Called: the officers' council"),
                    text: LocalizedText("서면 의견을 기한까지 내 주세요.", en: "Please give your opinions in time."),
                    why: LocalizedText("협의회의 자리에 계십니다.", en: "You sit in the council."),
                    path: "/meetings/m-1"
                )
            }
        }
    }

    func run() async throws {
        let home = URL(filePath: folder)
        var settings = Settings()
        settings.passwordCost = 4
        let platform = try Platform(home: home, settings: settings, isNew: true)
        _ = try await platform.people.initialise(
            secretariat: "secretariat@mois.example",
            name: "간사",
            institution: Institutions.Draft(code: "1741000", name: "행정안전부", kind: "central")
        )
        let secretariat = try await platform.people.actor(email: "secretariat@mois.example")
        var crowd: [Person.ID] = []
        for number in 0..<people {
            let person = try await platform.people.add(
                email: "official\(number)@mois.example",
                name: "홍길동",
                institution: "1741000",
                by: secretariat
            )
            crowd.append(person.id)
        }
        guard let mail = MailSettings(sendmail: "false", from: nil, site: "https://maru.example") else { return }
        let clock = WallClock.system
        let notices = Notices(
            database: platform.database,
            sources: [Crowd(people: crowd)],
            outbox: Outbox(database: platform.database, settings: mail, clock: clock),
            clock: clock
        )
        // What making the people wrote is told first, so that the measure begins with the acts that are meant.
        try await notices.collect()
        try await platform.database.write { [acts] db in
            for number in 0..<acts {
                try Act.append("bench.happened", on: "bench/\(number)", by: .system, at: clock.now, db)
            }
        }
        let start = ContinuousClock.now
        let told = try await notices.collect()
        try show(Result(notices: told, queued: Rate(told, since: start)))
    }
}

import Analysis
import Catalog
import Council
import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Logging
import Notices
import Protocols
import ServiceLifecycle
import Sharing
import Statute

/// Every room, ready to use: the one place that knows them all.
package struct Platform: Sendable {
    package let settings: Settings
    package let database: any DatabaseWriter
    package let statutes: Statutes
    package let acts: Acts
    package let institutions: Institutions
    package let people: People
    package let signIns: SignIns
    package let tokens: Tokens
    package let lake: LakeFolder
    package let engine: Engine
    package let datasets: Datasets
    package let grants: Grants
    package let requests: SharingRequests
    package let queries: Queries
    package let councils: Councils
    package let actions: Actions
    package let meetings: Meetings
    package let suggestions: Suggestions
    package let overdue: OverdueRequests
    package let sessions: SessionDesk
    package let printer: Printer
    package let notices: Notices
    package let calendar: MeetingCalendar
    package let video: VideoServer?
    package let jobs: JobQueue

    /// Opens the home, makes what is missing in it and migrates its store.
    ///
    /// - Parameters:
    ///   - home: The folder with `maru.sqlite`, `lake/`, `runs/` and `keys/`.
    ///   - isNew: Whether the folder may be made; else an unknown home is an error.
    package init(home: URL, settings: Settings, isNew: Bool = false) throws {
        let store = home.appending(path: "maru.sqlite")
        guard isNew || FileManager.default.fileExists(atPath: store.path) else { throw Self.noHome(home) }
        do {
            try FileManager.default.createDirectory(
                at: home,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Self.unwritable(home)
        }
        let database = try Self.store(at: store, in: home)
        let clock = settings.clock
        let keysFolder = home.appending(path: "keys")
        self.settings = settings
        self.database = database
        statutes = try Statutes()
        acts = Acts(
            database: database,
            signer: try CheckpointSigner.load(from: keysFolder, origin: settings.origin),
            clock: clock
        )
        institutions = Institutions(database: database, statutes: statutes, clock: clock)
        people = People(database: database, institutions: institutions, statutes: statutes, clock: clock)
        signIns = SignIns(database: database, passwords: Passwords(cost: settings.passwordCost), clock: clock)
        tokens = Tokens(database: database, clock: clock)
        lake = try LakeFolder(home: home)
        engine = Engine(
            setting: settings.duckdb,
            excel: settings.excel,
            environment: ProcessInfo.processInfo.environment
        )
        datasets = Datasets(
            database: database,
            lake: lake,
            intake: Intake(engine: engine, memory: settings.workMemory),
            statutes: statutes,
            clock: clock,
            uploadLimit: settings.uploadLimit
        )
        let keys = try GrantKeys(folder: keysFolder)
        grants = Grants(
            database: database,
            datasets: datasets,
            shares: Shares(engine: engine, folder: lake, keys: keys, memory: settings.workMemory),
            filters: RowFilter(engine: engine),
            keys: keys,
            statutes: statutes,
            clock: clock
        )
        requests = SharingRequests(database: database, grants: grants, statutes: statutes, clock: clock)
        queries = Queries(
            database: database,
            grants: grants,
            runs: Runs(
                engine: engine,
                folder: lake,
                memory: settings.queryMemory,
                deadline: settings.queryDeadline
            ),
            clock: clock,
            isEnding: { Task.isShuttingDownGracefully }
        )
        councils = Councils(database: database, statutes: statutes, clock: clock)
        actions = Actions(councils: councils)
        let links = try AnsweringLinks(folder: keysFolder)
        meetings = Meetings(councils: councils, papers: home.appending(path: "council"), links: links)
        suggestions = Suggestions(councils: councils)
        overdue = OverdueRequests(councils: councils)
        sessions = SessionDesk(meetings: meetings)
        printer = Printer(setting: settings.printer)
        let mail = MailSettings(sendmail: settings.sendmail, from: settings.mailFrom, site: settings.site)
        let calendar = MeetingCalendar(
            site: settings.site,
            sender: mail?.from ?? "maru@localhost",
            clock: clock,
            links: links
        )
        self.calendar = calendar
        video = try VideoServer(
            server: settings.jitsi,
            app: settings.jitsiApp,
            secret: keysFolder.appending(path: "jitsi.secret")
        )
        let outbox = mail.map { Outbox(database: database, settings: $0, calendar: calendar, clock: clock) }
        notices = Notices(
            database: database,
            sources: [SharingNotices(clock: clock), MeetingNotices(clock: clock), SuggestionNotices(overdue)],
            outbox: outbox,
            clock: clock
        )
        jobs = JobQueue(
            database: database,
            lanes: [
                JobLane(datasets.jobs, workers: settings.readingsAtOnce),
                JobLane(grants.jobs, workers: settings.sharesAtOnce),
                JobLane(queries.jobs(people: people), workers: settings.questionsAtOnce),
                JobLane(datasets.followUps.merging(grants.followUps) { first, _ in first }, workers: 1),
            ],
            clock: clock
        )
    }

    /// Ends what is over: grants past their day, results and unregistered uploads past theirs, and at once what a
    /// killed process left.
    package func tidy() async throws {
        lake.removeAbandoned()
        try await acts.index()
        try await queries.endInterrupted()
        try await grants.expire()
        try await queries.removeOld()
        lake.removeLeftovers(before: settings.clock.now.addingTimeInterval(-Queries.lifetime))
    }

    /// Opens and migrates the store; one process at a time, for two that make the same tables get in each other's way.
    private static func store(at place: URL, in home: URL) throws -> DatabasePool {
        let turn = open(home.path, O_RDONLY | O_DIRECTORY)
        guard turn >= 0 else { throw unwritable(home) }
        // Closing gives the turn on, and so does being killed.
        defer { close(turn) }
        while flock(turn, LOCK_EX) != 0, errno == EINTR {}
        let database = try Store.open(at: place.path)
        try Migrations.migrator().migrate(database)
        return database
    }

    private static func noHome(_ home: URL) -> Problem {
        Problem(
            "app/no-home",
            LocalizedText("마루 저장소가 아닙니다: \(home.path)", en: "There is no Maru at \(home.path)."),
            status: 404,
            detail: LocalizedText(
                "maru init이나 maru demo로 먼저 준비하거나 --home을 확인해 주세요.",
                en: "Run `maru init` or `maru demo`, or check --home."
            )
        )
    }

    private static func unwritable(_ home: URL) -> Problem {
        Problem(
            "app/unwritable-home",
            LocalizedText("폴더를 만들 수 없습니다: \(home.path)", en: "The folder \(home.path) cannot be made."),
            status: 422,
            detail: LocalizedText("경로와 쓰기 권한을 확인해 주세요.", en: "Check the path and whether it may be written.")
        )
    }
}

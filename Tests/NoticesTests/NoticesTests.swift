import App
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Notices
import TestSupport
import Testing
import Web

/// Tells everybody who is named `person` of every act of kind `test.happened`.
private struct Everything: NoticeSource {
    let person: Person.ID

    func notices(of act: Act, _ db: Database) throws -> [NoticeDraft] {
        guard act.kind == "test.happened" else { return [] }
        return [draft, draft]
    }

    func reminders(on day: Day, _ db: Database) throws -> [Reminder] { [Reminder("test/due", draft)] }

    private var draft: NoticeDraft {
        NoticeDraft(
            to: person,
            LocalizedText("일이 있었습니다", en: "It happened"),
            why: LocalizedText("시험", en: "test"),
            path: "/desk"
        )
    }
}

@Suite("Notices: told after the commit, once")
struct NoticesTests {
    private let nation: Nation
    private let notices: Notices
    private let officer: Actor

    init() async throws {
        nation = try await Nation()
        officer = try await nation.actor("officer@seoul.example")
        notices = Notices(
            database: nation.platform.database,
            sources: [Everything(person: officer.person)],
            clock: .system
        )
    }

    private func happen(_ times: Int) async throws {
        try await notices.database.write { db in
            for _ in 0..<times {
                try Act.append("test.happened", on: "test/1", by: .system, at: .now, db)
            }
        }
    }

    @Test("Each act is told to a person once, however often and by however many the ledger is read")
    func once() async throws {
        try await happen(450)
        async let first = notices.collect()
        async let second = notices.collect()
        let told = try await (first, second)
        #expect(told.0 + told.1 == 450)
        #expect(try await notices.collect() == 0)
        #expect(try await notices.unread(of: officer.person) == 450)
        try await happen(1)
        #expect(try await notices.collect() == 1)
    }

    @Test("A reminder comes once for its key, not every time it is asked for")
    func reminders() async throws {
        #expect(try await notices.remind() == 1)
        #expect(try await notices.remind() == 0)
    }

    @Test("Nobody marks another's notices as read")
    func reading() async throws {
        try await happen(2)
        try await notices.collect()
        let stranger = try await nation.actor("officer@busan.example")
        let first = try #require(try await notices.inbox(of: officer.person).found.first)
        try await notices.read(first.id, by: stranger.person)
        #expect(try await notices.unread(of: officer.person) == 2)
        try await notices.read(first.id, by: officer.person)
        #expect(try await notices.unread(of: officer.person) == 1)
        try await notices.read(nil, by: officer.person)
        #expect(try await notices.unread(of: officer.person) == 0)
        #expect(try await notices.inbox(of: officer.person).total == 2)
    }
}

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

/// Tells the officers of Seoul and Busan of every act of kind `test.happened`, in the act's own words.
private struct Words: NoticeSource {
    let people: [Person.ID]

    func notices(of act: Act, _ db: Database) throws -> [NoticeDraft] {
        guard act.kind == "test.happened" else { return [] }
        return people.map { person in
            NoticeDraft(
                to: person,
                LocalizedText(act.subject, en: act.subject),
                text: LocalizedText("기한은 내일까지입니다.\n.\n살펴봐 주세요.", en: "Due tomorrow."),
                why: LocalizedText("책임관이십니다.", en: "You are the officer."),
                path: "/desk"
            )
        }
    }
}

@Suite("Mail, through msmtp to a real server")
struct MailTests {
    private let nation: Nation
    private let time = MovingClock()
    private let seoul: Person.ID
    private let busan: Person.ID

    init() async throws {
        nation = try await Nation()
        seoul = try await nation.actor("officer@seoul.example").person
        busan = try await nation.actor("officer@busan.example").person
    }

    /// Notices whose mails go to the server on `port`.
    private func notices(to port: Int, people: Person.ID...) throws -> Notices {
        let file = nation.home.appending(path: "msmtprc")
        try Data("account default\nhost 127.0.0.1\nport \(port)\ntimeout 5\n".utf8).write(to: file)
        let settings = try #require(
            MailSettings(sendmail: "msmtp -C \(file.path)", from: "maru@maru.example", site: "https://maru.example/")
        )
        let database = nation.platform.database
        return Notices(
            database: database,
            sources: [Words(people: people)],
            outbox: Outbox(database: database, settings: settings, clock: time.clock),
            clock: time.clock
        )
    }

    private func happen(_ subjects: String...) async throws {
        try await nation.platform.database.write { db in
            for subject in subjects { try Act.append("test.happened", on: subject, by: .system, at: .now, db) }
        }
    }

    @Test("A server that is away for a day: nothing is lost, nothing comes twice, the order is kept")
    func away() async throws {
        let before = try MailSink()
        _ = try before.end()
        let notices = try notices(to: before.port, people: seoul, busan)
        try await happen("첫째", "둘째", "셋째")
        try await notices.collect()
        for _ in 0..<48 {
            try await notices.sendMail()
            time.advance(by: 1800)
        }
        #expect(try await waiting() == 6)
        let sink = try MailSink(port: before.port)
        for _ in 0..<3 {
            try await notices.sendMail()
            time.advance(by: 3600)
        }
        let sent = try sink.end()
        for email in ["officer@seoul.example", "officer@busan.example"] {
            #expect(sent.filter { $0.recipients == [email] }.map(\.subject) == ["첫째", "둘째", "셋째"])
        }
        #expect(Set(sent.map(\.id)).count == 6)
        #expect(sent.allSatisfy { $0.defects.isEmpty && $0.from == "maru@maru.example" })
        #expect(try await waiting() == 0)
        let text = try #require(sent.first?.parts.first?.text)
        #expect(text.contains("기한은 내일까지입니다.\n.\n살펴봐 주세요."), "a line with a dot alone ends no message")
        #expect(text.contains("https://maru.example/notices/") && text.contains("책임관이십니다."))
    }

    private func waiting() async throws -> Int {
        try await nation.platform.database.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM mail WHERE endedAt IS NULL") ?? 0
        }
    }

    @Test("A machine that dies after sending and before saying so sends the same message again, known by its id")
    func twice() async throws {
        let sink = try MailSink()
        let notices = try notices(to: sink.port, people: seoul)
        try await happen("한 번")
        try await notices.collect()
        try await notices.sendMail()
        try await nation.platform.database.write { db in
            try db.execute(sql: "UPDATE mail SET endedAt = NULL, outcome = NULL")
        }
        try await notices.sendMail()
        let sent = try sink.end()
        #expect(sent.count == 2)
        #expect(sent.first?.id == sent.last?.id && sent.first?.date == sent.last?.date)
    }

    @Test("What a title says becomes neither a header nor a recipient, and long Korean subjects arrive whole")
    func injection() async throws {
        let sink = try MailSink()
        let notices = try notices(to: sink.port, people: seoul)
        let long = "제공요청 " + String(repeating: "생활인구와 대중교통 이용 현황 ", count: 12) + "끝 😀"
        try await happen("까닭\r\nBcc: evil@example.com\r\n\r\n본문", long, "=?UTF-8?B?4oCm?= plain")
        try await notices.collect()
        try await notices.sendMail()
        let sent = try sink.end()
        #expect(sent.map(\.recipients) == Array(repeating: ["officer@seoul.example"], count: 3))
        #expect(sent.allSatisfy { !$0.headers.contains("bcc") && $0.parts.count == 1 && $0.defects.isEmpty })
        #expect(sent.map(\.subject) == ["까닭 Bcc: evil@example.com 본문", long, "=?UTF-8?B?4oCm?= plain"])
    }

    @Test("An address the server does not know holds nobody else up, and is given up after five days")
    func refused() async throws {
        let sink = try MailSink(refusing: ["officer@seoul.example"])
        let notices = try notices(to: sink.port, people: seoul, busan)
        try await happen("하나", "둘")
        try await notices.collect()
        for _ in 0..<40 {
            try await notices.sendMail()
            time.advance(by: 4 * 3600)
        }
        #expect(try sink.end().map(\.recipients) == Array(repeating: ["officer@busan.example"], count: 2))
        let outcomes = try await nation.platform.database.read { db in
            try String.fetchAll(db, sql: "SELECT outcome FROM mail WHERE person = ?", arguments: [seoul])
        }
        #expect(outcomes == ["refused", "refused"])
    }

    @Test("Who wants a digest gets one a day with what is unread; who wants none gets none")
    func digest() async throws {
        let sink = try MailSink()
        let notices = try notices(to: sink.port, people: seoul, busan)
        try await notices.prefer(mail: .digest, language: "en", by: seoul)
        try await notices.prefer(mail: .none, language: "ko", by: busan)
        try await happen("one", "two", "three")
        try await notices.collect()
        let last = try #require(try await notices.inbox(of: seoul).found.last)
        #expect(last.titleKo == "one")
        try await notices.read(last.id, by: seoul)
        for _ in 0..<72 {
            try await notices.sendMail()
            time.advance(by: 3600)
        }
        let sent = try sink.end()
        #expect(sent.map(\.recipients) == [["officer@seoul.example"]])
        #expect(sent.first?.subject.hasPrefix("2 notices · ") == true)
        let text = try #require(sent.first?.parts.first?.text)
        #expect(text.contains("two") && text.contains("three") && !text.contains("one\n"))
    }

    @Test("No mail goes to somebody who has left")
    func left() async throws {
        let sink = try MailSink()
        let notices = try notices(to: sink.port, people: seoul)
        try await happen("하나")
        try await notices.collect()
        try await nation.platform.people.retire(
            "officer@seoul.example",
            by: nation.actor("secretariat@mois.example")
        )
        try await notices.sendMail()
        #expect(try sink.end().isEmpty)
        #expect(try await waiting() == 0)
    }
}

import Directory
import Foundation
import GRDB
import Kernel
import Web

// What a mail says. Written when it is sent, so that it goes to the address of the day and an invitation is the latest.
extension Outbox {
    /// nil where there is nothing to say, or nobody to say it to.
    func letter(for mail: Mail, _ db: Database) throws -> MailMessage? {
        guard let person = try Person.fetchOne(db, key: mail.person), MailMessage.isAddress(person.email),
            try Institutions.works(person.id, on: Day(of: clock.now), db)
        else { return nil }
        let notices = try Notice.filter(Column("mail") == mail.seq).order(Column.rowID.desc).fetchAll(db)
        guard let first = notices.first else { return nil }
        let language = Language(rawValue: try Notices.preference(of: person.id, db).language) ?? .ko
        let isOne = mail.key.hasPrefix("notice/")
        var message = MailMessage(
            id: "\(mail.key.replacing("/", with: "."))@\(settings.host)",
            date: mail.at,
            from: (language == .ko ? "마루" : "Maru", settings.from),
            to: (person.name, person.email),
            subject: isOne
                ? first.title[language] : Self.subject(of: notices.count, on: Day(of: mail.at), in: language),
            text: isOne ? text(of: first, in: language) : text(of: notices, in: language),
            language: language
        )
        if isOne, let meeting = first.meeting {
            message.calendar = try calendar?.part(of: meeting, for: person.id, db)
        }
        return message
    }

    private static func subject(of count: Int, on day: Day, in language: Language) -> String {
        language == .ko
            ? "알림 \(count)건 · \(day.written(in: .ko))"
            : "\(count) \(count == 1 ? "notice" : "notices") · \(day.written(in: .en))"
    }

    private func text(of notice: Notice, in language: Language) -> String {
        """
        \(body(of: notice, in: language))

        \(language == .ko ? "받으신 까닭" : "Why you get this"): \(notice.why[language])

        \(foot(in: language))
        """
    }

    private func text(of notices: [Notice], in language: Language) -> String {
        notices.map { "• \(body(of: $0, in: language).replacing("\n", with: "\n  "))" }.joined(separator: "\n\n")
            + "\n\n\(foot(in: language))\n"
    }

    private func body(of notice: Notice, in language: Language) -> String {
        [notice.title[language], notice.text[language], "\(settings.site)/notices/\(notice.id)/open"]
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func foot(in language: Language) -> String {
        let path = "\(settings.site)/notices/settings"
        return language == .ko
            ? "-- \n마루가 보냈습니다. 이 메일에 답장하셔도 읽는 사람이 없습니다.\n메일을 하루 한 번만 받거나 그만 받으려면: \(path)"
            : "-- \nSent by Maru. Nobody reads answers to this mail.\nTo get mail once a day only, or none: \(path)"
    }
}

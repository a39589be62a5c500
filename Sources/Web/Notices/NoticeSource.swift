import Directory
import Foundation
import GRDB
import Kernel
import Ledger

/// One thing somebody is to be told: what happened, why it concerns that person, and where to act.
package struct NoticeDraft: Equatable, Sendable {
    package let person: Person.ID
    /// What happened, in one line: the subject of a mail.
    package let title: LocalizedText
    /// What somebody who only reads the mail has to know; plain text, may be empty.
    package let text: LocalizedText
    /// Why it is sent to this person: "you raised it", "you sit in the council".
    package let why: LocalizedText
    /// Where it is read and acted on, on this site.
    package let path: String
    /// What is attached for the calendar: see ``NoticeCalendar``; nil for most.
    package let meeting: String?

    package init(
        to person: Person.ID,
        _ title: LocalizedText,
        text: LocalizedText = LocalizedText("", en: ""),
        why: LocalizedText,
        path: String,
        meeting: String? = nil
    ) {
        self.person = person
        self.title = title
        self.text = text
        self.why = why
        self.path = path
        self.meeting = meeting
    }
}

/// Something that time brings, not an act: a due date comes near, an answer is missing.
package struct Reminder: Equatable, Sendable {
    /// What it is about and which time: `request/…/due-3`. One person is reminded of one key once.
    package let key: String
    package let notice: NoticeDraft

    package init(_ key: String, _ notice: NoticeDraft) {
        self.key = key
        self.notice = notice
    }
}

/// A room that tells people about its acts, as ``DeskSource`` puts what waits on their desks.
///
/// Rooms do not send anything: the room Notices asks every source about every act after its commit, in the ledger's
/// order, and sees to inbox, mail and webhooks.
package protocol NoticeSource: Sendable {
    /// Whom `act` concerns; nobody for most. Asked in a read of the store after the act was committed, perhaps twice.
    func notices(of act: Act, _ db: Database) throws -> [NoticeDraft]

    /// Whom to remind of what on `day`, in Seoul; asked at least once a day.
    func reminders(on day: Day, _ db: Database) throws -> [Reminder]
}

extension NoticeSource {
    package func reminders(on day: Day, _ db: Database) throws -> [Reminder] { [] }
}

/// What a mail about a meeting carries for the reader's calendar (RFC 6047).
package struct CalendarPart: Equatable, Sendable {
    /// RFC 5546: `REQUEST` or `CANCEL`; the same as METHOD in ``text``.
    package let method: String
    /// A whole iCalendar object.
    package let text: String

    package init(method: String, text: String) {
        self.method = method
        self.text = text
    }
}

/// Writes the calendar part of a notice; the room Protocols knows how.
package protocol NoticeCalendar: Sendable {
    /// The invitation of `person` to `meeting` as it stands now, or its cancellation; nil when there is none.
    func part(of meeting: String, for person: Person.ID, _ db: Database) throws -> CalendarPart?
}

extension Act {
    /// The key of the person whose doing it is, whom nobody tells of it; nil where no person decided.
    package var author: String? {
        let payload = try? JSONDecoder().decode(JSONValue.self, from: Data(payload.utf8))
        let person = payload?["by"]?.text
        return person == Attribution.system.person ? nil : person
    }
}

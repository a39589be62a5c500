import Directory
import Foundation
import GRDB
import Kernel

/// One mail of the outbox. What it says is written when it is sent, from the notices that point to it.
package struct Mail: Codable, Equatable, Sendable {
    /// Its place in the queue; set by the store.
    package internal(set) var seq: Int64?
    package let person: Person.ID
    /// What it is sent for: `notice/…`, or `digest/<person>/<day>`. There is one mail for one key.
    package let key: String
    package let at: Date
    package internal(set) var attempts: Int
    /// Not tried before this instant; later mails to the same person wait with it.
    package internal(set) var notBefore: Date
    package internal(set) var endedAt: Date?
    package internal(set) var outcome: Outcome?
    /// What the mail server or `sendmail` said last, for whoever runs the machine.
    package internal(set) var failure: String?

    /// The raw values are stored: never rename one.
    package enum Outcome: String, Codable, CaseIterable, Sendable {
        case sent
        /// The mail server did not want it for five days.
        case refused
        /// Whoever it is for has left.
        case dropped
    }
}

// MARK: - Database

extension Mail.Outcome: DatabaseValueConvertible {}

extension Mail: FetchableRecord, MutablePersistableRecord {
    package static let databaseTableName = "mail"

    package mutating func didInsert(_ inserted: InsertionSuccess) { seq = inserted.rowID }
}

/// How mail leaves this machine.
package struct MailSettings: Equatable, Sendable {
    /// A program that takes a message as `sendmail` does, and what it is given first: `msmtp -C /etc/msmtprc`.
    package let command: [String]
    /// The address mails come from.
    package let from: String
    /// The address of this site, without a slash at its end: what links in mails begin with.
    package let site: String

    /// nil unless there is a program to send with.
    package init?(sendmail: String?, from: String?, site: String) {
        let command = (sendmail ?? "").split(separator: " ").map(String.init)
        guard !command.isEmpty else { return nil }
        self.command = command
        self.site = site.hasSuffix("/") ? String(site.dropLast()) : site
        self.from = from ?? "maru@\(Self.host(of: self.site))"
    }

    var host: String { Self.host(of: site) }

    private static func host(of site: String) -> String { URL(string: site)?.host() ?? "localhost" }
}

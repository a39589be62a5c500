import Crypto
import Directory
import Foundation
import GRDB
import Kernel

// How people want to hear of things. Nobody else's business, so no act of the ledger.
extension Notices {
    /// As long as nobody says otherwise: every notice by mail, in Korean, no feed.
    static func preference(of person: Person.ID, _ db: Database) throws -> NoticePreference {
        try NoticePreference.fetchOne(db, key: person)
            ?? NoticePreference(person: person, mail: .atOnce, language: Language.ko.rawValue, feedHash: nil)
    }

    package func preference(of person: Person.ID) async throws -> NoticePreference {
        try await database.read { try Self.preference(of: person, $0) }
    }

    /// Whether this installation sends mail at all.
    package var sendsMail: Bool { outbox != nil }

    /// Writes the day's digests when it is time, and sends what waits; nothing where no mail is sent.
    package func sendMail() async throws {
        guard let outbox else { return }
        try await outbox.digest()
        try await outbox.deliver()
    }

    /// - Parameter language: The language of mails, `ko` or `en`.
    @discardableResult
    package func prefer(mail: NoticePreference.Mail, language: String, by person: Person.ID) async throws
        -> NoticePreference
    {
        guard let language = Language(rawValue: language) else {
            throw NoticesProblem.invalid(
                "language",
                LocalizedText("한국어(ko)나 영어(en)를 골라 주세요.", en: "Choose Korean (ko) or English (en).")
            )
        }
        return try await database.write { db in
            var preference = try Self.preference(of: person, db)
            preference.mail = mail
            preference.language = language.rawValue
            try preference.save(db)
            return preference
        }
    }

    // MARK: - The feed

    /// Makes the address of somebody's feed; the one before stops working.
    ///
    /// - Returns: What the address carries; only its hash is kept, so it is shown this once.
    package func makeFeed(by person: Person.ID) async throws -> String {
        let token = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.hex
        try await keep(feed: Self.hash(token), of: person)
        return token
    }

    package func endFeed(by person: Person.ID) async throws { try await keep(feed: nil, of: person) }

    private func keep(feed hash: String?, of person: Person.ID) async throws {
        try await database.write { db in
            var preference = try Self.preference(of: person, db)
            preference.feedHash = hash
            try preference.save(db)
        }
    }

    /// The newest notices of whoever made the feed, in that person's language.
    package func feed(_ token: String, limit: Int = 50) async throws -> (notices: [Notice], language: Language) {
        let hash = Self.hash(token)
        return try await database.read { db in
            guard let preference = try NoticePreference.filter(Column("feedHash") == hash).fetchOne(db) else {
                throw NoticesProblem.noFeed
            }
            let notices = try Notice.filter(Column("person") == preference.person).order(Column.rowID.desc)
                .limit(limit).fetchAll(db)
            return (notices, Language(rawValue: preference.language) ?? .ko)
        }
    }

    static func hash(_ token: String) -> String { SHA256.hash(data: Data(token.utf8)).hex }
}

import Foundation
import GRDB
import Kernel
import Ledger

/// What a program signs in with: shown once, kept as a hash.
package struct Token: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Token>

    package let id: ID
    let hash: String
    package let person: Person.ID
    /// What it is for, in its owner's words.
    package let name: String
    package let createdAt: Date
    package let endsAt: Date
    package let revokedAt: Date?
    /// The last use, within ``Tokens/precision``; nil when it was never used.
    package let lastUsedAt: Date?
}

extension Token: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "token"
}

/// Every token.
package struct Tokens: Sendable {
    private let database: any DatabaseWriter
    private let clock: WallClock

    /// How long a token is good for: 180 days.
    package static let lifetime: TimeInterval = 180 * 86400
    /// How exactly the last use is known: 10 minutes, so that reading seldom writes.
    package static let precision: TimeInterval = 600

    package init(database: any DatabaseWriter, clock: WallClock) {
        self.database = database
        self.clock = clock
    }

    /// A new token and its secret, which cannot be shown again.
    package struct Created: Sendable {
        package let token: Token
        package let secret: String
    }

    /// - Parameter key: What the form that asks for it is known by. Sent twice it makes one token, and the secret
    ///   that was told last is the one that works: the first answer never reached its reader.
    package func create(name: String, as key: Token.ID? = nil, by actor: Actor) async throws -> Created {
        let instant = clock.now
        let secret = "maru_" + Secret.make()
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        let token = Token(
            id: key ?? .make(at: instant),
            hash: Secret.hash(secret),
            person: actor.person,
            name: String((name.isEmpty ? "API" : name).prefix(100)),
            createdAt: instant,
            endsAt: instant.addingTimeInterval(Self.lifetime),
            revokedAt: nil,
            lastUsedAt: nil
        )
        try await database.write { db in
            if key != nil, let known = try Token.fetchOne(db, key: token.id) {
                guard known.person == actor.person, known.revokedAt == nil, known.lastUsedAt == nil,
                    known.createdAt > instant.addingTimeInterval(-Self.precision)
                else { throw Self.used }
                try db.execute(sql: "UPDATE token SET hash = ? WHERE id = ?", arguments: [token.hash, token.id])
                return
            }
            try token.insert(db)
            try Act.append(
                "directory.tokenCreated",
                on: "token/\(token.id)",
                by: actor.attribution,
                at: instant,
                db
            )
        }
        return Created(token: token, secret: secret)
    }

    private static let used = Problem(
        "directory/token-made",
        LocalizedText("이 양식으로는 이미 토큰을 만들었습니다.", en: "This form has made its token already."),
        status: 409,
        detail: LocalizedText(
            "토큰이 더 필요하면 화면을 새로 열어 만들어 주세요.",
            en: "If you need another token, open the page again."
        )
    )

    /// The person's tokens that still work, newest first.
    package func list(of actor: Actor) async throws -> [Token] {
        let instant = clock.now
        return try await database.read { db in
            try Token
                .filter(Column("person") == actor.person && Column("revokedAt") == nil && Column("endsAt") > instant)
                .order(Column("createdAt").desc)
                .fetchAll(db)
        }
    }

    package func revoke(_ id: Token.ID, by actor: Actor) async throws {
        let instant = clock.now
        try await database.write { db in
            try db.execute(
                sql: "UPDATE token SET revokedAt = ? WHERE id = ? AND person = ? AND revokedAt IS NULL",
                arguments: [instant, id, actor.person]
            )
            guard db.changesCount > 0 else {
                throw Problem(
                    "directory/no-such-token",
                    LocalizedText("그런 토큰이 없습니다.", en: "You have no such token."),
                    status: 404
                )
            }
            try Act.append("directory.tokenRevoked", on: "token/\(id)", by: actor.attribution, at: instant, db)
        }
    }

    /// Who the secret belongs to; nil when it was revoked, has ended or never was.
    package func actor(_ secret: String) async throws -> Actor? {
        let instant = clock.now
        let hash = Secret.hash(secret)
        let found: (actor: Actor, token: Token)? = try await database.read { db in
            let token =
                try Token
                .filter(Column("hash") == hash && Column("revokedAt") == nil && Column("endsAt") > instant)
                .fetchOne(db)
            guard let token, let person = try Person.fetchOne(db, key: token.person) else { return nil }
            return (try People.actor(person, on: Day(of: instant), db), token)
        }
        guard let found else { return nil }
        if found.token.lastUsedAt.map({ instant.timeIntervalSince($0) > Self.precision }) ?? true {
            // Reading goes on where the disk is full or the store is busy: the use is noted next time.
            try? await database.write { db in
                try db.execute(
                    sql: "UPDATE token SET lastUsedAt = ? WHERE id = ?",
                    arguments: [instant, found.token.id]
                )
            }
        }
        return found.actor
    }
}

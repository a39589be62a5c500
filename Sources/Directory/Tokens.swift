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

    package init(database: any DatabaseWriter, clock: WallClock) {
        self.database = database
        self.clock = clock
    }

    /// A new token and its secret, which cannot be shown again.
    package struct Created: Sendable {
        package let token: Token
        package let secret: String
    }

    package func create(name: String, by actor: Actor) async throws -> Created {
        let instant = clock.now
        let secret = "maru_" + Secret.make()
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        let token = Token(
            id: .make(at: instant),
            hash: Secret.hash(secret),
            person: actor.person,
            name: String((name.isEmpty ? "API" : name).prefix(100)),
            createdAt: instant,
            endsAt: instant.addingTimeInterval(Self.lifetime),
            revokedAt: nil
        )
        try await database.write { db in
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
        return try await database.read { db in
            let token =
                try Token
                .filter(Column("hash") == hash && Column("revokedAt") == nil && Column("endsAt") > instant)
                .fetchOne(db)
            guard let token, let person = try Person.fetchOne(db, key: token.person) else { return nil }
            return try People.actor(person, on: Day(of: instant), db)
        }
    }
}

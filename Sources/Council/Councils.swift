import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute

/// Every council and group, and who sits in them.
package struct Councils: Sendable {
    package let database: any DatabaseWriter
    let statutes: Statutes
    package let clock: WallClock

    package init(database: any DatabaseWriter, statutes: Statutes, clock: WallClock) {
        self.database = database
        self.statutes = statutes
        self.clock = clock
    }

    /// What the law in force says about the officers' council; nil where it says nothing.
    package var rule: CouncilRule? { try? statutes.pack(on: clock.today).council }

    /// What is known of a new council.
    package struct Draft: Sendable {
        package var code: String
        package var name: String
        package var nameEn: String?
        package var kind: Council.Kind
        package var sector: Council.Sector?

        package init(
            code: String,
            name: String,
            nameEn: String? = nil,
            kind: Council.Kind,
            sector: Council.Sector? = nil
        ) {
            self.code = code
            self.name = name
            self.nameEn = nameEn
            self.kind = kind
            self.sector = sector
        }
    }

    /// Founds a council; a group belongs to the officers' council where there is one.
    package func found(_ draft: Draft, by actor: Actor) async throws -> Council {
        try CouncilMove.found.require(of: actor, at: nil)
        let instant = clock.now
        let name = draft.name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else {
            throw CouncilProblem.invalid("name", LocalizedText("이름을 적어 주세요.", en: "Give its name."))
        }
        guard draft.code.wholeMatch(of: /[a-z][a-z0-9-]{1,29}/) != nil else {
            throw CouncilProblem.invalid(
                "code",
                LocalizedText(
                    "주소에 쓸 이름은 영문 소문자로 시작하는 2~30자(소문자, 숫자, -)로 적어 주세요.",
                    en: "The code is 2 to 30 lower-case letters, digits or hyphens and begins with a letter."
                )
            )
        }
        guard (draft.kind == .sector) == (draft.sector != nil) else {
            throw CouncilProblem.invalid(
                "sector",
                LocalizedText("분야는 분야별 협의체에만, 반드시 고릅니다.", en: "A sector group has a sector; others have none.")
            )
        }
        return try await database.write { db in
            guard try Council.filter(Column("code") == draft.code).fetchCount(db) == 0 else {
                throw CouncilProblem.codeTaken(draft.code)
            }
            let head = try Council.filter(Column("kind") == Council.Kind.officers).fetchOne(db)
            guard draft.kind != .officers || head == nil else { throw CouncilProblem.oneOfficersCouncil }
            let council = Council(
                id: .make(at: instant),
                code: draft.code,
                name: name,
                nameEn: draft.nameEn,
                kind: draft.kind,
                sector: draft.sector,
                parent: head?.id,
                createdAt: instant,
                endedAt: nil
            )
            try council.insert(db)
            try Self.record(
                "council.founded",
                on: "council/\(council.id)",
                by: actor,
                ["name": .string(name), "kind": .string(draft.kind.rawValue)],
                at: instant,
                db
            )
            return council
        }
    }

    /// The councils that exist, the officers' first.
    package func list() async throws -> [Council] {
        try await database.read { db in
            try Council.filter(Column("endedAt") == nil)
                .order(sql: "kind <> 'officers', kind <> 'sector', createdAt").fetchAll(db)
        }
    }

    package func find(_ key: String) async throws -> Council { try await database.read { try Self.find(key, $0) } }

    /// Finds by code or key.
    package static func find(_ key: String, _ db: Database) throws -> Council {
        guard let council = try Council.filter(Column("code") == key || Column("id") == key).fetchOne(db) else {
            throw CouncilProblem.noSuch(LocalizedText("협의회", en: "council"), key)
        }
        return council
    }

    /// Writes an act of this room under the law of the day.
    static func record(
        _ kind: String,
        on subject: String,
        by actor: Actor,
        reason: String? = nil,
        _ details: [String: JSONValue] = [:],
        at instant: Date,
        _ db: Database
    ) throws {
        try Act.append(
            kind,
            on: subject,
            by: actor.attribution,
            reason: reason,
            details: .object(details),
            at: instant,
            db
        )
    }
}

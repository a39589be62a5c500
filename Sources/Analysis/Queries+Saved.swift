import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Sharing

extension Queries {
    /// Keeps a question to be asked again; the very same one is kept once.
    package func save(_ title: String, sql: String, grants ids: [Grant.ID], by actor: Actor) async throws
        -> SavedQuestion
    {
        try AnalysisMove.ask.require(of: actor, at: nil)
        let instant = clock.now
        let question = SavedQuestion(
            id: .make(at: instant),
            person: actor.person,
            title: try Self.checked(title: title),
            sql: try Self.checked(sql: sql),
            grantLines: try await lines(ids, by: actor),
            createdAt: instant
        )
        return try await database.write { db in
            let same =
                try SavedQuestion
                .filter(Column("person") == actor.person && Column("title") == question.title)
                .filter(Column("sql") == question.sql && Column("grantLines") == question.grantLines)
                .fetchOne(db)
            if let same { return same }
            try question.insert(db)
            try Self.record(
                "analysis.questionSaved",
                question,
                ["title": .string(question.title)],
                by: actor,
                instant,
                db
            )
            return question
        }
    }

    /// Somebody's own questions, newest first.
    package func saved(by actor: Actor) async throws -> [SavedQuestion] {
        try await database.read { db in
            try SavedQuestion.filter(Column("person") == actor.person).order(Column("createdAt").desc).fetchAll(db)
        }
    }

    /// One of somebody's own questions.
    ///
    /// - Throws: The same 404 for another person's as for none.
    package func saved(_ id: SavedQuestion.ID, by actor: Actor) async throws -> SavedQuestion {
        try await database.read { try Self.find(id, of: actor, $0) }
    }

    /// Changes a kept question; nil leaves a part as it is.
    package func update(
        _ id: SavedQuestion.ID,
        title: String? = nil,
        sql: String? = nil,
        grants ids: [Grant.ID]? = nil,
        by actor: Actor
    ) async throws -> SavedQuestion {
        let title = try title.map(Self.checked(title:))
        let sql = try sql.map(Self.checked(sql:))
        var lines: String?
        if let ids { lines = try await self.lines(ids, by: actor) }
        let (instant, newLines) = (clock.now, lines)
        return try await database.write { db in
            let old = try Self.find(id, of: actor, db)
            try AnalysisMove.ask.require(of: actor, at: nil)
            var question = old
            question.title = title ?? old.title
            question.sql = sql ?? old.sql
            question.grantLines = newLines ?? old.grantLines
            guard question != old else { return old }
            question.updatedAt = instant
            try question.update(db)
            var changed: [JSONValue] = []
            if question.title != old.title { changed.append("title") }
            if question.sql != old.sql { changed.append("sql") }
            if question.grantLines != old.grantLines { changed.append("grants") }
            try Self.record("analysis.questionChanged", question, ["fields": .array(changed)], by: actor, instant, db)
            return question
        }
    }

    /// Throws a kept question away; what was asked with it stays in the ledger.
    package func remove(_ id: SavedQuestion.ID, by actor: Actor) async throws {
        let instant = clock.now
        try await database.write { db in
            let question = try Self.find(id, of: actor, db)
            try question.delete(db)
            try Self.record("analysis.questionRemoved", question, [:], by: actor, instant, db)
        }
    }

    /// Grants a question reads from, for the store: the person's own, each once.
    private func lines(_ ids: [Grant.ID], by actor: Actor) async throws -> String {
        guard ids.count <= Self.grantLimit else { throw Self.tooManyGrants }
        try await grants.requireOwn(ids, by: actor)
        var known: Set<Grant.ID> = []
        return ids.filter { known.insert($0).inserted }.map(\.rawValue).joined(separator: "\n")
    }

    /// Grants that one question may read from.
    static let grantLimit = 50

    static let tooManyGrants = invalid(
        "grants",
        LocalizedText("이용권한은 \(grantLimit)개까지 함께 쓸 수 있습니다.", en: "Name up to \(grantLimit) grants.")
    )

    private static func checked(title: String) throws -> String {
        let title = title.split(whereSeparator: \.isNewline).joined(separator: " ")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...200).contains(title.count) else {
            throw invalid("title", LocalizedText("제목을 1자에서 200자로 적어 주세요.", en: "Give a title of 1 to 200 characters."))
        }
        return title
    }

    static func checked(sql: String) throws -> String {
        guard !sql.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty, sql.utf8.count <= 100_000 else {
            throw invalid("sql", LocalizedText("SQL을 100KB 이하로 적어 주세요.", en: "Write SQL of up to 100 KB."))
        }
        return sql
    }

    private static func find(_ id: SavedQuestion.ID, of actor: Actor, _ db: Database) throws -> SavedQuestion {
        guard let question = try SavedQuestion.fetchOne(db, key: id), question.person == actor.person else {
            throw Problem(
                "analysis/no-such-question",
                LocalizedText("저장한 질의가 아닙니다: \(id)", en: "There is no such question: \(id)"),
                status: 404,
                detail: LocalizedText(
                    "저장한 질의는 저장한 사람만 봅니다. 내 질의 목록에서 다시 찾아 주세요.",
                    en: "Only who saved a question sees it. Look for it among your saved questions."
                )
            )
        }
        return question
    }

    private static func record(
        _ kind: String,
        _ question: SavedQuestion,
        _ details: [String: JSONValue],
        by actor: Actor,
        _ instant: Date,
        _ db: Database
    ) throws {
        try Act.append(
            kind,
            on: "question/\(question.id)",
            by: actor.attribution,
            details: .object(details),
            at: instant,
            db
        )
    }
}

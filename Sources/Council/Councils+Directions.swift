import Directory
import Foundation
import GRDB
import Kernel

// The year's promotion directions: a document whose numbered items meetings, actions and suggestions point to.
extension Councils {
    /// What a year's directions say; its items are numbered in this order.
    package struct DirectionsDraft: Sendable {
        package var foreword: String
        package var items: [Item]

        package struct Item: Sendable {
            package var title: String
            package var text: String

            package init(title: String, text: String = "") {
                self.title = title
                self.text = text
            }
        }

        package init(foreword: String, items: [Item]) {
            self.foreword = foreword
            self.items = items
        }

        fileprivate func checked() throws -> DirectionsDraft {
            var draft = self
            draft.foreword = try Councils.checked(foreword, "foreword", atMost: 10_000)
            guard (1...50).contains(items.count) else {
                throw CouncilProblem.invalid(
                    "items",
                    LocalizedText("추진 과제를 1~50개 적어 주세요.", en: "Give 1 to 50 directions.")
                )
            }
            draft.items = try items.map { item in
                let text = item.text.trimmingCharacters(in: .whitespacesAndNewlines)
                return Item(
                    title: try Councils.checked(item.title, "items", atMost: 200),
                    text: text.isEmpty ? "" : try Councils.checked(text, "items", atMost: 4000)
                )
            }
            return draft
        }
    }

    /// A version of a year's directions with its items.
    package struct YearDirections: Sendable {
        package let directions: Directions
        package let items: [DirectionItem]
    }

    /// Writes the next version of a year's directions as a draft.
    package func writeDirections(_ year: Int, _ draft: DirectionsDraft, for council: String, by actor: Actor)
        async throws -> YearDirections
    {
        let draft = try draft.checked()
        guard (2000...2100).contains(year) else {
            throw CouncilProblem.invalid("year", LocalizedText("연도를 확인해 주세요.", en: "Check the year."))
        }
        let instant = clock.now
        return try await database.write { db in
            let council = try Self.find(council, db)
            try Self.requireHead(of: council, actor, on: Day(of: instant), db)
            try Self.requireLiving(council)
            let versions = Directions.filter(Column("council") == council.id && Column("year") == year)
            let open = [OperationPlan.Stage.draft, .proposed]
            if let other = try versions.filter(open.contains(Column("stage"))).fetchOne(db) {
                throw CouncilProblem.versionUnderWay(other.version)
            }
            let last = try versions.select(max(Column("version")), as: Int.self).fetchOne(db)
            let directions = Directions(
                id: .make(at: instant),
                council: council.id,
                year: year,
                version: (last ?? 0) + 1,
                stage: .draft,
                foreword: draft.foreword,
                writtenBy: actor.person,
                createdAt: instant,
                adoptedAt: nil,
                adoptedBy: nil
            )
            try directions.insert(db)
            let items = try Self.write(draft.items, into: directions.id, at: instant, db)
            try Self.recordDirections("council.directionsWritten", directions, by: actor, at: instant, db)
            return YearDirections(directions: directions, items: items)
        }
    }

    @discardableResult
    package func editDirections(_ id: Directions.ID, _ draft: DirectionsDraft, by actor: Actor) async throws
        -> YearDirections
    {
        let draft = try draft.checked()
        return try await moveDirections(.edit, id, as: "council.directionsEdited", by: actor) { directions, at, db in
            directions.foreword = draft.foreword
            _ = try Self.write(draft.items, into: id, at: at, db)
        }
    }

    @discardableResult
    package func proposeDirections(_ id: Directions.ID, by actor: Actor) async throws -> YearDirections {
        try await moveDirections(.propose, id, as: "council.directionsProposed", by: actor)
    }

    /// Puts a version in force; the version of the same year before it is superseded in the same transaction.
    @discardableResult
    package func adoptDirections(_ id: Directions.ID, by actor: Actor) async throws -> YearDirections {
        try await moveDirections(.adopt, id, as: "council.directionsAdopted", by: actor) { directions, instant, db in
            directions.adoptedAt = instant
            directions.adoptedBy = actor.person
            guard
                var former = try Directions.filter(
                    Column("council") == directions.council && Column("year") == directions.year
                        && Column("stage") == OperationPlan.Stage.adopted
                ).fetchOne(db)
            else { return }
            former.stage = try OperationPlan.next(former.stage, .supersede)
            try former.update(db)
            try Self.recordDirections("council.directionsSuperseded", former, by: actor, at: instant, db)
        }
    }

    @discardableResult
    package func withdrawDirections(_ id: Directions.ID, reason: String, by actor: Actor) async throws
        -> YearDirections
    {
        let reason = try Self.checked(reason, "reason", atMost: 2000)
        return try await moveDirections(.withdraw, id, as: "council.directionsWithdrawn", reason: reason, by: actor)
    }

    // MARK: - Reading

    /// Every version of a year, the latest first.
    package func directions(of council: Council.ID, year: Int) async throws -> [YearDirections] {
        try await database.read { db in
            try Directions.filter(Column("council") == council && Column("year") == year)
                .order(Column("version").desc).fetchAll(db).map { try Self.whole($0, db) }
        }
    }

    /// The years for which a council has directions, the latest first.
    package func directionYears(of council: Council.ID) async throws -> [Int] {
        try await database.read { db in
            try Directions.filter(Column("council") == council).select(Column("year"), as: Int.self).distinct()
                .order(Column("year").desc).fetchAll(db)
        }
    }

    /// The version in force in a year.
    package func directionsInForce(of council: Council.ID, year: Int) async throws -> YearDirections? {
        try await database.read { db in
            try Directions.filter(Column("council") == council && Column("year") == year)
                .filter(Column("stage") == OperationPlan.Stage.adopted).fetchOne(db).map { try Self.whole($0, db) }
        }
    }

    package func directions(_ id: Directions.ID) async throws -> YearDirections {
        try await database.read { try Self.whole(Self.directions(id, $0), $0) }
    }

    static func directions(_ id: Directions.ID, _ db: Database) throws -> Directions {
        guard let found = try Directions.fetchOne(db, key: id) else {
            throw CouncilProblem.noSuch(LocalizedText("추진방향", en: "year's directions"), id.rawValue)
        }
        return found
    }

    // MARK: - Writing

    private static func whole(_ directions: Directions, _ db: Database) throws -> YearDirections {
        let items = DirectionItem.filter(Column("directions") == directions.id).order(Column("number"))
        return YearDirections(directions: directions, items: try items.fetchAll(db))
    }

    /// An item keeps its key as long as its number stays, so that what points to it still does.
    private static func write(
        _ items: [DirectionsDraft.Item],
        into id: Directions.ID,
        at instant: Date,
        _ db: Database
    ) throws -> [DirectionItem] {
        let former = try DirectionItem.filter(Column("directions") == id).fetchAll(db)
        try DirectionItem.filter(Column("directions") == id && Column("number") > items.count).deleteAll(db)
        return try items.enumerated().map { place, item in
            let known = former.first { $0.number == place + 1 }
            let written = DirectionItem(
                id: known?.id ?? .make(at: instant),
                directions: id,
                number: place + 1,
                title: item.title,
                text: item.text
            )
            try written.save(db)
            return written
        }
    }

    private func moveDirections(
        _ move: OperationPlan.Move,
        _ id: Directions.ID,
        as kind: String,
        reason: String? = nil,
        by actor: Actor,
        change: @escaping @Sendable (inout Directions, Date, Database) throws -> Void = { _, _, _ in }
    ) async throws -> YearDirections {
        let instant = clock.now
        return try await database.write { db in
            var directions = try Self.directions(id, db)
            try Self.requireHead(of: Self.find(directions.council.rawValue, db), actor, on: Day(of: instant), db)
            directions.stage = try OperationPlan.next(directions.stage, move)
            try change(&directions, instant, db)
            try directions.update(db)
            try Self.recordDirections(kind, directions, by: actor, reason: reason, at: instant, db)
            return try Self.whole(directions, db)
        }
    }

    private static func recordDirections(
        _ kind: String,
        _ directions: Directions,
        by actor: Actor,
        reason: String? = nil,
        at instant: Date,
        _ db: Database
    ) throws {
        try record(
            kind,
            on: "council/\(directions.council)",
            by: actor,
            reason: reason,
            [
                "directions": .string(directions.id.rawValue), "year": .number(directions.year),
                "version": .number(directions.version),
            ],
            at: instant,
            db
        )
    }
}

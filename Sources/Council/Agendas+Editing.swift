import Directory
import Foundation
import GRDB
import Kernel

// Changing an agenda, until papers are closed.
extension Agendas {
    /// Adds an item at the end of its siblings.
    package func add(_ draft: Draft, to meeting: Meeting.ID, by actor: Actor) async throws -> AgendaItem {
        try await change(meeting, by: actor) { meeting, instant, db in
            let count = try AgendaItem.filter(Column("meeting") == meeting.id).fetchCount(db)
            guard count < Self.limits.items else { throw CouncilProblem.tooMany }
            let parent = try draft.parent.map { try Self.find($0, in: meeting, db) }
            let items = try AgendaItem.filter(Column("meeting") == meeting.id).fetchAll(db)
            if let parent { try Self.checkDepth(of: 1, under: parent, items) }
            let suggestion = try draft.suggestion.flatMap { try Self.suggestion($0, db) }
            var item = AgendaItem(
                id: .make(at: instant),
                meeting: meeting.id,
                parent: parent?.id,
                position: items.filter { $0.parent == parent?.id }.map(\.position).max().map { $0 + 1 } ?? 1,
                kind: draft.kind ?? (suggestion == nil ? .discussion : .suggestion),
                title: draft.title ?? suggestion?.title ?? "",
                text: draft.text ?? "",
                minutes: draft.minutes ?? 0,
                presenter: nil,
                institution: suggestion?.institution,
                visibility: draft.visibility ?? parent?.visibility ?? .council,
                stage: .waiting,
                carriedFrom: nil,
                suggestion: suggestion?.id,
                direction: nil,
                action: nil,
                begunAt: nil,
                endedAt: nil
            )
            try Self.apply(draft, to: &item, in: meeting, db)
            try item.insert(db)
            try Self.happened("itemAdded", item, meeting, by: actor, at: instant, db)
            switch suggestion?.stage {
            case .reviewed?:
                if let suggestion {
                    try Suggestions.placed(suggestion, as: item, in: meeting, "", by: actor, at: instant, db)
                }
            case .received?, .answered?, .endorsed?, .merged?, .withdrawn?:
                throw CouncilRefusal(stage: suggestion?.stage.title ?? meeting.stage.title)
            // One that is before the council already is only named.
            default: break
            }
            return item
        }
    }

    /// Changes what is said of an item.
    package func edit(_ id: AgendaItem.ID, _ draft: Draft, by actor: Actor) async throws -> AgendaItem {
        try await change(item: id, by: actor) { found, meeting, instant, db in
            var item = found
            item.kind = draft.kind ?? item.kind
            item.visibility = draft.visibility ?? item.visibility
            item.title = draft.title ?? item.title
            item.text = draft.text ?? item.text
            item.minutes = draft.minutes ?? item.minutes
            try Self.apply(draft, to: &item, in: meeting, db)
            guard item != found else { return item }
            try item.update(db)
            try Self.happened("itemEdited", item, meeting, by: actor, at: instant, db)
            return item
        }
    }

    /// Moves an item, with all that lies under it, among the items under `parent`.
    ///
    /// - Parameter position: From 1; past the end is the end.
    @discardableResult
    package func move(_ id: AgendaItem.ID, under parent: AgendaItem.ID?, at position: Int, by actor: Actor) async throws
        -> AgendaItem
    {
        try await change(item: id, by: actor) { found, meeting, instant, db in
            let items = try AgendaItem.filter(Column("meeting") == meeting.id).fetchAll(db)
            if let parent {
                let target = try Self.find(parent, in: meeting, db)
                guard !Self.branch(of: id, items).contains(where: { $0.id == parent }) else {
                    throw CouncilProblem.ownBranch
                }
                try Self.checkDepth(of: Self.height(of: id, items), under: target, items)
            }
            var siblings = items.filter { $0.parent == parent && $0.id != id }
                .sorted { ($0.position, $0.id) < ($1.position, $1.id) }
            var item = found
            item.parent = parent
            siblings.insert(item, at: min(max(0, position - 1), siblings.count))
            for (index, sibling) in siblings.enumerated() {
                var sibling = sibling
                sibling.position = index + 1
                if sibling.id == id { item = sibling }
                try sibling.update(db)
            }
            try Self.happened("itemMoved", item, meeting, by: actor, at: instant, db)
            return item
        }
    }

    /// Takes an item off the agenda, with all that lies under it; one on which papers or opinions came stays there as
    /// withdrawn, for what was said is kept.
    package func remove(_ id: AgendaItem.ID, by actor: Actor) async throws {
        _ = try await change(item: id, by: actor) { found, meeting, instant, db in
            let items = try AgendaItem.filter(Column("meeting") == meeting.id).fetchAll(db)
            let branch = Self.branch(of: id, items)
            let keys = branch.map(\.id)
            let isSpoken =
                try Paper.filter(keys.contains(Column("item"))).fetchCount(db) > 0
                || Opinion.filter(keys.contains(Column("item"))).fetchCount(db) > 0
            for item in branch.reversed() {
                if isSpoken {
                    guard item.stage == .waiting else { continue }
                    try item.applying(.withdraw).update(db)
                } else {
                    try item.delete(db)
                }
            }
            try Self.happened(isSpoken ? "itemWithdrawn" : "itemRemoved", found, meeting, by: actor, at: instant, db)
            return found
        }
    }

    // MARK: - Checks

    private func change<Value: Sendable>(
        _ id: Meeting.ID,
        by actor: Actor,
        _ work: @escaping @Sendable (Meeting, Date, Database) throws -> Value
    ) async throws -> Value {
        let instant = meetings.clock.now
        return try await meetings.database.write { db in
            let meeting = try Meetings.find(id, db)
            try Meetings.requireHead(of: meeting, actor, on: Day(of: instant), db)
            guard meeting.isOpenToAgenda else { throw CouncilRefusal(stage: meeting.stage.title) }
            return try work(meeting, instant, db)
        }
    }

    private func change(
        item id: AgendaItem.ID,
        by actor: Actor,
        _ work: @escaping @Sendable (AgendaItem, Meeting, Date, Database) throws -> AgendaItem
    ) async throws -> AgendaItem {
        let item = try await meetings.database.read { try Self.find($0, id) }
        return try await change(item.meeting, by: actor) { meeting, instant, db in
            let item = try Self.find(db, id)
            guard item.stage == .waiting else { throw CouncilRefusal(stage: item.stage.title) }
            return try work(item, meeting, instant, db)
        }
    }

    /// - Throws: A 404 problem where the item is not one of the meeting.
    package func require(_ id: AgendaItem.ID, in meeting: Meeting.ID) async throws {
        let item = try await meetings.database.read { try Self.find($0, id) }
        guard item.meeting == meeting else {
            throw CouncilProblem.noSuch(LocalizedText("안건", en: "agenda item"), id.rawValue)
        }
    }

    static func find(_ db: Database, _ id: AgendaItem.ID) throws -> AgendaItem {
        guard let item = try AgendaItem.fetchOne(db, key: id) else {
            throw CouncilProblem.noSuch(LocalizedText("안건", en: "agenda item"), id.rawValue)
        }
        return item
    }

    private static func find(_ id: AgendaItem.ID, in meeting: Meeting, _ db: Database) throws -> AgendaItem {
        let item = try find(db, id)
        guard item.meeting == meeting.id else {
            throw CouncilProblem.noSuch(LocalizedText("안건", en: "agenda item"), id.rawValue)
        }
        return item
    }

    private static func apply(_ draft: Draft, to item: inout AgendaItem, in meeting: Meeting, _ db: Database) throws {
        item.title = item.title.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !item.title.isEmpty, item.title.count <= limits.title else {
            throw CouncilProblem.invalid(
                "title",
                LocalizedText(
                    "제목을 \(limits.title)자 이내로 적어 주세요.",
                    en: "Give a title of at most \(limits.title) characters."
                )
            )
        }
        guard item.text.count <= limits.text else {
            throw CouncilProblem.invalid(
                "text",
                LocalizedText("내용은 10,000자까지입니다.", en: "The text has at most 10,000 characters.")
            )
        }
        guard (0...600).contains(item.minutes) else {
            throw CouncilProblem.invalid("minutes", LocalizedText("시간은 0~600분입니다.", en: "Give 0 to 600 minutes."))
        }
        if let email = draft.presenter { item.presenter = email.isEmpty ? nil : try People.find(email, db).id }
        if let code = draft.institution { item.institution = code.isEmpty ? nil : try Institutions.find(code, db).id }
        if let direction = draft.direction {
            let known =
                direction.isEmpty ? nil : try directions(of: meeting.council, db).first { $0.id.rawValue == direction }
            guard direction.isEmpty || known != nil else {
                throw CouncilProblem.invalid(
                    "direction",
                    LocalizedText("이 협의회의 추진방향에서 골라 주세요.", en: "Choose one of this council's directions.")
                )
            }
            item.direction = known?.id
        }
    }

    /// The items of the directions in force in a council or the one it belongs to, the latest year first.
    package static func directions(of council: Council.ID, _ db: Database) throws -> [DirectionItem] {
        try DirectionItem.fetchAll(
            db,
            sql: """
                SELECT i.* FROM directionItem i JOIN directions d ON d.id = i.directions
                WHERE d.stage = 'adopted' AND d.council IN (
                    SELECT id FROM council WHERE id = ?1 UNION SELECT parent FROM council WHERE id = ?1
                ) ORDER BY d.year DESC, i.number
                """,
            arguments: [council]
        )
    }

    private static func suggestion(_ key: String, _ db: Database) throws -> Suggestion? {
        guard !key.isEmpty else { return nil }
        guard let found = try Suggestion.filter(Column("receipt") == key || Column("id") == key).fetchOne(db) else {
            throw CouncilProblem.noSuch(LocalizedText("건의", en: "suggestion"), key)
        }
        return found
    }

    private static func branch(of id: AgendaItem.ID, _ items: [AgendaItem]) -> [AgendaItem] {
        items.filter { $0.id == id } + items.filter { $0.parent == id }.flatMap { branch(of: $0.id, items) }
    }

    private static func height(of id: AgendaItem.ID, _ items: [AgendaItem]) -> Int {
        1 + (items.filter { $0.parent == id }.map { height(of: $0.id, items) }.max() ?? 0)
    }

    private static func checkDepth(of height: Int, under parent: AgendaItem, _ items: [AgendaItem]) throws {
        var depth = 1
        var current: AgendaItem? = parent
        while let above = current?.parent {
            depth += 1
            current = items.first { $0.id == above }
        }
        guard depth + height <= limits.depth else { throw CouncilProblem.tooDeep }
    }

    private static func happened(
        _ kind: String,
        _ item: AgendaItem,
        _ meeting: Meeting,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws {
        try Meetings.happened(
            kind,
            meeting,
            by: actor,
            [
                "item": .string(item.id.rawValue), "kind": .string(item.kind.rawValue),
                "minutes": .number(item.minutes), "visibility": .string(item.visibility.rawValue),
                "position": .number(item.position), "parent": item.parent.map { .string($0.rawValue) } ?? .null,
            ],
            at: instant,
            db
        )
    }
}

import Catalog
import Directory
import Foundation
import GRDB
import Kernel

// The board that every official sees.
extension Suggestions {
    /// A suggestion in a list.
    package struct Entry: Sendable {
        package let suggestion: Suggestion
        package let institution: Institution
        /// Who answers for the next step today.
        package let owner: Institution
        /// How many raised it, the first one among them.
        package let raisers: Int
        /// Days it has stood where it stands.
        package let days: Int
    }

    /// Which suggestions are meant; everything unless said.
    package struct Filter: Equatable, Sendable {
        package var stages: Set<Suggestion.Stage>?
        package var sector: Council.Sector?
        package var kind: Suggestion.Kind?
        /// Key of the raiser's institution, or of what it succeeded.
        package var institution: Institution.ID?
        /// Raised or joined by this person.
        package var raiser: Person.ID?
        /// Words that must all be in it.
        package var text: String?

        package init() {}
    }

    package struct Board: Sendable {
        package let found: [Entry]
        package let total: Int
        /// How many stand at each stage, whatever stage was asked for.
        package let counts: [Suggestion.Stage: Int]
    }

    /// One page of the board: what waits longest past its day first where only open ones are asked for, else the
    /// newest first.
    package func board(_ filter: Filter, offset: Int = 0, limit: Int = 20, by actor: Actor) async throws -> Board {
        try CouncilMove.see.require(of: actor, at: nil)
        let day = clock.today
        return try await database.read { db in
            var wide = filter
            wide.stages = nil
            let counted = try Row.fetchAll(
                db,
                Self.request(wide).select(Column("stage"), count(Column("id")).forKey("number")).group(Column("stage"))
            )
            var counts: [Suggestion.Stage: Int] = [:]
            for row in counted {
                if let stage = Suggestion.Stage(rawValue: row["stage"]) { counts[stage] = row["number"] }
            }
            let request = Self.request(filter)
            let isOpenOnly = filter.stages.map { $0.allSatisfy(\.isOpen) } ?? false
            let ordered =
                isOpenOnly
                ? request.order(sql: "due IS NULL, due, id DESC")
                : request.order(Column("raisedAt").desc, Column("id").desc)
            let found = try ordered.limit(limit, offset: offset).fetchAll(db)
            return Board(
                found: try Self.entries(found, on: day, db),
                total: try request.fetchCount(db),
                counts: counts
            )
        }
    }

    private static func request(_ filter: Filter) -> QueryInterfaceRequest<Suggestion> {
        var found = Suggestion.all()
        if let stages = filter.stages { found = found.filter(stages.contains(Column("stage"))) }
        if let sector = filter.sector { found = found.filter(Column("sector") == sector) }
        if let kind = filter.kind { found = found.filter(Column("kind") == kind) }
        if let institution = filter.institution { found = found.filter(Column("institution") == institution) }
        if let raiser = filter.raiser {
            found = found.filter(
                sql: "(person = ? OR id IN (SELECT suggestion FROM coRaiser WHERE person = ?))",
                arguments: [raiser, raiser]
            )
        }
        let words = SearchWords.typed(filter.text ?? "")
        if !words.isEmpty {
            found = found.filter(
                sql: "id IN (SELECT suggestion FROM suggestionSearch WHERE suggestionSearch MATCH ?)",
                arguments: [words.map(\.phrase).joined(separator: " AND ")]
            )
        }
        return found
    }

    /// The suggestions with what a list says beside them: three queries for all of them together.
    static func entries(_ suggestions: [Suggestion], on day: Day, _ db: Database) throws -> [Entry] {
        let ids = suggestions.map(\.id)
        let rows = try Row.fetchAll(
            db,
            CoRaiser.filter(ids.contains(Column("suggestion")))
                .select(Column("suggestion"), count(Column("person")).forKey("number")).group(Column("suggestion"))
        )
        var joined: [String: Int] = [:]
        for row in rows { joined[row["suggestion"]] = row["number"] }
        var holders: [Institution.ID: Institution.ID] = [:]
        for owner in Set(suggestions.map(\.owner)) {
            holders[owner] = try Institutions.holder(of: owner, on: day, db)
        }
        let places = try Institution.fetchAll(db, keys: Set(suggestions.map(\.institution)).union(holders.values))
        let byID = Dictionary(places.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return suggestions.compactMap { suggestion in
            guard let home = byID[suggestion.institution], let owner = holders[suggestion.owner].flatMap({ byID[$0] })
            else { return nil }
            return Entry(
                suggestion: suggestion,
                institution: home,
                owner: owner,
                raisers: 1 + (joined[suggestion.id.rawValue] ?? 0),
                days: max(0, Day(of: suggestion.stageSince).days(until: day))
            )
        }
    }

    /// How long suggestions stayed at a stage before they went on.
    package struct Stay: Sendable {
        package let stage: Suggestion.Stage
        /// How many went on from it.
        package let count: Int
        /// The median, in whole days.
        package let days: Int
    }

    private struct StayRow: Decodable, FetchableRecord {
        let stage: String
        let days: Double
    }

    /// The time in each stage, of all suggestions that went on from it, in the order of the stages.
    package func stays() async throws -> [Stay] {
        let stays = try await database.read { db in
            try StayRow.fetchAll(
                db,
                sql: """
                    SELECT stage, days FROM (
                        SELECT stage, julianday(LEAD(at) OVER (PARTITION BY suggestion ORDER BY seq)) - julianday(at)
                            AS days
                        FROM suggestionStep
                    ) WHERE days IS NOT NULL
                    """
            )
        }
        var days: [String: [Double]] = [:]
        for stay in stays { days[stay.stage, default: []].append(stay.days) }
        return Suggestion.Stage.allCases.compactMap { stage in
            guard let all = days[stage.rawValue]?.sorted(), !all.isEmpty else { return nil }
            return Stay(stage: stage, count: all.count, days: Int(all[all.count / 2].rounded()))
        }
    }

    /// What waits for somebody: their own officer's step, the council's, the owner's. Nothing but what is open.
    package func waiting(for actor: Actor) async throws -> [(entry: Entry, move: Suggestion.Move)] {
        let day = clock.today
        return try await database.read { db in
            var turns: [(Suggestion, Suggestion.Move)] = []
            let open = try Suggestion.filter(Suggestion.Stage.allCases.filter(\.isOpen).contains(Column("stage")))
                .order(sql: "due IS NULL, due, id").fetchAll(db)
            let secretaries = try Self.secretaries(on: day, db)
            for suggestion in open {
                guard let turn = Suggestion.turn(at: suggestion.stage) else { continue }
                // What is looked at again in the long term waits until that day.
                if suggestion.stage == .longTerm, let due = suggestion.due, due > day { continue }
                let isMine =
                    switch turn.side {
                    case .officer: actor.holds([.officer, .deputy], at: suggestion.institution)
                    case .council: secretaries.contains(actor.person)
                    case .owner: actor.holds([.officer, .deputy, .steward], at: suggestion.owner)
                    case .raiser: false
                    }
                if isMine { turns.append((suggestion, turn.move)) }
            }
            let entries = try Self.entries(turns.map(\.0), on: day, db)
            let moves = Dictionary(turns.map { ($0.0.id, $0.1) }, uniquingKeysWith: { first, _ in first })
            return entries.compactMap { entry in moves[entry.suggestion.id].map { (entry, $0) } }
        }
    }

    /// The institution that a filter names by its code or its name; one that does not exist where none has it, so that
    /// the filter keeps nothing.
    package func home(_ name: String?) async throws -> Institution.ID? {
        guard let name else { return nil }
        return try await database.read { db in
            let found = try Institution.filter(
                Column("code") == name || Column("name") == name || Column("nameEn") == name
            )
            .order(sql: "until IS NOT NULL, id").fetchOne(db)
            return found?.id ?? Institution.ID(rawValue: "none")
        }
    }

    package func find(_ key: String) async throws -> Suggestion { try await database.read { try Self.find(key, $0) } }
}

extension Suggestion {
    /// Whose turn it is at a stage, and what is expected first; nil where nobody's is.
    static func turn(at stage: Stage) -> (side: Side, move: Move)? {
        switch stage {
        case .received: (.officer, .endorse)
        case .endorsed, .longTerm: (.council, .review)
        case .reviewed: (.council, .putOnAgenda)
        case .onAgenda: (.council, .accept)
        case .accepted, .partlyAccepted: (.council, .makePolicy)
        case .policyItem: (.owner, .carryOut)
        case .carriedOut: (.owner, .recordOutcome)
        case .answered, .notAccepted, .outcome, .merged, .withdrawn: nil
        }
    }
}

import Directory
import Foundation
import GRDB
import Kernel

// Lists of promises, and one with everything that was reported on it.
extension Actions {
    /// Which promises are asked for; what is nil is not asked about.
    package struct Search: Sendable {
        package var council: Council.ID?
        /// Whose promises: of these institutions.
        package var owners: Set<Institution.ID>?
        package var state: State?
        package var meeting: Meeting.ID?
        package var decision: Decision.ID?
        package var suggestion: Suggestion.ID?
        /// Only what comes after this one.
        package var after: (due: Day, number: String)?
        /// Whether those that have ended come by the day they ended, the latest first.
        package var isNewestFirst = false
        package var offset = 0
        package var limit = 1000

        package init() {}
    }

    /// How a list of promises is narrowed.
    package enum State: String, CaseIterable, Sendable {
        case open, overdue, done, dropped
    }

    /// A promise with the names that its line in a list needs.
    package struct Line: Sendable {
        package let action: CouncilAction
        package let council: Council
        package let owner: Institution
        /// Who answers for it today, where the owner has ended.
        package let deemedOwner: Institution?
        package let isOverdue: Bool
    }

    /// A promise with its reports, its evidence and what it rests on.
    package struct Detail: Sendable {
        package let line: Line
        package let reports: [(report: ActionReport, person: Person)]
        package let evidence: [EvidenceLink]
        package let decision: Decision?
        package let suggestion: Suggestion?
        package let direction: DirectionItem?
    }

    /// Promises by their last day, and how many there are in all.
    package func list(_ search: Search = Search()) async throws -> (found: [Line], total: Int) {
        let today = clock.today
        return try await database.read { db in
            var wanted = CouncilAction.all()
            if let council = search.council { wanted = wanted.filter(Column("council") == council) }
            if let owners = search.owners { wanted = wanted.filter(owners.contains(Column("owner"))) }
            if let decision = search.decision { wanted = wanted.filter(Column("decision") == decision) }
            if let suggestion = search.suggestion { wanted = wanted.filter(Column("suggestion") == suggestion) }
            if let meeting = search.meeting {
                wanted = wanted.filter(
                    sql: """
                        decision IN (SELECT id FROM decision WHERE meeting = ?)
                        OR item IN (SELECT id FROM agendaItem WHERE meeting = ?)
                        """,
                    arguments: [meeting, meeting]
                )
            }
            switch search.state {
            case .open: wanted = wanted.filter(Column("stage") == CouncilAction.Stage.open)
            case .overdue:
                wanted = wanted.filter(Column("stage") == CouncilAction.Stage.open && Column("due") < today)
            case .done: wanted = wanted.filter(Column("stage") == CouncilAction.Stage.done)
            case .dropped: wanted = wanted.filter(Column("stage") == CouncilAction.Stage.dropped)
            case nil: break
            }
            let total = try wanted.fetchCount(db)
            if let (due, number) = search.after {
                wanted = wanted.filter(sql: "(due, number) > (?, ?)", arguments: [due, number])
            }
            let hasEnded = search.isNewestFirst && (search.state == .done || search.state == .dropped)
            let found = try wanted.order(hasEnded ? Column("endedAt").desc : Column("due"), Column("number"))
                .limit(search.limit, offset: search.offset).fetchAll(db)
            return (try Self.lines(found, on: today, db), total)
        }
    }

    /// The institutions for whose promises `actor` reports.
    package static func own(_ actor: Actor) -> Set<Institution.ID> {
        Set(actor.held.filter { CouncilMove.report.own.contains($0.role) }.map(\.institution))
    }

    package func detail(_ key: String) async throws -> Detail {
        let today = clock.today
        return try await database.read { db in
            let action = try Self.find(key, db)
            guard let line = try Self.lines([action], on: today, db).first else {
                throw CouncilProblem.noSuch(LocalizedText("이행 과제", en: "action"), key)
            }
            let reports = try ActionReport.filter(Column("action") == action.id).order(Column("seq")).fetchAll(db)
            let people = Dictionary(
                try Person.fetchAll(db, keys: Set(reports.map(\.person))).map { ($0.id, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            return Detail(
                line: line,
                reports: reports.compactMap { report in people[report.person].map { (report, $0) } },
                evidence: try EvidenceLink.filter(Column("subject") == "action/\(action.id)").order(Column("seq"))
                    .fetchAll(db),
                decision: try action.decision.flatMap { try Decision.fetchOne(db, key: $0) },
                suggestion: try action.suggestion.flatMap { try Suggestion.fetchOne(db, key: $0) },
                direction: try action.direction.flatMap { try DirectionItem.fetchOne(db, key: $0) }
            )
        }
    }

    /// What `actor` may do to a promise now.
    package func moves(of actor: Actor, on action: CouncilAction) async throws -> [CouncilAction.Move] {
        let today = clock.today
        return try await database.read { db in
            try CouncilAction.Move.allCases.filter { move in
                guard (try? CouncilAction.next(action.stage, move)) != nil else { return false }
                do {
                    try Self.require(move, of: actor, action, on: today, db)
                    return true
                } catch is Problem {
                    return false
                }
            }
        }
    }

    static func lines(_ actions: [CouncilAction], on today: Day, _ db: Database) throws -> [Line] {
        let councils = try Council.fetchAll(db, keys: Set(actions.map(\.council)))
        var homes = Dictionary(
            try Institution.fetchAll(db, keys: Set(actions.map(\.owner))).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var deemed: [Institution.ID: Institution.ID] = [:]
        for home in Array(homes.values) where home.until.map({ $0 < today }) ?? false {
            let holder = try Institutions.holder(of: home.id, on: today, db)
            guard holder != home.id else { continue }
            deemed[home.id] = holder
            if homes[holder] == nil { homes[holder] = try Institution.fetchOne(db, key: holder) }
        }
        return actions.compactMap { action in
            guard let council = councils.first(where: { $0.id == action.council }), let owner = homes[action.owner]
            else { return nil }
            return Line(
                action: action,
                council: council,
                owner: owner,
                deemedOwner: deemed[owner.id].flatMap { homes[$0] },
                isOverdue: action.stage == .open && action.due < today
            )
        }
    }
}

import Directory
import Foundation
import GRDB
import Kernel
import Ledger

// Calling a meeting: who attends, what is due when, and what comes onto the agenda by itself.
extension Meetings {
    /// A seat that is to attend, and whether only to listen.
    package struct Called: Hashable, Sendable {
        package let seat: Seat.ID
        package let isObserver: Bool

        package init(_ seat: Seat.ID, isObserver: Bool = false) {
            self.seat = seat
            self.isObserver = isObserver
        }
    }

    /// Calls a meeting: invites, puts the council's open actions first on the agenda and what earlier meetings carried
    /// over after them.
    ///
    /// - Parameter seats: Whom the chair chose (Decree Art. 18⑤); nil for every seat, observers as observers.
    @discardableResult
    package func call(
        _ id: Meeting.ID,
        seats: [Called]? = nil,
        papersDue: Day? = nil,
        opinionsDue: Day? = nil,
        by actor: Actor
    ) async throws -> Meeting {
        let instant = clock.now
        return try await database.write { db in
            let found = try Self.find(id, db)
            try Self.requireHead(of: found, actor, on: Day(of: instant), db)
            var meeting = try found.applying(.call)
            guard meeting.startsAt > instant else { throw CouncilProblem.past }
            meeting.papersDue = papersDue ?? meeting.papersDue
            meeting.opinionsDue = opinionsDue ?? meeting.opinionsDue
            try Self.checkDues(meeting)
            meeting.plan = try Councils.planInForce(of: meeting.council, db)?.id
            try meeting.update(db)
            let invited = try invite(seats, to: meeting, on: Day(of: instant), db)
            guard invited.contains(where: { $0.kind.isEntitled && !$0.isObserver }) else {
                throw CouncilProblem.nobodyCalled
            }
            let (actions, carried) = try Self.fill(meeting, at: instant, db)
            try Self.happened(
                "called",
                meeting,
                by: actor,
                [
                    "seats": .array(invited.filter { !$0.isObserver }.map { .string($0.seat.rawValue) }),
                    "observers": .array(invited.filter(\.isObserver).map { .string($0.seat.rawValue) }),
                    "startsAt": .string(meeting.startsAt.timestamp),
                    "papersDue": .string(meeting.papersDue.description),
                    "opinionsDue": .string(meeting.opinionsDue.description), "actions": .number(actions),
                    "carried": .number(carried),
                ],
                at: instant,
                db
            )
            return meeting
        }
    }

    /// Invites more seats to a meeting that is called: ones that came into the council since, or were left out.
    package func invite(_ seats: [Called], to id: Meeting.ID, by actor: Actor) async throws {
        let instant = clock.now
        try await database.write { db in
            let meeting = try Self.find(id, db)
            try Self.requireHead(of: meeting, actor, on: Day(of: instant), db)
            guard [.called, .papersClosed].contains(meeting.stage) else {
                throw CouncilRefusal(stage: meeting.stage.title)
            }
            let there = try Seat.ID.fetchSet(
                db,
                sql: "SELECT seat FROM invitation WHERE meeting = ?",
                arguments: [id]
            )
            let more = seats.filter { !there.contains($0.seat) }
            let invited = try invite(more, to: meeting, on: Day(of: instant), db)
            guard !invited.isEmpty else { return }
            try Self.happened(
                "invited",
                meeting,
                by: actor,
                [
                    "seats": .array(invited.filter { !$0.isObserver }.map { .string($0.seat.rawValue) }),
                    "observers": .array(invited.filter(\.isObserver).map { .string($0.seat.rawValue) }),
                ],
                at: instant,
                db
            )
        }
    }

    private struct Invited {
        let seat: Seat.ID
        let kind: Seat.Kind
        let isObserver: Bool
    }

    private func invite(_ chosen: [Called]?, to meeting: Meeting, on day: Day, _ db: Database) throws -> [Invited] {
        let held = try Seat.filter(Column("council") == meeting.council && Column("since") <= day)
            .filter(Column("until") == nil || Column("until") >= day).order(Column("id")).fetchAll(db)
        let byID = Dictionary(held.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let wanted = chosen ?? held.map { Called($0.id) }
        var taken: Set<Seat.ID> = []
        return try wanted.compactMap { called -> Invited? in
            guard taken.insert(called.seat).inserted else { return nil }
            guard let seat = byID[called.seat] else {
                throw CouncilProblem.noSuch(LocalizedText("자리", en: "seat"), called.seat.rawValue)
            }
            let invitation = Invitation(
                meeting: meeting.id,
                seat: seat.id,
                answer: .waiting,
                person: nil,
                answeredAt: nil,
                tokenHash: links.hash(meeting.id, seat.id),
                isObserver: called.isObserver || seat.kind == .observer
            )
            try invitation.insert(db)
            return Invited(seat: seat.id, kind: seat.kind, isObserver: invitation.isObserver)
        }
    }

    // MARK: - What comes by itself

    /// Puts the council's open actions first and what was carried over after them; returns how many of each.
    private static func fill(_ meeting: Meeting, at instant: Date, _ db: Database) throws -> (
        actions: Int, carried: Int
    ) {
        let actions = try CouncilAction.filter(
            Column("council") == meeting.council && Column("stage") == CouncilAction.Stage.open
        ).order(Column("due"), Column("number")).fetchAll(db)
        let carried = try unfinished(before: meeting, db)
        let known = Set(carried.map(\.id))
        let roots = carried.filter { item in item.parent.map { !known.contains($0) } ?? true }
        let room = roots.count + (actions.isEmpty ? 0 : 1)
        try db.execute(
            sql: "UPDATE agendaItem SET position = position + ? WHERE meeting = ? AND parent IS NULL",
            arguments: [room, meeting.id]
        )
        var place = 1
        if !actions.isEmpty {
            let head = AgendaItem.made(in: meeting, .actions, "이행 과제 점검", position: place, at: instant)
            try head.insert(db)
            place += 1
            for (index, action) in actions.enumerated() {
                try AgendaItem.made(
                    in: meeting,
                    .actions,
                    "\(action.number) \(action.text)",
                    under: head.id,
                    position: index + 1,
                    institution: action.owner,
                    action: action.id,
                    at: instant
                ).insert(db)
            }
        }
        var kept: [AgendaItem.ID: AgendaItem.ID] = [:]
        // A parent is read before what lies under it.
        for item in carried {
            let isRoot = item.parent.map { !known.contains($0) } ?? true
            let next = AgendaItem.made(
                in: meeting,
                item.kind,
                item.title,
                text: item.text,
                under: isRoot ? nil : item.parent.flatMap { kept[$0] },
                position: isRoot ? place : item.position,
                minutes: item.minutes,
                like: item,
                at: instant
            )
            if isRoot { place += 1 }
            try next.insert(db)
            kept[item.id] = next.id
            try Papers.carry(from: item.id, to: next.id, at: instant, db)
        }
        return (actions.count, carried.count)
    }

    /// Items of earlier meetings that were carried over and that no later meeting has taken up, parents first.
    package static func unfinished(before meeting: Meeting, _ db: Database) throws -> [AgendaItem] {
        let items = try AgendaItem.fetchAll(
            db,
            sql: """
                SELECT i.* FROM agendaItem i JOIN meeting m ON m.id = i.meeting
                WHERE m.council = ? AND m.id <> ? AND i.stage = 'carried' AND i.kind <> 'actions'
                    AND NOT EXISTS (SELECT 1 FROM agendaItem n WHERE n.carriedFrom = i.id)
                ORDER BY m.startsAt, i.position, i.id
                """,
            arguments: [meeting.council, meeting.id]
        )
        let known = Set(items.map(\.id))
        let children = Dictionary(grouping: items.filter { $0.parent.map(known.contains) ?? false }) { $0.parent }
        func branch(_ item: AgendaItem) -> [AgendaItem] { [item] + (children[item.id] ?? []).flatMap(branch) }
        return items.filter { !($0.parent.map(known.contains) ?? false) }.flatMap(branch)
    }
}

extension AgendaItem {
    /// A new item that waits for its turn.
    static func made(
        in meeting: Meeting,
        _ kind: Kind,
        _ title: String,
        text: String = "",
        under parent: ID? = nil,
        position: Int,
        minutes: Int = 0,
        institution: Institution.ID? = nil,
        action: CouncilAction.ID? = nil,
        like earlier: AgendaItem? = nil,
        at instant: Date
    ) -> AgendaItem {
        AgendaItem(
            id: .make(at: instant),
            meeting: meeting.id,
            parent: parent,
            position: position,
            kind: kind,
            title: String(title.prefix(Agendas.limits.title)),
            text: text,
            minutes: minutes,
            presenter: earlier?.presenter,
            institution: institution ?? earlier?.institution,
            visibility: earlier?.visibility ?? .council,
            stage: .waiting,
            carriedFrom: earlier?.id,
            suggestion: earlier?.suggestion,
            direction: earlier?.direction,
            action: action ?? earlier?.action,
            begunAt: nil,
            endedAt: nil
        )
    }
}

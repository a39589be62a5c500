import Directory
import Foundation
import GRDB
import Kernel

// Seats that begin and end, those who stand in, and the end of a council.
extension Councils {
    /// Ends a seat: by default at once, with yesterday as its last day.
    @discardableResult
    package func endSeat(_ id: Seat.ID, until day: Day? = nil, reason: String, by actor: Actor) async throws -> Seat {
        let reason = try Self.checked(reason, "reason", atMost: 2000)
        let instant = clock.now
        let today = Day(of: instant)
        return try await database.write { db in
            var seat = try Self.seat(id, db)
            try Self.requireHead(of: Self.find(seat.council.rawValue, db), actor, on: today, db)
            let last = day ?? today.adding(days: -1)
            guard last >= today.adding(days: -1) else {
                throw CouncilProblem.invalid(
                    "until",
                    LocalizedText("지난 날로 되돌려 끝낼 수 없습니다.", en: "A seat cannot be ended in the past.")
                )
            }
            if let end = seat.until, end <= last { throw CouncilProblem.seatEnded(end) }
            seat.until = last
            try seat.update(db)
            try Self.record(
                "council.seatEnded",
                on: "council/\(seat.council)",
                by: actor,
                reason: reason,
                ["seat": .string(seat.id.rawValue), "until": .string(last.description)],
                at: instant,
                db
            )
            return seat
        }
    }

    /// Gives a member's seat to every institution that has an officer today and no seat yet.
    ///
    /// - Returns: How many seats were made.
    @discardableResult
    package func seatEveryOfficer(in council: String, by actor: Actor) async throws -> Int {
        let instant = clock.now
        let today = Day(of: instant)
        return try await database.write { db in
            let council = try Self.find(council, db)
            try Self.requireHead(of: council, actor, on: today, db)
            try Self.requireLiving(council)
            // An institution that follows one with a seat has that seat.
            let held = try Set(
                Self.places(in: council.id, on: today, db)
                    .filter { $0.seat.kind == .member || $0.seat.kind == .observer }.map(\.holder)
            )
            let homes = try Institution.ID.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT a.institution FROM appointment a JOIN institution i ON i.id = a.institution
                    WHERE a.role = 'officer' AND a.since <= :today AND (a.until IS NULL OR a.until >= :today)
                    AND (i.until IS NULL OR i.until >= :today) ORDER BY i.code
                    """,
                arguments: ["today": today]
            ).filter { !held.contains($0) }
            for home in homes {
                try Seat(
                    id: .make(at: instant),
                    council: council.id,
                    institution: home,
                    kind: .member,
                    person: nil,
                    since: today,
                    until: nil
                ).insert(db)
            }
            guard !homes.isEmpty else { return 0 }
            try Self.record(
                "council.seatedAll",
                on: "council/\(council.id)",
                by: actor,
                ["institutions": .array(homes.map { .string($0.rawValue) })],
                at: instant,
                db
            )
            return homes.count
        }
    }

    // MARK: - Alternates

    /// Names somebody of the seat's institution who may sit there when its holder cannot.
    package func nameAlternate(
        _ email: String,
        for id: Seat.ID,
        since: Day? = nil,
        until: Day? = nil,
        by actor: Actor
    ) async throws {
        let instant = clock.now
        let today = Day(of: instant)
        try await database.write { db in
            let seat = try Self.seat(id, db)
            let holder = try Institutions.holder(of: seat.institution, on: today, db)
            try Self.requireOwn(seat, actor, on: today, db)
            let person = try People.find(email, db)
            guard try Institutions.holder(of: person.institution, on: today, db) == holder else {
                throw CouncilProblem.invalid(
                    "person",
                    LocalizedText("대리 참석자는 같은 기관의 사람이어야 합니다.", en: "An alternate works at the seat's institution.")
                )
            }
            let first = since ?? today
            guard first >= today, until.map({ $0 >= first }) ?? true else {
                throw CouncilProblem.invalid(
                    "until",
                    LocalizedText("대리 기간의 시작과 끝을 확인해 주세요.", en: "Check the first and the last day.")
                )
            }
            let former = try Alternate.filter(Column("seat") == id && Column("person") == person.id).fetchAll(db)
            guard !former.contains(where: { $0.until.map { $0 >= first } ?? true }) else {
                throw CouncilProblem.invalid(
                    "person",
                    LocalizedText("그 기간에 이미 대리로 지정된 사람입니다.", en: "This person is an alternate in that time already.")
                )
            }
            try Alternate(seat: id, person: person.id, since: first, until: until).insert(db)
            try Self.recordAlternate("council.alternateNamed", seat, person.id, by: actor, at: instant, db)
        }
    }

    /// Ends every present and coming term of an alternate at once.
    package func endAlternate(_ email: String, for id: Seat.ID, by actor: Actor) async throws {
        let instant = clock.now
        let today = Day(of: instant)
        try await database.write { db in
            let seat = try Self.seat(id, db)
            try Self.requireOwn(seat, actor, on: today, db)
            let person = try People.find(email, db)
            let ended = try Alternate.filter(Column("seat") == id && Column("person") == person.id)
                .filter(Column("until") == nil || Column("until") >= today)
                .updateAll(db, Column("until").set(to: today.adding(days: -1)))
            guard ended > 0 else { throw CouncilProblem.noSuch(LocalizedText("대리", en: "alternate"), email) }
            try Self.recordAlternate("council.alternateEnded", seat, person.id, by: actor, at: instant, db)
        }
    }

    /// The alternates of a council's seats today and to come.
    package func alternates(in council: Council.ID) async throws -> [(alternate: Alternate, person: Person)] {
        let today = clock.today
        return try await database.read { db in
            let found = try Alternate.fetchAll(
                db,
                sql: """
                    SELECT a.* FROM alternate a JOIN seat s ON s.id = a.seat
                    WHERE s.council = ? AND (a.until IS NULL OR a.until >= ?) ORDER BY a.since
                    """,
                arguments: [council, today]
            )
            let people = Dictionary(
                try Person.fetchAll(db, keys: Set(found.map(\.person))).map { ($0.id, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            return found.compactMap { alternate in people[alternate.person].map { (alternate, $0) } }
        }
    }

    // MARK: - Who asks

    /// Whether `actor` runs the council today.
    package func isHead(_ actor: Actor, of council: Council) async throws -> Bool {
        let today = clock.today
        return try await database.read { try Self.isHead(actor, of: council, on: today, $0) }
    }

    /// Whether `actor` may sit in it today.
    package func isSeated(_ actor: Actor, in council: Council) async throws -> Bool {
        let today = clock.today
        return try await database.read { try !Self.seats(of: actor, in: council.id, on: today, $0).isEmpty }
    }

    // MARK: - The end

    /// Dissolves a council: it takes no more seats, plans or meetings; what it did and what was promised to it stays.
    @discardableResult
    package func dissolve(_ council: String, reason: String, by actor: Actor) async throws -> Council {
        try CouncilMove.found.require(of: actor, at: nil)
        let reason = try Self.checked(reason, "reason", atMost: 2000)
        let instant = clock.now
        return try await database.write { db in
            var council = try Self.find(council, db)
            try Self.requireLiving(council)
            guard council.kind != .officers else { throw CouncilProblem.officersCouncilStays }
            council.endedAt = instant
            try council.update(db)
            try Seat.filter(Column("council") == council.id && Column("until") == nil)
                .updateAll(db, Column("until").set(to: Day(of: instant)))
            try Self.record(
                "council.dissolved",
                on: "council/\(council.id)",
                by: actor,
                reason: reason,
                at: instant,
                db
            )
            return council
        }
    }

    static func seat(_ id: Seat.ID, _ db: Database) throws -> Seat {
        guard let seat = try Seat.fetchOne(db, key: id) else {
            throw CouncilProblem.noSuch(LocalizedText("자리", en: "seat"), id.rawValue)
        }
        return seat
    }

    /// Whoever runs the council, and whoever's the seat is: its named person, or its institution's officer.
    private static func requireOwn(_ seat: Seat, _ actor: Actor, on day: Day, _ db: Database) throws {
        if let person = seat.person {
            if person == actor.person { return }
        } else if actor.holds([.officer], at: seat.institution) {
            return
        }
        try requireHead(of: find(seat.council.rawValue, db), actor, on: day, db)
    }

    private static func recordAlternate(
        _ kind: String,
        _ seat: Seat,
        _ person: Person.ID,
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws {
        try record(
            kind,
            on: "council/\(seat.council)",
            by: actor,
            ["seat": .string(seat.id.rawValue), "person": .string(person.rawValue)],
            at: instant,
            db
        )
    }
}

import App
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport

@testable import Council

/// A council whose members have been invited to a meeting with two items, ready to be opened.
struct Chamber: Sendable {
    let nation: Nation
    let council: Council
    let chair: Actor
    let secretary: Actor
    /// The officers of the members' institutions, and their seats in the same order.
    let members: [Actor]
    let seats: [Seat.ID]
    let chairSeat: Seat.ID
    let meeting: Meeting.ID
    let items: [AgendaItem.ID]

    var platform: Platform { nation.platform }
    var meetings: Meetings { platform.meetings }
    var votes: Votes { Votes(meetings: meetings) }
    var decisions: Decisions { Decisions(meetings: meetings) }
    var minutes: Minutes { Minutes(meetings: meetings) }

    /// - Parameters:
    ///   - count: Members beside the chair.
    ///   - quorum: Of the adopted plan; nil for none.
    ///   - voting: Of the adopted plan; nil where the council does not vote.
    init(
        members count: Int = 3,
        quorum: Fraction? = .majority,
        voting: VotingRule? = VotingRule(base: .valid, threshold: .majority, chairBreaksTies: true),
        code: String = "officers",
        in existing: Nation? = nil
    ) async throws {
        let nation: Nation
        if let existing { nation = existing } else { nation = try await Nation() }
        self.nation = nation
        let platform = nation.platform
        let secretariat = try await nation.actor("secretariat@mois.example")
        council = try await platform.councils.found(
            Councils.Draft(code: code, name: "데이터기반행정 책임관 협의회", kind: existing == nil ? .officers : .adHoc),
            by: secretariat
        )
        for name in ["chair", "secretary"] where existing == nil {
            try await platform.people.add(
                email: "\(name)@mois.example",
                name: name == "chair" ? "의장 김" : "간사 이",
                institution: "1741000",
                by: secretariat
            )
        }
        chair = try await nation.actor("chair@mois.example")
        secretary = try await nation.actor("secretary@mois.example")
        chairSeat = try await platform.councils.seat(
            "1741000",
            as: .chair,
            person: "chair@mois.example",
            in: code,
            by: secretariat
        ).id
        let secretarySeat = try await platform.councils.seat(
            "1741000",
            as: .secretary,
            person: "secretary@mois.example",
            in: code,
            by: secretariat
        ).id
        var members: [Actor] = []
        var seats: [Seat.ID] = []
        for index in 0..<count {
            let institution = "\(4_000_000 + index)"
            let email = "officer\(index)@m.example"
            if existing == nil {
                try await platform.institutions.add(
                    Institutions.Draft(
                        code: institution,
                        name: "\(index)번시",
                        kind: "metropolitan",
                        since: Day("2020-01-01")
                    ),
                    by: secretariat
                )
                try await platform.people.add(
                    email: email,
                    name: "책임관\(index)",
                    institution: institution,
                    by: secretariat
                )
                _ = try await platform.people.appoint(
                    email: email,
                    to: .officer,
                    at: institution,
                    rank: "3급",
                    by: secretariat
                )
            }
            members.append(try await nation.actor(email))
            seats.append(try await platform.councils.seat(institution, as: .member, in: code, by: secretariat).id)
        }
        self.members = members
        self.seats = seats
        let now = platform.settings.clock.now
        let made = try Self.records(council, plan: (quorum, voting), by: secretariat.person, at: now)
        let invited = [chairSeat, secretarySeat] + seats
        try await platform.database.write { db in
            try made.plan.insert(db)
            try made.meeting.insert(db)
            for item in made.items { try item.insert(db) }
            for seat in invited {
                try Invitation(
                    meeting: made.meeting.id,
                    seat: seat,
                    answer: .waiting,
                    person: nil,
                    answeredAt: nil,
                    tokenHash: seat.rawValue,
                    isObserver: false
                ).insert(db)
            }
        }
        meeting = made.meeting.id
        items = made.items.map(\.id)
    }

    private static func records(
        _ council: Council,
        plan: (quorum: Fraction?, voting: VotingRule?),
        by person: Person.ID,
        at now: Date
    ) throws -> (plan: OperationPlan, meeting: Meeting, items: [AgendaItem]) {
        let adopted = OperationPlan(
            id: .make(at: now),
            council: council.id,
            version: 1,
            stage: .adopted,
            purpose: "공동 활용",
            membership: "책임관",
            termMonths: nil,
            meetingsPerYear: 4,
            workingMethod: "",
            quorumJSON: try CouncilJSON.write(plan.quorum),
            votingJSON: try CouncilJSON.write(plan.voting),
            writtenBy: person,
            createdAt: now,
            proposedAt: now,
            adoptedAt: now,
            adoptedBy: person
        )
        let meeting = Meeting(
            id: .make(at: now),
            council: council.id,
            number: 4,
            title: "제4차 정기회의",
            stage: .papersClosed,
            startsAt: now,
            endsAt: now.addingTimeInterval(7200),
            isOnline: true,
            place: "정부세종청사 | 회의실",
            room: "room-\(council.code)",
            link: nil,
            papersDue: Day(of: now),
            opinionsDue: Day(of: now),
            plan: nil,
            sequence: 0,
            reason: nil,
            createdAt: now,
            openedAt: nil,
            adjournedAt: nil
        )
        let items = zip(["공동 활용 데이터 확대 <b>", "기타"], [AgendaItem.Visibility.officials, .council]).enumerated()
            .map { index, entry in
                AgendaItem(
                    id: .make(at: now),
                    meeting: meeting.id,
                    parent: nil,
                    position: index + 1,
                    kind: .decision,
                    title: entry.0,
                    text: "",
                    minutes: 20,
                    presenter: nil,
                    institution: nil,
                    visibility: entry.1,
                    stage: .waiting,
                    carriedFrom: nil,
                    suggestion: nil,
                    direction: nil,
                    action: nil,
                    begunAt: nil,
                    endedAt: nil
                )
            }
        return (adopted, meeting, items)
    }

    /// Opens the meeting, lets the chair and the first members in, and begins the first item.
    func begin(present count: Int? = nil, chairComes: Bool = true) async throws {
        try await meetings.open(meeting, by: secretary)
        if chairComes { try await meetings.comeIn(meeting, by: chair) }
        for member in members.prefix(count ?? members.count) { try await meetings.comeIn(meeting, by: member) }
        try await meetings.item(items[0], .begin, by: secretary)
    }

    func vote(secret: Bool = false) async throws -> Vote.ID {
        try await votes.open(items[0], question: "원안에 찬성하십니까?", isSecret: secret, by: secretary).id
    }

    func quorum() async throws -> Quorum {
        try await platform.database.read { try Meetings.quorum(of: Meetings.find(meeting, $0), $0) }
    }

    func read<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await platform.database.read(work)
    }

    func end() { nation.end() }
}

import Crypto
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute

// When a council meets: the year's dates from its plan, single ones, and what becomes of them.
extension Meetings {
    package var dates: MeetingDates { MeetingDates(statutes: statutes) }

    /// One date of a year, and what is there already.
    package struct Planned: Sendable {
        package let proposal: MeetingDates.Proposal
        /// The meeting of that period: the one that stood there, or the one that was made.
        package let meeting: Meeting?
        /// Whether it was made just now.
        package let isNew: Bool
    }

    /// A meeting as it is entered by hand.
    package struct Draft: Sendable {
        /// Nil for "제n차 회의".
        package var title: String?
        package var startsAt: Date
        /// Minutes.
        package var length: Int
        package var isOnline: Bool
        package var place: String?
        package var link: String?
        package var papersDue: Day?
        package var opinionsDue: Day?

        package init(
            title: String? = nil,
            startsAt: Date,
            length: Int = 120,
            isOnline: Bool = false,
            place: String? = nil,
            link: String? = nil,
            papersDue: Day? = nil,
            opinionsDue: Day? = nil
        ) {
            self.title = title
            self.startsAt = startsAt
            self.length = length
            self.isOnline = isOnline
            self.place = place
            self.link = link
            self.papersDue = papersDue
            self.opinionsDue = opinionsDue
        }
    }

    /// The dates the plan in force leads to in `year`, with the meetings that stand there already.
    package func proposals(for council: String, in year: Int, _ wish: MeetingWish) async throws -> [Planned] {
        try await database.read { db in
            let council = try Councils.find(council, db)
            return try proposals(for: council, in: year, wish, db)
        }
    }

    private func proposals(for council: Council, in year: Int, _ wish: MeetingWish, _ db: Database) throws -> [Planned]
    {
        guard let plan = try Councils.planInForce(of: council.id, db) else { throw CouncilProblem.noPlan }
        let held = try Meeting.filter(Column("council") == council.id && Column("stage") != Meeting.Stage.cancelled)
            .order(Column("startsAt")).fetchAll(db)
        return try dates.proposals(plan.meetingsPerYear, in: year, wish).map { proposal in
            let there = held.first { (proposal.from...proposal.until).contains(Day(of: $0.startsAt)) }
            return Planned(proposal: proposal, meeting: there, isNew: false)
        }
    }

    /// Makes the year's meetings that are not there yet and whose day is still to come; doing it twice makes none twice.
    package func plan(
        _ year: Int,
        for council: String,
        _ wish: MeetingWish,
        isOnline: Bool = false,
        place: String? = nil,
        link: String? = nil,
        by actor: Actor
    ) async throws -> [Planned] {
        let instant = clock.now
        let today = Day(of: instant)
        return try await database.write { db in
            let council = try Councils.find(council, db)
            try Councils.requireHead(of: council, actor, on: today, db)
            return try proposals(for: council, in: year, wish, db).map { planned in
                guard planned.meeting == nil, planned.proposal.day > today else { return planned }
                let start = planned.proposal.day.start.addingTimeInterval(Double(wish.hour * 60 + wish.minute) * 60)
                let draft = Draft(
                    startsAt: start,
                    length: wish.length,
                    isOnline: isOnline,
                    place: place,
                    link: link
                )
                let proof = planned.proposal.proof.map { step in
                    JSONValue.object(["ko": .string(step.ko), "en": .string(step[.en])])
                }
                let meeting = try make(draft, in: council, proof: proof, by: actor, at: instant, db)
                return Planned(proposal: planned.proposal, meeting: meeting, isNew: true)
            }
        }
    }

    /// Enters one meeting by hand.
    package func add(_ draft: Draft, to council: String, by actor: Actor) async throws -> Meeting {
        let instant = clock.now
        return try await database.write { db in
            let council = try Councils.find(council, db)
            try Councils.requireHead(of: council, actor, on: Day(of: instant), db)
            return try make(draft, in: council, proof: [], by: actor, at: instant, db)
        }
    }

    private func make(
        _ draft: Draft,
        in council: Council,
        proof: [JSONValue],
        by actor: Actor,
        at instant: Date,
        _ db: Database
    ) throws -> Meeting {
        try Councils.requireLiving(council)
        try MeetingDates.check(length: draft.length)
        guard draft.startsAt > instant else { throw CouncilProblem.past }
        let place = try Self.place(draft.place, isOnline: draft.isOnline)
        let last = try Int.fetchOne(
            db,
            sql: "SELECT max(number) FROM meeting WHERE council = ?",
            arguments: [council.id]
        )
        let number = (last ?? 0) + 1
        let (today, day) = (Day(of: instant), Day(of: draft.startsAt))
        let meeting = Meeting(
            id: .make(at: instant),
            council: council.id,
            number: number,
            title: try Self.title(draft.title) ?? "제\(number)차 회의",
            stage: .planned,
            startsAt: draft.startsAt,
            endsAt: draft.startsAt.addingTimeInterval(Double(draft.length) * 60),
            isOnline: draft.isOnline,
            place: place,
            room: SymmetricKey(size: .bits128).withUnsafeBytes { Array($0).hex },
            link: try Self.link(draft.link),
            papersDue: try draft.papersDue ?? dates.due(MeetingDates.lead.papers, before: day, today: today),
            opinionsDue: try draft.opinionsDue ?? dates.due(MeetingDates.lead.opinions, before: day, today: today),
            plan: try Councils.planInForce(of: council.id, db)?.id,
            sequence: 0,
            reason: nil,
            createdAt: instant,
            openedAt: nil,
            adjournedAt: nil
        )
        try Self.checkDues(meeting)
        try meeting.insert(db)
        try Self.happened(
            "planned",
            meeting,
            by: actor,
            [
                "council": .string(council.id.rawValue), "number": .number(number),
                "startsAt": .string(meeting.startsAt.timestamp), "proof": .array(proof),
            ],
            at: instant,
            db
        )
        return meeting
    }

    // MARK: - What was typed

    static func reason(_ text: String) throws -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty, text.count <= 1000 else {
            throw CouncilProblem.noReason("reason")
        }
        return text
    }

    private static func title(_ text: String?) throws -> String? {
        let text = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard text.count <= 200 else {
            throw CouncilProblem.invalid(
                "title",
                LocalizedText("제목은 200자까지입니다.", en: "The title has at most 200 characters.")
            )
        }
        return text.isEmpty ? nil : text
    }

    static func place(_ text: String?, isOnline: Bool) throws -> String? {
        let text = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard text.count <= 200 else {
            throw CouncilProblem.invalid(
                "place",
                LocalizedText("장소는 200자까지입니다.", en: "The place has at most 200 characters.")
            )
        }
        guard !text.isEmpty || isOnline else {
            throw CouncilProblem.invalid(
                "place",
                LocalizedText("장소를 적거나 온라인 회의로 정해 주세요.", en: "Give the place, or hold it online.")
            )
        }
        return text.isEmpty ? nil : text
    }

    static func link(_ text: String?) throws -> String? {
        let text = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        if text.isEmpty { return nil }
        guard text.count <= 1000, let url = URL(string: text), url.scheme == "https", url.host() != nil else {
            throw CouncilProblem.invalid(
                "link",
                LocalizedText("화상회의 주소는 https://로 시작해야 합니다.", en: "The link of a video meeting begins with https://.")
            )
        }
        return text
    }

    static func checkDues(_ meeting: Meeting) throws {
        let day = Day(of: meeting.startsAt)
        guard meeting.papersDue <= day else { throw CouncilProblem.dueAfterMeeting("papersDue") }
        guard meeting.opinionsDue <= day else { throw CouncilProblem.dueAfterMeeting("opinionsDue") }
    }
}

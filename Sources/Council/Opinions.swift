import Directory
import Foundation
import GRDB
import Kernel

/// What the seats say about the items before a meeting.
package struct Opinions: Sendable {
    let meetings: Meetings
    package let papers: Papers

    package init(papers: Papers) {
        self.papers = papers
        meetings = papers.meetings
    }

    /// The longest text, in characters.
    static let limit = 10_000

    /// A file beside an opinion.
    package struct Attachment: Sendable {
        package let file: PaperStore.Received
        package let name: String

        package init(file: PaperStore.Received, name: String) {
            self.file = file
            self.name = name
        }
    }

    /// Gives a seat's opinion on an item; a later one takes the place of an earlier one, and both are kept.
    ///
    /// Opinions are taken until the session opens; those after the day they were due are marked as late.
    /// - Parameter seat: Which, where the actor may sit in several; the one that is entitled unless given.
    @discardableResult
    package func give(
        on item: AgendaItem.ID,
        _ position: Opinion.Position,
        text: String,
        attachment: Attachment? = nil,
        seat: Seat.ID? = nil,
        by actor: Actor
    ) async throws -> Opinion {
        let instant = meetings.clock.now
        do {
            let text = try Self.checked(text, for: position)
            _ = try await meetings.database.read { db in
                try Self.asked(item, seat, of: actor, on: Day(of: instant), db)
            }
            if let attachment { try papers.store.keep(attachment.file) }
            return try await meetings.database.write { db in
                let (item, meeting, seat) = try Self.asked(item, seat, of: actor, on: Day(of: instant), db)
                let earlier = try Opinion.filter(
                    Column("item") == item.id && Column("seat") == seat.id && Column("isReplaced") == false
                ).updateAll(db, Column("isReplaced").set(to: true))
                let opinion = Opinion(
                    id: .make(at: instant),
                    item: item.id,
                    seat: seat.id,
                    person: actor.person,
                    position: position,
                    text: text,
                    attachment: attachment?.file.hash,
                    attachmentName: attachment.map { PaperStore.safeName($0.name) },
                    at: instant,
                    isLate: Day(of: instant) > meeting.opinionsDue,
                    isReplaced: false
                )
                try opinion.insert(db)
                try Meetings.happened(
                    "opinionGiven",
                    meeting,
                    by: actor,
                    [
                        "opinion": .string(opinion.id.rawValue), "item": .string(item.id.rawValue),
                        "seat": .string(seat.id.rawValue), "position": .string(position.rawValue),
                        "late": .bool(opinion.isLate), "replaces": .bool(earlier > 0),
                        "sha256": attachment.map { .string($0.file.hash) } ?? .null,
                    ],
                    at: instant,
                    db
                )
                return opinion
            }
        } catch {
            if let attachment { papers.store.discard(attachment.file) }
            throw error
        }
    }

    /// Refuses before a file is read what would be refused after.
    package func require(_ item: AgendaItem.ID, seat: Seat.ID?, by actor: Actor) async throws {
        let day = meetings.clock.today
        _ = try await meetings.database.read { try Self.asked(item, seat, of: actor, on: day, $0) }
    }

    private static func checked(_ text: String, for position: Opinion.Position) throws -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.count <= limit else {
            throw CouncilProblem.invalid(
                "text",
                LocalizedText("의견은 10,000자까지입니다.", en: "An opinion has at most 10,000 characters.")
            )
        }
        guard !text.isEmpty || position == .agree || position == .none else {
            throw CouncilProblem.invalid(
                "text",
                LocalizedText("수정할 내용이나 부동의하는 까닭을 적어 주세요.", en: "Say what should change, or why you disagree.")
            )
        }
        return text
    }

    /// The item, its meeting, and the actor's seat that is asked about it.
    private static func asked(_ id: AgendaItem.ID, _ chosen: Seat.ID?, of actor: Actor, on day: Day, _ db: Database)
        throws -> (AgendaItem, Meeting, Seat)
    {
        let item = try Agendas.find(db, id)
        let meeting = try Meetings.find(item.meeting, db)
        let seat = try Meetings.seat(chosen, of: actor, in: meeting, on: day, db)
        guard meeting.isOpenToOpinions else { throw CouncilRefusal(stage: meeting.stage.title) }
        guard item.stage == .waiting else { throw CouncilRefusal(stage: item.stage.title) }
        guard item.isAsked, try Meetings.entitled(in: meeting, db).contains(seat.id) else {
            throw CouncilProblem.notAsked
        }
        return (item, meeting, seat)
    }

    /// The file of an opinion, for those who take part in the meeting.
    package func attachment(of id: Opinion.ID, by actor: Actor) async throws -> Papers.File {
        let day = meetings.clock.today
        let opinion = try await meetings.database.read { db in
            guard let opinion = try Opinion.fetchOne(db, key: id), opinion.attachment != nil else {
                throw Self.none(id)
            }
            let meeting = try Meetings.find(try Agendas.find(db, opinion.item).meeting, db)
            guard try MeetingViewer.of(actor, at: meeting, on: day, db).isInside else { throw Self.none(id) }
            return opinion
        }
        return try papers.file(opinion.attachment ?? "", name: opinion.attachmentName ?? "file", size: nil)
    }

    private static func none(_ id: Opinion.ID) -> Problem {
        CouncilProblem.noSuch(LocalizedText("첨부", en: "attachment"), id.rawValue)
    }

    /// Every opinion of a seat on an item, the one that counts first; for those who take part.
    package func history(on item: AgendaItem.ID, of seat: Seat.ID, by actor: Actor) async throws -> [Opinion] {
        let day = meetings.clock.today
        return try await meetings.database.read { db in
            let meeting = try Meetings.find(try Agendas.find(db, item).meeting, db)
            guard try MeetingViewer.of(actor, at: meeting, on: day, db).isInside else {
                throw CouncilProblem.notInvited
            }
            return try Opinion.filter(Column("item") == item && Column("seat") == seat)
                .order(Column("isReplaced"), Column("at").desc).fetchAll(db)
        }
    }
}

extension AgendaItem {
    /// Whether the seats are asked for their opinion on it: everything but the review of actions.
    package var isAsked: Bool { kind != .actions && stage != .withdrawn }
}

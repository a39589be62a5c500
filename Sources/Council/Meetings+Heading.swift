import Foundation
import GRDB
import Kernel

// What pages ask beside a meeting's details.
extension Meetings {
    /// A meeting with its council.
    package func heading(_ id: Meeting.ID) async throws -> (meeting: Meeting, council: Council) {
        try await database.read { db in
            let meeting = try Self.find(id, db)
            return (meeting, try Councils.find(meeting.council.rawValue, db))
        }
    }

    /// What would come onto the agenda by itself if the meeting were called now: open actions, unfinished items.
    package func coming(to id: Meeting.ID) async throws -> [String] {
        try await database.read { db in
            let meeting = try Self.find(id, db)
            let actions = try CouncilAction.filter(
                Column("council") == meeting.council && Column("stage") == CouncilAction.Stage.open
            ).order(Column("due"), Column("number")).fetchAll(db)
            let carried = try Self.unfinished(before: meeting, db)
            return actions.map { "\($0.number) \($0.text)" } + carried.map(\.title)
        }
    }
}

extension Agendas {
    /// What an item of the council may serve.
    package func directions(of council: Council.ID) async throws -> [DirectionItem] {
        try await meetings.database.read { try Self.directions(of: council, $0) }
    }
}

extension CouncilProblem {
    static let noPosition = invalid("position", LocalizedText("의견을 골라 주세요.", en: "Choose your position."))
}

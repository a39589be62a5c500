import Directory
import Foundation
import GRDB
import Kernel

/// One meeting of a council, from its date in the plan to its adopted minutes.
package struct Meeting: Codable, Equatable, Identifiable, Sendable {
    package typealias ID = Identifier<Meeting>

    package let id: ID
    package let council: Council.ID
    /// The council's first, second … meeting.
    package let number: Int
    package internal(set) var title: String
    package internal(set) var stage: Stage
    package internal(set) var startsAt: Date
    package internal(set) var endsAt: Date
    package internal(set) var isOnline: Bool
    /// The room of a meeting in person; nil where it is online only.
    package internal(set) var place: String?
    /// The unguessable name of the video room; a secret of those invited.
    package let room: String
    /// A link to another video service, used instead of the set server.
    package internal(set) var link: String?
    /// The last day for papers, in Seoul.
    package internal(set) var papersDue: Day
    /// The last day for written opinions, in Seoul.
    package internal(set) var opinionsDue: Day
    /// The plan whose quorum and vote hold in it; nil while none is adopted.
    package internal(set) var plan: OperationPlan.ID?
    /// RFC 5545 SEQUENCE: raised whenever date, place or link change, or when it is cancelled.
    package internal(set) var sequence: Int
    /// Why it was cancelled or moved last.
    package internal(set) var reason: String?
    package let createdAt: Date
    package internal(set) var openedAt: Date?
    package internal(set) var adjournedAt: Date?

    /// Where a meeting stands. The raw values are stored: never rename one.
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case planned, called, papersClosed, inSession, adjourned, minutesDrafted, minutesAdopted, cancelled

        package var title: LocalizedText {
            switch self {
            case .planned: LocalizedText("예정", en: "Planned")
            case .called: LocalizedText("소집", en: "Called")
            case .papersClosed: LocalizedText("자료 마감", en: "Papers closed")
            case .inSession: LocalizedText("회의 중", en: "In session")
            case .adjourned: LocalizedText("폐회", en: "Adjourned")
            case .minutesDrafted: LocalizedText("회의록 작성", en: "Minutes drafted")
            case .minutesAdopted: LocalizedText("회의록 확정", en: "Minutes adopted")
            case .cancelled: LocalizedText("취소", en: "Cancelled")
            }
        }
    }
}

/// One thing that happened to a meeting, in order: what the live page follows and the minutes are written from.
package struct MeetingEvent: Codable, Equatable, Sendable {
    /// Set by the store; the identifier of a server-sent event.
    package internal(set) var seq: Int64?
    package let meeting: Meeting.ID
    /// `opened`, `cameIn`, `itemBegun`, `voteClosed` …
    package let kind: String
    /// What the page and the minutes need, as canonical JSON; no secrets.
    package let details: String
    package let at: Date
}

// MARK: - Database

extension Meeting.Stage: DatabaseValueConvertible {}

extension Meeting: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "meeting"
}

extension MeetingEvent: FetchableRecord, MutablePersistableRecord {
    package static let databaseTableName = "meetingEvent"

    package mutating func didInsert(_ inserted: InsertionSuccess) { seq = inserted.rowID }
}

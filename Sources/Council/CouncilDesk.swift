import Directory
import Foundation
import GRDB
import Kernel
import Web

/// What councils put on a desk: the promises of one's institutions by their last day, and seats without anybody.
package struct CouncilDesk: DeskSource {
    private let actions: Actions
    private let councils: Councils
    private let clock: WallClock

    package init(actions: Actions) {
        self.actions = actions
        councils = actions.councils
        clock = actions.clock
    }

    package func tasks(for actor: Actor, in language: Language) async throws -> [DeskTask] {
        var tasks: [DeskTask] = []
        let own = Actions.own(actor)
        if !own.isEmpty {
            var search = Actions.Search()
            search.owners = own
            search.state = .open
            tasks += try await actions.list(search).found.map { promised($0, in: language) }
        }
        return tasks + (try await vacancies(for: actor, in: language))
    }

    private func promised(_ line: Actions.Line, in language: Language) -> DeskTask {
        let path = "/actions/\(line.action.number)"
        let progress = line.action.progress
        let council = line.council.title[language]
        return DeskTask(
            line.action.text,
            path: path,
            law: language == .ko
                ? "\(council) 이행 과제 \(line.action.number) · 추진율 \(progress)%"
                : "\(council), action \(line.action.number) · \(progress)% done",
            due: line.action.due,
            action: Link(language == .ko ? "실적 보고" : "Report", path),
            isPressing: line.isOverdue
        )
    }

    /// For the secretary of a council: the seats in which nobody sits.
    private func vacancies(for actor: Actor, in language: Language) async throws -> [DeskTask] {
        let today = clock.today
        return try await councils.database.read { db in
            let codes = try Council.fetchAll(
                db,
                sql: """
                    SELECT c.* FROM council c JOIN seat s ON s.council = c.id
                    WHERE c.endedAt IS NULL AND s.kind = 'secretary' AND s.person = ?
                    AND s.since <= ? AND (s.until IS NULL OR s.until >= ?)
                    """,
                arguments: [actor.person, today, today]
            )
            return try codes.compactMap { council -> DeskTask? in
                let vacant = try Councils.places(in: council.id, on: today, db).filter(\.isVacant)
                guard let first = vacant.first else { return nil }
                let path = "/councils/\(council.code)/members?vacant=1"
                let name = first.institution.title[language]
                let (title, count) = (council.title[language], vacant.count)
                return DeskTask(
                    language == .ko ? "\(title)의 빈 자리 \(count)석" : "\(count) vacant seats in \(title)",
                    path: path,
                    law: language == .ko
                        ? "책임관이 임명되지 않은 기관: \(name)\(count > 1 ? " 등" : "")"
                        : "No officer is appointed at \(name)\(count > 1 ? " and others" : "")",
                    action: Link(language == .ko ? "구성 보기" : "See members", path)
                )
            }
        }
    }
}

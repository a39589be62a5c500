import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Statute
import Web

/// What sharing puts on a desk: decisions and answers by their statutory day, grants that end.
package struct SharingDesk: DeskSource {
    let requests: SharingRequests
    private let grants: Grants
    let pages: Pages
    private let clock: WallClock

    package init(requests: SharingRequests, grants: Grants, pages: Pages, clock: WallClock) {
        self.requests = requests
        self.grants = grants
        self.pages = pages
        self.clock = clock
    }

    /// More than anybody can look at; the lists hold the rest.
    private static let limit = 1000
    /// Days before a grant ends in which it stands on the user's desk.
    private static let endingSoon = 30

    package func tasks(for actor: Actor, in language: Language) async throws -> [DeskTask] {
        var tasks: [DeskTask] = []
        if actor.holds(.officer, .deputy, .steward) {
            let received = try await requests.list(at: .received, open: true, limit: Self.limit, by: actor).found
            tasks += received.map { toDecide($0, by: actor, in: language) }
        }
        let sent = try await requests.list(at: .sent, open: true, limit: Self.limit, by: actor).found
        tasks += try await requests.news(for: actor, limit: Self.limit).map { decided($0, in: language) }
        tasks += sent.filter { $0.request.person == actor.person && $0.request.stage == .clarifying }
            .map { toAnswer($0, in: language) }
        let soon = clock.today.adding(days: Self.endingSoon)
        let ending = try await grants.list(at: .sent, inForce: true, until: soon, limit: Self.limit, by: actor).found
        tasks += ending.filter { $0.grant.person == actor.person }.map { toClose($0, in: language) }
        return tasks
    }

    private func toDecide(_ detail: SharingRequests.Detail, by actor: Actor, in language: Language) -> DeskTask {
        let request = detail.request
        let asker = (detail.deemedRequester ?? detail.requester).title[language]
        let name = detail.dataset.name[language]
        let decides = SharingMove.decide.isAllowed(for: actor, at: request.provider)
        let path = "/requests/\(request.id)"
        let due = request.due
        return DeskTask(
            pages.word("sharingDeskDecide", in: language, with: ["asker": asker, "name": name]),
            path: path,
            law: due.map { law(detail, $0, in: language) } ?? "",
            due: due?.due,
            action: decides
                ? Link(pages.word("sharingDeskDecideDo", in: language), "\(path)/decide")
                : Link(pages.word("sharingDeskLook", in: language), path),
            isPressing: decides
        )
    }

    /// The arithmetic in one line: when it was received, which day is the last, whether it can be extended.
    private func law(_ detail: SharingRequests.Detail, _ due: DueDate, in language: Language) -> String {
        let request = detail.request
        let days = [
            "received": Day(of: request.receivedAt).written(in: language), "last": due.due.written(in: language),
        ]
        guard due.due >= clock.today else {
            return [pages.word("sharingDeskWasDue", in: language, with: days), due.citation[language]]
                .joined(separator: " · ")
        }
        return [
            pages.word("sharingDeskDue", in: language, with: days), due.citation[language],
            more(request, under: detail.extensionRule, in: language),
        ].compactMap { $0 }.joined(separator: " · ")
    }

    /// What the period still waits for, or how much longer it can become.
    private func more(_ request: SharingRequest, under rule: ClockRule.Extension?, in language: Language) -> String? {
        if request.stage == .clarifying { return pages.word("sharingDeskClarifying", in: language) }
        if request.extendedDays > 0 {
            return pages.word(
                "sharingDeskExtended",
                one: "sharingDeskExtendedOne",
                count: request.extendedDays,
                in: language
            )
        }
        return rule.map { pages.word("sharingDeskExtendable", in: language, with: $0.words(pages, in: language)) }
    }

    private func toAnswer(_ detail: SharingRequests.Detail, in language: Language) -> DeskTask {
        let holder = (detail.deemedProvider ?? detail.provider).title[language]
        let name = detail.dataset.name[language]
        let path = "/requests/\(detail.request.id)"
        return DeskTask(
            pages.word("sharingDeskAnswer", in: language, with: ["holder": holder, "name": name]),
            path: path,
            law: detail.clarifications.last?.entry.text ?? "",
            due: detail.request.due?.due,
            action: Link(pages.word("sharingDeskAnswerDo", in: language), path),
            isPressing: true
        )
    }

    private func toClose(_ detail: Grants.Detail, in language: Language) -> DeskTask {
        let name = detail.dataset.name[language]
        let path = "/grants/\(detail.grant.id)"
        let last = detail.grant.until.written(in: language)
        return DeskTask(
            pages.word("sharingDeskClose", in: language, with: ["name": name]),
            path: path,
            law: pages.word("sharingDeskCloseLaw", in: language, with: ["last": last]),
            due: detail.grant.until,
            action: Link(pages.word("sharingDeskCloseDo", in: language), path)
        )
    }

    // MARK: - Beside the list

    package func figures(for actor: Actor, in language: Language) async throws -> [DeskFigure] {
        let figures = try await requests.figures(of: actor.institution)
        return [
            DeskFigure(
                pages.word("sharingDeskReceived", in: language),
                Written.number(figures.received),
                path: "/requests?end=received&state=all"
            ),
            DeskFigure(
                pages.word("sharingDeskMedian", in: language),
                figures.medianDays.map {
                    pages.word("sharingDeskDays", in: language, with: ["count": Written.number($0)])
                } ?? "–"
            ),
            DeskFigure(
                pages.word("sharingDeskInForce", in: language),
                Written.number(try await grants.list(at: .sent, inForce: true, limit: 1, by: actor).total),
                path: "/grants?end=sent"
            ),
        ]
    }

    package func course(for actor: Actor, in language: Language) async throws -> ColumnChart? {
        let isEverywhere = SharingMove.see.everywhere.contains { actor.holds($0) }
        let months = try await requests.months(12, at: isEverywhere ? nil : actor.institution)
        guard months.contains(where: { $0.count > 0 }) else { return nil }
        return ColumnChart(
            months.map { month, count in
                let label = pages.word("sharingDeskMonthOf", in: language, with: ["month": String(month)])
                return (label: label, value: count)
            },
            title: pages.word("sharingDeskMonths", in: language),
            summary: pages.word(
                isEverywhere ? "sharingDeskMonthsEverywhere" : "sharingDeskMonthsHere",
                in: language
            ),
            nameHead: pages.word("sharingDeskMonth", in: language),
            valueHead: pages.word("sharingDeskCount", in: language),
            width: 360,
            height: 180
        )
    }

    package func overdue(for actor: Actor, in language: Language) async throws -> DeskOverdue? {
        guard SharingMove.see.everywhere.contains(where: { actor.holds($0) }) else { return nil }
        let (found, total) = try await requests.list(at: .all, open: true, dueBefore: clock.today, limit: 5, by: actor)
        return DeskOverdue(
            total: total,
            path: "/requests?end=all&state=late",
            worst: found.compactMap { detail in
                detail.request.due.map { due in
                    let asker = (detail.deemedRequester ?? detail.requester).title[language]
                    let holder = (detail.deemedProvider ?? detail.provider).title[language]
                    return DeskOverdue.Entry(
                        detail.dataset.name[language],
                        path: "/requests/\(detail.request.id)",
                        text: "\(asker) → \(holder)",
                        due: DueBadge(due.due, today: clock.today, in: language)
                    )
                }
            }
        )
    }
}

extension SharingRequests {
    /// What an institution received this year, and how long its decisions took.
    struct Figures: Sendable {
        let received: Int
        /// Days from receipt to decision, of those decided this year; nil without any.
        let medianDays: Int?
    }

    func figures(of institution: Institution.ID) async throws -> Figures {
        let year = clock.today.year
        let found = try await recent(at: institution, days: 400).filter { Day(of: $0.receivedAt).year == year }
        let days = found.compactMap { request in
            request.decidedAt.map { Day(of: request.receivedAt).days(until: Day(of: $0)) }
        }.sorted()
        return Figures(received: found.count, medianDays: days.isEmpty ? nil : days[days.count / 2])
    }

    /// How many requests came in each of the last months, the present one last.
    ///
    /// - Parameter institution: The provider; nil for the nation.
    func months(_ number: Int, at institution: Institution.ID?) async throws -> [(month: Int, count: Int)] {
        let today = clock.today
        let found = try await recent(at: institution, days: 31 * (number + 1)).map { Day(of: $0.receivedAt) }
        return (0..<number).reversed().map { back in
            let place = today.year * 12 + today.month - 1 - back
            return (place % 12 + 1, found.count { $0.year * 12 + $0.month - 1 == place })
        }
    }

    private func recent(at institution: Institution.ID?, days: Int) async throws -> [Received] {
        let since = clock.now.addingTimeInterval(-Double(days) * 86400)
        return try await database.read { db in
            var found = SharingRequest.filter(Column("receivedAt") >= since)
            if let institution { found = found.filter(Column("provider") == institution) }
            return try found.select(Column("receivedAt"), Column("decidedAt")).asRequest(of: Received.self).fetchAll(db)
        }
    }

    private struct Received: Decodable, FetchableRecord {
        let receivedAt: Date
        let decidedAt: Date?
    }
}

import App
import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Notices
import Sharing
import Statute
import TestSupport
import Testing

@Suite("What people are told about sharing")
struct SharingNoticesTests {
    private let nation: Nation

    init() async throws { nation = try await Nation() }

    /// Titles of what somebody was told so far, oldest first.
    private func told(_ email: String, at clock: WallClock? = nil) async throws -> [String] {
        let notices = nation.platform.notices
        try await notices.collect()
        let person = try await nation.actor(email).person
        return try await notices.inbox(of: person, limit: 100).found.reversed().map(\.titleKo)
    }

    /// The notices of the nation on another day.
    private func notices(on day: Day) -> Notices {
        let clock = WallClock.fixed(day.start.addingTimeInterval(9 * 3600))
        return Notices(
            database: nation.platform.database,
            sources: [SharingNotices(clock: clock)],
            clock: clock
        )
    }

    @Test("A request reaches the officer who must decide, with its statutory day; the decision reaches whoever asked")
    func decided() async throws {
        let dataset = try await nation.register(.request)
        let request = try await nation.request(dataset)
        let officer = try await nation.actor("officer@seoul.example")
        try await nation.platform.notices.collect()
        let first = try #require(try await nation.platform.notices.inbox(of: officer.person).found.first)
        #expect(first.titleKo == "새 제공요청: 「쉼터」 (행정안전부 → 서울특별시)")
        #expect(first.path == "/requests/\(request.id)")
        let due = try #require(request.due)
        #expect(first.textKo.contains(due.due.written(in: .ko)) && first.textKo.contains("제10조"))
        #expect(first.whyKo.contains("책임관"))
        #expect(try await told("analyst@mois.example").isEmpty, "nobody is told of what one did oneself")
        #expect(try await told("steward@seoul.example").isEmpty)

        _ = try await nation.refuse(request)
        let refusal = try await told("analyst@mois.example")
        #expect(refusal == ["거부: 「쉼터」 (행정안전부 → 서울특별시)"])
        #expect(try await told("officer@seoul.example").count == 1, "who decided knows")
    }

    @Test("A question and its answer reach the other side; an extension says until when")
    func clarified() async throws {
        let request = try await nation.request(try await nation.register(.request))
        let officer = try await nation.actor("officer@seoul.example")
        let analyst = try await nation.actor("analyst@mois.example")
        _ = try await nation.platform.requests.ask(request.id, "어느 기간입니까?", by: officer)
        _ = try await nation.platform.requests.answer(request.id, "올해입니다.", by: analyst)
        _ = try await nation.platform.requests.extend(request.id, days: 5, reason: "검토", by: officer)
        #expect(try await told("officer@seoul.example").map { $0.prefix(4) } == ["새 제공", "보완 답"])
        #expect(try await told("analyst@mois.example").map { $0.prefix(4) } == ["보완 요", "결정 기"])
        let last = try #require(try await nation.platform.notices.inbox(of: analyst.person).found.first)
        let due = try #require(try await nation.platform.requests.find(request.id, by: analyst).due)
        #expect(last.textKo.contains(due.due.written(in: .ko)))
    }

    @Test("The user hears that the share is ready, and fourteen and three days before the use ends, once each")
    func ending() async throws {
        _ = try await nation.use(until: nation.platform.settings.clock.today.adding(days: 60))
        #expect(try await told("analyst@mois.example") == ["이용할 수 있습니다: 「쉼터」"])
        let last = nation.platform.settings.clock.today.adding(days: 60)
        var counts: [Int] = []
        for days in [30, 14, 13, 3, 2, 1, 0] {
            counts.append(try await notices(on: last.adding(days: -days)).remind())
        }
        #expect(counts == [0, 1, 0, 1, 0, 0, 0])
    }

    @Test("The officer is reminded three days and one day before the statutory day, and both sides once it has passed")
    func due() async throws {
        let request = try await nation.request(try await nation.register(.request))
        let due = try #require(request.due).due
        var counts: [Int] = []
        for days in [-4, -3, -2, -1, 0, 1, 2] {
            counts.append(try await notices(on: due.adding(days: days)).remind())
        }
        // One officer three days and one day before; the officer and whoever asked the day after.
        #expect(counts == [0, 1, 0, 1, 0, 2, 0])
    }

    @Test("When whoever asked has left, the officer of the asking institution hears of the decision instead")
    func left() async throws {
        let request = try await nation.request(
            try await nation.register(.request),
            by: "analyst@busan.example"
        )
        let secretariat = try await nation.actor("secretariat@mois.example")
        try await nation.platform.people.retire("analyst@busan.example", by: secretariat)
        _ = try await nation.refuse(request)
        #expect(try await told("officer@busan.example") == ["거부: 「쉼터」 (부산광역시 → 서울특별시)"])
        #expect(try await told("analyst@busan.example").isEmpty)
    }
}

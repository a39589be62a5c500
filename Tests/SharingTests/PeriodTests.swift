import App
import Catalog
import Directory
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Sharing
import Statute
import TestSupport
import Testing

@Suite("The statutory period: extended in time, kept or not")
struct PeriodTests {
    /// The nation with a request of today, the last day to decide it, and the platform as it is on a day.
    private func nation(
        _ work: (Nation, _ request: SharingRequest.ID, _ due: Day, _ platform: (Day) throws -> Platform) async throws ->
            Void
    ) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        try await work(nation, request.id, #require(request.due?.due)) { day in
            var settings = nation.platform.settings
            settings.clock = .fixed(day.start.addingTimeInterval(10 * 3600))
            return try Platform(home: nation.home, settings: settings)
        }
    }

    private func html(_ platform: Platform, _ nation: Nation, _ id: SharingRequest.ID, _ language: String = "ko")
        async throws -> String
    {
        let token = try await platform.tokens.create(name: "t", by: nation.actor("officer@seoul.example")).secret
        return try await Application(router: Server(platform).router()).test(.router) { client in
            try await PageDesk(client: client, token: token).get("/requests/\(id)?lang=\(language)").html
        }
    }

    @Test("On the last day the period may still be extended; a day later no more, and the page says why")
    func extending() async throws {
        try await nation { nation, id, due, platform in
            let officer = try await nation.actor("officer@seoul.example")
            let last = try platform(due)
            #expect(try await html(last, nation, id).contains("/requests/\(id)/extend"))
            let late = try platform(due.adding(days: 1))
            let page = try await html(late, nation, id)
            #expect(!page.contains("/requests/\(id)/extend"))
            #expect(page.contains("처리 기한이 지났습니다") && page.contains("연장은 기한 안에 알려야 하므로"))
            let got = await problem { _ = try await late.requests.extend(id, days: 10, reason: "협의", by: officer) }
            #expect(got == "sharing/extended-late")
            let extended = try await last.requests.extend(id, days: 10, reason: "협의", by: officer)
            #expect(try #require(extended.due).due > due)
        }
    }

    @Test(
        "A decided request says on which day of the period it was decided, and whether that was in time",
        arguments: [
            (0, "기한 지킴", "Decided on day N of N: in time."), (1, "1일 늦음", "Decided on day N+1 of N: 1 day late."),
            (2, "2일 늦음", "Decided on day N+2 of N: 2 days late."),
        ]
    )
    func keeping(late: Int, chip: String, english: String) async throws {
        try await nation { nation, id, due, platform in
            let length = nation.platform.settings.clock.today.days(until: due)
            let then = try platform(due.adding(days: late))
            let officer = try await nation.actor("officer@seoul.example")
            #expect(try await !html(then, nation, id).contains("에 결정했습니다"))
            _ = try await then.requests.grant(id, TermsDraft(columns: ["구"]), until: nil, note: nil, by: officer)
            let page = try await html(then, nation, id)
            let text =
                late == 0
                ? "기한 \(length)일 가운데 \(length)일째에 결정했습니다." : "기한 \(length)일을 \(late)일 넘겨 \(length + late)일째에 결정했습니다."
            #expect(page.contains(text) && page.contains(chip))
            let said = english.replacing("N+\(late)", with: "\(length + late)").replacing("N", with: "\(length)")
            #expect(try await html(then, nation, id, "en").contains(said))
        }
    }

    @Test("What is decided on the day it came in was decided at once, not on day 0")
    func atOnce() async throws {
        try await nation { nation, id, _, platform in
            let today = try platform(nation.platform.settings.clock.today)
            let officer = try await nation.actor("officer@seoul.example")
            _ = try await today.requests.grant(id, TermsDraft(columns: ["구"]), until: nil, note: nil, by: officer)
            #expect(try await html(today, nation, id).contains("받은 날에 바로 결정했습니다."))
        }
    }
}

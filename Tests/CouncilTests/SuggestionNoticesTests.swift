import App
import Council
import Directory
import Foundation
import GRDB
import Kernel
import Notices
import TestSupport
import Testing
import Web

@Suite("Who is told about a suggestion, and reminded of it")
struct SuggestionNoticesTests {
    private func inbox(_ home: SuggestionNation, _ actor: Actor) async throws -> [Notice] {
        try await home.nation.platform.notices.inbox(of: actor.person, limit: 200).found
    }

    @Test("Every raiser is told of each step once, with what was said; the officer and the secretary of their turn")
    func told() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let notices = home.nation.platform.notices
        try await notices.collect()
        let key = try await home.raise().receipt
        try await home.suggestions.join(key, by: home.other)
        try await notices.collect()
        #expect(try await inbox(home, home.officer).map(\.title.ko).filter { $0.contains("처리할 애로사항") }.count == 1)
        try await home.suggestions.step(key, .endorse, text: "다른 시군구도 겪는 일입니다.", by: home.officer)
        try await notices.collect()
        try await notices.collect()
        for raiser in [home.official, home.other] {
            let told = try await inbox(home, raiser)
            #expect(told.map(\.text.ko) == ["다른 시군구도 겪는 일입니다."], "\(raiser.email)")
            #expect(told.first?.path == "/suggestions/\(key)")
        }
        #expect(try await inbox(home, home.secretariat).count == 1)
        try await home.suggestions.step(key, .review, by: home.secretariat)
        try await home.suggestions.step(key, .decline, text: "법을 고쳐야 합니다.", by: home.secretariat)
        try await notices.collect()
        for raiser in [home.official, home.other] {
            let told = try await inbox(home, raiser)
            #expect(told.count == 3, "\(raiser.email)")
            #expect(told.first?.title.ko.contains("불수용") == true)
            #expect(told.first?.text.ko == "법을 고쳐야 합니다.")
        }
        #expect(try await inbox(home, home.steward).isEmpty)
    }

    @Test("After a merge everyone of both is told of the other's next step")
    func merged() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let notices = home.nation.platform.notices
        let first = try await home.at(.endorsed)
        try await home.suggestions.join(first.receipt, by: home.other)
        let second = try await home.raise("침수통계 연계", by: home.officer)
        try await home.suggestions.merge(first.receipt, into: second.receipt, by: home.secretariat)
        try await notices.collect()
        try await notices.read(nil, by: home.official.person)
        try await home.suggestions.step(second.receipt, .review, text: "함께 검토했습니다.", by: home.secretariat)
        try await notices.collect()
        for raiser in [home.official, home.other, home.officer] {
            let told = try await inbox(home, raiser).filter { $0.text.ko == "함께 검토했습니다." }
            #expect(told.count == 1, "\(raiser.email)")
        }
    }

    @Test("Whoever should have acted is reminded once when the day has passed")
    func reminded() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        _ = try await home.raise()
        let source = SuggestionNotices(home.nation.platform.overdue)
        let today = home.nation.platform.settings.clock.today
        let (now, late) = try await home.nation.platform.database.read { db in
            (try source.reminders(on: today, db), try source.reminders(on: today.adding(days: 8), db))
        }
        #expect(now == [])
        #expect(late.map(\.notice.person) == [home.officer.person])
        let again = try await home.nation.platform.database.read { db in
            try source.reminders(on: today.adding(days: 9), db)
        }
        #expect(again.map(\.key) == late.map(\.key))
    }

    @Test("The desk of each shows what waits for that person, and nobody else's")
    func desk() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let raised = try await home.raise()
        #expect(try await home.suggestions.waiting(for: home.officer).map(\.move) == [.endorse])
        #expect(try await home.suggestions.waiting(for: home.secretariat).isEmpty)
        try await home.suggestions.step(raised.receipt, .endorse, by: home.officer)
        #expect(try await home.suggestions.waiting(for: home.officer).isEmpty)
        #expect(try await home.suggestions.waiting(for: home.secretariat).map(\.move) == [.review])
        #expect(try await home.suggestions.waiting(for: home.other).isEmpty)
    }
}

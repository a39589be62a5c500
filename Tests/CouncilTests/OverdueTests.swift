import App
import Catalog
import Council
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@Suite("Requests past their statutory day, before the council")
struct OverdueTests {
    private let home: SuggestionNation

    init() async throws { home = try await SuggestionNation() }

    /// The overdue requests as they are seen `days` after today.
    private func board(after days: Int) -> OverdueRequests {
        let now = home.nation.platform.settings.clock.now
        return OverdueRequests(
            councils: Councils(
                database: home.nation.platform.database,
                statutes: home.nation.platform.statutes,
                clock: .fixed(now.addingTimeInterval(Double(days) * 86400))
            )
        )
    }

    private func request() async throws { _ = try await home.nation.request(home.nation.register(.request)) }

    @Test("A request stands on the board from the day after its last one, with its holder and the days")
    func list() async throws {
        defer { home.nation.end() }
        try await request()
        #expect(try await board(after: 0).list(before: "officers", by: home.officer).late.isEmpty)
        let late = try await board(after: 40).list(before: "officers", by: home.officer).late
        #expect(late.map(\.holder.code) == ["6110000"])
        #expect(late.first.map { $0.days > 0 && $0.due.adding(days: $0.days) == board(after: 40).clock.today } == true)
    }

    @Test("A sector group sees what its members hold")
    func sector() async throws {
        defer { home.nation.end() }
        try await request()
        let councils = home.nation.platform.councils
        _ = try await councils.found(
            Councils.Draft(code: "disaster", name: "재난안전 협의체", kind: .sector, sector: .disaster),
            by: home.secretariat
        )
        #expect(try await board(after: 40).list(before: "disaster", by: home.officer).late.isEmpty)
        try await councils.seat("6110000", as: .member, in: "disaster", by: home.secretariat)
        #expect(try await board(after: 40).list(before: "disaster", by: home.officer).late.count == 1)
    }

    @Test("An official who is no officer does not see the board")
    func sight() async throws {
        defer { home.nation.end() }
        #expect(
            await problem { _ = try await board(after: 40).list(before: "officers", by: home.official) }
                == "directory/not-allowed"
        )
    }

    private func items() async throws -> [AgendaItem] {
        try await home.nation.platform.database.read { db in try AgendaItem.fetchAll(db) }
    }

    @Test(
        "Past the set days they stand on the next meeting's agenda as one item that names the holders, however often it is done"
    )
    func agenda() async throws {
        defer { home.nation.end() }
        try await request()
        try await request()
        let now = board(after: 60)
        // No meeting yet: nothing happens.
        #expect(try await now.standOnAgendas(after: 1) == 0)
        let first = try await home.meeting()
        _ = try await home.meeting()
        #expect(try await now.standOnAgendas(after: 300) == 0)
        #expect(try await now.standOnAgendas(after: 1) == 1)
        #expect(try await now.standOnAgendas(after: 1) == 0)
        let items = try await items()
        #expect(items.map(\.meeting) == [first])
        #expect(items.first?.kind == .report)
        #expect(items.first?.title == "법정기한이 지난 제공 요청 2건")
        #expect(items.first?.text.contains("서울특별시") == true)
    }

    @Test("What the secretary took off the agenda is not put back")
    func withdrawn() async throws {
        defer { home.nation.end() }
        try await request()
        _ = try await home.meeting()
        #expect(try await board(after: 60).standOnAgendas(after: 1) == 1)
        try await home.nation.platform.database.write { db in
            try db.execute(sql: "UPDATE agendaItem SET stage = 'withdrawn'")
        }
        #expect(try await board(after: 61).standOnAgendas(after: 1) == 0)
        #expect(try await items().count == 1)
    }

    @Test("The letter names each request, its day and the law; the officer is told once a day")
    func letter() async throws {
        defer { home.nation.end() }
        try await request()
        let late = board(after: 40)
        let letter = try await late.letter(to: "6110000", before: "officers", by: home.secretariat).letter
        #expect(letter.ko.contains("「쉼터」"))
        #expect(letter.ko.contains("서울특별시 데이터기반행정책임관"))
        #expect(letter[.en].contains("day"))
        #expect(
            await problem { try await late.remind("6110000", before: "officers", by: home.officer) }
                == "council/head-only"
        )
        try await late.remind("6110000", before: "officers", by: home.secretariat)
        #expect(
            await problem { try await late.remind("6110000", before: "officers", by: home.secretariat) }
                == "council/reminded-today"
        )
        #expect(
            await problem { try await late.remind("6260000", before: "officers", by: home.secretariat) }
                == "council/nothing-overdue"
        )
    }
}

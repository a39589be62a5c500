import App
import Catalog
import Foundation
import Kernel
import Sharing
import TestSupport
import Testing

@Suite("Lists that people order")
struct ListOrderTests {
    /// The identifiers of a list's rows, from the top.
    private func rows(_ html: String, _ list: String) -> [String] {
        html.split(separator: "<th scope=\"row\"><a href=\"/\(list)/").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
    }

    @Test("Requests by the day they came and by their statutory day, both ways, and the filter is kept")
    func requests() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        var ids: [SharingRequest.ID] = []
        for _ in 0..<3 { ids.append(try await nation.request(dataset).id) }
        ids.sort { $0.rawValue < $1.rawValue }
        // The one that came first is to be answered last.
        _ = try await nation.platform.requests.extend(
            ids[0],
            days: 10,
            reason: "관계 부서 의견 수렴",
            by: nation.actor("officer@seoul.example")
        )
        let (came, due) = (ids.map(\.rawValue), [ids[1], ids[2], ids[0]].map(\.rawValue))
        try await PageDesk.sit(nation, as: "officer@seoul.example") { desks in
            let list = "/requests?end=received&state=open"
            for (sort, expected) in [
                ("", due), ("&sort=received", came), ("&sort=-received", came.reversed()), ("&sort=due", due),
                ("&sort=-due", [came[0], came[1], came[2]]), ("&sort=nothing%20of%20ours", due),
            ] {
                let found = try await rows(desks[0].get(list + sort).html, "requests")
                #expect(found == expected, "\(sort)")
            }
            let html = try await desks[0].get(list + "&sort=-received").html
            #expect(html.contains("aria-sort=\"descending\""))
            #expect(
                html.contains("state=open&amp;sort=due") || html.contains("end=received&amp;state=open&amp;sort=due")
            )
        }
    }

    @Test("Grants by their last day, both ways")
    func grants() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let today = nation.platform.settings.clock.today
        var ids: [String] = []
        for days in [5, 90, 30] { ids.append(try await nation.use(until: today.adding(days: days)).rawValue) }
        try await PageDesk.sit(nation, as: "analyst@mois.example") { [ids] desks in
            for (sort, expected) in [("until", [0, 2, 1]), ("-until", [1, 2, 0])] {
                let found = try await rows(desks[0].get("/grants?end=sent&state=all&sort=\(sort)").html, "grants")
                #expect(found == expected.map { ids[$0] }, "\(sort)")
            }
        }
    }
}

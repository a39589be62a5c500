import Catalog
import Directory
import Foundation
import Kernel
import Ledger
import Sharing
import TestSupport
import Testing

@testable import App

@Suite("The ledger in the browser")
struct LedgerPagesTests {
    static let rows: [PageRow] = [
        PageRow("/ledger", nil, 303, 200, 200, 200, 200, 200),
        PageRow("/ledger/checkpoints", nil, 200, 200, 200, 200, 200, 200),
        PageRow("/ledger/checkpoints/<size>", nil, 200, 200, 200, 200, 200, 200),
        PageRow("/ledger/checkpoints/999999", nil, 404, 404, 404, 404, 404, 404),
        PageRow("/ledger/999999", nil, 303, 404, 404, 404, 404, 404),
        // The steward of Seoul registered the dataset; Busan's official has no part in it.
        PageRow("/ledger/<registered>", nil, 303, 403, 200, 200, 200, 200),
        PageRow("/ledger/<registered>/proof.json", nil, 303, 403, 200, 200, 200, 200),
        PageRow("/ledger?subject=dataset/<dataset>", nil, 303, 403, 200, 200, 200, 200),
        // Asked by Busan's official of Seoul: both ends may read it.
        PageRow("/ledger?subject=request/<request>", nil, 303, 200, 200, 200, 200, 200),
        PageRow("/ledger/<asked>", nil, 303, 200, 200, 200, 200, 200),
        PageRow("/ledger?subject=person/<busan>", nil, 303, 200, 403, 403, 200, 200),
        PageRow("/ledger?subject=token/x", nil, 303, 403, 403, 403, 200, 200),
        PageRow("/ledger?subject=x", nil, 303, 403, 403, 403, 200, 200),
        PageRow("/ledger?from=tomorrow", nil, 303, 422, 422, 422, 422, 422),
        PageRow("/ledger?who=nobody@x.example", nil, 303, 422, 422, 422, 422, 422),
        PageRow("/ledger?institution=none", nil, 303, 422, 422, 422, 422, 422),
    ]

    @Test("Acts are read by those they concern, checkpoints by everybody", arguments: rows)
    func doors(row: PageRow) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let request = try await nation.request(dataset, by: "official@busan.example")
        let acts = nation.platform.acts
        func act(_ kind: String) async throws -> String {
            var search = Acts.Search()
            search.kind = kind
            return try await "\(acts.search(search).acts[0].seq)"
        }
        let values = try await [
            "size": "\(acts.checkpoint().size)", "dataset": dataset.rawValue, "request": request.id.rawValue,
            "registered": act("catalog.received"), "asked": act("sharing.submitted"),
            "busan": nation.actor("steward@busan.example").person.rawValue,
        ]
        try await row.check(nation, filling: values)
    }

    @Test("The list is of one's own institution's acts, whatever is filtered; the auditor's is of all")
    func scope() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request, title: "<i>쉼터")
        _ = try await nation.request(dataset, by: "official@busan.example")
        try await PageDesk.sit(nation, as: "official@busan.example", "auditor@mois.example") { desks in
            let own = try await desks[0].get("/ledger").html
            #expect(own.contains("<b>데이터 제공을 요청했습니다") && !own.contains("<b>데이터를 읽어 등록했습니다"))
            #expect(own.contains("&lt;i&gt;쉼터") && !own.contains("<i>쉼터"))
            let seoul = try await desks[0].get("/ledger?institution=6110000").html
            #expect(!seoul.contains("/ledger/1\"") && seoul.contains("찾으시는 기록이 없습니다"))
            let all = try await desks[1].get("/ledger").html
            #expect(all.contains("<b>데이터 제공을 요청했습니다") && all.contains("<b>데이터를 읽어 등록했습니다"))
            let filtered = try await desks[1].get("/ledger?institution=6260000&kind=sharing.submitted").html
            #expect(filtered.contains("<b>데이터 제공을 요청했습니다") && filtered.contains("부산광역시"))
            #expect(
                try await desks[1].get("/ledger?kind=sharing.submitted&until=2020-01-01").html.contains("찾으시는 기록이 없습니다")
            )
        }
    }

    @Test("Every kind of act that the rooms write has words in both languages")
    func words() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        var known: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) where path.hasSuffix(".swift") {
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            guard text.contains("Act.append(") || text.contains("Self.record(") || text.contains("record(") else {
                continue
            }
            for match in text.matches(of: /"((?:catalog|sharing|analysis|directory|ledger)\.[a-z]+[A-Za-z]*)"/) {
                known.insert(String(match.output.1))
            }
        }
        // Names of jobs and settings look the same; none of them is an act.
        known.subtract([
            "catalog.read", "sharing.makeShare", "sharing.removeShare", "analysis.run", "ledger.former",
        ])
        #expect(known.count > 35)
        #expect(known.filter { ActWords.words[$0] == nil }.sorted() == [])
    }

    @Test("A name changed later is the name that is read; the record itself holds identifiers only")
    func renaming() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let secretariat = try await nation.actor("secretariat@mois.example")
        _ = try await nation.platform.institutions.rename(
            "6260000",
            to: LocalizedText("부산시"),
            since: nation.platform.settings.clock.today,
            ground: "법률",
            by: secretariat
        )
        let busan = try await nation.platform.institutions.find("6260000").id
        try await PageDesk.sit(nation, as: "auditor@mois.example") { desks in
            let html = try await desks[0].get("/ledger?subject=institution/\(busan)").html
            #expect(html.contains("기관을 등록했습니다") && html.contains("부산시") && !html.contains("부산광역시"))
        }
    }
}

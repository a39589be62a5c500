import App
import Catalog
import Directory
import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Kernel
import Lake
import Sharing
import TestSupport
import Testing

@Suite("Deciding what leaves")
struct DecidingTests {
    /// The decision page of a new request for `csv`, as its officer.
    private func deciding(
        _ csv: String = Nation.csv,
        _ work: @escaping @Sendable (PageDesk, String, Nation) async throws -> Void
    )
        async throws
    {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request, csv: csv))
        let token = try await SharingPagesTests.token(nation, "officer@seoul.example")
        try await Application(router: Server(nation.platform).router()).test(.router) { client in
            try await work(PageDesk(client: client, token: token), "/requests/\(request.id)/decide", nation)
        }
    }

    private func until(_ nation: Nation) -> (String, String) {
        ("until", nation.platform.settings.clock.today.adding(days: 30).description)
    }

    @Test("All columns and rows leave only after that was chosen, seen and then confirmed")
    func whole() async throws {
        try await deciding("번호,연락처\n1,010-1234-5678\n2,010-9876-5432\n") { desk, path, nation in
            let ticks = [("column", "번호"), ("way.연락처", "pseudonymise"), until(nation)]
            let hasty = try await desk.post(path, ticks + [("what", "whole"), ("do", "grant")])
            #expect(hasty.status == 422 && hasty.html.contains("아직 제공하지 않았습니다"))
            let all = "모든 열과 모든 행이 그대로 나갑니다"
            #expect(hasty.html.contains(all) && hasty.html.contains("2행 × 2열"))
            // Personal data that leaves with it is named; the ticks are kept for another choice.
            #expect(hasty.html.contains("개인정보로 보이는데 그대로 나가는 열") && hasty.html.contains("연락처("))
            #expect(hasty.html.contains(#"name="column" value="번호" checked"#))
            // A seal of something else does not do.
            let part = try await desk.post(path, ticks + [("what", "part"), ("do", "preview")])
            #expect(part.status == 200 && !part.html.contains(all))
            let other = try await desk.post(
                path,
                ticks + [("what", "whole"), ("seen", part.seen), ("do", "grant")]
            )
            #expect(other.status == 422 && other.html.contains("본 것과 다른 것"))
            let done = try await desk.post(path, ticks + [("what", "whole"), ("seen", other.seen), ("do", "grant")])
            #expect(done.status == 303)
            let grants = try await nation.platform.grants.list(by: nation.actor("officer@seoul.example"))
            #expect(grants.first?.grant.terms["shelters"]?.columns == nil && grants.count == 1)
        }
    }

    @Test("Choosing all while a condition or a minimum group is written is an error that keeps both")
    func contradiction() async throws {
        try await deciding { desk, path, nation in
            for (name, text) in [("where.shelters", "\"수\" > 10"), ("minimumGroup", "5"), ("quasi", "구")] {
                let answer = try await desk.post(
                    path,
                    [("what", "whole"), (name, text), ("do", "preview"), until(nation)]
                )
                #expect(answer.status == 422 && answer.html.contains("모든 열과 행을 고르셨는데"), "\(name)")
                #expect(answer.html.contains(#"value="whole" checked"#), "\(name)")
                let kept =
                    name == "quasi"
                    ? #"name="quasi" value="구" checked"#
                    : #"value="\#(text.replacing("\"", with: "&quot;").replacing(">", with: "&gt;"))""#
                #expect(answer.html.contains(kept), "\(name)")
            }
        }
    }

    @Test("A version that came in after the look is looked at before it leaves")
    func newVersion() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.request)
        let request = try await nation.request(dataset)
        let officer = try await nation.actor("officer@seoul.example")
        let requests = nation.platform.requests
        let look = try await requests.preview(request.id, TermsDraft(columns: ["구"]), by: officer)
        try await nation.platform.database.write { db in
            try db.execute(sql: "UPDATE dataset SET version = version + 1 WHERE id = ?", arguments: [dataset.rawValue])
        }
        let got = await problem {
            _ = try await requests.grant(
                request.id,
                TermsDraft(columns: ["구"]),
                until: nil,
                note: nil,
                seen: look.seal,
                by: officer
            )
        }
        #expect(got != nil)
    }

    @Test("A way that takes a number asks for it in words beside its field; one that takes none ignores it")
    func numbers() async throws {
        try await deciding { desk, path, nation in
            let fields = [("column", "수"), ("do", "preview"), until(nation)]
            let missing = try await desk.post(path, fields + [("way.수", "band:"), ("number.수", "")])
            #expect(missing.status == 422)
            #expect(missing.html.contains("‘수’ 열을 ‘n 단위 구간으로’ 내보내려면 n에 1 이상의 숫자를"))
            #expect(missing.html.contains(##"href="#field-number.수""##))
            let plain = try await desk.post(path, fields + [("way.수", "keep"), ("number.수", "7")])
            #expect(plain.status == 200 && plain.html.contains("3행 × 1열"))
        }
    }

    @Test("The preview and the grant say which columns the minimum group counts over, and the officer may choose them")
    func groups() async throws {
        try await deciding { desk, path, nation in
            let fields = [("column", "구"), ("column", "수"), ("column", "야간"), until(nation)]
            let usual = try await desk.post(path, fields + [("minimumGroup", "2"), ("do", "preview")])
            #expect(usual.html.contains("‘구, 야간’ 값의 조합이 같은 행이 2행보다 적으면 뺍니다. 3행이 빠집니다."))
            let alone = try await desk.post(path, fields + [("quasi", "구"), ("do", "preview")])
            #expect(alone.status == 422 && alone.html.contains("최소 집단 크기도 적어 주세요"))
            let chosen = fields + [("minimumGroup", "2"), ("quasi", "구")]
            let look = try await desk.post(path, chosen + [("do", "preview")])
            #expect(look.html.contains("‘구’ 값이 같은 행이 2행보다 적으면 뺍니다. 1행이 빠집니다."))
            #expect(try await desk.post(path, chosen + [("seen", look.seen), ("do", "grant")]).status == 303)
            try await nation.platform.jobs.runAll()
            let grant = try #require(
                try await nation.platform.grants.list(by: nation.actor("officer@seoul.example")).first?.grant
            )
            #expect(grant.terms["shelters"]?.quasiIdentifiers == ["구"])
            let page = try await desk.get("/grants/\(grant.id)").html
            #expect(page.contains("‘구’ 값이 같은 행이 2행보다 적으면 뺍니다."))
        }
    }

    @Test("A minimum group that would count over nothing, or over what does not leave, is refused and not ignored")
    func emptyGroups() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let officer = try await nation.actor("officer@seoul.example")
        for (columns, quasi) in [(["수"], nil), (["구"], ["야간"])] {
            let got = await problem {
                _ = try await nation.platform.requests.grant(
                    request.id,
                    TermsDraft(columns: columns, minimumGroup: 2, quasiIdentifiers: quasi),
                    until: nil,
                    note: nil,
                    by: officer
                )
            }
            #expect(got == "lake/bad-terms", "\(columns)")
        }
        // By the usual choice the terms name them, for whoever reads the grant.
        let granted = try await nation.platform.requests.grant(
            request.id,
            TermsDraft(columns: ["구", "수"], minimumGroup: 2),
            until: nil,
            note: nil,
            by: officer
        )
        #expect(granted.grant.terms["shelters"]?.quasiIdentifiers == ["구"])
    }
}

extension PageDesk.Answer {
    /// What a decision page says its preview stands for; empty without one.
    var seen: String { html.firstMatch(of: /name="seen" value="([^"]*)"/).map { String($0.output.1) } ?? "" }
}

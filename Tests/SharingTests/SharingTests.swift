import App
import Catalog
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Sharing
import Statute
import TestSupport
import Testing

@Suite("Requests, decisions and grants")
struct SharingTests {
    @Test("A partial grant makes a share with those rows and columns, and only its person reads it")
    func partial() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let granted = try await nation.platform.requests.grant(
            request.id,
            TermsDraft(columns: ["번호", "수"], filter: "\"야간\" = 'Y'", transforms: ["번호": "pseudonymise"]),
            until: nil,
            note: nil,
            by: nation.actor("officer@seoul.example")
        )
        try await nation.platform.jobs.finish(granted.job)
        let analyst = try await nation.actor("analyst@mois.example")
        let tables = try await nation.platform.grants.bound([granted.grant.id], by: analyst)
        #expect(tables.first?.table.rows == 2)
        #expect(tables.first?.table.columns.map(\.name) == ["번호", "수"])
        let other = try await nation.actor("official@busan.example")
        #expect(
            await problem { _ = try await nation.platform.grants.bound([granted.grant.id], by: other) }
                == "sharing/not-yours"
        )
    }

    @Test("Revoking removes the share, and so does the passing of the last day")
    func ending() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let analyst = try await nation.actor("analyst@mois.example")
        let (grant, job) = try await nation.platform.grants.use(
            nation.register(.registered),
            purpose: "분석",
            method: "집계",
            until: nation.platform.settings.clock.today,
            accepted: true,
            by: analyst
        )
        try await nation.platform.jobs.finish(job)
        let file = try await nation.platform.grants.bound([grant.id], by: analyst)[0].file
        let (_, removal) = try await nation.platform.grants.revoke(
            grant.id,
            reason: "목적 달성",
            by: nation.actor("officer@seoul.example")
        )
        try await nation.platform.jobs.finish(removal)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        #expect(
            await problem { _ = try await nation.platform.grants.bound([grant.id], by: analyst) }
                == "sharing/grant-not-active"
        )
    }

    @Test(
        "A refusal needs ground, citation, finding, and an offer where something can be separated",
        arguments: [
            ("3", "개인정보 보호법", true as Bool?, "분리 가능", ["지역"], nil as String?), ("3", "법", false, "불가", [], nil),
            ("7", "법", false, "불가", [], "sharing/invalid"), ("3", " ", false, "불가", [], "sharing/invalid"),
            ("3", "법", nil, "불가", [], "sharing/invalid"), ("3", "법", false, "", [], "sharing/invalid"),
            ("3", "법", true, "가능", [], "sharing/invalid"),
        ]
    )
    func refusals(ground: String, citation: String, separable: Bool?, finding: String, offer: [String], type: String?)
        async throws
    {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let officer = try await nation.actor("officer@seoul.example")
        let got = await problem {
            _ = try await nation.platform.requests.refuse(
                request.id,
                SharingRequests.RefusalDraft(
                    ground: ground,
                    citation: citation,
                    isSeparable: separable,
                    finding: finding,
                    offer: offer
                ),
                by: officer
            )
        }
        #expect(got == type)
        let detail = try await nation.platform.requests.detail(request.id, by: officer)
        #expect((detail.request.refusal?.mediation.due != nil) == (type == nil))
    }

    @Test(
        "Who may decide: nobody but the provider's officer",
        arguments: [
            ("officer@seoul.example", true), ("steward@seoul.example", false), ("analyst@mois.example", false),
            ("officer@busan.example", false), ("auditor@mois.example", false), ("secretariat@mois.example", false),
        ]
    )
    func deciding(email: String, may: Bool) async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let actor = try await nation.actor(email)
        let got = await problem {
            _ = try await nation.platform.requests.grant(request.id, TermsDraft(), until: nil, note: nil, by: actor)
        }
        #expect(got == (may ? nil : "directory/not-allowed"))
    }

    @Test("Every move of a request is one act, and a refused one is none")
    func acts() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let officer = try await nation.actor("officer@seoul.example")
        _ = try await nation.platform.requests.extend(request.id, days: 10, reason: "협의", by: officer)
        _ = await problem {
            _ = try await nation.platform.requests.extend(request.id, days: 1, reason: "또", by: officer)
        }
        let kinds = try await nation.platform.acts.list(subject: "request/\(request.id)").map(\.kind)
        #expect(kinds == ["sharing.extended", "sharing.submitted"])
    }

    @Test("Open data with unanswered findings is not given out until its steward has answered")
    func held() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let dataset = try await nation.register(.open, csv: "번호,비고\n1,010-1234-5678\n2,없음\n")
        let analyst = try await nation.actor("analyst@mois.example")
        func use() async -> String? {
            await problem {
                _ = try await nation.platform.grants.use(
                    dataset,
                    purpose: "분석",
                    method: "집계",
                    until: nation.platform.settings.clock.today,
                    accepted: true,
                    by: analyst
                )
            }
        }
        #expect(await use() == "sharing/held")
        try await nation.platform.datasets.answer(
            dataset,
            table: "shelters",
            column: "비고",
            kind: .phone,
            with: .notPersonal,
            reason: "대표 번호",
            by: nation.actor("steward@seoul.example")
        )
        #expect(await use() == nil)
    }
}

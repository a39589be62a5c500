import App
import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Lake
import Ledger
import Sharing
import Statute
import TestSupport
import Testing

@Suite("A request among people and institutions")
struct RequestTests {
    @Test("Submitted words cannot be changed and a request cannot vanish, not even past the façade")
    func locked() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        for sql in [
            "UPDATE sharingRequest SET purpose = '다른 목적'", "UPDATE sharingRequest SET until = '2030-01-01'",
            "UPDATE sharingRequest SET columnLines = '번호'", "DELETE FROM sharingRequest",
        ] {
            await #expect(throws: DatabaseError.self, "\(sql)") {
                try await nation.platform.database.write { try $0.execute(sql: sql) }
            }
        }
        let kept = try await nation.platform.requests.find(request.id, by: nation.actor("officer@seoul.example"))
        #expect(kept.purpose == request.purpose && kept.method == request.method && kept.stage == request.stage)
    }

    @Test("Question and answer stay in order with those who wrote them, and the clock goes on")
    func thread() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let requests = nation.platform.requests
        let request = try await nation.request(nation.register(.request))
        let steward = try await nation.actor("steward@seoul.example")
        let analyst = try await nation.actor("analyst@mois.example")
        _ = try await requests.ask(request.id, "어느 해입니까?", by: steward)
        #expect(await problem { _ = try await requests.ask(request.id, "또?", by: steward) } == "sharing/not-now")
        _ = try await requests.answer(request.id, "2025년입니다.", by: analyst)
        _ = try await requests.ask(request.id, "단위는?", by: steward)
        let detail = try await requests.detail(request.id, by: analyst)
        #expect(
            detail.clarifications.map { "\($0.person?.email ?? "") \($0.entry.text)" } == [
                "steward@seoul.example 어느 해입니까?", "analyst@mois.example 2025년입니다.", "steward@seoul.example 단위는?",
            ]
        )
        #expect(detail.request.due == request.due)
    }

    @Test("A refusal's notice says in both languages why, on what provision, what is offered and until when to object")
    func notice() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let officer = try await nation.actor("officer@seoul.example")
        let request = try await nation.request(nation.register(.request))
        #expect(try await nation.platform.requests.detail(request.id, by: officer).notice == nil)
        _ = try await nation.platform.requests.refuse(
            request.id,
            SharingRequests.RefusalDraft(
                ground: "3",
                citation: "개인정보 보호법 제18조",
                isSeparable: true,
                finding: "주소만 빼면 됩니다.",
                offer: ["구", "수"]
            ),
            by: officer
        )
        let detail = try await nation.platform.requests.detail(request.id, by: officer)
        let notice = try #require(detail.notice)
        let mediation = try #require(detail.request.refusal?.mediation)
        let ground = try #require(detail.ground)
        for text in [
            "행정안전부", "서울특별시", ground.text.ko, ground.citation.ko, "개인정보 보호법 제18조", "주소만 빼면 됩니다.", "구, 수",
            mediation.due.written(in: .ko), mediation.citation.ko, mediation.proof[0].ko,
        ] {
            #expect(notice.ko.contains(text), "\(text)")
        }
        for text in [ground.text[.en], mediation.due.written(in: .en), mediation.proof[0][.en]] {
            #expect(notice[.en].contains(text), "\(text)")
        }
    }

    @Test("Of two decisions at once one holds, and one grant is made")
    func race() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let officer = try await nation.actor("officer@seoul.example")
        let requests = nation.platform.requests
        let refusal = SharingRequests.RefusalDraft(ground: "3", citation: "법", isSeparable: false, finding: "불가")
        async let first = problem {
            _ = try await requests.grant(request.id, TermsDraft(), until: nil, note: nil, by: officer)
        }
        async let second = problem {
            _ = try await requests.grant(request.id, TermsDraft(), until: nil, note: nil, by: officer)
        }
        async let third = problem { _ = try await requests.refuse(request.id, refusal, by: officer) }
        let ends = await [first, second, third]
        #expect(ends.count { $0 == nil } == 1)
        #expect(ends.count { $0 == "sharing/not-now" } == 2)
        let (grants, decisions) = try await nation.platform.database.read { db in
            (
                try Int.fetchOne(db, sql: #"SELECT count(*) FROM "grant""#),
                try Int.fetchOne(
                    db,
                    sql: "SELECT count(*) FROM act WHERE kind IN ('sharing.granted', 'sharing.refused')"
                )
            )
        }
        let stage = try await requests.find(request.id, by: officer).stage
        #expect(grants == (stage == .granted ? 1 : 0))
        #expect(decisions == 1)
    }

    @Test("Who may hold the data: other institutions of today with like datasets, never the provider itself")
    func holders() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let requests = nation.platform.requests
        let officer = try await nation.actor("officer@seoul.example")
        for (title, code, steward) in [
            ("부산 무더위쉼터 현황", "6260000", "steward@busan.example"), ("서울 무더위쉼터 목록", "6110000", "steward@seoul.example"),
            ("도서관 목록", "6260000", "steward@busan.example"),
        ] {
            let file = nation.home.appending(path: "h.csv")
            try Data(Nation.csv.utf8).write(to: file)
            let made = try await nation.platform.datasets.register(
                Datasets.Draft(institution: code, title: title, access: .request),
                [Datasets.Upload(file: file, name: "h.csv")],
                by: nation.actor(steward)
            )
            try await nation.platform.jobs.finish(made.job)
        }
        let request = try await nation.request(nation.register(.request, title: "무더위쉼터 현황"))
        let holders = try await requests.likelyHolders(request.id, by: officer)
        #expect(holders.map(\.institution.code) == ["6260000"])
        #expect(holders.first?.datasets.first?.title == "부산 무더위쉼터 현황")
        #expect(
            await problem {
                _ = try await requests.transfer(request.id, to: "6110000", reason: "우리 것이 아님", by: officer)
            } == "sharing/invalid"
        )
        _ = try await requests.transfer(request.id, to: "6260000", reason: "부산의 자료입니다.", by: officer)
        #expect(try await requests.detail(request.id, by: officer).suggestedHolder?.code == "6260000")
    }

    @Test("A request is not passed on to an institution that ended and that nobody followed")
    func endedHolder() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let request = try await nation.request(nation.register(.request))
        let yesterday = nation.platform.settings.clock.today.adding(days: -1)
        try await nation.platform.database.write { db in
            try db.execute(
                sql: "UPDATE institution SET since = ?, until = ? WHERE code = '6260000'",
                arguments: [yesterday, yesterday]
            )
        }
        let officer = try await nation.actor("officer@seoul.example")
        let got = await problem {
            _ = try await nation.platform.requests.transfer(request.id, to: "6260000", reason: "", by: officer)
        }
        #expect(got == "sharing/holder-ended")
    }

    @Test("Open cases of a merged institution are carried on by the people of the one that followed it")
    func succession() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let (requests, today) = (nation.platform.requests, nation.platform.settings.clock.today)
        let dataset = try await nation.register(.request)
        let request = try await nation.request(dataset)
        let earlier = try await nation.use()
        _ = try await nation.platform.institutions.merge(
            ["6110000"],
            into: "6260000",
            since: today,
            ground: "통합법",
            by: nation.actor("secretariat@mois.example")
        )
        let heir = try await nation.actor("officer@busan.example")
        let detail = try await requests.detail(request.id, by: heir)
        #expect(detail.provider.code == "6110000")
        #expect(detail.deemedProvider?.code == "6260000")
        _ = try await requests.extend(request.id, days: 3, reason: "통합", by: heir)
        let granted = try await requests.grant(request.id, TermsDraft(), until: nil, note: nil, by: heir)
        try await nation.platform.jobs.finish(granted.job)
        _ = try await nation.platform.grants.revoke(earlier, reason: "통합 정비", by: heir)
        // The former officer decides nothing any more, and new requests name the successor.
        let former = try await nation.actor("officer@seoul.example")
        let again = try await nation.request(dataset)
        #expect(try await requests.detail(again.id, by: heir).provider.code == "6260000")
        #expect(
            await problem {
                _ = try await requests.grant(again.id, TermsDraft(), until: nil, note: nil, by: former)
            } == "directory/not-allowed"
        )
    }

    @Test("A new holiday moves the dates that still run, each with an act that says old and new")
    func recount() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let officer = try await nation.actor("officer@seoul.example")
        let open = try await nation.request(nation.register(.request))
        let refused = try await nation.request(nation.register(.request))
        let withdrawn = try await nation.request(nation.register(.request))
        _ = try await nation.platform.requests.withdraw(
            withdrawn.id,
            reason: "",
            by: nation.actor("analyst@mois.example")
        )
        let draft = SharingRequests.RefusalDraft(ground: "3", citation: "법", isSeparable: false, finding: "불가")
        let refusal = try await nation.platform.requests.refuse(refused.id, draft, by: officer)
        let due = try #require(open.due?.due)
        let mediation = try #require(refusal.refusal?.mediation.due)
        let recounting = SharingRequests(
            database: nation.platform.database,
            grants: nation.platform.grants,
            statutes: try statutes(with: [due, mediation], in: nation.home),
            clock: nation.platform.settings.clock
        )
        #expect(try await recounting.recount() == 2)
        #expect(try await recounting.recount() == 0)
        let moved = try await nation.platform.requests.detail(open.id, by: officer).request
        let later = try #require(moved.due?.due)
        #expect(later > due)
        #expect(moved.due?.proof.contains { $0.ko.contains("새 공휴일") } == true)
        let act = try #require(try await nation.platform.acts.list(subject: "request/\(open.id)").first)
        #expect(act.kind == "sharing.recounted")
        #expect(act.payload.contains(#""old":"\#(due)""#))
        let notice = try await nation.platform.requests.detail(refused.id, by: officer)
        let until = try #require(notice.request.refusal?.mediation.due)
        #expect(until > mediation)
    }

    /// The packs as they are, with holidays more.
    private func statutes(with days: [Day], in home: URL) throws -> Statutes {
        let folder = home.appending(path: "packs")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/Statute/Packs"
        )
        for file in try FileManager.default.contentsOfDirectory(at: shipped, includingPropertiesForKeys: nil) {
            var bytes = try Data(contentsOf: file)
            if file.lastPathComponent.hasPrefix("holidays-"),
                var table = try JSONSerialization.jsonObject(with: bytes) as? [String: Any],
                var list = table["days"] as? [[String: Any]]
            {
                list += days.map { ["day": $0.description, "name": ["ko": "새 공휴일", "en": "a new holiday"]] }
                table["days"] = list
                bytes = try JSONSerialization.data(withJSONObject: table)
            }
            try bytes.write(to: folder.appending(path: file.lastPathComponent))
        }
        return try Statutes(folder: folder)
    }

    @Test("A share that was finished after its grant was revoked does not stay, whenever the process was killed")
    func leftOver() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let platform = nation.platform
        let (grant, _) = try await platform.grants.use(
            nation.register(.registered),
            purpose: "분석",
            method: "집계",
            until: platform.settings.clock.today,
            accepted: true,
            by: nation.actor("analyst@mois.example")
        )
        _ = try await platform.grants.revoke(grant.id, reason: "회수", by: nation.actor("officer@seoul.example"))
        // As if the share had been put into place in the moment before the kill.
        let place = platform.lake.shares.appending(path: "\(grant.id)/v1")
        try await platform.jobs.runAll()
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try await platform.database.write { db in
            try db.execute(sql: "UPDATE job SET stage = 'waiting', owner = NULL WHERE kind = 'sharing.makeShare'")
        }
        try await platform.jobs.runAll()
        #expect(!FileManager.default.fileExists(atPath: place.path))
        let kinds = try await platform.acts.list(subject: "grant/\(grant.id)").map(\.kind)
        #expect(kinds == ["sharing.shareRemoved", "sharing.revoked", "sharing.used"])
    }

    @Test("Lists show what somebody may see and no more, a page at a time, newest first")
    func lists() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let requests = nation.platform.requests
        let dataset = try await nation.register(.request)
        var ids: [SharingRequest.ID] = []
        for _ in 0..<3 { ids.append(try await nation.request(dataset).id) }
        ids.append(try await nation.request(dataset, by: "analyst@busan.example").id)
        for (email, count) in [
            ("analyst@mois.example", 3), ("officer@seoul.example", 4), ("official@busan.example", 1),
            ("auditor@mois.example", 4), ("secretariat@mois.example", 4),
        ] {
            let list = try await requests.list(by: nation.actor(email))
            #expect(list.map(\.request.id) == Array(ids.reversed().filter { list.map(\.request.id).contains($0) }))
            #expect(list.count == count, "\(email)")
        }
        let officer = try await nation.actor("officer@seoul.example")
        let first = try await requests.list(limit: 2, by: officer).map(\.request.id)
        let rest = try await requests.list(after: first[1], limit: 10, by: officer).map(\.request.id)
        #expect(first + rest == ids.reversed())
    }
}

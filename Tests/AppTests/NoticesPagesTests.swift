import App
import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Notices
import TestSupport
import Testing
import Web

@Suite("The inbox in the browser and over the API")
struct NoticesPagesTests {
    private let nation: Nation

    init() async throws {
        nation = try await Nation()
        let notices = nation.platform.notices
        let dataset = try await nation.register(.request)
        _ = try await nation.request(dataset)
        try await notices.collect()
    }

    @Test("The head of every page counts what is unread; following a notice leads to where to act and reads it")
    func following() async throws {
        try await PageDesk.sit(nation, as: "officer@seoul.example", "official@busan.example") { desks in
            let inbox = try await desks[0].get("/notices")
            #expect(inbox.status == 200)
            #expect(inbox.html.contains("새 제공요청: 「쉼터」"))
            #expect(inbox.html.contains("<span class=\"sr\">읽지 않은 알림 </span>1</span>"))
            let path = try #require(inbox.html.firstMatch(of: /\/notices\/[0-9a-z]+\/open/)).output
            #expect(try await desks[1].get(String(path)).status == 404, "another's notice")
            let followed = try await desks[0].get(String(path))
            #expect(followed.status == 303 || followed.status == 302)
            #expect(followed.location?.hasPrefix("/requests/") == true)
            let after = try await desks[0].get("/notices")
            #expect(!after.html.contains("읽지 않은 알림 </span>"))
            #expect(after.html.contains("새 제공요청"))
            #expect(try await desks[0].get("/notices?show=unread").html.contains("읽지 않은 알림이 없습니다"))
        }
    }

    @Test("Marking all as read empties the count; the settings say when no mail is sent, and keep a choice")
    func settings() async throws {
        try await PageDesk.sit(nation, as: "officer@seoul.example") { desks in
            #expect(try await desks[0].post("/notices/read").location == "/notices")
            let settings = try await desks[0].get("/notices/settings")
            #expect(settings.html.contains("아직 메일을 보내지 않습니다"))
            let wrong = try await desks[0].post("/notices/settings", [("mail", "often"), ("language", "ko")])
            #expect(wrong.status == 422 && wrong.html.contains("id=\"problem\""))
            #expect(
                try await desks[0].post("/notices/settings", [("mail", "digest"), ("language", "en")]).location
                    == "/notices/settings"
            )
        }
        let officer = try await nation.actor("officer@seoul.example")
        let kept = try await nation.platform.notices.preference(of: officer.person)
        #expect(kept.mail == .digest && kept.language == "en")
        #expect(try await nation.platform.notices.unread(of: officer.person) == 0)
    }

    @Test("A feed is read without signing in by whoever has its address, which is shown once and can be replaced")
    func feed() async throws {
        try await PageDesk.sit(nation, as: "officer@seoul.example", "") { desks in
            let made = try await desks[0].post("/notices/feed")
            #expect(made.status == 201 && !made.isStored)
            let path = String(try #require(made.html.firstMatch(of: /\/notices\/[0-9a-f]{64}\.atom/)).output)
            let feed = try await desks[1].get(path)
            #expect(feed.status == 200)
            #expect(feed.type == "application/atom+xml; charset=utf-8")
            #expect(feed.html.contains("<title>새 제공요청: 「쉼터」 (행정안전부 → 서울특별시)</title>"))
            #expect(!(try await desks[0].get("/notices/settings").html.contains(".atom")), "not shown again")
            _ = try await desks[0].post("/notices/feed")
            #expect(try await desks[1].get(path).status == 404)
            _ = try await desks[0].post("/notices/feed/end")
        }
    }

    // stranger, another institution's official, requester, officer, steward, secretariat, auditor
    private static let rows = [
        RouteRow(.get, "/notices", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/notices/read", "a=b", 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/notices/<notice>/open", nil, 401, 404, 404, 200, 404, 404, 404),
        RouteRow(.get, "/notices/settings", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/notices/settings", "mail=none&language=ko", 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/notices/feed", "a=b", 401, 201, 201, 201, 201, 201, 201),
        RouteRow(.post, "/notices/feed/end", "a=b", 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.get, "/api/v1/notices", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/api/v1/notices/read", "{}", 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.post, "/api/v1/notices/<notice>/read", "{}", 401, 404, 404, 200, 404, 404, 404),
        RouteRow(.get, "/api/v1/notices/preference", nil, 401, 200, 200, 200, 200, 200, 200),
        RouteRow(.patch, "/api/v1/notices/preference", #"{"mail":"none"}"#, 401, 200, 200, 200, 200, 200, 200),
    ]

    @Test("Everybody reads one's own notices and nobody else's")
    func authorisation() async throws {
        let officer = try await nation.actor("officer@seoul.example")
        let notice = try #require(try await nation.platform.notices.inbox(of: officer.person).found.first?.id)
        try await nation.check(
            Self.rows,
            under: ["/notices", "/api/v1/notices"],
            except: [".atom"]
        ) { _, _, _ in notice.rawValue }
    }
}

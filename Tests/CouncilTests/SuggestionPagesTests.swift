import App
import Council
import Directory
import Foundation
import Kernel
import TestSupport
import Testing

@Suite("The pages of suggestions, as people read them")
struct SuggestionPagesTests {
    @Test("Who writes what others have raised sees theirs first, joins it, or raises it all the same")
    func raising() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let first = try await home.at(.endorsed)
        try await PageDesk.sit(home.nation, as: "official@busan.example") { desks in
            let fields = [("kind", "difficulty"), ("title", "침수통계 연계 곤란"), ("text", "서식이 다릅니다.")]
            let seen = try await desks[0].post("/suggestions/new?lang=ko", fields)
            #expect(seen.status == 200)
            #expect(seen.html.contains("비슷한 애로사항·건의가 있습니다"))
            #expect(seen.html.contains("/suggestions/\(first.receipt)/join"))
            #expect(try await home.suggestions.board(Suggestions.Filter(), by: home.other).total == 1)
            let joined = try await desks[0].post("/suggestions/\(first.receipt)/join")
            #expect(joined.location == "/suggestions/\(first.receipt)")
            let raised = try await desks[0].post("/suggestions/new", fields + [("seen", "yes")])
            #expect(raised.location?.hasPrefix("/suggestions/20") == true)
            #expect(try await home.suggestions.board(Suggestions.Filter(), by: home.other).total == 2)
        }
    }

    @Test("What is typed stays text, on the board, the chain and the desk", arguments: ["ko", "en"])
    func text(_ language: String) async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let raised = try await home.raise("<script>alert(1)</script> \"'&", "<img src=x onerror=alert(2)>\n나")
        try await home.suggestions.link(
            raised.receipt,
            to: "https://a.example/?q=<b>".replacing("<b>", with: "1"),
            label: "<i>근거</i>",
            by: home.officer
        )
        #expect(
            await problem {
                try await home.suggestions.link(raised.receipt, to: "javascript:alert(3)", by: home.officer)
            } == "council/invalid"
        )
        try await PageDesk.sit(home.nation, as: "officer@seoul.example") { desks in
            for path in ["/suggestions", "/suggestions/\(raised.receipt)", "/desk"] {
                let html = try await desks[0].get("\(path)?lang=\(language)").html
                #expect(html.contains("&lt;script&gt;alert(1)"), "\(path)")
                #expect(!html.contains("<script>alert(1)") && !html.contains("<img src=x") && !html.contains("<i>근거"))
            }
        }
    }

    @Test("The chain shows what was said and each step with its words; only whose turn it is finds a form")
    func chain() async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        let key = try await home.at(.reviewed).receipt
        try await PageDesk.sit(home.nation, as: "official@seoul.example", "secretariat@mois.example") { desks in
            let raiser = try await desks[0].get("/suggestions/\(key)?lang=ko").html
            #expect(raiser.contains("시도마다 서식이 달라 합치는 데 한 달이 걸립니다."))
            #expect(raiser.contains("검토 결과를 알립니다."))
            #expect(!raiser.contains("id=\"act\""))
            let secretary = try await desks[1].get("/suggestions/\(key)?lang=ko").html
            #expect(secretary.contains("id=\"act\"") && secretary.contains("value=\"declin"))
            // Declined without a reason: the form comes back with what is missing.
            let wrong = try await desks[1].post("/suggestions/\(key)/move?lang=ko", [("move", "decline")])
            #expect(wrong.status == 422)
            #expect(wrong.html.contains("건의한 사람에게 알릴 내용을 적어 주세요."))
            let done = try await desks[1].post(
                "/suggestions/\(key)/move",
                [("move", "decline"), ("text", "법을 고쳐야 합니다.")]
            )
            #expect(done.location == "/suggestions/\(key)")
            #expect(try await desks[0].get("/suggestions/\(key)").html.contains("법을 고쳐야 합니다."))
        }
    }

    @Test(
        "An address that leads nowhere is answered as such",
        arguments: ["/suggestions/2020-0001", "/councils/none/overdue"]
    )
    func missing(_ path: String) async throws {
        let home = try await SuggestionNation()
        defer { home.nation.end() }
        try await PageDesk.sit(home.nation, as: "secretariat@mois.example") { desks in
            let answer = try await desks[0].get(path)
            #expect(answer.status == 404)
        }
    }
}

import App
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@testable import Council

@Suite("The pages of sessions and minutes")
struct SessionPagesTests {
    @Test(
        "A member takes the seat, votes, and is told so; a second ballot is refused in words",
        arguments: [false, true]
    )
    func voting(isSecret: Bool) async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin(present: 0)
        let vote = try await chamber.vote(secret: isSecret)
        try await PageDesk.sit(chamber.nation, as: "officer0@m.example") { desks in
            let page = "/meetings/\(chamber.meeting)/session"
            #expect(try await !desks[0].get(page).html.contains("may-vote"))
            #expect(try await desks[0].post(page, [("move", "comeIn")]).location == page)
            let html = try await desks[0].get(page).html
            #expect(html.contains("may-vote"))
            #expect(html.contains("/votes/\(vote)/ballots"))
            let once = [("choice", "aye"), ("once", "a-key-of-a-form")]
            #expect(try await desks[0].post("/votes/\(vote)/ballots", once).location == page)
            #expect(try await desks[0].post("/votes/\(vote)/ballots", once).location == page)
        }
        let (ballots, kept) = try await chamber.read { db in
            (
                try Ballot.fetchCount(db),
                // Of a ballot not even a hash is kept: there are only three to try.
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM idempotency WHERE key LIKE '%a-key-of-a-form%'")
            )
        }
        #expect(ballots == 1)
        #expect(kept == 0)
    }

    @Test("What the secretary cannot do now is said on the page, and nothing that was typed is lost")
    func refusal() async throws {
        let chamber = try await Chamber(members: 4)
        defer { chamber.end() }
        try await chamber.begin(present: 0)
        try await PageDesk.sit(chamber.nation, as: "secretary@mois.example") { desks in
            let answer = try await desks[0].post(
                "/meetings/\(chamber.meeting)/session",
                [("move", "decide"), ("item", chamber.items[0].rawValue), ("decision", "원안 추진")]
            )
            #expect(answer.status == 409)
            #expect(answer.html.contains("id=\"problem\""))
            #expect(answer.html.contains("의사정족수에 이르지 못했습니다."))
            #expect(answer.html.contains("원안 추진"))
        }
    }

    @Test("Two people edit the minutes in the browser: the second sees both texts, and saves them together")
    func conflict() async throws {
        let chamber = try await Chamber(members: 1)
        defer { chamber.end() }
        try await chamber.begin()
        try await chamber.meetings.adjourn(chamber.meeting, by: chamber.secretary)
        try await PageDesk.sit(chamber.nation, as: "secretary@mois.example", "chair@mois.example") { desks in
            let page = "/meetings/\(chamber.meeting)/minutes"
            #expect(try await desks[0].get(page).html.contains("초안 만들기"))
            #expect(try await desks[0].post(page, [("move", "draft"), ("language", "ko")]).location == page)
            let first = [("move", "edit"), ("base", "1"), ("text", "# 회의록\n\n간사의 글")]
            #expect(try await desks[0].post(page, first).status == 303)
            let second = try await desks[1].post(page, [("move", "edit"), ("base", "1"), ("text", "의장의 글")])
            #expect(second.status == 409)
            #expect(second.html.contains("간사의 글"))
            #expect(second.html.contains("의장의 글"))
            #expect(second.html.contains("name=\"base\" value=\"2\""))
            let both = [("move", "edit"), ("base", "2"), ("text", "# 회의록\n\n간사의 글, 의장의 글")]
            #expect(try await desks[1].post(page, both).location == page)
            #expect(try await desks[1].post(page, [("move", "adopt"), ("revision", "3")]).location == page)
            let adopted = try await desks[0].get(page).html
            #expect(adopted.contains("간사의 글, 의장의 글"))
            #expect(!adopted.contains("value=\"adopt\""))
            let file = try await desks[0].get("\(page)/file?format=md")
            #expect(file.html == "# 회의록\n\n간사의 글, 의장의 글\n")
            #expect(file.disposition?.contains(".md") == true)
        }
    }

    @Test("In English every word of both pages is English but names and what people wrote")
    func english() async throws {
        let chamber = try await Chamber(members: 1)
        defer { chamber.end() }
        try await chamber.begin()
        try await PageDesk.sit(chamber.nation, as: "officer0@m.example") { desks in
            let html = try await desks[0].get("/meetings/\(chamber.meeting)/session?lang=en").html
            for word in ["present / seats", "Recuse yourself from this item", "Attendance", "Leave"] {
                #expect(html.contains(word), "\(word)")
            }
        }
    }
}

import App
import Council
import Directory
import Foundation
import Kernel
import TestSupport
import Testing

@Suite("The pages of meetings")
struct MeetingPagesTests {
    @Test("A member sees when and where, the agenda with its times, and what is asked of the seat")
    func member() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, item) = try await room.called()
        try await PageDesk.sit(room.nation, as: "officer@seoul.example", "steward@busan.example") { desks in
            let mine = try await desks[0].get("/meetings/\(meeting.id)").html
            #expect(mine.contains("14:00–16:00") && mine.contains("14:00–14:30") && mine.contains("정부세종청사 4동"))
            #expect(mine.contains("참석하시겠습니까?") && mine.contains("안건 1건에 의견을 내 주세요."))
            #expect(mine.contains("/meetings/\(meeting.id)/opinions/\(item.id)?seat=\(room.seoulSeat.id)"))
            let other = try await desks[1].get("/meetings/\(meeting.id)").html
            #expect(!other.contains("공동활용 표준") && other.contains("볼 수 없는 안건이 더 있습니다."))
            #expect(!other.contains("참석하시겠습니까?"))
            let form = try await desks[0].get("/meetings/\(meeting.id)/opinions/\(item.id)").html
            #expect(form.contains("enctype=\"multipart/form-data\"") && form.contains("공동활용 표준"))
            let wrong = try await desks[0].post(
                "/meetings/\(meeting.id)/opinions/\(item.id)/files",
                [("position", "disagree")]
            )
            #expect(wrong.status == 422 && wrong.html.contains("id=\"problem\""))
            let sent = try await desks[0].post(
                "/meetings/\(meeting.id)/opinions/\(item.id)/files",
                [("position", "disagree"), ("text", "예산이 없습니다.")]
            )
            #expect(sent.location == "/meetings/\(meeting.id)")
            let matrix = try await desks[0].get("/meetings/\(meeting.id)/opinions").html
            #expect(matrix.contains("예산이 없습니다.") && matrix.contains("1건 미제출"))
            let open = try await desks[0].get("/meetings/\(meeting.id)/opinions?show=unanswered").html
            #expect(!open.contains("서울특별시</th>") && !open.contains("예산이 없습니다."))
        }
    }

    @Test("A file somebody brought is handed out to be kept, never shown under our name")
    func attachment() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, item) = try await room.called()
        let paper = try await room.papers(on: room.today).add(
            room.file("<script>alert(1)</script>"),
            name: "회의 자료.html",
            to: item.id,
            by: room.clerk
        )
        try await PageDesk.sit(room.nation, as: "officer@seoul.example") { desks in
            let answer = try await desks[0].get("/meetings/\(meeting.id)/papers/\(paper.id)")
            #expect(answer.type == "application/octet-stream")
            #expect(answer.disposition?.hasPrefix("attachment; filename=\"paper\"; filename*=UTF-8''%ED%9A%8C") == true)
            #expect(answer.html == "<script>alert(1)</script>")
        }
    }

    @Test("Somebody with the link answers without a sign-in; opening the link alone changes nothing")
    func link() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, _) = try await room.called()
        let meetings = try room.meetings(on: room.today)
        let path = meetings.answeringPath(meeting.id, seat: room.busanSeat.id, for: room.busan.person)
        try await PageDesk.sit(room.nation, as: "") { desks in
            let page = try await desks[0].get(path)
            #expect(page.status == 200 && !page.isStored && page.html.contains("부산광역시"))
            #expect(try await meetings.detail(meeting.id, by: room.clerk).answers[.waiting] == 4)
            #expect(try await desks[0].post(path, [("answer", "declined")]).location == path)
            #expect(try await desks[0].get(path).html.contains("불참"))
            #expect(try await desks[0].get("/rsvp/nonsense").status == 404)
            let meetingPage = try await desks[0].get("/meetings/\(meeting.id)").html
            #expect(!meetingPage.contains("정부세종청사"), "the link opens nothing else")
        }
    }

    @Test("The secretary previews a year, makes it, writes the agenda, and calls with the seats that were ticked")
    func secretary() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let year = room.today.year + 1
        try await PageDesk.sit(room.nation, as: "clerk@mois.example") { desks in
            let desk = desks[0]
            let wish = [
                ("year", "\(year)"), ("month", "2"), ("week", "2"), ("weekday", "3"), ("time", "14:00"),
                ("place", "세종"),
            ]
            let preview = try await desk.post("/councils/officers/meetings/plan", wish + [("do", "preview")])
            #expect(preview.status == 200 && preview.html.contains("둘째 수요일"))
            #expect(try await room.meetings(on: room.today).list(of: room.council.id).isEmpty)
            _ = try await desk.post("/councils/officers/meetings/plan", wish + [("do", "make")])
            let made = try await room.meetings(on: room.today).list(of: room.council.id)
            #expect(made.count == 4)
            let id = try #require(made.last?.id)
            _ = try await desk.post(
                "/meetings/\(id)/agenda",
                [("title", "보고"), ("kind", "report"), ("minutes", "300")]
            )
            let agenda = try await desk.get("/meetings/\(id)/agenda").html
            #expect(agenda.contains("14:00–19:00") && agenda.contains("180분 깁니다"))
            let none = try await desk.post("/meetings/\(id)/call", [("papersDue", "")])
            #expect(none.status == 422)
            _ = try await desk.post("/meetings/\(id)/call", [("seat", room.chairSeat.id.rawValue)])
            let detail = try await room.meetings(on: room.today).detail(id, by: room.clerk)
            #expect(detail.meeting.stage == .called && detail.invited.count == 1)
        }
    }
}

import App
import Council
import Directory
import Foundation
import Kernel
import TestSupport
import Testing

@Suite("Papers for a meeting")
struct PapersTests {
    @Test("A file of the same name is the next revision; one after the day is late; the bytes lie once")
    func revisions() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, item) = try await room.called()
        let papers = try room.papers(on: room.today)
        let first = try await papers.add(room.file("하나"), name: "안.hwpx", to: item.id, by: room.clerk)
        let again = try await papers.add(room.file("둘"), name: "안.hwpx", to: item.id, by: room.clerk)
        let late = try await room.papers(on: meeting.papersDue.adding(days: 1)).add(
            room.file("하나"),
            name: "덧붙임.hwpx",
            to: item.id,
            by: room.clerk
        )
        #expect([first, again, late].map(\.revision) == [1, 2, 1] as [Int])
        #expect([first, again, late].map(\.isLate) == [false, false, true] as [Bool])
        #expect(first.hash == late.hash)
        let opened = try await papers.open(first.id, by: room.seoul)
        #expect(try String(contentsOf: opened.place, encoding: .utf8) == "하나")
        #expect(opened.place.lastPathComponent == first.hash)
        let arriving = room.nation.home.appending(path: "council/arriving").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: arriving).isEmpty, "nothing is left behind")
    }

    @Test(
        "A name is kept without what it could do harm with",
        arguments: [
            ("../../etc/passwd", "passwd"), ("C:\\기안\\회의자료.hwp", "회의자료.hwp"), ("..", "file"),
            ("보고\u{202E}fdp.exe", "보고fdp.exe"), ("a\r\nSet-Cookie: x\".pdf", "aSet-Cookie_ x_.pdf"), ("", "file"),
        ]
    )
    func names(sent: String, kept: String) async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (_, item) = try await room.called()
        let paper = try await room.papers(on: room.today).add(room.file(), name: sent, to: item.id, by: room.clerk)
        #expect(paper.name == kept)
    }

    @Test(
        "The item's presenter and its institution's keepers add papers; other members do not, and an empty file is none"
    )
    func who() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let meeting = try await room.meeting()
        let item = try await room.agendas(on: room.today).add(
            .init(title: "보고", presenter: "official@busan.example", institution: "6110000"),
            to: meeting.id,
            by: room.clerk
        )
        let papers = try room.papers(on: room.today)
        for email in ["steward@seoul.example", "official@busan.example", "chair@mois.example"] {
            _ = try await papers.add(room.file(email), name: "a.pdf", to: item.id, by: room.nation.actor(email))
        }
        let file = try room.file()
        #expect(
            await problem { _ = try await papers.add(file, name: "a.pdf", to: item.id, by: room.busan) }
                == "council/not-your-item"
        )
        #expect(await problem { _ = try room.file("") } == "council/invalid")
    }
}

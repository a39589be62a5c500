import App
import Council
import Directory
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@Suite("An agenda before its meeting")
struct AgendaTests {
    @Test("Times follow from the minutes, through the tree; a withdrawn item takes none")
    func times() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let meeting = try await room.meeting()
        let agendas = try room.agendas(on: room.today)
        let first = try await agendas.add(.init(title: "보고", minutes: 10), to: meeting.id, by: room.clerk)
        _ = try await agendas.add(.init(title: "가", minutes: 15, parent: first.id), to: meeting.id, by: room.clerk)
        let second = try await agendas.add(.init(title: "논의", minutes: 20), to: meeting.id, by: room.clerk)
        let nodes = try await room.meetings(on: room.today).detail(meeting.id, by: room.clerk).agenda
        #expect(nodes.map(\.number) == ["1", "1-1", "2"])
        #expect(nodes.map { $0.startsAt.timeIntervalSince(meeting.startsAt) / 60 } == [0, 10, 25])
        #expect(nodes.map { $0.endsAt.timeIntervalSince(meeting.startsAt) / 60 } == [25, 25, 45])
        try await agendas.move(second.id, under: nil, at: 1, by: room.clerk)
        let moved = try await room.meetings(on: room.today).detail(meeting.id, by: room.clerk)
        #expect(moved.agenda.map(\.item.title) == ["논의", "보고", "가"] && moved.minutes == 45)
        _ = try await room.papers(on: room.today).add(room.file(), name: "a.pdf", to: first.id, by: room.clerk)
        try await agendas.remove(first.id, by: room.clerk)
        let left = try await room.meetings(on: room.today).detail(meeting.id, by: room.clerk)
        #expect(left.agenda.map(\.item.stage) == [.waiting, .withdrawn, .withdrawn], "papers are kept with their item")
        #expect(left.minutes == 20)
        try await agendas.remove(second.id, by: room.clerk)
        #expect(try await room.meetings(on: room.today).detail(meeting.id, by: room.clerk).agenda.count == 2)
    }

    @Test("An item goes neither under itself nor deeper than three levels, nor into another meeting")
    func shape() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let meeting = try await room.meeting()
        let other = try await room.meeting(in: 50)
        let agendas = try room.agendas(on: room.today)
        let one = try await agendas.add(.init(title: "1"), to: meeting.id, by: room.clerk)
        let two = try await agendas.add(.init(title: "2", parent: one.id), to: meeting.id, by: room.clerk)
        let three = try await agendas.add(.init(title: "3", parent: two.id), to: meeting.id, by: room.clerk)
        let foreign = try await agendas.add(.init(title: "x"), to: other.id, by: room.clerk)
        #expect(
            await problem { try await agendas.move(one.id, under: three.id, at: 1, by: room.clerk) }
                == "council/invalid"
        )
        #expect(
            await problem {
                _ = try await agendas.add(.init(title: "4", parent: three.id), to: meeting.id, by: room.clerk)
            }
                == "council/invalid"
        )
        #expect(
            await problem { try await agendas.move(three.id, under: foreign.id, at: 1, by: room.clerk) }
                == "council/no-such-thing"
        )
        #expect(
            await problem { _ = try await agendas.edit(one.id, .init(title: " "), by: room.clerk) } == "council/invalid"
        )
        #expect(
            await problem { _ = try await agendas.add(.init(title: "a"), to: meeting.id, by: room.seoul) }
                == "council/head-only"
        )
    }

    @Test("Once papers are closed the agenda stands")
    func closed() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let (meeting, item) = try await room.called()
        _ = try await room.meetings(on: room.today).closePapers(meeting.id, by: room.clerk)
        let agendas = try room.agendas(on: room.today)
        #expect(
            await problem { _ = try await agendas.edit(item.id, .init(title: "b"), by: room.clerk) }
                == "council/not-now"
        )
        let file = try room.file()
        #expect(
            await problem {
                _ = try await room.papers(on: room.today).add(file, name: "a", to: item.id, by: room.clerk)
            }
                == "council/not-now"
        )
    }

    @Test("A suggestion put on an agenda by its receipt moves on with it; one that was not reviewed is refused")
    func suggestion() async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let meeting = try await room.meeting()
        let agendas = try room.agendas(on: room.today)
        let suggestions = room.nation.platform.suggestions
        let raised = try await suggestions.raise(
            Suggestions.Draft(kind: .suggestion, title: "표준 코드", text: "코드를 맞추어 주세요."),
            by: room.seoul
        )
        #expect(
            await problem {
                _ = try await agendas.add(.init(suggestion: raised.receipt), to: meeting.id, by: room.chair)
            } == "council/not-now"
        )
        let secretariat = try await room.nation.actor("secretariat@mois.example")
        try await suggestions.step(raised.receipt, .review, text: "검토했습니다.", by: secretariat)
        let item = try await agendas.add(.init(suggestion: raised.receipt), to: meeting.id, by: secretariat)
        #expect(item.kind == .suggestion && item.title == "표준 코드" && item.institution == raised.institution)
        let stage = try await room.nation.platform.database.read { try Suggestion.fetchOne($0, key: raised.id)?.stage }
        #expect(stage == .onAgenda)
    }

    /// Who sees what of a called meeting's items, in the order council, officials, open.
    static let sights: [(String, [Bool])] = [
        ("", [false, false, true]), ("official@busan.example", [false, true, true]),
        ("steward@busan.example", [false, true, true]), ("officer@busan.example", [true, true, true]),
        ("chair@mois.example", [true, true, true]), ("auditor@mois.example", [false, true, true]),
        // The item's own institution sees what it brings in.
        ("steward@seoul.example", [true, true, true]),
    ]

    @Test("An item and its papers are seen by those its visibility names", arguments: sights)
    func visibility(email: String, sees: [Bool]) async throws {
        let room = try await MeetingRoom()
        defer { room.end() }
        let meeting = try await room.meeting()
        let agendas = try room.agendas(on: room.today)
        let papers = try room.papers(on: room.today)
        var kept: [Paper] = []
        for visibility in AgendaItem.Visibility.allCases {
            let item = try await agendas.add(
                .init(title: visibility.rawValue, institution: "6110000", visibility: visibility),
                to: meeting.id,
                by: room.clerk
            )
            kept.append(
                try await papers.add(room.file(visibility.rawValue), name: "a.html", to: item.id, by: room.clerk)
            )
        }
        let actor = email.isEmpty ? nil : try await room.nation.actor(email)
        let meetings = try room.meetings(on: room.today)
        let isKeeper = ["chair@mois.example", "steward@seoul.example"].contains(email)
        #expect(try await meetings.detail(meeting.id, by: actor).agenda.count == (isKeeper ? 3 : 0), "before the call")
        try await meetings.call(meeting.id, by: room.chair)
        let seen = Set(try await meetings.detail(meeting.id, by: actor).agenda.map(\.item.title))
        #expect(AgendaItem.Visibility.allCases.map { seen.contains($0.rawValue) } == sees)
        for (paper, sees) in zip(kept, sees) {
            let answer = await problem { _ = try await papers.open(paper.id, by: actor) }
            #expect(answer == (sees ? nil : "council/no-such-thing"))
        }
    }
}

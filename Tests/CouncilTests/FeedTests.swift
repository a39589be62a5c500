import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel
import TestSupport
import Testing
import Web

@testable import Council

@Suite("Following a meeting")
struct FeedTests {
    /// Hands on what is written to a response.
    private struct Tap: ResponseBodyWriter {
        let out: AsyncStream<String>.Continuation

        func write(_ buffer: ByteBuffer) async throws { out.yield(String(buffer: buffer)) }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws { out.finish() }
    }

    private func feed(_ chamber: Chamber, isEnding: @escaping @Sendable () -> Bool = { false }) throws -> MeetingFeed {
        MeetingFeed(meetings: chamber.meetings, pages: try Pages(rooms: [CouncilResources.room]), isEnding: isEnding)
    }

    private func ids(_ text: String) -> [Int64] {
        text.split(separator: "\n").filter { $0.hasPrefix("id: ") }.compactMap { Int64($0.dropFirst(4)) }
    }

    @Test("Whoever comes back after a cut gets every event since, each once and in order")
    func resume() async throws {
        let chamber = try await Chamber(members: 3)
        defer { chamber.end() }
        try await chamber.begin()
        let feed = try feed(chamber)
        let (first, before) = try #require(try await feed.frame(chamber.meeting, .events, after: 0))
        for member in chamber.members { try await chamber.meetings.leave(chamber.meeting, by: member) }
        let (last, after) = try #require(try await feed.frame(chamber.meeting, .events, after: first))
        let seen = ids(String(buffer: before)) + ids(String(buffer: after))
        #expect(seen == Array(Set(seen)).sorted())
        #expect(seen.count == 9)
        #expect(try await feed.frame(chamber.meeting, .events, after: last) == nil)
    }

    @Test("Somebody who listens hears what happens when it happens, and the line ends when the server does")
    func listening() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin(present: 1)
        let seq = try await chamber.read { try Meetings.latest(in: chamber.meeting, $0) }
        let response = try feed(chamber).response(chamber.meeting, .events, after: seq)
        #expect(response.headers[.contentType]?.hasPrefix("text/event-stream") == true)
        let (heard, out) = AsyncStream.makeStream(of: String.self)
        let line = Task { try await response.body.write(Tap(out: out)) }
        try await chamber.meetings.comeIn(chamber.meeting, by: chamber.members[1])
        var text = ""
        for await part in heard {
            text += part
            if text.contains("event: cameIn") { break }
        }
        #expect(text.contains(chamber.seats[1].rawValue))
        line.cancel()
        let (rest, end) = AsyncStream.makeStream(of: String.self)
        try await feed(chamber, isEnding: { true }).response(chamber.meeting, .events, after: 0).body.write(
            Tap(out: end)
        )
        var parts: [String] = []
        for await part in rest { parts.append(part) }
        #expect(parts == ["retry: 2000\n\n"])
    }

    @Test("Who is not invited follows without the items that are for members only")
    func outside() async throws {
        let chamber = try await Chamber(members: 1)
        defer { chamber.end() }
        try await chamber.begin()
        let feed = try feed(chamber)
        let inside = try #require(try await feed.frame(chamber.meeting, .page(.ko, isInside: true), after: 0)).1
        let outside = try #require(try await feed.frame(chamber.meeting, .page(.ko, isInside: false), after: 0)).1
        #expect(String(buffer: inside).contains("기타"))
        #expect(!String(buffer: outside).contains("기타"))
        #expect(String(buffer: outside).contains("공동 활용 데이터 확대 &lt;b&gt;"))
        #expect(!String(buffer: outside).contains("event: cameIn"))
    }

    @Test("While a vote is open its part of the page tells how many voted and not how")
    func openVote() async throws {
        let chamber = try await Chamber(members: 3)
        defer { chamber.end() }
        try await chamber.begin()
        let vote = try await chamber.vote(secret: true)
        let feed = try feed(chamber)
        func html() async throws -> String {
            String(buffer: try #require(try await feed.frame(chamber.meeting, .page(.ko, isInside: true), after: 0)).1)
        }
        try await chamber.votes.cast(vote, .aye, by: chamber.members[0])
        let first = try await html()
        #expect(first.contains("1명이 표를 냈습니다"))
        #expect(!first.contains(/찬성 \d/))
        try await chamber.votes.cast(vote, .no, by: chamber.members[1])
        try await chamber.votes.cast(vote, .aye, by: chamber.members[2])
        try await chamber.votes.close(vote, by: chamber.secretary)
        #expect(try await html().contains("찬성 2 · 반대 1"))
    }

    @Test("A hundred who follow are sent what was read and drawn once")
    func crowd() async throws {
        let chamber = try await Chamber(members: 2)
        defer { chamber.end() }
        try await chamber.begin()
        let feed = try feed(chamber)
        let frames = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for _ in 0..<100 {
                group.addTask { try await feed.frame(chamber.meeting, .page(.ko, isInside: true), after: 0)?.0 }
            }
            return try await group.reduce(into: [Int64?]()) { $0.append($1) }
        }
        #expect(Set(frames).count == 1)
        #expect(await feed.drawn == 1)
    }
}

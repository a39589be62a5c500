import Foundation
import Kernel
import Testing

@testable import Web

@Suite("How pages are drawn and kept")
struct DrawingTests {
    @Test("A quotation mark stays inside its attribute even with an accent on it")
    func accents() async throws {
        try await Shell().test { browser in
            let evil = "\"\u{301} autofocus x=\"<\u{338}b>"
            let answer = try await browser.get("/page?text=\(FormValues.encoded(evil))")
            #expect(answer.status == 200)
            let scalars = answer.body.unicodeScalars.map(\.value)
            func place(of text: String) -> Int? {
                let wanted = text.unicodeScalars.map(\.value)
                return scalars.indices.first { scalars[$0...].starts(with: wanted) }
            }
            #expect(place(of: "&quot;\u{301} autofocus x=&quot;&lt;\u{338}b&gt;") != nil)
            #expect(place(of: "\"\u{301} autofocus") == nil)
            #expect(place(of: "<\u{338}b") == nil)
        }
    }

    @Test("Nil hides its section, lists are gone through, and a name is looked for further out")
    func values() async throws {
        struct Inner: Sendable {
            let label: String
            let note: String?
        }
        struct Outer: Page {
            static let template = "test/values"
            let note: String?
            let isOn: Bool
            let count: Int
            let day: Day
            let entries: [Inner]
            let rows: [[String]]
            let none: [Inner]
        }
        let template = """
            {{#page}}{{#entries}}({{label}}:{{note}}:{{count}}){{/entries}}{{^none}}none{{/none}}{{/page}}\
            {{#page.rows}}[{{#.}}{{.}},{{/.}}]{{/page.rows}}{{#page.isOn}}on {{page.day}}{{/page.isOn}}
            """
        let pages = try Pages(rooms: [TestRoom.make(templates: ["test/values": template])])
        let page = Outer(
            note: "밖",
            isOn: true,
            count: 3,
            day: try #require(Day("2026-11-25")),
            entries: [Inner(label: "a&b", note: nil), Inner(label: "c", note: "안")],
            rows: [["1", "<2>"], []],
            none: []
        )
        let html = try pages.html(page, for: Visit())
        #expect(html == "(a&amp;b:밖:3)(c:안:3)none[1,&lt;2&gt;,][]on 2026-11-25")
    }

    @Test(
        "A template that would put in a text without escaping it is refused at start",
        arguments: ["{{{page.text}}}", "{{&page.text}}"]
    )
    func unescaped(template: String) throws {
        let room = try TestRoom.make(templates: ["test/page": template])
        #expect(throws: BrokenResources.self) { try Pages(rooms: [room]) }
    }

    // MARK: - Kept pages

    private func visit(_ change: (inout Visit) -> Void = { _ in }) -> Visit {
        var visit = Visit()
        visit.target = "/datasets/1"
        change(&visit)
        return visit
    }

    @Test("A kept page is given out under its own mark, language and look only, and never to somebody who is known")
    func mark() {
        let kept = DrawnPages<Int>()
        kept.keep(DrawnPage("쪽"), of: "1", showing: 7, weighing: 0, to: visit())
        #expect(kept.page(of: "1", showing: 7, to: visit())?.size == 3)
        #expect(kept.page(of: "1", showing: 8, to: visit()) == nil)
        #expect(kept.page(of: "2", showing: 7, to: visit()) == nil)
        let others = [
            visit { $0.language = .en }, visit { $0.theme = .dark }, visit { $0.textSize = .large },
            visit { $0.target = "/datasets/1?x=1" }, visit { $0.flash = Flash(.success, "됐습니다") },
            visit { $0.session = "secret" }, visit { $0.csrf = "token" },
        ]
        for other in others {
            #expect(kept.page(of: "1", showing: 7, to: other) == nil)
        }
        kept.keep(DrawnPage("남의 쪽"), of: "9", showing: 1, weighing: 0, to: visit { $0.session = "secret" })
        #expect(kept.page(of: "9", showing: 1, to: visit()) == nil)
    }

    @Test("What is kept has a bound: pages nobody asked for go, one that is asked for stays")
    func bound() {
        let kept = DrawnPages<Int>(limit: 8000)
        let page = DrawnPage(String(repeating: "x", count: 900))
        for number in 0..<100 {
            kept.keep(page, of: "\(number)", showing: 0, weighing: 0, to: visit())
            _ = kept.page(of: "0", showing: 0, to: visit())
        }
        let left = (0..<100).filter { kept.page(of: "\($0)", showing: 0, to: visit()) != nil }
        #expect(left.contains(0) && left.contains(99))
        #expect(left.count <= 9)
        kept.keep(page, of: "huge", showing: 0, weighing: 1001, to: visit())
        #expect(kept.page(of: "huge", showing: 0, to: visit()) == nil)
    }
}

import Foundation
import Hummingbird
import Kernel
import Testing

@testable import Web

@Suite("Forms as they are sent")
struct FormValuesTests {
    @Test(
        "What is not a form in UTF-8 is refused",
        arguments: ["a=%", "a=%4", "a=%zz", "a=%FF%FE", "%C3=b", "a=%00", "a=b%00c", "a=\0"]
    )
    func refused(text: String) { #expect(FormValues(urlencoded: text) == nil) }

    @Test("Names and values are read as browsers write them")
    func reading() throws {
        let form = try #require(
            FormValues(
                urlencoded: "q=%EC%89%BC%ED%84%B0+%EC%9C%84%EC%B9%98&box=1&box=&box=2&empty=&plus=a%2Bb&eq=a=b&bare&=x"
            )
        )
        #expect(form["q"] == "쉼터 위치")
        #expect(form.all("box") == ["1", "2"])
        #expect(form["empty"] == nil && form.raw("empty") == "" && form["bare"] == nil && form["missing"] == nil)
        #expect(form["plus"] == "a+b" && form["eq"] == "a=b")
        #expect(form.names == ["q", "box", "empty", "plus", "eq", "bare", ""])
    }

    @Test("A password keeps its spaces, other fields lose those around them")
    func spaces() throws {
        let form = try #require(FormValues(urlencoded: "name=+%EA%B9%80+&password=+a+"))
        #expect(form["name"] == "김" && form.raw("password") == " a ")
    }

    @Test("A query leaves out what cannot be read, and keeps the rest when links are built from it")
    func queries() {
        let query = FormValues(lenient: "q=%FF&sector=%ED%99%98%EA%B2%BD&page=3&a=%26%3D")
        #expect(query["q"] == nil && query["sector"] == "환경")
        let link = query.query(without: ["page"], adding: [("page", "4")])
        #expect(FormValues(urlencoded: link)?["a"] == "&=" && FormValues(urlencoded: link)?.all("page") == ["4"])
    }

    @Test("A form larger than a form is refused before it is read", arguments: [1_000_000, 1_100_000])
    func large(bytes: Int) async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            try await browser.signIn()
            let answer = try await browser.post("/things", "a=" + String(repeating: "b", count: bytes))
            #expect(answer.status == (bytes > 1 << 20 ? 413 : 303))
        }
    }

    @Test("What cannot be read as a form is a problem in words", arguments: [("a=%FF", 400), ("a=%00", 400)])
    func broken(form: String, status: Int) async throws {
        let shell = try await Shell()
        try await shell.test { browser in
            // Without a session, so that the form itself is what is looked at.
            let answer = try await browser.post("/sign-in", form, headers: [.accept: "*/*"])
            #expect(answer.status == status)
            #expect(answer.json["type"] as? String == "/problems/web/bad-form")
        }
    }

    @Test("Another kind of body is no form", arguments: ["application/json", "text/plain", "multipart/form-data"])
    func types(type: String) async throws {
        try await Shell().test { browser in
            let answer = try await browser.post("/sign-in", "a=b", headers: [.contentType: type, .accept: "*/*"])
            #expect([400, 415].contains(answer.status))
        }
    }
}

@Suite("Lists, page by page")
struct PagingTests {
    @Test(
        "The pages around the present one are linked, the first and the last always",
        arguments: [
            (1, 1, nil), (1, 2, "[1] 2"), (3, 5, "1 2 [3] 4 5"), (10, 20, "1 … 8 9 [10] 11 12 … 20"),
            (20, 20, "1 … 18 19 [20]"), (1, 20, "[1] 2 3 … 20"),
        ] as [(Int, Int, String?)]
    )
    func links(page: Int, count: Int, text: String?) {
        let pagination = Pagination(
            page: page,
            of: count,
            path: "/x",
            query: FormValues(lenient: "q=a%26b&page=9&lang=en")
        )
        let drawn = pagination?.entries
            .map { $0.isGap ? "…" : $0.isCurrent ? "[\($0.number)]" : "\($0.number)" }.joined(separator: " ")
        #expect(drawn == text)
        guard let pagination else { return }
        #expect((pagination.previous == nil) == (page == 1) && (pagination.next == nil) == (page == count))
        #expect(pagination.entries.compactMap(\.path).allSatisfy { $0.hasPrefix("/x?q=a%26b&page=") })
        #expect(pagination.entries.allSatisfy { $0.isGap == ($0.path == nil) })
    }

    @Test(
        "A cursor comes back as it was given",
        arguments: [["a"], ["2026-11-23T00:00:00.000Z", "01ABC"], ["쉼터\"\\", ""]]
    )
    func cursors(place: [String]) throws {
        #expect(try Cursor(text: Cursor(place).text).place == place)
        #expect(Cursor(place).text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
    }

    @Test(
        "A cursor nobody gave is refused",
        arguments: ["", "x", "!!!", Data("[]".utf8).base64URL, Data("{}".utf8).base64URL, Data("[1]".utf8).base64URL]
    )
    func inventions(text: String) {
        let problem = #expect(throws: Problem.self) { try Cursor(text: text) }
        #expect(problem?.type == "web/bad-cursor")
    }

    @Test(
        "A list is as long as asked for, within reason",
        arguments: [("1", 200), ("200", 200), ("0", 400), ("201", 400), ("x", 400)]
    )
    func limits(limit: String, status: Int) async throws {
        let shell = try await Shell()
        let token = try await shell.token()
        try await shell.test { browser in
            let headers: HTTPFields = [.authorization: "Bearer \(token)"]
            let answer = try await browser.get("/api/v1/things?limit=\(limit)", headers)
            #expect(answer.status == status)
        }
    }

    @Test("A page says where the next begins, and the last says nothing")
    func cutting() throws {
        let cut = APIPage(["a", "b", "c"], limit: 2) { [$0] }
        #expect(cut.items == ["a", "b"] && cut.next == Cursor(["b"]).text)
        #expect(APIPage(["a", "b"], limit: 2) { [$0] }.next == nil)
    }
}

@Suite("Numbers and days in writing")
struct WrittenTests {
    @Test(
        "Numbers have commas",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "−1,234,567"), (Int.max, "9,223,372,036,854,775,807"),
        ]
    )
    func numbers(number: Int, text: String) { #expect(Written.number(number) == text) }

    @Test(
        "Sizes have one unit and no false precision",
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (1536, "1.5 KB"), (104_857_600, "100 MB"),
            (2 << 30, "2.0 GB"),
        ]
    )
    func sizes(bytes: Int, text: String) { #expect(Written.bytes(bytes) == text) }

    @Test(
        "A share is never called all or nothing unless it is",
        arguments: [
            (0, 10, "0%"), (10, 10, "100%"), (1, 10000, "<1%"), (9999, 10000, ">99%"), (1, 3, "33%"), (0, 0, "–"),
        ]
    )
    func shares(part: Int, whole: Int, text: String) { #expect(Written.percent(part, of: whole) == text) }

    @Test(
        "An instant is written in Seoul's time, as each language writes it",
        arguments: [
            ("2026-11-22T15:05:00Z", "2026. 11. 23.(월) 00:05", "23 Nov 2026, 00:05"),
            ("2026-11-22T14:59:59Z", "2026. 11. 22.(일) 23:59", "22 Nov 2026, 23:59"),
        ]
    )
    func instants(utc: String, ko: String, en: String) throws {
        let instant = try Date(utc, strategy: .iso8601)
        #expect(Written.instant(instant, in: .ko) == ko && Written.instant(instant, in: .en) == en)
        #expect(ko.hasPrefix(Written.day(instant, in: .ko)) && en.hasPrefix(Written.day(instant, in: .en)))
    }

    @Test("What is left of a session", arguments: [(1800, "30:00"), (61, "01:01"), (0, "00:00"), (-5, "00:00")])
    func remaining(seconds: Int, text: String) { #expect(Written.remaining(seconds) == text) }

    @Test("The API writes instants in UTC with milliseconds, and reads them with any offset")
    func json() throws {
        struct Box: Codable { let at: Date }
        let written = String(
            decoding: try JSONEncoder.api.encode(Box(at: Date(timeIntervalSince1970: 0.5))),
            as: UTF8.self
        )
        #expect(written == #"{"at":"1970-01-01T00:00:00.500Z"}"#)
        for text in ["1970-01-01T09:00:00.500+09:00", "1970-01-01T00:00:00.500Z"] {
            let read = try JSONDecoder.api.decode(Box.self, from: Data(#"{"at":"\#(text)"}"#.utf8))
            #expect(read.at == Date(timeIntervalSince1970: 0.5))
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder.api.decode(Box.self, from: Data(#"{"at":"yesterday"}"#.utf8))
        }
    }
}

@Suite("Templates and words")
struct TemplateTests {
    @Test(
        "What people typed is words on the page, never markup",
        arguments: [
            "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "' onclick='x", "{{site.csrf}}",
            "{{{page.text}}}",
            "&lt;b&gt;", "a\u{202E}gpj.exe",
        ]
    )
    func escaping(text: String) async throws {
        try await Shell().test { browser in
            let html = try await browser.get("/page?text=\(FormValues.encoded(text))").body
            let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
            #expect(html.contains("<p id=\"text\" title=\"\(escaped)\">\(escaped)</p>"))
        }
    }

    @Test(
        "A room that is broken is found at start, with its name",
        arguments: [
            (["test/a": "{{#open}}"], "test/a"), (["test/a": "{{t.testMissing}}"], "testMissing"),
            (["test/a": "{{>test/none}}"], "test/none"), (["test/a": "{{<nolayout}}{{/nolayout}}"], "nolayout"),
            (["web/sign-in": "x"], "web/sign-in"),
        ]
    )
    func broken(templates: [String: String], name: String) throws {
        let room = try TestRoom.make(templates: templates)
        let error = #expect(throws: BrokenResources.self) { try Pages(rooms: [room]) }
        #expect(error?.description.contains(name) == true)
    }

    @Test("A word that only one language has, or that two rooms have, is found at start")
    func words() throws {
        let half = try TestRoom.make(templates: ["test/a": "{{t.testOne}}"], ko: ["testOne": "하나"])
        let error = #expect(throws: BrokenResources.self) { try Pages(rooms: [half]) }
        #expect(error?.description.contains("testOne") == true)
        let twice = try TestRoom.make(ko: ["webSignIn": "a"], en: ["webSignIn": "b"])
        #expect(throws: BrokenResources.self) { try Pages(rooms: [twice]) }
    }

    @Test("A page whose template is missing is found at start")
    func pages() throws {
        struct Lost: Page { static let template = "test/lost" }
        let pages = try Pages(rooms: [TestRoom.make()])
        #expect(throws: BrokenResources.self) { try pages.require(Lost.self) }
        try pages.require(Shell.TestPage.self)
    }
}

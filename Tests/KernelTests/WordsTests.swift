import Foundation
import Testing

@testable import Kernel

@Suite("Words everyone speaks")
struct WordsTests {
    @Test("Identifiers sort by the time they were made, and do not repeat")
    func identifiers() {
        let early = Identifier<Job>.make(at: Date(timeIntervalSince1970: 1_000_000))
        let late = Identifier<Job>.make(at: Date(timeIntervalSince1970: 1_000_000.001))
        #expect(early < late)
        #expect(early.rawValue.count == 20)
        #expect(Set((0..<1000).map { _ in Identifier<Job>.make() }).count == 1000)
    }

    @Test("Words without English are shown in Korean")
    func fallback() {
        #expect(LocalizedText("무더위쉼터")[.en] == "무더위쉼터")
        #expect(LocalizedText("무더위쉼터", en: "")[.en] == "무더위쉼터")
        #expect(LocalizedText("무더위쉼터", en: "Heat shelters")[.en] == "Heat shelters")
    }

    @Test("Canonical JSON is RFC 8785: sorted by UTF-16, shortest escapes, no spaces")
    func canonical() {
        let value: JSONValue = [
            "\u{20ac}": 1, "\r": "a\"\\\u{01}\n", "1": [true, nil], "\u{1F600}": -5, "\u{FB33}": "가",
        ]
        #expect(
            value.canonical
                == #"{"\r":"a\"\\\u0001\n","1":[true,null],"€":1,"😀":-5,"דּ":"가"}"#
        )
    }

    @Test(
        "The command line's exit status follows from what went wrong",
        arguments: [(422, 65), (404, 66), (403, 77), (401, 77), (409, 1), (429, 75), (500, 1), (410, 66)]
    )
    func exits(status: Int, exit: Int32) {
        #expect(Problem("kernel/x", "x", status: status).exitStatus == exit)
    }

    @Test("A problem is one document in the reader's language, with the fields to correct")
    func problems() {
        let problem = Problem(
            "sharing/incomplete",
            LocalizedText("요청을 접수할 수 없습니다.", en: "The request cannot be received."),
            status: 422,
            fields: [.init("purpose", LocalizedText("이용 목적을 적어 주세요.", en: "Say what it is for."))]
        )
        let document = problem.document(in: .en, instance: "r1")
        #expect(document.type == "/problems/sharing/incomplete")
        #expect(document.errors == [.init(field: "purpose", message: "Say what it is for.")])
        #expect(problem.sentence(in: .ko) == "요청을 접수할 수 없습니다. purpose: 이용 목적을 적어 주세요.")
    }
}

extension LocalizedText: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}

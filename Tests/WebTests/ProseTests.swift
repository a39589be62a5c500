import Foundation
import Testing

@testable import Web

@Suite("Long text from Markdown")
struct ProseTests {
    @Test("Headings, lists, tables and code are taken apart; the first heading is the title")
    func parts() {
        let prose = Prose(
            """
            # 책임관 안내

            첫 *문단*과 **굵은** `코드`.

            ## 하는 일

            1. 하나
            2. 둘
               - 안쪽

            | 기간 | 날 |
            |---|---:|
            | 결정 | 20 |

            ```
            maru desk < a
            ```
            """
        )
        #expect(prose.title == "책임관 안내")
        #expect(prose.blocks.map(\.isHeading) == [false, true, false, false, false])
        #expect(prose.blocks[1].anchor == "하는-일")
        #expect(prose.blocks[2].isNumbered && prose.blocks[2].items.count == 2)
        #expect(prose.blocks[2].items[1].blocks[1].isList)
        #expect(prose.blocks[3].rows[0].cells.map(\.isRight) == [false, true])
        #expect(prose.blocks[4].code == "maru desk < a\n")
    }

    @Test(
        "No address leads to a script, to another site in disguise or to a file",
        arguments: ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "//evil.example", "data:text/html,x", "file:///etc"]
    )
    func addresses(address: String) {
        let prose = Prose("[누르세요](\(address)) ![그림](\(address))")
        #expect(prose.blocks[0].spans.allSatisfy { !$0.isLink && !$0.isPicture })
        #expect(prose.blocks[0].spans.map(\.plain).joined() == "누르세요 그림")
    }

    @Test("HTML in a text is left out; the words around it stay")
    func html() {
        let prose = Prose("앞 <script>alert(1)</script> 뒤\n\n<div onclick=\"x\">칸</div>\n\n끝")
        let words = prose.blocks.map { $0.spans.map(\.plain).joined() }
        #expect(words.first == "앞 alert(1) 뒤")
        #expect(words.last == "끝")
        #expect(!words.joined().contains("<"))
    }
}

import Foundation
import Protocols
import Testing

@Suite("iCalendar: content lines")
struct ContentLineTests {
    @Test("Commas, semicolons, backslashes and line ends in a text are escaped")
    func escapes() {
        let line = ContentLine.text("SUMMARY", "안건 1, 2; C:\\공유\r\n다음 줄")
        #expect(line.folded.replacing("\r\n ", with: "") == "SUMMARY:안건 1\\, 2\\; C:\\\\공유\\n다음 줄\r\n")
    }

    @Test("A long Korean line is folded at 75 octets, never within a character, and unfolds to itself")
    func folds() {
        let text = String(repeating: "데이터기반행정책임관협의회", count: 20)
        let folded = ContentLine.text("DESCRIPTION", text).folded
        let lines = folded.components(separatedBy: "\r\n").dropLast()
        #expect(lines.count > 5)
        #expect(lines.allSatisfy { $0.utf8.count <= 75 })
        #expect(folded.replacing("\r\n ", with: "") == "DESCRIPTION:\(text)\r\n")
    }

    @Test("Nobody can begin a line of their own in a value or a parameter")
    func injection() {
        let line = ContentLine.plain("URL", "https://x\r\nATTENDEE:mailto:a@b", .init("LABEL", "a\r\nX:\"y\""))
        #expect(line.folded == "URL;LABEL=\"aX:'y'\":https://xATTENDEE:mailto:a@b\r\n")
    }
}

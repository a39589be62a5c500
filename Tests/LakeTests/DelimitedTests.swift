import Foundation
import Kernel
import Testing

@testable import Lake

@Suite("Reading delimited text that somebody made by hand")
struct DelimitedTests {
    @Test(
        "Line ends of every kind, mixed ones too, end lines",
        arguments: [
            "가,나\n1,2\n3,4\n", "가,나\r1,2\r3,4\r", "가,나\r\n1,2\n3,4\r\n", "가,나\n1,2\r\n3,4",
            "\n\r\n가,나\r\n1,2\r\n3,4\r\n",
        ]
    )
    func lineEnds(text: String) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, file, _) = try await workshop.read(text)
        #expect(table.columns.map(\.name) == ["가", "나"])
        #expect(try await workshop.rows(file) == ["[1,2]", "[3,4]"])
    }

    @Test("Mixed line ends within quotes stay as they are")
    func quotedLineEnds() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (_, file, _) = try await workshop.read("가,나\r\n1,\"a\r\nb\"\n2,\"\"\"c\"\"\"\r\n")
        #expect(try await workshop.rows(file) == [#"[1,"a\r\nb"]"#, #"[2,"\"c\""]"#])
    }

    @Test(
        "A head of several lines, as Excel writes them, swallows no rows",
        arguments: [
            "가\n(명),나\r\n1,2\r\n3,4\r\n", "가\r\n(명),나\n1,2\n3,4\n", "가\r(명),나\n1,2\n3,4\n", "가\n(명),나\r1,2\r3,4\r",
        ]
    )
    func headOfLines(text: String) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let quoted = "\"" + text.replacing("(명)", with: "(명)\"")
        for text in [quoted, "\u{FEFF}" + quoted] {
            let (table, file, warnings) = try await workshop.read(text)
            #expect(table.columns.map(\.name) == ["가 (명)", "나"])
            #expect(try await workshop.rows(file) == ["[1,2]", "[3,4]"])
            #expect(warnings.isEmpty)
        }
    }

    @Test("A comma in the first head behind a mark of UTF-8 swallows no rows")
    func markedHead() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, file, _) = try await workshop.read("\u{FEFF}\"가, 명\",나\n1,2\n3,4\n")
        #expect(table.columns.map(\.name) == ["가, 명", "나"])
        #expect(try await workshop.rows(file) == ["[1,2]", "[3,4]"])
    }

    @Test("Stray quotes are letters, but no cell that is too many is cut off for them")
    func strayQuotes() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (_, file, warnings) = try await workshop.read("가,나\n\"3\" 관,1\n5\" 관,2\n")
        #expect(try await workshop.rows(file) == [#"["3 관",1]"#, #"["5\" 관",2]"#])
        #expect(warnings.contains { $0.ko.contains("2번째 줄 등 2개 줄") })
        let long = await problem { _ = try await workshop.read("가,나\n\"3\" 관,1\n4,5,6\n") }
        #expect(long?.detail?.ko.contains("3번째 줄에 칸이 3개") == true)
    }

    @Test("Blank lines before the header are no header")
    func blankStart() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, _) = try await workshop.read("\n,\n가,나\n1,2\n")
        #expect(table.columns.map(\.name) == ["가", "나"])
        #expect(table.rows == 1)
    }

    @Test("A header alone is a table without rows")
    func headerOnly() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, _) = try await workshop.read("가,나\n")
        #expect(table.rows == 0)
        #expect(table.columns.map(\.type) == ["VARCHAR", "VARCHAR"])
        #expect(table.columns[0].profile?.distinct == 0)
    }

    @Test("A single column may hold commas")
    func oneColumn() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, file, _) = try await workshop.read("메모\n가,나\n다\n라,마,바\n")
        #expect(table.columns.map(\.name) == ["메모"])
        #expect(try await workshop.rows(file).count == 3)
    }

    @Test("A quote that is never closed swallows no lines: it is an error with its line")
    func openQuote() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let found = await problem { _ = try await workshop.read("가,나\n1,\"열린\n2,값\n3,값\n") }
        #expect(found?.type == "lake/unreadable")
        #expect(found?.detail?.ko.contains("2번째 줄") == true)
    }

    @Test("A broken character in UTF-8 is told with its line, early or late", arguments: [1, 60_000])
    func brokenCharacter(line: Int) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        var data = Data("이름,값\n".utf8)
        for row in 1...60_000 {
            data += Data("가나다,\(row)\n".utf8)
            if row == line { data += [0xEA, 0xB0, 0x2C, 0x31, 0x0A] }
        }
        let found = await problem { _ = try await workshop.read(data) }
        #expect(found?.type == "lake/unreadable")
        #expect(found?.detail?.ko.contains("\(line + 2)번째 줄") == true)
        #expect(found?.detail?.ko.contains("UTF-8로 읽을 수 없는") == true)
    }

    @Test("Korean that begins far behind in CP949 is read")
    func lateKorean() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let text = "a,b\n" + String(repeating: "1,2\n", count: 100_000) + "3,똠\n"
        let data = try #require(text.data(using: String.Encoding(rawValue: IntakeTests.CFEncoding.cp949)))
        let (reading, file) = try await workshop.read(data)
        #expect(reading.table?.rows == 100_001)
        #expect(try await workshop.rows(file).last == #"[3,"똠"]"#)
    }
}

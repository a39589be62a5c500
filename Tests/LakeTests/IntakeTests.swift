import Foundation
import Kernel
import Testing

@testable import Lake

@Suite("Reading uploads")
struct IntakeTests {
    @Test(
        "The same table comes out of every encoding and delimiter",
        arguments: ["utf8", "bom", "cp949", "utf16le", "utf16be"],
        [",", "\t", ";"]
    )
    func encodings(encoding: String, delimiter: String) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        // 똠 is in CP949 and not in EUC-KR.
        let text = ["이름,값", "똠방각하,1", "\"둘째, 줄\n바꿈\",2"].joined(separator: "\r\n")
            .replacing("둘째, 줄", with: "둘째 줄").replacing(",", with: delimiter)
        let data: Data =
            switch encoding {
            case "bom": Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8)
            case "cp949":
                try #require(text.data(using: String.Encoding(rawValue: CFEncoding.cp949)))
            case "utf16le": Data([0xFF, 0xFE]) + (try #require(text.data(using: .utf16LittleEndian)))
            case "utf16be": Data([0xFE, 0xFF]) + (try #require(text.data(using: .utf16BigEndian)))
            default: Data(text.utf8)
            }
        let (reading, file) = try await workshop.read(data)
        let table = try #require(reading.table)
        #expect(table.columns.map(\.name) == ["이름", "값"])
        #expect(table.rows == 2)
        #expect(try await workshop.rows(file) == [#"["똠방각하",1]"#, #"["둘째 줄\n바꿈",2]"#])
    }

    /// CP949's number among Foundation's encodings (kCFStringEncodingDOSKorean).
    enum CFEncoding {
        static let cp949: UInt = 0x8000_0422
    }

    @Test(
        "Types lose nothing: what would not come out the same stays text",
        arguments: [
            ("수량", ["1", "-20", "300"], "BIGINT"), ("우편 값", ["01234", "12345"], "VARCHAR"),
            ("법정동코드", ["4223033031", "1111010100"], "VARCHAR"), ("연락 전화번호", ["0212345678"], "VARCHAR"),
            ("긴수", ["12345678901234567890"], "VARCHAR"), ("비율", ["0.5", "1.25", "3"], "DOUBLE"),
            ("점수", ["1", "2", ""], "BIGINT"), ("단가", ["1,000", "2"], "VARCHAR"),
            ("일자", ["2026-01-31", "2026-02-28"], "DATE"), ("인허가", ["2012.12.24", "2013.01.02"], "DATE"),
            ("틀린일자", ["2026-02-30"], "VARCHAR"), ("시각", ["2026-01-01 10:20:30"], "TIMESTAMP"),
            ("야간개방", ["Y", "N"], "VARCHAR"), ("빈칸", ["", ""], "VARCHAR"), ("더하기", ["+1"], "VARCHAR"),
            ("지수", ["1e5"], "VARCHAR"), ("띄어쓰기", [" 1", "2"], "VARCHAR"),
            ("국제", ["+82-51-123-4567"], "VARCHAR"), ("무수", ["NaN", "1.5"], "VARCHAR"), ("음영", ["-0", "1"], "VARCHAR"),
            ("음영소수", ["-0.00", "1.25"], "VARCHAR"), ("절", ["12.9", "12.10"], "VARCHAR"),
            ("금액", ["12.10", "3.05"], "DECIMAL(18,2)"), ("파이썬", ["1.0", "0.25", "3"], "DOUBLE"),
            ("달", ["2026.01", "2026.10"], "DECIMAL(18,2)"), ("섞임", ["1", "가"], "VARCHAR"),
            ("밑줄", ["1_000"], "VARCHAR"), ("십육진", ["0x1F"], "VARCHAR"), ("무한", ["Infinity"], "VARCHAR"),
        ]
    )
    func types(name: String, values: [String], type: String) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let rows = values.map { "x,\"\($0)\"" }.joined(separator: "\n")
        let (table, _, _) = try await workshop.read("행,\(name)\n\(rows)\n")
        #expect(table.columns[1].type == type)
        #expect(table.rows == values.count)
    }

    @Test("Decimals that are written alike come out as they were")
    func decimals() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (_, file, _) = try await workshop.read("행,금액\n가,12.10\n나,-0.05\n")
        #expect(try await workshop.rows(file) == [#"["가",12.10]"#, #"["나",-0.05]"#])
    }

    @Test("A value behind the sample that breaks the type makes the column text, and loses nothing")
    func lateSurprise() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let text = "가,나\n" + (0..<25_000).map { "\($0),x" }.joined(separator: "\n") + "\n007,끝\n"
        let (table, file, _) = try await workshop.read(text)
        #expect(table.rows == 25_001)
        #expect(table.columns[0].type == "VARCHAR")
        #expect(try await workshop.rows(file).last == #"["007","끝"]"#)
    }

    @Test("Blank and repeated headers become unique and are reported")
    func headers() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, warnings) = try await workshop.read("a,,A,\n1,2,3,4\n")
        #expect(table.columns.map(\.name) == ["a", "column_2", "A_2", "column_4"])
        #expect(warnings.count == 3)
    }

    @Test("Short rows are padded and said; long rows are an error with their line")
    func ragged() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, warnings) = try await workshop.read("a,b,c\n1,2,3\n4,5\n6,7,8\n")
        #expect(table.rows == 3)
        #expect(warnings.contains { $0.ko.contains("3번째 줄") })
        let long = await problem { _ = try await workshop.read("a,b\n1,2\n3,4,5,6\n") }
        #expect(long?.type == "lake/unreadable")
        #expect(long?.detail?.ko.contains("3번째 줄") == true)
    }

    @Test(
        "What is no table is refused with a reason",
        arguments: [
            ("junk.csv", Data((0...255).map { UInt8($0) })), ("empty.csv", Data()),
            ("book.xlsx", Data("not a zip".utf8)), ("t.parquet", Data("PAR1xxxx".utf8)),
            ("t.json", Data("{\"a\":".utf8)),
        ]
    )
    func garbage(name: String, content: Data) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let found = await problem { _ = try await workshop.read(content, as: name) }
        #expect(found?.type == "lake/unreadable")
        #expect(found?.exitStatus == 65)
    }

    @Test("A spreadsheet that unfolds into gigabytes is refused before it is unfolded")
    func bomb() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        var entry = Data([0x50, 0x4B, 0x01, 0x02] + [UInt8](repeating: 0, count: 42))
        entry.replaceSubrange(24..<28, with: [0xFE, 0xFF, 0xFF, 0xFF])
        let end = Data([0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0, 1, 0, 1, 0, 46, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        let found = await problem { _ = try await workshop.read(entry + end, as: "bomb.xlsx") }
        #expect(found?.detail?.ko.contains("MB") == true)
    }

    @Test("JSON and NDJSON become tables, nested values stay JSON; other files are documents")
    func structured() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (lines, _, _) = try await workshop.read("{\"a\":1,\"b\":{\"c\":2}}\n{\"a\":2}\n", as: "x.ndjson")
        #expect(lines.rows == 2)
        #expect(lines.columns.map(\.type) == ["BIGINT", "VARCHAR"])
        let (array, _, _) = try await workshop.read("[{\"코드\":\"007\"}]", as: "x.json")
        #expect(array.columns.map(\.type) == ["VARCHAR"])
        let (document, _) = try await workshop.read(Data("%PDF".utf8), as: "규정.pdf")
        #expect(document.table == nil)
    }

    @Test(
        "Personal data is found by shape and by name",
        arguments: [
            ("비고", "900101-1234567", PersonalKind.residentNumber), ("비고", "2101013000001", .residentNumber),
            ("비고", "900101-5234567", .foreignerNumber), ("비고", "010-1234-5678", .phone), ("비고", "02-123-4567", .phone),
            ("비고", "a@b.co.kr", .email), ("비고", "4111-1111-1111-1111", .card), ("비고", "123-45-67890", .businessNumber),
            ("비고", "M123A4567", .passport), ("비고", "11-12-345678-90", .driverLicence),
            ("비고", "서울특별시 중구 세종대로 110", .address), ("성명", "홍길동", .name),
            ("비고", "900101 – 1234567", .residentNumber), ("비고", "900101-1******", .residentNumber),
            ("비고", "+82-10-1234-5678", .phone), ("비고", "(02) 123-4567", .phone), ("비고", "070-1234-5678", .phone),
            ("비고", "4111111111111111", .card), ("비고", "3782-822463-10005", .card), ("비고", "M12345678", .passport),
            ("비고", "서울-12-345678-90", .driverLicence), ("비고", "충청북도 음성군 음성읍 12", .address),
            ("사업자등록번호", "1234567890", .businessNumber), ("수급자명", "가나다", .name),
        ]
    )
    func personal(column: String, value: String, kind: PersonalKind) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, _) = try await workshop.read("행,\(column)\n1,\(value)\n2,\n")
        #expect(table.columns[1].findings.map(\.kind).contains(kind))
        #expect(table.columns[1].profile?.top == [])
        #expect(table.columns[1].profile?.min == nil)
    }

    @Test(
        "Ordinary values raise no alarm",
        arguments: [
            "2026-01-31", "12345", "관리 대상 3곳", "9999999999999", "오전 10시", "4111111111111112", "12-34-567890-1", "강남구",
            "a@b",
        ]
    )
    func ordinary(value: String) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, _) = try await workshop.read("행,비고\n가,\(value)\n나,\(value)\n")
        #expect(table.columns[1].findings == [])
    }

    @Test("The profile counts what is there")
    func profile() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let rows = (0..<100).map { "\($0),\($0 % 4 == 0 ? "" : "종류\($0 % 3)")" }.joined(separator: "\n")
        let (table, _, _) = try await workshop.read("수,종류\n\(rows)\n")
        let number = try #require(table.columns[0].profile)
        #expect(number.min == "0" && number.max == "99" && number.distinct == 100)
        #expect(number.histogram == Array(repeating: 10, count: 10))
        let kind = try #require(table.columns[1].profile)
        #expect(kind.nulls == 25 && kind.distinct == 3)
        #expect(kind.top.map(\.count) == [25, 25, 25])
    }
}

import Foundation
import Kernel
import Testing

@testable import Lake

@Suite("Reading spreadsheets")
struct SpreadsheetTests {
    @Test("A cover page is skipped, and a sheet's name may hold quotes")
    func cover() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, file, warnings) = try await workshop.book(
            """
            sheet.title = "표지 '가'"
            sheet["B2"] = "2026년 시설 현황"
            sheet["B4"] = "부산광역시"
            other = book.create_sheet('현황\\'s "표" & <1>')
            for row in [["코드", "이름"], ["007", "가"], ["008", "나"]]: other.append(row)
            """
        )
        #expect(table.columns.map(\.name) == ["코드", "이름"])
        #expect(try await workshop.rows(file) == [#"["007","가"]"#, #"["008","나"]"#])
        #expect(warnings.contains { $0.ko.contains("표지 '가'") && $0.ko.contains("현황's \"표\" & <1>") })
    }

    @Test("Of several tables the longest is read, and the others and the hidden are named")
    func several() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, warnings) = try await workshop.book(
            """
            sheet.title = "2024"
            for row in [["가", "나"], [1, 2]]: sheet.append(row)
            long = book.create_sheet("2025")
            for row in [["다", "라"], [1, 2], [3, 4]]: long.append(row)
            secret = book.create_sheet("계산")
            for row in [["마", "바"]] + [[1, 2]] * 50: secret.append(row)
            secret.sheet_state = "veryHidden"
            """
        )
        #expect(table.columns.map(\.name) == ["다", "라"])
        #expect(table.rows == 2)
        #expect(warnings.contains { $0.ko.contains("‘2025’") && $0.ko.contains("‘2024’(1행)") })
        #expect(warnings.contains { $0.ko.contains("‘계산’") })
    }

    @Test("A column is of dates where every filled cell is one, wherever the first stands and however it is formatted")
    func dates() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, file, _) = try await workshop.book(
            """
            sheet.append(["점검일", "시각", "한글", "섞임", "시간", "기간"])
            sheet.append([None, None, None, 5, None, None])
            sheet.append([dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 10, 20, 30), 46053, "미정", dt.time(9, 5), 1.5])
            sheet.append([dt.date(2024, 2, 29), dt.date(2026, 2, 1), 46054, dt.date(2026, 3, 1), dt.time(0, 0), 0.25])
            for cell in ("C3", "C4"): sheet[cell].number_format = '[$-412]yyyy"년" m"월" d"일";@'
            for cell in ("F3", "F4"): sheet[cell].number_format = '[h]:mm'
            """
        )
        #expect(table.columns.map(\.type) == ["DATE", "TIMESTAMP", "DATE", "VARCHAR", "VARCHAR", "VARCHAR"])
        #expect(
            try await workshop.rows(file) == [
                #"[null,null,null,"5",null,null]"#,
                #"["2026-01-31","2026-01-31 10:20:30","2026-01-31","미정","09:05:00","36:00:00"]"#,
                #"["2024-02-29","2026-02-01 00:00:00","2026-02-01","2026-03-01","00:00:00","06:00:00"]"#,
            ]
        )
    }

    @Test("Days counted from 1904 are the days that people see")
    func from1904() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (_, file, _) = try await workshop.book(
            """
            from openpyxl.utils.datetime import CALENDAR_MAC_1904
            book.epoch = CALENDAR_MAC_1904
            sheet.append(["가", "일자"])
            sheet.append([1, dt.date(2026, 1, 31)])
            """
        )
        #expect(try await workshop.rows(file) == [#"[1,"2026-01-31"]"#])
    }

    @Test("Numbers, percentages, codes, flags and padded numbers keep what people see")
    func values() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, file, _) = try await workshop.book(
            """
            sheet.append(["부호", "글자수", "비율", "소수", "작음", "여부", "우편", "식별", "큰수"])
            sheet.append(["007", "12", 0.25, 1.1, 1e-7, True, 1234, 9001011234567, 1e15])
            sheet.append(["010", "-3", 1, 0.1 + 0.2, 5, False, 56789, 8001012345678, 2])
            for row in (2, 3):
                sheet.cell(row, 3).number_format = "0.0%"
                sheet.cell(row, 7).number_format = "00000"
                sheet.cell(row, 8).number_format = '000000\\\\-0000000'
            # openpyxl writes 0.3; Excel writes what the number is.
            rewrite("xl/worksheets/sheet1.xml", lambda x: x.replace("<v>0.3</v>", "<v>0.30000000000000004</v>"))
            """
        )
        #expect(
            table.columns.map(\.type) == [
                "VARCHAR", "BIGINT", "DOUBLE", "DOUBLE", "DOUBLE", "BOOLEAN", "VARCHAR", "VARCHAR", "VARCHAR",
            ]
        )
        #expect(
            try await workshop.rows(file) == [
                #"["007",12,0.25,1.1,1e-7,true,"01234","900101-1234567","1000000000000000"]"#,
                #"["010",-3,1.0,0.30000000000000004,5.0,false,"56789","800101-2345678","2"]"#,
            ]
        )
        #expect(table.columns[7].findings.map(\.kind) == [.residentNumber])
    }

    @Test("A formula's stored result is its value; one without a result is empty, and said")
    func formulas() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (_, file, warnings) = try await workshop.book(
            """
            for row in [["가", "나"], [1, "=A2*2"], [2, "=A3*2"], [3, "=A4*2"]]: sheet.append(row)
            rewrite("xl/worksheets/sheet1.xml", lambda x: x
                .replace("<f>A2*2</f><v />", "<f>A2*2</f><v>2</v>").replace("<f>A2*2</f><v></v>", "<f>A2*2</f><v>2</v>")
                .replace("<f>A3*2</f><v />", "<f>A3*2</f><v>4</v>").replace("<f>A3*2</f><v></v>", "<f>A3*2</f><v>4</v>"))
            """
        )
        #expect(try await workshop.rows(file) == ["[1,2]", "[2,4]", "[3,null]"])
        #expect(warnings.contains { $0.ko.contains("B4") && $0.ko.contains("1개") })
    }

    @Test("The table is found under titles, beside blank columns, above empty rows; merged values are said")
    func surroundings() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, file, warnings) = try await workshop.book(
            """
            sheet["B1"] = "시설 현황"
            sheet.merge_cells("B1:F1")
            sheet["F2"] = "(단위: 명)"
            for row in [[None, "시도", "시군구", "이용", None], [None, "부산", "중구", 1], [None, None, "서구", 2], [], [None, "대구", "남구", 3, "비고"]]:
                sheet.append(row)
            sheet.merge_cells("B4:B5")
            sheet["C30"].number_format = "0.00"
            """
        )
        #expect(table.columns.map(\.name) == ["시도", "시군구", "이용", "column_4"])
        #expect(
            try await workshop.rows(file) == [
                #"["부산","중구",1,null]"#, #"[null,"서구",2,null]"#, #"["대구","남구",3,"비고"]"#,
            ]
        )
        #expect(warnings.contains { $0.ko.contains("B4") && $0.ko.contains("병합") })
    }

    @Test("A header of two rows becomes one name a column")
    func twoRows() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, file, _) = try await workshop.book(
            """
            for row in [["시도", "2025년", None, "2026년", None], [None, "남", "여", "남", "여"], ["부산", 1, 2, 3, 4]]: sheet.append(row)
            for cells in ("A1:A2", "B1:C1", "D1:E1"): sheet.merge_cells(cells)
            """
        )
        #expect(table.columns.map(\.name) == ["시도", "2025년 남", "2025년 여", "2026년 남", "2026년 여"])
        #expect(try await workshop.rows(file) == [#"["부산",1,2,3,4]"#])
    }

    @Test("Shared texts come out whole: runs joined, readings left out, escapes resolved, prefixes ignored")
    func sharedTexts() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (_, file, _) = try await workshop.book(
            """
            for row in [["가", "나"], ["1", "2"]]: sheet.append(row)
            shared = '''<x:sst xmlns:x="m"><x:si><x:t>머리</x:t></x:si><x:si><x:r><x:t>굵은 </x:t></x:r><x:r><x:t>글</x:t></x:r><x:rPh><x:t>소리</x:t></x:rPh></x:si>
            <x:si><x:t>a_x000D_&amp;&#xAC00;&lt;b&gt;</x:t></x:si><x:si><x:t/></x:si></x:sst>'''
            rows = '''<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="inlineStr"><x:is><x:t>둘</x:t></x:is></x:c></x:row>
            <x:row><x:c t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c></x:row><x:row><x:c t="s"><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>'''
            rewrite("xl/worksheets/sheet1.xml", lambda x: rows)
            rewrite("xl/_rels/workbook.xml.rels", lambda x: x.replace("</Relationships>", '<Relationship Type="http://x/sharedStrings" Target="shared.xml" Id="rId99"/></Relationships>'))
            extra["xl/shared.xml"] = shared
            """
        )
        #expect(try await workshop.rows(file) == [#"["굵은 글","a\r&가<b>"]"#])
    }

    @Test(
        "What is no workbook is refused with what to do",
        arguments: [
            ("빈.xlsx", "", "표가 있는 시트가 없습니다"), ("암호.xlsx", "ole('EncryptedPackage')", "암호"),
            ("옛.xls", "ole('Workbook')", ".xlsx"), ("옛.xlsx", "ole('Workbook')", ".xls"),
            ("웹.xls", "raw(b'<html><table><tr><td>1</td></tr></table></html>')", "HTML"),
            ("잡동.xlsx", "raw(b'PK' + bytes(range(256)) * 4)", "손상"), ("반쪽.xlsx", "half()", "손상"),
        ]
    )
    func refused(name: String, script: String, words: String) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let found = await problem { _ = try await workshop.book(script, as: name) }
        #expect(found?.type == "lake/unreadable")
        #expect(found?.detail?.ko.contains(words) == true)
    }

    @Test("A workbook under the name of an old one is read")
    func renamed() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let (table, _, _) = try await workshop.book("for row in [['가', '나'], [1, 2]]: sheet.append(row)", as: "새.xls")
        #expect(table.rows == 1)
    }

    @Test("An entry that unfolds beyond what the directory promised is refused")
    func lie() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let found = await problem {
            _ = try await workshop.book(
                """
                for row in [["가", "나"]] + [[1, 2]] * 1000: sheet.append(row)
                patch.append(("xl/worksheets/sheet1.xml", 100))
                """
            )
        }
        #expect(found?.type == "lake/unreadable")
    }

    @Test(
        "Numbers are written without exponents and lose nothing",
        arguments: [
            (1.5, "1.5"), (1e-7, "0.0000001"), (-2.5e-10, "-0.00000000025"), (1e20, "100000000000000000000"),
            (-0.0, "0"),
            (1.25e21, "1250000000000000000000"), (123_456_789_012, "123456789012"),
        ]
    )
    func plainNumbers(value: Double, text: String) { #expect(CellText.number(value) == text) }

    @Test(
        "Number formats are told apart",
        arguments: [
            ("yyyy\\-mm\\-dd", CellStyle.date), ("yyyy/m/d h:mm", .dateTime), ("[h]:mm:ss", .time), ("#,##0", .plain),
            ("0.00E+00", .plain), ("General", .plain), ("mmm", .date), ("\"day\" 0", .plain),
            ("[Red]0.00;[Blue]-0.00", .plain),
            ("000\"-\"00", .mask("000-00")), ("0", .plain), ("@", .plain), ("_-* #,##0_-", .plain), ("0%", .plain),
        ]
    )
    func formats(code: String, style: CellStyle) { #expect(CellStyle(number: 164, code: code) == style) }
}

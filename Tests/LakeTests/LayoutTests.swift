import Foundation
import Kernel
import Testing

@testable import Lake

@Suite("How a file was understood is told, and can be corrected")
struct LayoutTests {
    private func read(
        _ workshop: Workshop,
        _ content: Data,
        _ layout: ChosenLayout = ChosenLayout(),
        as name: String = "upload.csv"
    ) async throws -> (table: LakeTable, rows: [String], warnings: [LocalizedText]) {
        let source = try workshop.file(name, content)
        let staged = try workshop.folder.stage(UUID().uuidString)
        let reading = try await workshop.intake.assuming(layout).read(source, named: name, as: "t", into: staged)
        let rows = try await workshop.rows(staged.appending(path: LakeTable.file))
        return (try #require(reading.table), rows, reading.warnings)
    }

    @Test("Encoding, delimiter, line ends and header are told of a file that is read without a question")
    func told() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let korean = try await read(
            workshop,
            Data([0xB0, 0xA1, 0x2C, 0xB3, 0xAA, 0x0D, 0x0A, 0x31, 0x2C, 0x32, 0x0D, 0x0A])
        )
        #expect(
            korean.table.layout == FileLayout(encoding: .cp949, delimiter: .comma, lineEnd: .pair, headerRow: 1)
        )
        #expect(korean.warnings.isEmpty)
        let wide = Data([0xFF, 0xFE]) + (try #require("가\t나\n1\t2\n".data(using: .utf16LittleEndian)))
        let tabs = try await read(workshop, wide)
        #expect(tabs.table.layout == FileLayout(encoding: .utf16le, delimiter: .tab, lineEnd: .feed, headerRow: 1))
        let semicolons = try await read(workshop, Data("\n가;나\n1;2\n".utf8))
        #expect(
            semicolons.table.layout
                == FileLayout(encoding: .utf8, delimiter: .semicolon, lineEnd: .feed, headerRow: 2)
        )
    }

    @Test("A first row of values is said to look like values, and is a row where there is no header")
    func headless() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        for mark in ["", "\u{FEFF}"] {
            let text = Data((mark + "\"수원, 팔달\",2026-01-05,31.5\n용인,2026-01-06,30.0\n화성,2026-01-07\n").utf8)
            let guessed = try await read(workshop, text)
            #expect(guessed.warnings.contains { $0.ko.contains("머리글 없음") })
            let corrected = try await read(workshop, text, ChosenLayout(headerRow: 0))
            #expect(corrected.table.columns.map(\.name) == ["column_1", "column_2", "column_3"])
            #expect(corrected.rows.first == #"["수원, 팔달","2026-01-05",31.5]"#)
            #expect(corrected.rows.count == 3)
            #expect(corrected.table.layout?.headerRow == 0)
            #expect(!corrected.warnings.contains { $0.ko.contains("머리글") || $0.ko.contains("이름") })
        }
    }

    @Test("Years and months are names of columns", arguments: ["지역,2024,2025\n가,1,2\n", "지역,202401,20240102\n가,1,2\n"])
    func years(text: String) async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        #expect(try await read(workshop, Data(text.utf8)).warnings.isEmpty)
    }

    @Test("Titles above a header are left out once it is said where the header stands")
    func titles() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let text = Data("\"대피소\n현황\",,\n\n(단위: 명),,\n이름,수용,비고\n가,10,\n".utf8)
        let corrected = try await read(workshop, text, ChosenLayout(headerRow: 4))
        #expect(corrected.table.columns.map(\.name) == ["이름", "수용", "비고"])
        #expect(corrected.rows == [#"["가",10,null]"#])
        for row in [2, 9] {
            let problem = await problem { _ = try await read(workshop, text, ChosenLayout(headerRow: row)) }
            #expect(problem?.detail?.ko.contains("\(row)번째 행") == true)
        }
    }

    @Test("The delimiter and the encoding are those that were said")
    func said() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let bars = Data("이름|값,단위\n가|1,명\n".utf8)
        let corrected = try await read(workshop, bars, ChosenLayout(delimiter: .bar))
        #expect(corrected.table.columns.map(\.name) == ["이름", "값,단위"])
        // 0xC2A1 is one letter in either encoding.
        let doubtful = Data([0x61, 0x2C, 0x62, 0x0A, 0xC2, 0xA1, 0x2C, 0x31, 0x0A])
        #expect(try await read(workshop, doubtful).rows == [#"["¡",1]"#])
        #expect(try await read(workshop, doubtful, ChosenLayout(encoding: .cp949)).rows == [#"["징",1]"#])
        let korean = Data([0x61, 0x2C, 0x62, 0x0A, 0xB0, 0xA1, 0x2C, 0x31, 0x0A])
        let refused = await problem { _ = try await read(workshop, korean, ChosenLayout(encoding: .utf8)) }
        #expect(refused?.detail?.ko.contains("2번째 줄") == true)
    }

    @Test("A workbook's sheet and header row are told, and another sheet, another row or none can be said")
    func workbook() async throws {
        let workshop = try Workshop()
        defer { workshop.end() }
        let book = try await workshop.bookFile(
            """
            sheet.title = "현황"
            for row in [["대피소 현황", None, None], ["이름", "수용", "비고"], ["가", 10, "-"], ["나", 20, "-"]]: sheet.append(row)
            other = book.create_sheet("내역")
            for row in [["다", 1], ["라", 2]]: other.append(row)
            """
        )
        let content = try Data(contentsOf: book)
        let told = try await read(workshop, content, as: "book.xlsx")
        #expect(told.table.layout == FileLayout(headerRow: 2, sheet: "현황", sheets: ["현황", "내역"]))
        let other = try await read(workshop, content, ChosenLayout(headerRow: 0, sheet: "내역"), as: "book.xlsx")
        #expect(other.rows == [#"["다",1]"#, #"["라",2]"#])
        #expect(other.table.columns.map(\.name) == ["column_1", "column_2"])
        #expect(other.warnings.isEmpty)
        let deeper = try await read(workshop, content, ChosenLayout(headerRow: 3), as: "book.xlsx")
        #expect(deeper.table.columns.map(\.name) == ["가", "10", "-"])
        let unknown = await problem {
            _ = try await read(workshop, content, ChosenLayout(sheet: "없음"), as: "book.xlsx")
        }
        #expect(unknown?.detail?.ko.contains("현황, 내역") == true)
    }
}

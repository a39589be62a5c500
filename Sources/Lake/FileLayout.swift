import Foundation
import Kernel

/// How a file was understood, so that whoever sent it can look whether it was understood rightly.
package struct FileLayout: Codable, Equatable, Sendable {
    /// Of text; nil for workbooks and for files that say it themselves.
    package var encoding: TextEncoding?
    package var delimiter: Delimiter?
    /// How the first line ends.
    package var lineEnd: LineEnding?
    /// The row the columns' names stand in, counted from 1 and with the blank ones, as a spreadsheet counts them;
    /// 0 where none does.
    package var headerRow: Int
    package var sheet: String?
    /// The sheets that hold a table.
    package var sheets: [String]?
}

/// How a file is to be read, where it was understood wrongly; nil is for what was found.
package struct ChosenLayout: Codable, Equatable, Sendable {
    package var encoding: TextEncoding?
    package var delimiter: Delimiter?
    /// See ``FileLayout/headerRow``.
    package var headerRow: Int?
    package var sheet: String?

    package init(
        encoding: TextEncoding? = nil,
        delimiter: Delimiter? = nil,
        headerRow: Int? = nil,
        sheet: String? = nil
    ) {
        self.encoding = encoding
        self.delimiter = delimiter
        self.headerRow = headerRow
        self.sheet = sheet
    }

    package var isEmpty: Bool { self == ChosenLayout() }

    /// This one, with what was chosen later over it.
    package func with(_ later: ChosenLayout) -> ChosenLayout {
        ChosenLayout(
            encoding: later.encoding ?? encoding,
            delimiter: later.delimiter ?? delimiter,
            headerRow: later.headerRow ?? headerRow,
            sheet: later.sheet ?? sheet
        )
    }
}

/// What stands between the cells of a line.
package enum Delimiter: String, Codable, CaseIterable, Sendable {
    case comma, tab, semicolon, bar

    /// It has a byte of its own in ASCII.
    package var character: Character {
        switch self {
        case .comma: ","
        case .tab: "\t"
        case .semicolon: ";"
        case .bar: "|"
        }
    }

    package var title: LocalizedText {
        switch self {
        case .comma: LocalizedText("쉼표(,)", en: "comma (,)")
        case .tab: LocalizedText("탭", en: "tab")
        case .semicolon: LocalizedText("쌍반점(;)", en: "semicolon (;)")
        case .bar: LocalizedText("세로줄(|)", en: "vertical bar (|)")
        }
    }
}

package enum LineEnding: String, Codable, Sendable {
    case feed, carriage, pair

    package var title: LocalizedText {
        switch self {
        case .feed: LocalizedText("유닉스·맥 방식(LF)", en: "Unix and Mac (LF)")
        case .carriage: LocalizedText("옛 맥 방식(CR)", en: "old Mac (CR)")
        case .pair: LocalizedText("윈도 방식(CRLF)", en: "Windows (CRLF)")
        }
    }
}

extension TextEncoding {
    package var title: LocalizedText {
        switch self {
        case .utf8: LocalizedText("UTF-8", en: "UTF-8")
        case .cp949: LocalizedText("CP949(EUC-KR, 한국어 윈도)", en: "CP949 (EUC-KR, Korean Windows)")
        case .utf16le: LocalizedText("UTF-16(엑셀 ‘유니코드 텍스트’)", en: "UTF-16 (“Unicode Text” of Excel)")
        case .utf16be: LocalizedText("UTF-16 빅 엔디언", en: "UTF-16, big-endian")
        }
    }
}

extension Intake {
    /// Reads files like this one, but laid out like this.
    package func assuming(_ layout: ChosenLayout) -> Intake {
        var intake = self
        intake.layout = layout
        return intake
    }

    static func noSuchRow(_ row: Int, file: String) -> Problem {
        LakeProblem.unreadable(
            file,
            LocalizedText(
                "\(row)번째 행에 머리글로 쓸 값이 없습니다. 열 이름이 있는 행의 번호를 골라 주세요.",
                en: "Row \(row) holds nothing that could name columns. Choose the row the columns' names stand in."
            )
        )
    }

    static func noSuchSheet(_ sheet: String, known: [String], file: String) -> Problem {
        LakeProblem.unreadable(
            file,
            LocalizedText(
                "표가 있는 시트 ‘\(sheet)’이(가) 없습니다. 다음에서 골라 주세요: \(known.joined(separator: ", "))",
                en: "No sheet “\(sheet)” holds a table. Choose one of these: \(known.joined(separator: ", "))"
            )
        )
    }
}

import Foundation
import Kernel

/// A workbook's sheets and what its number formats mean.
struct Workbook {
    let sheets: [Sheet]
    let styles: [CellStyle]
    /// Where the shared texts are; nil where there are none.
    let strings: String?
    /// Whether days are counted from 1904, as old Macs did.
    let isFrom1904: Bool

    struct Sheet {
        let name: String
        let path: String
        let isVisible: Bool
    }

    init(_ archive: ZipArchive, file: String) throws {
        var relations = Relations()
        var book = Book()
        try archive.read("xl/_rels/workbook.xml.rels", to: &relations)
        try archive.read("xl/workbook.xml", to: &book)
        isFrom1904 = book.isFrom1904
        sheets = book.sheets.compactMap { sheet in
            guard let target = relations.targets[sheet.relation], target.kind.hasSuffix("/worksheet") else {
                return nil
            }
            return Sheet(name: sheet.name, path: target.path, isVisible: sheet.isVisible)
        }
        strings = relations.targets.values.first { $0.kind.hasSuffix("/sharedStrings") }?.path
        var styles = Styles()
        if let path = relations.targets.values.first(where: { $0.kind.hasSuffix("/styles") })?.path, archive.holds(path)
        {
            try archive.read(path, to: &styles)
        }
        self.styles = styles.cells.map { CellStyle(number: $0, code: styles.codes[$0]) }
    }

    private struct Relations: MarkupHandler {
        var targets: [String: (kind: String, path: String)] = [:]

        mutating func open(_ name: Bytes, _ attributes: Bytes) {
            guard name.isExactly("Relationship"), let id = attributes.attribute("Id")?.unescaped,
                let kind = attributes.attribute("Type")?.unescaped,
                let target = attributes.attribute("Target")?.unescaped
            else { return }
            targets[id] = (kind, target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target)
        }
    }

    private struct Book: MarkupHandler {
        var sheets: [(name: String, relation: String, isVisible: Bool)] = []
        var isFrom1904 = false

        mutating func open(_ name: Bytes, _ attributes: Bytes) {
            if name.isExactly("workbookPr") {
                isFrom1904 = ["1", "true"].contains(attributes.attribute("date1904")?.unescaped ?? "0")
            } else if name.isExactly("sheet"), sheets.count < 1000, let title = attributes.attribute("name")?.unescaped,
                let relation = attributes.attribute("id")?.unescaped
            {
                let state = attributes.attribute("state")?.unescaped ?? "visible"
                sheets.append((title, relation, state == "visible"))
            }
        }
    }

    private struct Styles: MarkupHandler {
        var cells: [Int] = []
        var codes: [Int: String] = [:]
        private var isOfCells = false

        mutating func open(_ name: Bytes, _ attributes: Bytes) {
            if name.isExactly("numFmt"), codes.count < 10_000, let id = attributes.attribute("numFmtId")?.digits {
                codes[id] = attributes.attribute("formatCode")?.unescaped
            } else if name.isExactly("cellXfs") {
                isOfCells = true
            } else if isOfCells, name.isExactly("xf"), cells.count < 100_000 {
                cells.append(attributes.attribute("numFmtId")?.digits ?? 0)
            }
        }

        mutating func close(_ name: Bytes) {
            if name.isExactly("cellXfs") { isOfCells = false }
        }
    }
}

extension ZipArchive {
    func read(_ path: String, to handler: inout some MarkupHandler) throws {
        var reader = MarkupReader()
        try read(path) { try reader.feed($0, to: &handler) }
    }
}

/// What a cell's number format makes of its number.
enum CellStyle: Equatable, Sendable {
    case plain
    case date
    case dateTime
    case time
    /// Digits with zeros in front and dashes between, such as 00000 or 000000-0000000.
    case mask(String)

    /// - Parameters:
    ///   - number: The format's number; those below 164 are Excel's own (ECMA-376 Part 1, 18.8.30).
    ///   - code: The format as it is written in the workbook.
    init(number: Int, code: String?) {
        guard let code else {
            switch number {
            // 27–31, 36 and 50–58 are Korean dates.
            case 14...17, 27...31, 36, 50...54, 57, 58: self = .date
            case 22: self = .dateTime
            case 18...21, 32...35, 45...47, 55, 56: self = .time
            default: self = .plain
            }
            return
        }
        // Only the first section is for positive numbers; quoted and escaped characters are shown as they stand.
        let shown = code.replacing(/\\(.)/) { "\"\($0.output.1)\"" }
        let section = String(shown.replacing(/"[^"]*"/) { $0.output == "\"-\"" ? "-" : "\u{1}" }.prefix { $0 != ";" })
        let bare = section.replacing(/\[[^\]]*\]/) { $0.output.wholeMatch(of: /\[[hmsHMS]+\]/) == nil ? "" : "h" }
            .replacing(/[_*]./, with: "").lowercased()
        if bare.wholeMatch(of: /0[0-]*0/) != nil {
            self = .mask(bare)
        } else if bare.hasPrefix("general") || bare.contains("#") || bare.contains("?") {
            self = .plain
        } else {
            let hasDay = bare.contains("y") || bare.contains("d")
            let hasTime = bare.contains("h") || bare.contains("s")
            let hasMonth = bare.contains("m")
            self =
                hasDay && hasTime
                ? .dateTime
                : hasDay || (hasMonth && !hasTime)
                    ? .date
                    : hasTime ? .time : .plain
        }
    }
}

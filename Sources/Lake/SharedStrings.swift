import Foundation
import Kernel

/// The texts that a workbook keeps once for all its cells.
///
/// They lie in a scratch file, because a workbook may hold more of them than there is memory.
struct SharedStrings {
    private let bytes: Data
    /// Where each text ends.
    private let ends: [UInt32]

    /// Texts that are taken at most; their ends are kept in memory.
    private static let limit = 16_000_000

    init(of archive: ZipArchive, path: String?, scratch: URL, file: String) throws {
        guard let path, archive.holds(path) else {
            bytes = Data()
            ends = []
            return
        }
        var collector = try Collector(scratch, file: file)
        defer { try? FileManager.default.removeItem(at: scratch) }
        var reader = MarkupReader()
        try archive.read(path) { try reader.feed($0, to: &collector) }
        try collector.flush()
        ends = collector.ends
        // Mapped: what is not looked at is not read, and the name can go at once.
        bytes = ends.last ?? 0 == 0 ? Data() : try Data(contentsOf: scratch, options: .alwaysMapped)
    }

    private func range(_ index: Int) -> Range<Int>? {
        guard ends.indices.contains(index) else { return nil }
        return (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }

    func isEmpty(_ index: Int) -> Bool { range(index)?.isEmpty ?? true }

    subscript(index: Int) -> String {
        guard let range = range(index) else { return "" }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    private struct Collector: MarkupHandler {
        private let output: FileHandle
        private let file: String
        private var buffer = Data()
        private var written = 0
        private(set) var ends: [UInt32] = []
        private var text: [UInt8] = []
        private var isText = false
        private var isPhonetic = false

        init(_ scratch: URL, file: String) throws {
            guard FileManager.default.createFile(atPath: scratch.path, contents: nil),
                let output = FileHandle(forWritingAtPath: scratch.path)
            else { throw LakeProblem.disk(errno) }
            self.output = output
            self.file = file
        }

        mutating func open(_ name: Bytes, _ attributes: Bytes) {
            if name.isExactly("t") {
                isText = !isPhonetic
            } else if name.isExactly("si") {
                text.removeAll(keepingCapacity: true)
            } else if name.isExactly("rPh") {
                isPhonetic = true
            }
        }

        mutating func text(_ bytes: Bytes) {
            if isText { text.append(contentsOf: bytes) }
        }

        mutating func close(_ name: Bytes) throws {
            if name.isExactly("t") {
                isText = false
            } else if name.isExactly("rPh") {
                isPhonetic = false
            } else if name.isExactly("si") {
                buffer.append(contentsOf: Markup.cellText(text).utf8)
                let end = written + buffer.count
                guard end <= UInt32.max, ends.count < SharedStrings.limit else {
                    throw LakeProblem.unreadable(
                        file,
                        LocalizedText("글자가 너무 많습니다. CSV로 저장해 올려 주세요.", en: "It holds too much text. Save it as CSV.")
                    )
                }
                ends.append(UInt32(end))
                if buffer.count > 1 << 20 { try flush() }
            }
        }

        mutating func flush() throws {
            do { try output.write(contentsOf: buffer) } catch { throw LakeProblem.disk(ENOSPC) }
            written += buffer.count
            buffer.removeAll(keepingCapacity: true)
        }
    }
}

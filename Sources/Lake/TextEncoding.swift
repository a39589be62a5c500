import CUchardet
import Foundation
import Kernel

/// The encoding of a text file, by the name that iconv knows it under.
package enum TextEncoding: String, Codable, CaseIterable, Sendable {
    case utf8 = "UTF-8"
    /// What Korean Windows calls ANSI: EUC-KR and the 8,822 syllables it lacks.
    case cp949 = "CP949"
    case utf16le = "UTF-16LE"
    case utf16be = "UTF-16BE"

    /// Looks at the first bytes of a file; nil where they are no text.
    static func sniff(_ sample: Data) -> TextEncoding? {
        let bytes = [UInt8](sample)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16le }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16be }
        if let wide = sniffWide(bytes) { return wide }
        // Text holds tabs and line ends, and no other control characters.
        guard !bytes.contains(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) }) else { return nil }
        if isUTF8(bytes) { return .utf8 }
        if mostlyUTF8(bytes) { return .utf8 }
        return isCP949(bytes) || detected(bytes).contains("KR") || detected(bytes) == "UHC" ? .cp949 : nil
    }

    /// UTF-16 without its mark: ASCII in it has every other byte zero.
    private static func sniffWide(_ bytes: [UInt8]) -> TextEncoding? {
        guard bytes.count >= 4 else { return nil }
        var zeros = [0, 0]
        for (place, byte) in bytes.enumerated() where byte == 0 { zeros[place % 2] += 1 }
        let half = bytes.count / 2
        if zeros[1] * 10 > half * 2, zeros[0] == 0 { return .utf16le }
        if zeros[0] * 10 > half * 2, zeros[1] == 0 { return .utf16be }
        return nil
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        // The sample may end within a character.
        (0..<4).contains { String(validating: bytes.dropLast($0), as: UTF8.self) != nil }
    }

    /// Whether far more of it is UTF-8 than is not: a few broken characters make no other encoding.
    private static func mostlyUTF8(_ bytes: [UInt8]) -> Bool {
        var check = UTF8Check()
        bytes.withUnsafeBufferPointer { check.feed($0) }
        return check.wide > 10 * check.broken
    }

    /// The line of the first byte that is no UTF-8; nil for an ASCII beginning after which all may be CP949.
    ///
    /// - Parameter isSure: Whether it is UTF-8 because somebody said so.
    static func brokenUTF8(_ file: URL, isSure: Bool) throws -> Int? {
        guard let input = FileHandle(forReadingAtPath: file.path) else { throw LakeProblem.missingFile(file.path) }
        defer { try? input.close() }
        var check = UTF8Check()
        while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty {
            [UInt8](chunk).withUnsafeBufferPointer { check.feed($0) }
        }
        return isSure || check.wide > 10 * check.broken ? check.brokenLine : nil
    }

    private static func isCP949(_ bytes: [UInt8]) -> Bool {
        var place = 0
        var pairs = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte < 0x80 {
                place += 1
                continue
            }
            guard (0x81...0xFE).contains(byte) else { return false }
            guard place + 1 < bytes.count else { break }
            let second = bytes[place + 1]
            guard (0x41...0x5A).contains(second) || (0x61...0x7A).contains(second) || (0x81...0xFE).contains(second)
            else { return false }
            pairs += 1
            place += 2
        }
        return pairs > 0
    }

    private static func detected(_ bytes: [UInt8]) -> String {
        guard let detector = uchardet_new() else { return "" }
        defer { uchardet_delete(detector) }
        bytes.withUnsafeBytes {
            _ = uchardet_handle_data(detector, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
        }
        uchardet_data_end(detector)
        return String(cString: uchardet_get_charset(detector))
    }

    /// Writes `source` as UTF-8 without a mark, a mebibyte at a time.
    ///
    /// - Throws: A ``Problem`` with the line of the first character that is not of this encoding.
    func transcode(_ source: URL, to target: URL, file: String) throws {
        guard let converter = iconv_open("UTF-8", rawValue), converter != iconv_t(bitPattern: -1) else {
            throw LakeProblem.disk(errno)
        }
        defer { iconv_close(converter) }
        guard let input = FileHandle(forReadingAtPath: source.path),
            FileManager.default.createFile(atPath: target.path, contents: nil),
            let output = FileHandle(forWritingAtPath: target.path)
        else { throw LakeProblem.disk(errno) }
        defer {
            try? input.close()
            try? output.close()
        }
        var rest = Data()
        var line = 1
        var isStart = true
        while true {
            let chunk = try input.read(upToCount: 1 << 20) ?? Data()
            var pending = rest + chunk
            if isStart, pending.starts(with: [0xFF, 0xFE]) || pending.starts(with: [0xFE, 0xFF]) {
                pending = Data(pending.dropFirst(2))
            }
            isStart = false
            let (text, used, isBroken) = convert(pending, with: converter)
            line += text.count { $0 == 0x0A }
            if isBroken || (chunk.isEmpty && used < pending.count) {
                throw broken(file, line: line)
            }
            do { try output.write(contentsOf: text) } catch { throw LakeProblem.disk(ENOSPC) }
            if chunk.isEmpty { return }
            rest = Data(pending.dropFirst(used))
        }
    }

    /// A character that is none in this encoding.
    func broken(_ file: String, line: Int) -> Problem {
        LakeProblem.unreadable(
            file,
            LocalizedText(
                "\(line)번째 줄에 \(rawValue)로 읽을 수 없는 글자가 있습니다. 그 글자를 고치고 UTF-8로 저장해 올려 주세요.",
                en:
                    "Line \(line) has a character that is not \(rawValue). Correct it, save the file as UTF-8 and try again."
            )
        )
    }

    private func convert(_ data: Data, with converter: iconv_t) -> (text: Data, used: Int, isBroken: Bool) {
        var input = [CChar](unsafeUninitializedCapacity: data.count) { buffer, count in
            data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
            count = data.count
        }
        var output = [CChar](repeating: 0, count: data.count * 3 + 16)
        var left = input.count
        var room = output.count
        var code: Int32 = 0
        input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBufferPointer { to in
                var source = from.baseAddress
                var target = to.baseAddress
                if iconv(converter, &source, &left, &target, &room) == -1 { code = errno }
            }
        }
        let text = output.prefix(output.count - room).map { UInt8(bitPattern: $0) }
        // EINVAL: the chunk ends within a character, which comes with the next.
        return (Data(text), data.count - left, code == EILSEQ)
    }
}

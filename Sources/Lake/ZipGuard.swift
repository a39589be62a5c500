import Foundation
import Kernel

/// Looks at an XLSX's directory before anything unpacks it: a small file may unfold into a full disk.
enum ZipGuard {
    /// The most an XLSX may unpack to: 4 GiB, and 200 times its own size beyond 100 MiB.
    static let limit = 4 << 30

    /// - Throws: A 422 problem when the file is no ZIP or unpacks to too much.
    static func check(_ file: URL, file name: String) throws {
        let broken = LakeProblem.unreadable(
            name,
            LocalizedText("엑셀(.xlsx) 파일이 아니거나 손상되었습니다.", en: "It is no XLSX file, or is damaged.")
        )
        guard let handle = FileHandle(forReadingAtPath: file.path) else { throw LakeProblem.missingFile(file.path) }
        defer { try? handle.close() }
        let size = Int(try handle.seekToEnd())
        let tailStart = max(0, size - 65_557)
        try handle.seek(toOffset: UInt64(tailStart))
        let tail = [UInt8](try handle.readToEnd() ?? Data())
        func number(_ bytes: [UInt8], _ place: Int, _ width: Int) -> Int {
            (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
        }
        guard tail.count >= 22,
            let end = (0...(tail.count - 22)).last(where: { Array(tail[$0..<$0 + 4]) == [0x50, 0x4B, 0x05, 0x06] })
        else { throw broken }
        let length = number(tail, end + 12, 4)
        let offset = number(tail, end + 16, 4)
        guard offset + length <= size, length < 64 << 20 else { throw broken }
        try handle.seek(toOffset: UInt64(offset))
        let directory = [UInt8](try handle.read(upToCount: length) ?? Data())
        var place = 0
        var unpacked = 0
        while place + 46 <= directory.count, number(directory, place, 4) == 0x0201_4B50 {
            let bytes = number(directory, place + 24, 4)
            // 0xFFFFFFFF: the true size is in a ZIP64 field, and larger than what is taken anyway.
            unpacked += bytes
            place +=
                46 + number(directory, place + 28, 2) + number(directory, place + 30, 2)
                + number(directory, place + 32, 2)
        }
        guard place > 0 else { throw broken }
        guard unpacked <= limit, unpacked <= max(100 << 20, size * 200) else {
            throw LakeProblem.unreadable(
                name,
                LocalizedText(
                    "압축을 풀면 \(unpacked >> 20)MB가 되는 비정상 파일입니다. CSV로 저장해 올려 주세요.",
                    en: "It would unpack to \(unpacked >> 20) MB. Save it as CSV and try again."
                )
            )
        }
    }
}

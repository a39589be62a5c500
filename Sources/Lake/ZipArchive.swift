import CZlib
import Foundation
import Kernel

/// The directory of a ZIP file and its entries, unpacked as a stream.
///
/// Uploads are anybody's: a small file may unfold into a full disk, and a directory may lie about what it holds.
struct ZipArchive {
    private let file: URL
    private let name: String
    private let entries: [String: Entry]

    private struct Entry {
        let method: Int
        let packed: Int
        let unpacked: Int
        let offset: Int
    }

    /// The most a file may unpack to: 4 GiB, and 200 times its own size beyond 100 MiB.
    private static let limit = 4 << 30

    /// - Throws: A 422 problem when the file is no ZIP or unpacks to too much.
    init(_ file: URL, name: String) throws {
        self.file = file
        self.name = name
        guard let handle = FileHandle(forReadingAtPath: file.path) else { throw LakeProblem.missingFile(file.path) }
        defer { try? handle.close() }
        let size = Int(try handle.seekToEnd())
        try handle.seek(toOffset: UInt64(max(0, size - 65_557)))
        let tail = [UInt8](try handle.readToEnd() ?? Data())
        guard tail.count >= 22,
            let end = (0...(tail.count - 22)).last(where: { Array(tail[$0..<$0 + 4]) == [0x50, 0x4B, 0x05, 0x06] })
        else { throw Self.broken(name) }
        let length = Self.number(tail, end + 12, 4)
        let offset = Self.number(tail, end + 16, 4)
        guard offset + length <= size, length < 16 << 20 else { throw Self.broken(name) }
        try handle.seek(toOffset: UInt64(offset))
        entries = try Self.entries(in: [UInt8](try handle.read(upToCount: length) ?? Data()), name)
        let unpacked = entries.values.reduce(0) { $0 + min($1.unpacked, 1 << 40) }
        guard !entries.isEmpty else { throw Self.broken(name) }
        guard unpacked <= Self.limit, unpacked <= max(100 << 20, size * 200) else {
            throw LakeProblem.unreadable(
                name,
                LocalizedText(
                    "압축을 풀면 \(unpacked >> 20)MB가 되는 비정상 파일입니다. CSV로 저장해 올려 주세요.",
                    en: "It would unpack to \(unpacked >> 20) MB. Save it as CSV and try again."
                )
            )
        }
    }

    private static func entries(in directory: [UInt8], _ file: String) throws -> [String: Entry] {
        var entries: [String: Entry] = [:]
        var place = 0
        while place + 46 <= directory.count, number(directory, place, 4) == 0x0201_4B50 {
            let nameEnd = place + 46 + number(directory, place + 28, 2)
            let extraEnd = nameEnd + number(directory, place + 30, 2)
            guard extraEnd <= directory.count else { throw broken(file) }
            // Unpacked size, packed size, offset: where a field is full, the true value is in the ZIP64 field.
            var sizes = [
                number(directory, place + 24, 4), number(directory, place + 20, 4), number(directory, place + 42, 4),
            ]
            var extra = nameEnd
            while extra + 4 <= extraEnd {
                let length = number(directory, extra + 2, 2)
                if number(directory, extra, 2) == 1 {
                    var field = extra + 4
                    for index in sizes.indices
                    where sizes[index] == 0xFFFF_FFFF && field + 8 <= min(extra + 4 + length, extraEnd) {
                        sizes[index] = number(directory, field, 7)
                        field += 8
                    }
                }
                extra += 4 + length
            }
            guard number(directory, place + 8, 2) & 1 == 0 else { throw LakeProblem.locked(file) }
            let name = String(decoding: directory[(place + 46)..<nameEnd], as: UTF8.self)
            if entries[name] == nil {
                let method = number(directory, place + 10, 2)
                entries[name] = Entry(method: method, packed: sizes[1], unpacked: sizes[0], offset: sizes[2])
            }
            place = extraEnd + number(directory, place + 32, 2)
        }
        return entries
    }

    private static func number(_ bytes: [UInt8], _ place: Int, _ width: Int) -> Int {
        (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }

    private static func broken(_ name: String) -> Problem {
        LakeProblem.unreadable(
            name,
            LocalizedText(
                "엑셀(.xlsx) 파일이 아니거나 손상되었습니다. 엑셀에서 열어 다시 저장해 올려 주세요.",
                en: "It is no XLSX file, or is damaged. Open it in Excel, save it again and retry."
            )
        )
    }

    func holds(_ entry: String) -> Bool { entries[entry] != nil }

    /// Unpacks an entry, a piece at a time; never more than its directory promised.
    func read(_ path: String, _ take: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        let broken = Self.broken(name)
        guard let entry = entries[path], let handle = FileHandle(forReadingAtPath: file.path) else { throw broken }
        defer { try? handle.close() }
        try handle.seek(toOffset: UInt64(entry.offset))
        let head = [UInt8](try handle.read(upToCount: 30) ?? Data())
        guard head.count == 30, Self.number(head, 0, 4) == 0x0403_4B50 else { throw broken }
        let start = entry.offset + 30 + Self.number(head, 26, 2) + Self.number(head, 28, 2)
        try handle.seek(toOffset: UInt64(start))
        var left = entry.packed
        func next() throws -> [UInt8] {
            guard left > 0 else { return [] }
            let chunk = [UInt8](try handle.read(upToCount: min(left, 1 << 18)) ?? Data())
            left -= chunk.count
            return chunk
        }
        switch entry.method {
        case 0:
            while case let chunk = try next(), !chunk.isEmpty { try chunk.withUnsafeBufferPointer(take) }
        case 8: try inflate(next, limit: entry.unpacked, take)
        default: throw broken
        }
    }

    private func inflate(
        _ next: () throws -> [UInt8],
        limit: Int,
        _ take: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        var stream = z_stream()
        guard inflateInit2_(&stream, -15, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Self.broken(name)
        }
        defer { inflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: 1 << 18)
        var total = 0
        var status = Z_OK
        while status != Z_STREAM_END {
            var input = try next()
            guard !input.isEmpty else { throw Self.broken(name) }
            try input.withUnsafeMutableBufferPointer { from in
                stream.next_in = from.baseAddress
                stream.avail_in = UInt32(from.count)
                repeat {
                    let made = output.withUnsafeMutableBufferPointer { to in
                        stream.next_out = to.baseAddress
                        stream.avail_out = UInt32(to.count)
                        status = CZlib.inflate(&stream, Z_NO_FLUSH)
                        return to.count - Int(stream.avail_out)
                    }
                    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                        throw Self.broken(name)
                    }
                    total += made
                    guard total <= limit else { throw Self.broken(name) }
                    if made > 0 {
                        try output.withUnsafeBufferPointer { try take(UnsafeBufferPointer(rebasing: $0[..<made])) }
                    }
                } while stream.avail_out == 0 && status == Z_OK
            }
        }
    }
}
